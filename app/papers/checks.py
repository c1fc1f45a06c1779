"""What is wrong with a template, before it counts: broken tags, names that nobody fills, what every document must say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.adapters.docx import fill
from app.errors import Finding
from app.papers.names import Fields
from app.papers.reading import NotWord, Paragraph, outward, parts
from app.papers.samples import sample
from app.papers.walking import Walk

WHOLE = re.compile(r"\{[{%]-?(tr|p)\s")
BLOCK = re.compile(r"\{%-?(tr|tc|p|r)?\s*(for|if|elif|else|endfor|endif)\b")
KEPT_AS_IS = re.compile(r"^(\{[{%])-?(?:tr|tc|p|r)(?=\s)")
OF_THE_TABLE = re.compile(r"\{%\s*(?:colspan|cellbg)\s+(.*?)%\}")
MERGED = re.compile(r"\{%\s*[vh]m\s*%\}")
QUOTES = str.maketrans("“”‘’", "\"\"''")
WIDE = re.compile(r"[｛{]\s*[｛%％]|[｝%％]\s*｝|｝\s*}|｛\s*{")
SINGLE = re.compile(r"(?<!\{)\{\s*([A-Za-z_][\w.]*)\s*\}(?!\})")


def findings(path: str, content: bytes, fields: Fields | None) -> list[Finding]:
    """Findings in a template; without `fields` nobody knows which names are filled, and only its form is looked at."""
    try:
        read, fetched = parts(content), outward(content)
    except NotWord:
        return [Finding(None, "not-docx", "error", "这不是 Word 文档（.docx）。", "This is no Word document (.docx).", path)]
    found = [
        Finding(
            None, "template-fetches", "error", f"模板引用外部内容“{each[:80]}”；请把图片嵌入文档，去掉宏和链接的模板。",
            f"The template refers to “{each[:80]}” outside; embed pictures, and remove macros and linked templates.", path,
            "打开文书时不得从别处取内容。", "Opening a document must not fetch anything from elsewhere.",
        )
        for each in fetched
    ]
    used: set[str] = set()
    for part in read:
        broken = [each for paragraph in part for each in _tags(paragraph, path)] + _rows(part, path)
        found += broken or _names(part, fields, used, path)
    if fields is not None and not any(each.blocks for each in found):
        found += [*_mandatory(used, fields, path), *_trial(content, fields, path)]
    return found


# -- tags, paragraph by paragraph --------------------------------------------------------------------------------------


def _tags(paragraph: Paragraph, path: str) -> Iterator[Finding]:
    """Braces that are not a whole tag within their paragraph: they would be printed, or swallow what follows."""
    rest = paragraph.rest
    if WIDE.search(rest):
        yield _at(
            paragraph, "template-braces-wide", "花括号是全角字符，请在英文输入状态下输入 {{ 和 }}",
            "the braces are full-width characters; type {{ and }} with the English input method", path,
        )
    elif re.search(r"\{[{%#]", rest):
        yield _at(
            paragraph, "template-tag-open", "标记开始之后在本段没有结束（跨段或缺少 }}、%}），请把整个标记写在一段里",
            "a tag begins that does not end in this paragraph (it runs over, or }} or %} is missing); write it in one paragraph", path,
        )
    elif re.search(r"[}%#]\}", rest):
        yield _at(
            paragraph, "template-tag-closed", "标记结束之前在本段没有开始（缺少 {{ 或 {%）",
            "a tag ends that does not begin in this paragraph ({{ or {% is missing)", path,
        )
    elif single := SINGLE.search(rest):
        yield _at(
            paragraph, "template-brace-single", f"“{single[0]}”只有一层花括号，会原样印出；应为 {{{{ {single[1]} }}}}",
            f"“{single[0]}” has single braces and would be printed as it stands; write {{{{ {single[1]} }}}}", path,
        )


def _rows(part: list[Paragraph], path: str) -> list[Finding]:
    """Rows and paragraphs that a tag takes away as a whole: whatever else stands there would be lost."""
    rows: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in part:
        if paragraph.row is not None:
            rows[paragraph.row].append(paragraph)
    found = []
    for paragraph in part:
        for kind in {match[1] for tag in paragraph.tags if (match := WHOLE.match(tag))}:
            if kind == "tr" and paragraph.row is None:
                found.append(_at(paragraph, "template-row-outside", "{%tr … %} 只能写在表格的行里", "{%tr … %} belongs into a row of a table", path))
                continue
            inside = rows[paragraph.row] if kind == "tr" else [paragraph]
            if sum(len(each.tags) for each in inside) > 1 or any(each.rest.strip() for each in inside):
                where = ("行", "row") if kind == "tr" else ("段", "paragraph")
                found.append(_at(
                    paragraph, "template-text-lost", f"{{%{kind} … %}} 所在的{where[0]}会整{where[0]}去掉，其中的其他内容会丢失；请让它单独占一{where[0]}",
                    f"the {where[1]} of {{%{kind} … %}} is taken away as a whole and the rest of it would be lost; give it a {where[1]} of its own", path,
                ))
    return found


# -- names, part by part -----------------------------------------------------------------------------------------------


def _names(part: list[Paragraph], fields: Fields | None, used: set[str], path: str) -> list[Finding]:
    """Syntax, and names that are not filled; a line of the source is a paragraph."""
    source = "\n".join("".join(_plain(tag) for tag in paragraph.tags) for paragraph in part)
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    try:
        tree = environment.parse(source)
        environment.compile(source)
    except TemplateSyntaxError as error:
        paragraph = part[min(error.lineno, len(part)) - 1]
        return [_at(
            paragraph, "template-syntax", f"“{''.join(paragraph.tags)[:80]}”写法不对：{error.message}",
            f"“{''.join(paragraph.tags)[:80]}” is not understood: {error.message}", path,
        )]
    return _spanning(part, path) or _unknown(tree, part, fields, used, path)


def _spanning(part: list[Paragraph], path: str) -> list[Finding]:
    """Conditions and loops that begin in one paragraph and end in another without taking whole rows or paragraphs.

    Where such a condition does not hold, paragraphs and cells between are torn, and what they say is lost without a word.
    """
    opened: list[tuple[str, Paragraph]] = []
    found = []
    for paragraph in part:
        for kind, word in (match.groups(default="") for tag in paragraph.tags if (match := BLOCK.match(tag))):
            begun = opened[-1] if opened and word not in {"for", "if"} else (kind, paragraph)
            if begun[0] != kind or (kind not in {"tr", "p", "tc"} and begun[1] is not paragraph):
                found.append(_at(
                    begun[1], "template-block-spans", "条件或逐行标记没有在同一段里结束；跨段请用 {%p … %}，跨行请用 {%tr … %}，开始、结束用同一种",
                    "a condition or loop does not end in its paragraph; use {%p … %} over paragraphs or {%tr … %} over rows, the same at both ends", path,
                ))
            if word in {"for", "if"}:
                opened.append((kind, paragraph))
            elif word.startswith("end"):
                opened.pop()
    return found


def _plain(tag: str) -> str:
    """A tag as Jinja reads it: what docxtpl adds for rows, paragraphs and cells is taken off."""
    text = MERGED.sub("", OF_THE_TABLE.sub(r"{{ \1 }}", tag.translate(QUOTES)))
    return KEPT_AS_IS.sub(r"\1", text)


def _unknown(tree: nodes.Template, part: list[Paragraph], fields: Fields | None, used: set[str], path: str) -> list[Finding]:
    walk = Walk(fields)
    walk.all(tree.body, {})
    used |= walk.used
    found = []
    for line, problem in dict.fromkeys(walk.problems):
        paragraph = part[min(line, len(part)) - 1]
        if problem.code == "unknown":
            near = get_close_matches(problem.name, problem.offered, 1) or get_close_matches(problem.name.rpartition(".")[2], problem.offered, 1)
            hint = (f"；是否为“{near[0]}”？", f"; is “{near[0]}” meant?") if near else ("", "")
            found.append(_at(
                paragraph, "template-name-unknown", f"没有名为“{problem.name}”的内容可填{hint[0]}", f"nothing is filled in for “{problem.name}”{hint[1]}", path,
            ))
        elif problem.code == "rows":
            found.append(_at(
                paragraph, "template-rows", f"“{problem.name}”是多行或成组的内容，请在表格里用 {{%tr for each in {problem.name} %}} 逐行写，或写出其中一项",
                f"“{problem.name}” has rows or parts; write it row by row with {{%tr for each in {problem.name} %}} in a table, or name one part", path,
            ))
        elif problem.code == "single":
            found.append(_at(
                paragraph, "template-not-rows", f"“{problem.name}”只有一个值，不能逐行写", f"“{problem.name}” is one value and has no rows", path,
            ))
        else:
            found.append(_at(
                paragraph, "template-not-allowed", f"模板里不能使用“{problem.name}”；可用的是字段、条件和逐行",
                f"“{problem.name}” cannot be used in a template; it may have fields, conditions and rows", path,
            ))
    return found


# -- the whole ---------------------------------------------------------------------------------------------------------


def _mandatory(used: set[str], fields: Fields, path: str) -> Iterator[Finding]:
    stated = {name for name, field in fields.items() if field.kind in {"date", "moment"}}
    if "number" not in used:
        yield Finding(
            None, "template-number-missing", "error", "模板里没有文书编号，请加上 {{ number }}。", "The template does not say the number; add {{ number }}.", path,
            "没有编号的文书无法查找和核验。", "A document without its number cannot be found or checked.",
        )
    if not used & stated:
        yield Finding(
            None, "template-date-missing", "error", "模板里没有签发日期，请加上 {{ issued_on }}。",
            "The template does not say when it is issued; add {{ issued_on }}.", path,
            "期限从签发或送达之日起算。", "Deadlines count from the day of issue or service.",
        )


def _trial(content: bytes, fields: Fields, path: str) -> Iterator[Finding]:
    """Filling it once with sample data shows what no reading does, such as a loop that begins and ends in different cells."""
    try:
        parts(fill(content, sample(fields)))
    except Exception as error:                   # whatever docxtpl and lxml raise, the designer hears of it
        said = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        yield Finding(
            None, "template-not-filled", "error", f"用样例数据填写模板失败：{said}；请检查条件和逐行标记的开始与结束是否在同一段、同一单元格或各占一行。",
            f"The template cannot be filled with sample data: {said}; see that conditions and loops begin and end in one paragraph, in one cell, or in rows of their own.", path,
        )


def _at(paragraph: Paragraph, code: str, zh: str, en: str, path: str) -> Finding:
    return Finding(None, code, "error", f"{paragraph.zh}：{zh}。", f"{paragraph.en[:1].upper()}{paragraph.en[1:]}: {en}.", path)
