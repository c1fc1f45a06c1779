"""The report of a simulation: one HTML file that needs nothing else, in both languages, and a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from processes.programme import RECORD_TYPES, ROLES
from processes.simulated import plots

Found = Mapping[str, Any]
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}h1{font-size:1.5rem}"
    "h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;margin-bottom:.2rem}table{border-collapse:collapse;width:100%;font-size:.9rem}"
    "th,td{text-align:left;border-bottom:1px solid #ddd;padding:.25rem .6rem .25rem 0}td.n,th.n{text-align:right}svg{width:100%;height:auto}"
    ".bad{color:#a11}.good{color:#161}"
)


def html(found: Found) -> str:
    """The whole report."""
    about, figures = found["about"], found["figures"]
    title = f"模拟运行报告 / Simulation: {about['needs']} 项需求 needs, {about['years']} 年 years, seed {about['seed']}"
    parts = [
        f"<h1>{escape(title)}</h1>", _run(found), "<h2>合规核查 / Independent checker</h2>", _checker(found),
        "<h2>全程漏斗 / Funnel</h2>", plots.bars([(f"{each['zh']} {each['en']}", each["count"]) for each in figures["funnel"]], "漏斗 / funnel"),
        "<h2>各角色每月待办 / Tasks of each role by month</h2>", *_load(figures),
        "<h2>办理时间（天）/ Days per user task</h2>", _waiting(figures["waiting"]),
        "<h2>结果 / Outcomes</h2>", _outcomes(figures["outcomes"]),
    ]
    return f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style><body>{"".join(parts)}</body></html>\n'


def text(found: Found) -> str:
    """What the terminal shows: the run, the funnel, what is wrong."""
    statistics, took = found["statistics"], found["took"]
    lines = [
        f"{statistics['commands']} 次操作 / commands, {statistics['timers']} 个定时 / timers, {took['seconds']} s, CPU {took['cpu_seconds']} s",
        *(f"  {each['zh']} / {each['en']}: {each['count']}" for each in found["figures"]["funnel"]),
        *(f"! {failure}" for failure in statistics["failures"][:20]),
        *(f"! {each['article']} {each['rule']} {each['key']}: {each['what']}" for each in found["violations"]),
        f"核查 / checked: {len(found['rules'])} 条规则 / rules, {len(found['violations'])} 处违反 / violations",
    ]
    return "\n".join(lines)


def _run(found: Found) -> str:
    statistics, took = found["statistics"], found["took"]
    per_second = statistics["commands"] / took["seconds"] if took["seconds"] else 0
    rows = [
        ("业务期间 / programme time", f"{found['about']['begins']:%Y-%m-%d} – {found['about']['until']:%Y-%m-%d}"),
        ("操作 / commands", f"{statistics['commands']} ({per_second:.1f}/s)"), ("发起 / starts", statistics["starts"]),
        ("未发起 / not started after all", statistics["not_started"]), ("办理 / completions", statistics["completions"]),
        ("逾期被拒 / refused as late", statistics["late"]), ("事项已不在 / gone when somebody came", statistics["gone"]),
        ("无人办理 / left open", statistics["left_open"]), ("定时 / timers", statistics["timers"]), ("提醒 / reminders", statistics["reminders"]),
        ("用时 / time", f"{took['seconds']} s"), ("处理器时间 / CPU time of this process", f"{took['cpu_seconds']} s"),
        ("表单未通过 / answers that were refused", len(statistics["failures"])),
    ]
    failures = "".join(f'<p class="bad">{escape(each)}</p>' for each in statistics["failures"][:50])
    refused = _table(("未受理的发起 / starts that were refused", "次数 / times"), sorted(statistics["refusals"].items())) if statistics["refusals"] else ""
    return _table(("运行 / run", ""), rows) + failures + refused


def _checker(found: Found) -> str:
    broken: dict[str, int] = {}
    for each in found["violations"]:
        broken[each["rule"]] = broken.get(each["rule"], 0) + 1
    rows = [(each["article"], each["says"], broken.get(each["rule"], 0)) for each in found["rules"]]
    details = [(each["rule"], each["key"], each["what"]) for each in found["violations"]]
    verdict = '<p class="good">未发现违反 / no violation</p>' if not details else f'<p class="bad">{len(details)} 处违反 / violations</p>'
    return verdict + _table(("条款 / article", "规则 / rule", "违反 / broken"), rows) + (_table(("规则 / rule", "编号 / key", "情况 / what"), details) if details else "")


def _load(figures: Found) -> Iterable[str]:
    for role, values in figures["load"].items():
        known = ROLES.get(role)
        name = f"{known.zh} / {known.en}" if known else role
        yield f"<h3>{escape(name)}: {sum(values)}</h3>" + plots.columns(values, figures["months"], name)


def _waiting(rows: Sequence[Found]) -> str:
    shown = [
        (f"{row['name']} {row['element']}", row["opened"], row["done"], row["open"], row["median"], row["p90"], row["p99"], "" if row["late"] is None else f"{row['late']:.0%}")
        for row in rows
    ]
    heads = ("事项 / task", "开出 / opened", "办结 / done", "在办 / open", "中位 / median", "p90", "p99", "逾期 / late")
    return _table(heads, shown)


def _outcomes(outcomes: Mapping[str, Mapping[str, int]]) -> str:
    rows = []
    for type, states in outcomes.items():
        known = RECORD_TYPES.get(type)
        name = f"{known.zh} / {known.en}" if known else type
        rows.append((name, ", ".join(f"{state} {count}" for state, count in states.items())))
    return _table(("类型 / type", "状态 / states"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join("<tr>" + "".join(_cell(each) for each in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    number = ' class="n"' if isinstance(value, (int, float)) else ""
    return f"<td{number}>{escape('' if value is None else str(value))}</td>"
