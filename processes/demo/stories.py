"""What becomes of each proposal of the demo: 10 of 2023, 40 of 2024 (29 approved), 16 of the open call of 2025."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from processes.demo.seeking import NEED


@dataclass(frozen=True)
class Story:
    """One proposal and, if it is approved, the project it becomes.

    plan says what is unusual about it, rest is the element at which it stands when the demo opens.
    """

    title: str
    field: str
    lead: str
    partners: tuple[str, ...]
    filed: date
    starts: date
    ends: date
    plan: str = ""
    rest: str = ""
    need_id: str = ""

    @property
    def cycle(self) -> int:
        return self.filed.year

    @property
    def region(self) -> str:
        return self.lead[:2]

    @property
    def mean(self) -> int:
        """What the experts agree on, more or less."""
        fixed = {"low": 51, "moves_up": 73, "in_vote": 69, "capped_reserve": 70}
        return fixed.get(self.plan, 79 + self.chance("mean", 15))

    @property
    def total(self) -> int:
        """All money, in yuan."""
        return (12 + self.chance("total", 29)) * 1_000_000

    @property
    def fiscal(self) -> int:
        """Fiscal support asked for; more than 30 % where the cap is to be seen."""
        percent = 33 if self.plan in ("capped", "capped_reserve") else 20 + self.chance("fiscal", 10)
        return self.total * percent // 100

    def chance(self, what: str, below: int) -> int:
        """A number that looks random and is the same in every run."""
        return int.from_bytes(sha256(f"{self.title}/{what}".encode()).digest()[:4], "big") % below


# title, field, lead, partners, filed, plan, rest[, starts, ends]
_FIRST = (  # 2023: nine run, one forfeits
    ("车规级功率器件封装热管理关键技术", "ic", "JS-01", "SH-12", "2023-10-16", "accepted", "", "2024-03-01", "2024-11-30"),
    ("多中心医学影像大模型辅助诊断", "ai", "SH-02", "ZJ-11", "2023-10-18", "rectified", "", "2024-03-01", "2024-08-31"),
    ("面向织造产线的缺陷视觉检测系统", "ai", "ZJ-02", "SH-11", "2023-10-20", "failed", "", "2024-03-01", "2024-10-31"),
    ("重组蛋白连续化生产工艺", "bio", "AH-03", "JS-12", "2023-10-23", "rectifying", "rectify", "2024-03-01", "2024-09-30"),
    ("高通量单细胞测序微流控芯片", "bio", "JS-06", "AH-11", "2023-10-25", "checking", "check_materials", "2024-03-01", "2025-02-28"),
    ("金刚石氮空位磁强计工程化", "future", "SH-04", "AH-12", "2023-10-27", "preparing", "prepare_acceptance", "2024-03-01", "2025-05-31"),
    ("光固化人工角膜材料及手术器械", "bio", "ZJ-03", "SH-11", "2023-10-30", "terminated", "", "2024-03-01", "2026-02-28"),
    ("车路协同下的多源融合定位", "ai", "AH-04", "JS-11", "2023-11-01", "extended", "", "2024-03-01", "2025-08-31"),
    ("先进封装用高端玻璃基板", "ic", "JS-04", "AH-12", "2023-11-03", "report_late", "fill_report", "2024-03-01", "2026-02-28"),
    ("碱性膜制氢电解槽长寿命电极", "future", "ZJ-04", "JS-12", "2023-11-06", "forfeit", "", "2024-03-01", "2026-02-28"),
)
_SPRING = (  # 2024, first session: fifteen approved in the end
    ("超低功耗存算一体语音芯片", "ic", "SH-01", "AH-11", "2024-04-08", "", ""),
    ("长文本中文推理大模型高效训练", "ai", "SH-02", "JS-11,ZJ-11", "2024-04-10", "supplement", ""),
    ("碳化硅外延片缺陷在线检测装备", "ic", "JS-01", "SH-12", "2024-04-11", "", ""),
    ("工业质检小样本视觉基础模型", "ai", "JS-02", "AH-11", "2024-04-15", "", ""),
    ("自体肿瘤浸润淋巴细胞封闭式制备系统", "bio", "JS-03", "SH-11,AH-11", "2024-04-18", "", ""),
    ("高精度电容式压力传感器晶圆级封装", "ic", "JS-04", "ZJ-12", "2024-04-22", "objection", ""),
    ("海上风电叶片检修机器人集群", "future", "JS-05", "SH-11", "2024-04-25", "", ""),
    ("新生儿遗传病快速全基因组分析", "bio", "JS-06", "ZJ-11", "2024-05-09", "supplement", ""),
    ("高纯电子级前驱体合成与纯化", "ic", "ZJ-01", "JS-12", "2024-05-13", "", ""),
    ("面向城市治理的时空数据智能体", "ai", "ZJ-02", "SH-11", "2024-05-16", "", ""),
    ("经导管二尖瓣修复系统", "bio", "ZJ-03", "JS-12", "2024-05-20", "", ""),
    ("仿生灵巧手触觉传感与控制", "ai", "ZJ-05", "AH-12", "2024-05-23", "forfeit", ""),
    ("三维堆叠存储芯片混合键合工艺", "ic", "AH-01", "SH-12", "2024-05-27", "", ""),
    ("多方言端侧语音交互系统", "ai", "AH-02", "JS-11", "2024-06-03", "missing_score", ""),
    ("长效多肽药物微球递送平台", "bio", "AH-03", "ZJ-12", "2024-06-11", "", ""),
    ("线控底盘多冗余安全架构", "ai", "AH-04", "ZJ-11", "2024-06-17", "dispute", ""),
    ("质子交换膜电堆快速冷启动", "future", "ZJ-04", "AH-12", "2024-06-24", "moves_up", ""),
    ("超薄柔性玻璃卷对卷减薄技术", "ic", "AH-05", "ZJ-12", "2024-07-01", "in_vote", ""),
    ("低空物流航线动态规划平台", "ai", "JS-05", "ZJ-11", "2024-07-08", "low", ""),
)
_AUTUMN = (  # 2024, second session: fourteen approved
    ("量子密钥分发芯片化收发模块", "future", "SH-04", "AH-12", "2024-09-03", "", "review_contract"),
    ("氧化镓功率器件界面缺陷调控", "ic", "JS-01", "AH-12", "2024-09-05", "", "endorse_contract"),
    ("多行业语音对话大模型应用", "ai", "JS-02", "SH-11", "2024-09-09", "", "review_contract"),
    ("类器官药敏检测自动化平台", "bio", "JS-03", "ZJ-11", "2024-09-11", "", "sign_contract"),
    ("射频前端滤波器晶圆级封装", "ic", "JS-04", "SH-12", "2024-09-13", "", "countersign"),
    ("深海作业电动机械臂", "ai", "JS-05", "ZJ-12", "2024-09-18", "returned", "fill_contract"),
    ("循环肿瘤DNA甲基化早筛试剂", "bio", "JS-06", "SH-11", "2024-09-19", "", ""),
    ("光刻胶用含氟树脂单体国产化", "ic", "ZJ-01", "SH-12", "2024-09-23", "corrected", "review_in_unit"),
    ("隐私计算环境下的联合建模引擎", "ai", "ZJ-02", "JS-11", "2024-09-25", "", "endorse_contract"),
    ("可降解神经导管及缝合材料", "bio", "ZJ-03", "AH-11", "2024-09-27", "capped", "countersign"),
    ("高带宽存储接口芯片", "ic", "AH-01", "JS-12", "2024-10-08", "unsigned", "decide_overdue"),
    ("会议场景多说话人分离模型", "ai", "AH-02", "ZJ-11", "2024-10-09", "", "receive_at_window"),
    ("双特异性抗体稳定细胞株开发", "bio", "AH-03", "SH-11", "2024-10-10", "", "sign_contract"),
    ("高硼硅封装玻璃粉", "ic", "AH-05", "SH-12", "2024-10-11", "", "endorse_contract"),
    ("智能装备数字孪生调试平台", "ai", "JS-02", "AH-11", "2024-10-14", "forfeit", ""),
    ("兆瓦级储氢装置安全监测", "future", "ZJ-04", "SH-11", "2024-10-15", "capped_reserve", ""),
    ("植入式脑机接口电极阵列", "future", "ZJ-05", "JS-12", "2024-10-16", "few_scores", ""),
)
_NOT_ACCEPTED = (  # 2024: refused by the formal check, and one that passed it after the second session had closed
    ("边缘计算节点自主运维系统", "ai", "JS-02", "SH-11", "2024-05-06", "incurable", ""),
    ("冷链疫苗全程温控标签", "bio", "SH-03", "ZJ-12", "2024-06-05", "second_defect", ""),
    ("城市地下管网声学巡检", "ai", "ZJ-05", "JS-11", "2024-09-04", "late", ""),
    ("硅光集成激光雷达发射芯片", "ic", "SH-01", "ZJ-12", "2024-11-12", "waiting", ""),
)
_OPEN = (  # 2025: the running call
    ("端侧多模态大模型推理芯片", "ic", "JS-01", "SH-12", "2025-02-17", "", ""),
    ("手术机器人力反馈主手", "ai", "ZJ-05", "SH-11", "2025-02-17", "", ""),
    ("自身免疫病细胞治疗产品质控", "bio", "SH-03", "JS-12", "2025-02-17", "", ""),
    ("人形机器人关节一体化驱动", "ai", "JS-05", "ZJ-11", "2025-02-25", "", ""),
    ("固态电池界面工程", "future", "AH-05", "JS-12", "2025-02-25", "", ""),
    ("高端离子注入机束流诊断", "ic", "SH-01", "JS-12", "2025-02-26", "", ""),
    ("可控核聚变用高温超导带材", "future", "SH-04", "AH-12", "2025-02-26", "", ""),
    ("智能网联汽车场景库与仿真平台", "ai", "AH-04", "SH-11", "2025-03-10", "", "check_items"),
    ("mRNA疫苗脂质纳米颗粒规模制备", "bio", "JS-03", "AH-11", "2025-03-07", "", "second_check"),
    ("晶圆边缘缺陷检测光学系统", "ic", "JS-04", "AH-12", "2025-02-26", "supplement", "supplement"),
    ("基因编辑脱靶检测试剂", "bio", "JS-06", "SH-11", "2025-02-25", "supplement", "recheck"),
    ("低轨卫星通信相控阵天线", "future", "ZJ-01", "JS-11", "2025-03-11", "", "recommend"),
    ("大模型生成内容溯源与检测", "ai", "AH-02", "SH-11", "2025-03-12", "", "recommend"),
    ("工业软件几何内核", "ai", "ZJ-02", "JS-11", "2025-03-13", "", "review_proposal"),
    ("电子级氢氟酸痕量杂质控制", "ic", "ZJ-01", "AH-12", "2025-03-13", "", "fill_proposal"),
    ("手持式超声弹性成像", "bio", "JS-03", "SH-12", "2025-03-14", "capped", "fill_proposal"),
)
_FROM_RESERVE = {  # proposal, the need of the reserve pool that it solves
    "超低功耗存算一体语音芯片": "低功耗智能语音处理芯片架构",
    "工业质检小样本视觉基础模型": "小样本工业质检模型",
    "自体肿瘤浸润淋巴细胞封闭式制备系统": "细胞制品封闭式自动化制备",
    "海上风电叶片检修机器人集群": "海上风电叶片无人化检修",
    "射频前端滤波器晶圆级封装": "射频滤波器晶圆级气密封装",
}
FIELD_NAMES = {"ic": "集成电路", "ai": "人工智能", "bio": "生物医药", "future": "未来产业"}


def direction_of(field_code: str) -> str:
    """The direction of the call."""
    return f"{FIELD_NAMES[field_code]}关键核心技术"


def _read(rows: tuple[tuple[str, ...], ...], default: tuple[str, str]) -> list[Story]:
    found = []
    for row in rows:
        title, code, lead, partners, filed, plan, rest, *period = row
        starts, ends = period or default
        found.append(Story(
            title, code, lead, tuple(partners.split(",")), date.fromisoformat(filed), date.fromisoformat(starts),
            date.fromisoformat(ends), plan, rest, NEED[_FROM_RESERVE[title]].id if title in _FROM_RESERVE else "",
        ))
    return found


STORIES = [
    *_read(_FIRST, ("", "")),
    *_read(_SPRING + _AUTUMN + _NOT_ACCEPTED, ("2025-01-01", "2027-12-31")),
    *_read(_OPEN, ("2025-09-01", "2028-08-31")),
]
STORY = {story.title: story for story in STORIES}
