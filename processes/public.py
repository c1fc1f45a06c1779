"""What the programme opens to everybody: published needs, guidelines, results and notices, field by field."""

from __future__ import annotations

from processes.kit.opening import Collection, Objection, Opening, Shown, Withheld
from processes.programme import RECORD_TYPES
from processes.shared.cycles import LOCAL
from processes.words import FIELDS

FIELD = Shown("field", "field", "技术领域", "Field", "choice", choices=FIELDS)
PROJECT = RECORD_TYPES["project"]
AWARDED = frozenset(PROJECT.states) - {"revoked", "forfeited"}
STANDINGS = {"running": ("执行中", "Running"), "accepted": ("通过验收", "Accepted"), "ended": ("已结束", "Ended")}
STANDING = dict.fromkeys(AWARDED, "running") | dict.fromkeys(AWARDED & PROJECT.ended, "ended")
STANDING |= dict.fromkeys(("accepted", "accepted_after_rectification"), "accepted")
NOT_OPEN = frozenset({"internal", "secret"})

LOCAL_NEED = Withheld("need_id", "need", "origin", frozenset({LOCAL}))
NEED_FIELDS = (
    Shown("title", "title", "攻关名称", "Title"),
    Shown("goals", "goals", "攻关任务", "Goals"),
    Shown(
        "tasks",
        "tasks",
        "对外揭榜任务",
        "External tasks",
        "list",
        (("no", "序号", "No."), ("title", "任务", "Task"), ("content", "内容", "Content")),
    ),
    Shown("total_input", "total_input", "项目预计投入", "Expected total input", "money"),
    Shown("external_fund", "external_fund", "拟对外揭榜资金", "Money for external tasks", "money"),
    FIELD,
    Shown("published_on", "published_on", "发布日期", "Published on", "date"),
)
NEEDS = Collection(
    "needs",
    "publication",
    frozenset({"published"}),
    "揭榜需求",
    "Published needs",
    NEED_FIELDS,
    choose_by="field",
    classes=("field",),
    amount="external_fund",
    year="published_on",
    unlisted=frozenset({"field", "published_on"}),
    withheld=(LOCAL_NEED,),
)
LOCAL_NEEDS = Collection(
    "local-needs",
    "publication",
    frozenset({"published"}),
    "地方自主征集",
    "Needs of local calls",
    NEED_FIELDS,
    choose_by="field",
    unlisted=frozenset({"field", "published_on"}),
    only=LOCAL_NEED,
)
GUIDELINES = Collection(
    "guidelines",
    "guideline",
    frozenset({"published"}),
    "申报指南",
    "Guidelines",
    (
        Shown("title", "title", "名称", "Title"),
        Shown(
            "directions",
            "directions",
            "支持方向",
            "Directions",
            "list",
            (("code", "编号", "No."), ("name", "方向", "Direction"), ("goals", "目标", "Goals")),
        ),
        Shown("requirements", "requirements", "申报要求", "Requirements"),
        Shown("published_on", "published_on", "发布日期", "Published on", "date"),
    ),
)
RESULTS = Collection(
    "results",
    "project",
    AWARDED,
    "立项与验收结果",
    "Results",
    (
        Shown("title", "title", "项目名称", "Project"),
        Shown("lead_unit", "unit", "牵头单位", "Lead unit", "unit"),
        Shown("region", "region", "地区", "Region", "region"),
        FIELD,
        Shown("support", "support", "财政支持", "Support", "money"),
        Shown("state", "state", "状态", "State", "choice", choices=STANDINGS, told=STANDING),
        Shown("awarded_on", "created_at", "立项日期", "Awarded on", "moment"),
    ),
    choose_by="field",
    classes=("field", "region"),
    amount="support",
    year="awarded_on",
    withheld=(
        Withheld("proposal_id", "proposal", "secrecy", NOT_OPEN),
        Withheld("proposal_id", "proposal", "origin", frozenset({LOCAL})),
    ),
)
NOTICES = Collection(
    "notices",
    "notice",
    frozenset({"published", "ended"}),
    "公示",
    "Public notices",
    (
        Shown("title", "title", "名称", "Title"),
        Shown("from", "notice_from", "公示开始", "From", "date"),
        Shown("until", "notice_until", "公示截止", "Until", "moment"),
        Shown(
            "subjects",
            "subjects",
            "公示对象",
            "Subjects",
            "list",
            (("key", "编号", "Number"), ("title", "名称", "Title")),
            withheld=Withheld("key", "proposal", "secrecy", NOT_OPEN),
        ),
        Shown("state", "state", "状态", "State", "state"),
    ),
)
OPENING = Opening(
    (NEEDS, LOCAL_NEEDS, GUIDELINES, RESULTS, NOTICES),
    Objection(
        "notices",
        process="supervision_case",
        open_state="published",
        until="until",
        subjects="subjects",
        notice="notice_id",
        fixed={"kind": "objection"},
    ),
    licence=(
        "可自由使用、转载和再加工，请注明来源和更新时间。",
        "Free to use, share and adapt; name the source and the time of update.",
    ),
)
