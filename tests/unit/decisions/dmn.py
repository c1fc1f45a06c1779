"""Small decision models, written as tables are read."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*elements: str, namespace: str = DMN_13) -> bytes:
    """A whole file."""
    body = "".join(elements)
    return f'<definitions xmlns="{namespace}" id="d" name="model" namespace="n">{body}</definitions>'.encode()


def table(
    name: str, inputs: str, outputs: str, *rules: str, hit: str = "UNIQUE", aggregation: str = "", requires: str = "",
    values: str = "", default: str = "",
) -> str:
    """A decision with a table. Columns stand between ``|``, so do the cells of a rule: inputs, then outputs."""
    columns = "".join(
        f"<input><inputExpression><text>{escape(each.strip())}</text></inputExpression></input>" for each in inputs.split("|")
    )
    extra = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    extra += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    columns += "".join(f"<output name={quoteattr(o.strip())}>{extra}</output>" for o in outputs.split("|"))
    width = inputs.count("|") + 1
    rows = "".join(_row([cell.strip() for cell in rule.split("|")], width) for rule in rules)
    more = f' aggregation="{aggregation}"' if aggregation else ""
    body = f'<decisionTable hitPolicy="{hit}"{more}>{columns}{rows}</decisionTable>'
    return decision(name, body, requires)


def literal(name: str, text: str, requires: str = "") -> str:
    """A decision that is one expression."""
    return decision(name, f"<literalExpression><text>{escape(text)}</text></literalExpression>", requires)


def decision(name: str, body: str, requires: str = "") -> str:
    """A decision with this logic; ``requires`` are ids of others, between commas."""
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>'
        for each in filter(None, requires.split(","))
    )
    return f'<decision id="{name}" name="{name}"><variable name="{name}"/>{needs}{body}</decision>'


def _row(cells: list[str], width: int) -> str:
    tests = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells[:width])
    return f"<rule>{tests}{''.join(f'<outputEntry><text>{escape(cell)}</text></outputEntry>' for cell in cells[width:])}</rule>"
