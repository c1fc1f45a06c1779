"""Units, staff and experts of the demo: all of them invented, every unit says 示例 in its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

Role = tuple[str, str | None, str | None]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_AREAS = {"SH": "310115", "JS": "320594", "ZJ": "330108", "AH": "340191"}
_SURNAMES = "沈顾陆徐程汪方胡郑钱蒋严夏俞曹邹闵柏葛章"
_GIVEN = (
    "知远",
    "清和",
    "若水",
    "景行",
    "安之",
    "望舒",
    "怀瑾",
    "明澈",
    "以宁",
    "思齐",
    "书航",
    "令仪",
    "嘉树",
    "予墨",
)
_LATIN = {
    "沈": "Shen",
    "顾": "Gu",
    "陆": "Lu",
    "徐": "Xu",
    "程": "Cheng",
    "汪": "Wang",
    "方": "Fang",
    "胡": "Hu",
    "郑": "Zheng",
    "钱": "Qian",
    "蒋": "Jiang",
    "严": "Yan",
    "夏": "Xia",
    "俞": "Yu",
    "曹": "Cao",
    "邹": "Zou",
    "闵": "Min",
    "柏": "Bai",
    "葛": "Ge",
    "章": "Zhang",
    "知远": "Zhiyuan",
    "清和": "Qinghe",
    "若水": "Ruoshui",
    "景行": "Jingxing",
    "安之": "Anzhi",
    "望舒": "Wangshu",
    "怀瑾": "Huaijin",
    "明澈": "Mingche",
    "以宁": "Yining",
    "思齐": "Siqi",
    "书航": "Shuhang",
    "令仪": "Lingyi",
    "嘉树": "Jiashu",
    "予墨": "Yumo",
}
FIELDS = ("ic", "ai", "bio", "future")
EXPERTS_A_FIELD = 14


@dataclass(frozen=True)
class Unit:
    """A unit of the portal."""

    id: str
    name: str
    name_en: str
    uscc: str
    region: str
    kind: str


@dataclass(frozen=True)
class Person:
    """Somebody with an account; the purpose is printed for the few accounts to begin with."""

    id: str
    name: str
    name_en: str
    unit: str | None
    roles: tuple[Role, ...]
    purpose: str = ""


def uscc(number: int, region: str = "SH", category: str = "91") -> str:
    """An invented unified social credit code with a right check digit (GB 32100)."""
    body = f"{category}{_AREAS[region]}MADEM{number:04d}"
    total = sum(_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + _ALPHABET[-total % 31]


_ENTERPRISES = {
    "SH-01": ("上海示例芯澜微电子有限公司", "Shanghai Demo Xinlan Microelectronics"),
    "SH-02": ("上海示例语岚智能科技有限公司", "Shanghai Demo Yulan Intelligence"),
    "SH-03": ("上海示例禾誉生物医药有限公司", "Shanghai Demo Heyu Biomedicine"),
    "SH-04": ("上海示例澄光量子科技有限公司", "Shanghai Demo Chengguang Quantum"),
    "JS-01": ("苏州示例启衡半导体有限公司", "Suzhou Demo Qiheng Semiconductor"),
    "JS-02": ("南京示例博闻人工智能有限公司", "Nanjing Demo Bowen AI"),
    "JS-03": ("苏州示例佑生生物技术有限公司", "Suzhou Demo Yousheng Biotech"),
    "JS-04": ("无锡示例晶朔集成电路有限公司", "Wuxi Demo Jingshuo IC"),
    "JS-05": ("南通示例远帆智能装备有限公司", "Nantong Demo Yuanfan Equipment"),
    "JS-06": ("南京示例康序基因科技有限公司", "Nanjing Demo Kangxu Genomics"),
    "ZJ-01": ("宁波示例越微电子材料有限公司", "Ningbo Demo Yuewei Electronic Materials"),
    "ZJ-02": ("杭州示例云杼数据智能有限公司", "Hangzhou Demo Yunzhu Data"),
    "ZJ-03": ("杭州示例绪光医疗器械有限公司", "Hangzhou Demo Xuguang Medical"),
    "ZJ-04": ("嘉兴示例凌波氢能有限公司", "Jiaxing Demo Lingbo Hydrogen"),
    "ZJ-05": ("杭州示例知衡机器人有限公司", "Hangzhou Demo Zhiheng Robotics"),
    "AH-01": ("合肥示例存衡存储芯片有限公司", "Hefei Demo Cunheng Memory"),
    "AH-02": ("合肥示例听澜智能语音有限公司", "Hefei Demo Tinglan Speech"),
    "AH-03": ("合肥示例淮景生物制药有限公司", "Hefei Demo Huaijing Pharma"),
    "AH-04": ("芜湖示例驭衡自动驾驶有限公司", "Wuhu Demo Yuheng Driving"),
    "AH-05": ("蚌埠示例晶原新材料有限公司", "Bengbu Demo Jingyuan Materials"),
}
_ACADEMIC = {
    "SH-11": ("上海示例理工大学", "Shanghai Demo University of Technology", "university"),
    "SH-12": ("上海示例芯片研究院", "Shanghai Demo Chip Institute", "institute"),
    "JS-11": ("南京示例工程大学", "Nanjing Demo Engineering University", "university"),
    "JS-12": ("苏州示例纳米研究所", "Suzhou Demo Nano Institute", "institute"),
    "ZJ-11": ("杭州示例大学", "Hangzhou Demo University", "university"),
    "ZJ-12": ("宁波示例材料研究所", "Ningbo Demo Materials Institute", "institute"),
    "AH-11": ("安徽示例大学", "Anhui Demo University", "university"),
    "AH-12": ("合肥示例前沿研究院", "Hefei Demo Frontier Institute", "institute"),
}


def _units() -> list[Unit]:
    leads = [(key, zh, f"{en} Co., Ltd.", "enterprise") for key, (zh, en) in _ENTERPRISES.items()]
    partners = [(key, zh, en, kind) for key, (zh, en, kind) in _ACADEMIC.items()]
    return [
        Unit(key, zh, en, uscc(number, key[:2], "91" if kind == "enterprise" else "12"), key[:2], kind)
        for number, (key, zh, en, kind) in enumerate([*leads, *partners], start=1)
    ]


UNITS = _units()
UNIT = {unit.id: unit for unit in UNITS}


def name_of(number: int) -> tuple[str, str]:
    """An invented name, in both scripts; another one for each number below 280."""
    surname, given = _SURNAMES[number * 7 % len(_SURNAMES)], _GIVEN[number * 3 % len(_GIVEN)]
    return surname + given, f"{_LATIN[given]} {_LATIN[surname]}"


def expert_ids(field: str) -> list[str]:
    """The experts of a field."""
    return [f"expert-{field}-{number:02d}" for number in range(1, EXPERTS_A_FIELD + 1)]


def _people() -> list[Person]:
    rows: list[tuple[str, str | None, tuple[Role, ...], str]] = []
    rows += [
        (
            "agency-1",
            None,
            (("agency", None, None),),
            "受托管理机构：形式审查与评审会次 / agency: formal checks, sessions",
        ),
        ("agency-2", None, (("agency", None, None),), "受托管理机构：复核 / agency: second checks"),
        ("agency-3", None, (("agency", None, None),), ""),
        ("group-1", None, (("promotion_group", None, None),), "推进组 / promotion group"),
        ("force-1", None, (("task_force", None, None),), "工作专班 / task force"),
        ("supervisor-1", None, (("supervisor", None, None),), "监督人员 / supervisor"),
        ("designer-1", None, (("designer", None, None),), "流程设计者 / process designer"),
        ("operator-1", None, (("operator", None, None),), "运行管理员 / operator"),
        ("auditor-1", None, (("auditor", None, None),), ""),
        ("sysadmin-1", None, (("system_admin", None, None),), ""),
        ("secadmin-1", None, (("security_admin", None, None),), ""),
    ]
    shown = {
        "officer-js-1": "江苏省科技厅 / Jiangsu authority",
        "recommender-zj": "浙江归口部门 / Zhejiang recommender",
    }
    for region in ("SH", "JS", "ZJ", "AH"):
        low = region.lower()
        for role, person in (
            ("region_officer", f"officer-{low}-1"),
            ("region_officer", f"officer-{low}-2"),
            ("local_recommender", f"recommender-{low}"),
            ("finance_officer", f"finance-{low}"),
        ):
            rows.append((person, None, ((role, region, None),), shown.get(person, "")))
    for unit in UNITS:
        purpose = "牵头单位 / lead unit" if unit.id == "JS-04" else ""
        low = unit.id.lower()
        rows.append((f"lead-{low}", unit.id, (("lead_unit", None, unit.id),), purpose))
        rows.append((f"admin-{low}", unit.id, (("unit_admin", None, unit.id),), ""))
    for field in FIELDS:
        for expert in expert_ids(field):
            purpose = "评审专家 / expert" if expert == "expert-ai-03" else ""
            rows.append((expert, None, (("expert", None, None),), purpose))
    rows.append(("group-2", None, (("promotion_group", None, None),), "推进组：审批清单与指南 / promotion group: approvals"))
    for unit in UNITS:
        low = unit.id.lower()
        if unit.kind == "enterprise":
            purpose = "需求方 / demand side" if unit.id == "JS-04" else ""
            rows.append((f"demand-{low}", unit.id, (("demand_owner", None, unit.id),), purpose))
        else:
            purpose = "解决方 / solver" if unit.id == "SH-11" else ""
            rows.append((f"solver-{low}", unit.id, (("solver", None, unit.id),), purpose))
    return [
        Person(key, *name_of(number), unit, roles, purpose) for number, (key, unit, roles, purpose) in enumerate(rows)
    ]


PEOPLE = _people()


def experts() -> list[dict[str, Any]]:
    """Records of the experts; some of them work, or worked, where a proposal comes from and may not judge it."""
    names = {person.id: person.name for person in PEOPLE}
    rows = []
    for field in FIELDS:
        for number, expert in enumerate(expert_ids(field), start=1):
            data: dict[str, Any] = {
                "name": names[expert],
                "fields": [field],
                "uscc": uscc(500 + number),
                "unit_name": f"示例机构{number}",
                "unit_kind": ("university", "institute", "enterprise")[number % 3],
                "demo": True,
            }
            if number == 1:
                data["uscc"] = UNIT["ZJ-11"].uscc
            if number == 2:
                data["jobs"] = [{"uscc": UNIT["JS-11"].uscc, "until": date(2023, 6, 30)}]
            rows.append(_record("expert", expert, names[expert], data))
    return rows


def units() -> list[dict[str, Any]]:
    """Records of the units."""
    return [
        _record("unit", unit.id, unit.name, {"uscc": unit.uscc, "kind": unit.kind, "demo": True}, unit.region, unit.id)
        for unit in UNITS
    ]


def _record(
    type: str,
    key: str,
    title: str,
    data: dict[str, Any],
    region: str | None = None,
    unit: str | None = None,
    state: str = "active",
) -> dict[str, Any]:
    return {"type": type, "key": key, "title": title, "region": region, "unit": unit, "state": state, "data": data}
