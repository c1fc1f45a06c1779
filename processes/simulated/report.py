"""The report of a simulation: one HTML file that needs nothing else, in both languages, and a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from processes.programme import RECORD_TYPES, ROLES
from processes.simulated import plots
from processes.simulated.plots import Words, both
from processes.simulated.rule_words import ARTICLES_EN, RULES_ZH
from processes.words import STATES

Found = Mapping[str, Any]
_STYLE = Path(__file__).with_name("report.css")
_SWITCH = (
    '<nav><input type="radio" name="language" id="zh" checked><label for="zh">中文</label>'
    '<input type="radio" name="language" id="en"><label for="en">English</label></nav>'
)
_LONG = 60                          # days at which the bars of the waiting times end
_FAILURES, _FAILURES_SHOWN = 50, 20


def html(found: Found) -> str:
    """The whole report."""
    about, figures = found["about"], found["figures"]
    title = (
        f"模拟运行报告：{about['needs']} 项需求、{about['years']} 年、种子 {about['seed']}",
        f"Simulation: {about['needs']} needs in {about['years']} years, seed {about['seed']}",
    )
    parts = [
        _SWITCH, f"<h1>{both(title)}</h1>", _verdict(found), _heading("全程漏斗", "From need to acceptance"), _funnel(figures["funnel"]),
        _heading("各角色每月待办", "Tasks of each role by month"), *_load(figures),
        _heading("办理时间（天）", "Days per user task"), _waiting(figures["waiting"]),
        _heading("期末状态", "Where everything stands at the end"), _outcomes(figures["outcomes"]),
        _heading("合规核查", "Independent checker"), _checker(found), _heading("运行", "The run"), _run(found),
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(" / ".join(title))}</title>'
    return f'<!doctype html><html lang="zh">{head}<style>{_STYLE.read_text("utf-8")}</style><body>{"".join(parts)}</body></html>\n'


def text(found: Found) -> str:
    """What the terminal shows: the run, the funnel, what is wrong."""
    statistics, took = found["statistics"], found["took"]
    lines = [
        f"{statistics['commands']} 次操作 / commands, {statistics['timers']} 个定时 / timers, {took['seconds']} s, CPU {took['cpu_seconds']} s",
        *(f"  {each['zh']} / {each['en']}: {each['count']}" for each in found["figures"]["funnel"]),
        *(f"! {failure}" for failure in statistics["failures"][:_FAILURES_SHOWN]),
        *(f"! {each['article']} {each['rule']} {each['key']}: {each['what']}" for each in found["violations"]),
        f"核查 / checked: {len(found['rules'])} 条规则 / rules, {len(found['violations'])} 处违反 / violations",
    ]
    return "\n".join(lines)


def _heading(zh: str, en: str) -> str:
    return f"<h2>{both((zh, en))}</h2>"


def _verdict(found: Found) -> str:
    """The answer first: whether anything is wrong, and how large it was."""
    wrong, failures = len(found["violations"]), len(found["statistics"]["failures"])
    sound = not wrong and not failures
    said = ("没有卡住的流程，没有违反规则", "Nothing is stuck and no rule is broken") if sound else (
        f"{wrong} 处违反规则，{failures} 次填报被拒", f"{wrong} violations, {failures} answers refused",
    )
    cards = [
        (len(found["rules"]), ("条规则已核查", "rules checked")), (found["statistics"]["commands"], ("次操作", "commands")),
        (found["statistics"]["timers"], ("个定时到期", "timers fired")), (found["figures"]["documents"], ("份文书", "documents")),
        (round(found["took"]["seconds"]), ("秒", "seconds")),
    ]
    shown = "".join(f"<div><b>{number:,}</b>{both(words)}</div>" for number, words in cards)
    return f'<p class="verdict {"good" if sound else "bad"}">{both(said)}</p><div class="cards">{shown}</div>'


def _funnel(funnel: Sequence[Found]) -> str:
    return plots.bars([((each["zh"], each["en"]), each["count"]) for each in funnel], ("漏斗", "Funnel"))


def _run(found: Found) -> str:
    statistics, took = found["statistics"], found["took"]
    per_second = statistics["commands"] / took["seconds"] if took["seconds"] else 0
    rows = [
        (("业务期间", "programme time"), f"{found['about']['begins']:%Y-%m-%d} – {found['about']['until']:%Y-%m-%d}"),
        (("操作", "commands"), f"{statistics['commands']:,} ({per_second:.1f}/s)"), (("发起", "starts"), statistics["starts"]),
        (("未发起", "not started after all"), statistics["not_started"]), (("办理", "completions"), statistics["completions"]),
        (("逾期被拒", "refused as late"), statistics["late"]), (("事项已不在", "gone when somebody came"), statistics["gone"]),
        (("无人办理", "left open"), statistics["left_open"]), (("定时", "timers"), statistics["timers"]),
        (("提醒", "reminders"), statistics["reminders"]), (("用时（秒）", "seconds"), took["seconds"]),
        (("处理器时间（秒）", "CPU seconds of this process"), took["cpu_seconds"]),
        (("填报被拒", "answers that were refused"), len(statistics["failures"])),
    ]
    failures = "".join(f'<p class="bad">{escape(each)}</p>' for each in statistics["failures"][:_FAILURES])
    refused = _table((("未受理的发起", "starts that were refused"), ("次数", "times")), sorted(statistics["refusals"].items())) if statistics["refusals"] else ""
    return _table((), rows) + failures + refused


def _checker(found: Found) -> str:
    broken: dict[str, int] = {}
    for each in found["violations"]:
        broken[each["rule"]] = broken.get(each["rule"], 0) + 1
    rows = [(_article(each), (RULES_ZH[each["rule"]], each["says"]), broken.get(each["rule"], 0)) for each in found["rules"]]
    details = [(each["rule"], each["key"], each["what"]) for each in found["violations"]]
    told = _table((("规则", "rule"), ("编号", "key"), ("情况", "what")), details) if details else ""
    return told + _table((("条款", "article"), ("规则", "rule"), ("违反", "broken")), rows)


def _article(rule: Found) -> Words:
    return rule["article"], ARTICLES_EN[rule["article"]]


def _load(figures: Found) -> Iterable[str]:
    for role, values in figures["load"].items():
        known = ROLES.get(role)
        name = (known.zh, known.en) if known else (role, role)
        yield f"<h3>{both(name)} <small>{sum(values):,}</small></h3>" + plots.columns(values, figures["months"], name)


def _waiting(rows: Sequence[Found]) -> str:
    shown = [
        (
            (row["name"], row["en"]), row["opened"], row["done"], row["open"], row["median"], row["p90"], row["p99"],
            "" if row["late"] is None else f"{row['late']:.0%}", _Drawn("" if row["median"] is None else plots.lasted(row["median"], row["p90"], _LONG)),
        )
        for row in rows
    ]
    heads = (
        ("事项", "task"), ("开出", "opened"), ("办结", "done"), ("在办", "open"), ("中位", "median"), ("p90", "p90"), ("p99", "p99"), ("逾期", "late"),
        (f"中位与九成，至 {_LONG} 天", f"median and p90, up to {_LONG} days"),
    )
    return _table(heads, shown)


def _outcomes(outcomes: Mapping[str, Mapping[str, int]]) -> str:
    drawn = []
    in_order = list(RECORD_TYPES)
    for type, states in sorted(outcomes.items(), key=lambda each: in_order.index(each[0]) if each[0] in in_order else len(in_order)):
        known = RECORD_TYPES.get(type)
        name = (known.zh, known.en) if known else (type, type)
        order = known.states if known else ()
        rows = sorted(states.items(), key=lambda each: order.index(each[0]) if each[0] in order else len(order))
        values = [(STATES.get(state, (state, state)), count) for state, count in rows]
        drawn.append(f"<section><h3>{both(name)} <small>{sum(states.values()):,}</small></h3>{plots.bars(values, name, wide=410, label=190)}</section>")
    return f'<div class="grid">{"".join(drawn)}</div>'


class _Drawn(str):
    """HTML that is put into a cell as it stands."""


def _table(heads: Sequence[Words], rows: Iterable[Sequence[Any]]) -> str:
    head = "".join(f"<th>{both(each)}</th>" for each in heads)
    body = "".join("<tr>" + "".join(_cell(each) for each in row) + "</tr>" for row in rows)
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if isinstance(value, _Drawn):
        return f"<td>{value}</td>"
    if isinstance(value, tuple):
        return f"<td>{both(value)}</td>"
    number = ' class="n"' if isinstance(value, (int, float)) or str(value).endswith("%") else ""
    return f"<td{number}>{escape('' if value is None else f'{value:,}' if isinstance(value, int) else str(value))}</td>"
