"""The needs of the demo and who offers what: 24 in the reserve pool (8 solved, 9 in part, 7 not), five on their way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from processes.demo.cast import UNIT

INTEND, COURT, DROP, DRAFT = "+", "*", "~", "."        # whatever else is said of an offer: it is declined


@dataclass(frozen=True)
class Offer:
    """One solution: who offers it for which tasks, when, and what becomes of it.

    The fates: settled on at once, invited first and settled on then, declined, invited and taken back, still being written.
    """

    need: str
    title: str
    solver: str
    tasks: tuple[str, ...]
    fate: str
    on: date


@dataclass(frozen=True)
class Seeking:
    """One need: its demand side, the day it was raised, its external tasks, and what is offered."""

    id: str
    title: str
    field: str
    unit: str
    raised: date
    tasks: tuple[str, ...]
    offers: tuple[Offer, ...]
    plan: str

    def chance(self, what: str, below: int) -> int:
        """A number that looks random and is the same in every run."""
        return int.from_bytes(sha256(f"{self.title}/{what}".encode()).digest()[:4], "big") % below


# title, field, demand side, raised, plan, external tasks, offers: solver, fate, tasks[, @month and day of 2025]
_NEEDS = (
    ("低功耗智能语音处理芯片架构", "ic", "SH-01", "2023-10-10", "full", "存算一体阵列设计;端侧唤醒算法适配",
     "JS-12-1 AH-11+12 ZJ-11-2 SH-11-1 JS-11-2 AH-12-12"),
    ("小样本工业质检模型", "ai", "JS-02", "2023-10-12", "full", "缺陷样本生成;跨产线迁移训练;边缘端部署",
     "AH-11+123 SH-11-1 ZJ-11-3 JS-11-2 AH-12-12 ZJ-12-3"),
    ("细胞制品封闭式自动化制备", "bio", "JS-03", "2023-10-17", "full", "封闭管路与无菌接驳;在线活率检测;工艺参数闭环控制",
     "ZJ-11-2 JS-12-2 SH-11+123 AH-11-3 SH-12-3 AH-12-1"),
    ("海上风电叶片无人化检修", "future", "JS-05", "2023-10-19", "full", "曲面吸附爬行机构;叶片内部缺陷检测",
     "SH-11+12 JS-11-1 ZJ-12-2 AH-12-1 ZJ-11-2 SH-12-2"),
    ("内镜冷光源与微型镜组", "bio", "ZJ-03", "2023-10-24", "full", "高显色冷光源;微型镜组注塑成型;图像降噪",
     "ZJ-12+2 SH-12+1 JS-11-3 AH-11+3 AH-12-2 SH-11-1"),
    ("高速场景线控转向冗余控制", "ai", "AH-04", "2023-10-26", "full", "冗余电机设计;失效切换策略",
     "SH-11-1 JS-11+1 ZJ-11+2 AH-11-2 AH-12-1 JS-12-2"),
    ("高速连接器高频损耗控制", "ic", "JS-04", "2023-10-30", "partial", "低损耗介质材料;表面粗糙度控制;高频仿真验证",
     "ZJ-12-1 AH-12+1 SH-12-2 SH-11-3 AH-11+2@0212"),
    ("晶圆级老化测试温控", "ic", "AH-01", "2023-11-01", "partial", "宽温区均匀控温;探针卡热变形补偿;老化数据分析",
     "SH-12*1 JS-12-2 SH-11-1 JS-11-3 ZJ-11*3@0220"),
    ("复杂场景语音唤醒低误报", "ai", "AH-02", "2023-11-03", "partial", "远场降噪阵列;误唤醒负样本构建",
     "ZJ-11+2 JS-11~1 SH-11-1 AH-12-1 JS-12-1@0303"),
    ("燃料电池膜电极低铂化", "future", "ZJ-04", "2023-11-07", "partial", "低铂催化剂;有序化膜电极;衰减机理",
     "JS-12+1 AH-12-2 SH-11-3 AH-11-2 SH-12+2@0213"),
    ("半导体真空阀门长寿命密封", "ic", "SH-01", "2023-11-09", "unsolved", "金属密封副材料;百万次启闭寿命试验", "AH-12-1 ZJ-12~1 JS-11-2"),
    ("国产内镜超高清成像", "bio", "ZJ-03", "2023-11-13", "unsolved", "小尺寸高动态传感器;低延时图像处理", "SH-12-1 AH-11-2 JS-11-2@0306"),
    ("量子随机数芯片量产测试", "future", "SH-04", "2023-11-15", "unsolved", "片上熵源评估;并行测试装备", "AH-12~1 JS-12-2 ZJ-11.1@0317"),
    ("射频滤波器晶圆级气密封装", "ic", "JS-04", "2024-03-05", "full", "晶圆键合气密性;封装应力与频漂控制",
     "AH-11-1 SH-12+12 ZJ-12-2 JS-12-1 AH-12-2 SH-11-1"),
    ("长效注射微球粒径控制", "bio", "AH-03", "2024-03-12", "full", "微流控乳化装置;释放度快速评价;冻干保护",
     "ZJ-12+13 JS-12+2 SH-11-1 AH-11-2 ZJ-11-3 AH-12-1"),
    ("无人仓多机协同调度", "ai", "JS-05", "2024-03-14", "partial", "千台规模路径规划;拥堵预测;异构设备接入",
     "ZJ-11+1 SH-11-2 AH-11-2 JS-11-3 AH-12-3@0310"),
    ("细胞治疗冷冻复苏活率提升", "bio", "SH-03", "2024-03-19", "partial", "无二甲亚砜冻存液;程序降温曲线",
     "JS-12*1 ZJ-11-2 AH-11-2 SH-11-2 JS-11*2@0217"),
    ("钙钛矿组件湿热稳定性", "future", "AH-05", "2024-03-21", "partial", "封装胶膜;界面钝化;户外实证",
     "AH-11-2 JS-12+2 ZJ-12-1 SH-12-3 SH-11~1@0212"),
    ("电子级前驱体痕量金属检测", "ic", "ZJ-01", "2024-03-26", "partial", "超痕量前处理;在线检测方法",
     "JS-11-1 SH-12+1 AH-12-2 ZJ-12-2 JS-12+2@0226"),
    ("多模态病理切片质量控制", "ai", "SH-02", "2024-03-28", "partial", "染色归一化;切片伪影识别;多中心标注",
     "ZJ-11+2 AH-11-1 JS-11+3 SH-11-1 AH-12+1@0214"),
    ("纺织面料花型智能生成", "ai", "ZJ-02", "2024-04-02", "unsolved", "花型版权比对;工艺约束生成;小批量打样", "SH-11-2 JS-11-1"),
    ("核酸药物杂质分析方法", "bio", "JS-03", "2024-04-08", "unsolved", "长链核酸分离;杂质对照品制备", "SH-11-1 ZJ-11-2"),
    ("手术器械微型力矩电机", "ai", "ZJ-05", "2024-04-10", "unsolved", "高温灭菌绝缘;微型减速机构", "AH-12-1 JS-12-2"),
    ("氢气纯度在线监测", "future", "JS-01", "2024-04-12", "unsolved", "痕量杂质传感;防爆取样;校准方法", "ZJ-12~1 AH-11-3@0305"),
    ("园区能耗智能诊断", "ai", "JS-02", "2024-04-15", "weak", "能耗基线模型;异常定位", ""),
    ("存储颗粒高温筛选装备", "ic", "AH-01", "2025-01-14", "evaluating", "高温测试座;多通道信号完整性", ""),
    ("微创介入导管涂层", "bio", "ZJ-03", "2025-01-16", "evaluating", "亲水涂层牢固度;批间一致性", ""),
    ("车载激光雷达清洗执行器", "ai", "AH-04", "2025-03-10", "screening", "低温喷射;耐久试验", ""),
    ("光刻胶过滤膜国产化", "ic", "ZJ-01", "2025-03-14", "draft", "孔径分布控制;金属析出控制", ""),
)
_LATEST = date(2025, 2, 3)


def _offers(need: str, title: str, raised: date, plan: str, told: str) -> tuple[Offer, ...]:
    """A need that is solved gets its offers in one week, the others over the whole time."""
    first = date(2024, 1, 15) if raised.year == 2023 else date(2024, 6, 24)
    rows = told.split()
    step = timedelta(days=1) if plan == "full" else (_LATEST - first) / max(len(rows), 1)
    found = []
    for place, row in enumerate(rows):
        who, _, day = row.partition("@")
        solver, fate, tasks = who[:5], who[5], tuple(who[6:])
        on = date(2025, int(day[:2]), int(day[2:])) if day else first + step * place
        found.append(Offer(need, f"{title}解决方案（{UNIT[solver].name}）", solver, tasks, fate, on))
    return tuple(found)


def _read() -> list[Seeking]:
    """Numbers are given in the order in which needs are raised in a region and a year."""
    raised_in: dict[str, int] = {}
    found = []
    for title, field, unit, day, plan, tasks, offers in sorted(_NEEDS, key=lambda row: row[3]):
        series = f"XQ-{day[:4]}-{unit[:2]}"
        raised_in[series] = raised_in.get(series, 0) + 1
        need, raised = f"{series}-{raised_in[series]:04d}", date.fromisoformat(day)
        parts = _offers(need, title, raised, plan, offers)
        found.append(Seeking(need, title, field, unit, raised, tuple(tasks.split(";")), parts, plan))
    return found


NEEDS = _read()
NEED = {need.title: need for need in NEEDS}
OFFER = {offer.title: offer for need in NEEDS for offer in need.offers}
