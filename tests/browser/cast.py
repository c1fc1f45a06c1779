"""Who plays in the whole story, and what it is about; every unit and person belongs to the demo."""

from __future__ import annotations

TITLE = "城市交通多模态推演大模型"
NEED_TITLE = "多源交通数据实时推演"
NEED, PUBLISHED = "XQ-2025-ZJ-0001", "FB-2025-0001"
PROPOSAL, PROJECT = "SB-2025-0001", "XM-2025-ZJ-001"
LEAD, ADMIN, DEMAND = "lead-zj-02", "admin-zj-02", "demand-zj-02"
FIRST, SECOND = "solver-zj-11", "solver-ah-11"
OFFICER, OTHER_OFFICER, RECOMMENDER = "officer-zj-1", "officer-zj-2", "recommender-zj"
AUTHORITIES = ("sh", "js", "zj", "ah")
PASS = {"审核意见": "通过"}


def people_at(house, element):
    """Whose tasks are open at an element where each belongs to one person."""
    house.work()
    grants = house.rows(f"SELECT candidates FROM user_tasks WHERE state = 'open' AND element = '{element}' ORDER BY id")
    return [each["candidates"][0].partition("@person:")[2] for each in grants]


def seat_panel(house, confirm_by, answer_by):
    """Two officers agree to the draw, and whoever is invited accepts."""
    house.do("agency-2", "confirm_draw", confirm_by, {"意见": "抽取有效"})
    house.do("supervisor-1", "witness_draw", confirm_by, {"意见": "抽取有效"})
    for expert in people_at(house, "answer_invitation"):
        house.do(expert, "answer_invitation", answer_by, {"是否接受": "接受"})
