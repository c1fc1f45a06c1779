"""The documents that the programme issues, T01 to T39: number series, record, moment, and which of its fields they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """One kind of document; its template is forms/documents/<id>.docx, first made from this entry.

    Without `fields` it shows everything that its record keeps. In one that is `public` nothing sealed may appear.
    """

    no: str
    zh: str
    en: str
    prefix: str
    record: str
    operation: str  # the operation that issues it, as module.function
    zh_when: str
    en_when: str
    fields: tuple[str, ...] = ()
    opening: str = ""
    seals: tuple[str, ...] = ()
    public: bool = False


DOCUMENTS: Mapping[str, Document] = {
    "need_form": Document(
        "T01", "需求征集表", "Need form", "WXQ", "need", "need.submit_need", "需求提交时", "when the need is submitted",
        (
            "title", "field", "chain_link", "application_scene", "mode", "target_years", "strategic_basis", "urgency", "necessity",
            "cross_region_reason", "breakthrough", "product", "scenario", "external_tasks", "total_input", "external_fund", "staged",
            "city", "contact", "phone", "clean_record", "submitted_at",
        ), seals=("需求单位",),
    ),
    "need_opinion": Document(
        "T02", "需求评估意见", "Evaluation of a need", "WPG", "evaluation", "need_opinion.note_opinion", "专家提交评估时",
        "when the expert hands in", (
            "need_id", "expert", "strategy", "urgency_score", "necessity_score", "clarity", "effectiveness", "recommendation",
            "simplify_hint", "comment",
        ), seals=("评估专家",),
    ),
    "list_proposal": Document(
        "T03", "揭榜任务清单建议", "Proposed list of tasks", "WQDJY", "cycle", "need_evaluation.settle_list", "需求评估结束时",
        "when the evaluation ends", ("title",), "经评估，建议下列需求列入揭榜任务清单。", ("推进组",), public=True,
    ),
    "task_list": Document(
        "T04", "揭榜任务清单", "List of tasks", "WQD", "publication", "need_publication.publish_list", "需求发布时",
        "when the needs are published", ("title", "field", "goals", "tasks", "total_input", "external_fund", "published_on"),
        "现面向社会公开发布下列揭榜任务。", ("推进组",), public=True,
    ),
    "solution_form": Document(
        "T05", "解决方案书", "Solution", "WFA", "solution", "solution.receive_solution", "解决方案提交时", "when the solution is submitted",
        (
            "title", "publication_id", "task_nos", "country", "region", "team_leader", "approach", "trl_now", "trl_target", "evidence", "price",
            "duration_months", "ip_proposal", "equipment", "confidentiality", "channel", "received_at",
        ), seals=("揭榜单位",),
    ),
    "matching_minutes": Document(
        "T06", "对接纪要", "Minutes of the matching", "WDJ", "need", "matching_round.note_choices", "每轮对接确定意向时",
        "when a round of matching is settled", ("title", "rounds", "matched"), seals=("需求单位", "属地科技厅（委）"),
    ),
    "letter_of_intent": Document(
        "T07", "合作意向书", "Letter of intent", "WYX", "solution", "intent_signing.note_signed", "双方签署意向时", "when both sides have signed",
        ("title", "publication_id", "settled_tasks", "price", "duration_months", "ip_proposal", "intent_no", "intent_signed_at"),
        "双方就下列揭榜任务达成合作意向，具体权利义务以技术合同为准。", ("需求单位", "揭榜单位"),
    ),
    "reserve_audit": Document(
        "T08", "入库审核表", "Audit for the reserve", "WRK", "need", "reserve_audit.enter_reserve", "需求入库时", "when the need enters the reserve",
        ("title", "reserve_status", "matched", "reserve_no", "reserved_on", "other_admitted", "consortium", "arrangements"),
        seals=("属地科技厅（委）",),
    ),
    "guideline": Document(
        "T09", "项目申报指南", "Guideline", "WZN", "guideline", "guideline.publish_guideline", "指南发布时", "when the guideline is published",
        ("cycle_id", "directions", "requirements", "published_on"), seals=("推进组",), public=True,
    ),
    "proposal_form": Document(
        "T10", "项目申报书", "Proposal", "WSBS", "proposal", "application.submit_proposal", "申报书提交时", "when the proposal is submitted",
        (
            "title", "field", "origin", "need_id", "direction", "keywords", "secrecy", "start_date", "end_date", "units", "leader", "team",
            "research", "route", "indicators", "milestones", "risks", "ip", "application_scene", "benefits", "cross_region_reason", "total",
            "requested_fiscal", "ratio", "central_guidance", "province_municipal", "city_county", "lead_self", "partner_self", "other_funds",
            "lump_sum", "budget", "commitment", "submitted_at",
        ), seals=("牵头单位", "推荐部门"),
    ),
    "cooperation": Document(
        "T11", "合作协议", "Cooperation agreement", "WXY", "proposal", "application.submit_proposal", "申报书提交时",
        "when the proposal is submitted", ("title", "units", "ip", "start_date", "end_date"),
        "各参与单位同意联合申报本项目，按申报书分工实施，并按约定分享成果和知识产权。", ("牵头单位", "参与单位"),
    ),
    "formal_check": Document(
        "T12", "形式审查表", "Formal check", "WXS", "proposal", "formal_review.accept_proposal", "形式审查结束时", "when the formal check ends",
        ("title", "formal_result", "formal_at", "formal_items"), seals=("审查人", "复核人"),
    ),
    "supplement_notice": Document(
        "T13", "补正通知书", "Notice of defects", "BZ", "proposal", "resubmission.serve_notice", "需要补正时", "when a supplement is asked for",
    ),
    "acceptance_notice": Document(
        "T14", "受理（不予受理）通知", "Notice of acceptance or refusal", "WSL", "proposal", "formal_review.accept_proposal", "形式审查结束时",
        "when the formal check ends", ("title", "formal_result", "formal_number", "formal_at", "formal_items"),
        "你单位申报的项目经形式审查，结果如下。", ("受托管理机构",),
    ),
    "draw_record": Document(
        "T15", "专家抽取记录", "Record of the draw", "WCQ", "draw", "expert_draw.count_accepted", "专家组组成时", "when the group is formed",
        ("session_id", "subjects", "wanted", "turns", "members", "shortage_note"), seals=("抽取人", "监督人员"),
    ),
    "expert_commitment": Document(
        "T16", "专家承诺书", "Expert's commitment", "WCN", "score", "expert_review.open_material", "专家签署承诺时", "when the expert signs",
        ("session_id", "proposal_id", "expert", "commitment"), "本人承诺遵守评审纪律，保守秘密，拒绝请托，据实评审。", ("评审专家",),
    ),
    "score_sheet": Document(
        "T17", "专家评审表", "Score sheet", "WPS", "score", "expert_review.record_score", "专家提交评分时", "when the expert hands in",
        (
            "session_id", "proposal_id", "expert", "strategy", "innovation", "feasibility", "indicators", "team", "prospects", "budget",
            "total", "recommendation", "suggested_support", "comment", "scored_at",
        ), seals=("评审专家",),
    ),
    "ranking": Document(
        "T18", "评审结果汇总表", "Ranking", "WPX", "session", "session_ranking.settle_ranking", "评审会结束时", "when the panel has met",
        ("year", "meeting_date", "ranking", "overrides", "minutes"), seals=("评审组组长", "受托管理机构"),
    ),
    "award_proposal": Document(
        "T19", "拟立项建议名单", "Proposed awards", "WNLX", "batch", "award_batch.settle_list", "四方商定后", "when the four authorities agree",
        ("session_id", "listed", "waiting"), seals=("上海", "江苏", "浙江", "安徽"),
    ),
    "public_notice": Document(
        "T20", "公示", "Public notice", "WGS", "notice", "public_notice.publish_notice", "公示开始时", "when the public notice begins",
        ("notice_id", "subjects", "notice_from", "notice_until"),
        "现将下列事项予以公示。对公示内容有异议的，请在公示期内以署名书面形式提出。", ("推进组",), public=True,
    ),
    "objection_opinion": Document(
        "T21", "异议处理意见", "Decision on an objection", "WYY", "case", "supervision_case.settle_case", "监督事项办结时",
        "when the case is concluded", (
            "kind", "notice_id", "subject_key", "facts", "findings", "outcome", "decision_reason", "decided_on", "appeal_outcome",
            "concluded_on",
        ), seals=("监督部门",),
    ),
    "award_notice": Document(
        "T22", "立项通知", "Notice of award", "WLX", "project", "proposal.open_project", "立项时", "when the award is made",
        ("proposal_id", "support", "total", "start_date", "end_date", "units", "leader", "indicators"),
        "你单位申报的项目经评审、公示，予以立项。请在规定期限内签订合同，逾期视为放弃。", ("属地科技厅（委）",),
    ),
    "contract": Document(
        "T23", "项目合同", "Project contract", "HT", "contract", "shared.file_contract", "合同签署归档时", "when the signed contract is filed",
    ),
    "task_book": Document(
        "T24", "项目任务书", "Task book", "RW", "contract", "shared.file_contract", "合同签署归档时", "when the signed contract is filed",
    ),
    "payment_request": Document(
        "T25", "拨款申请单", "Request for payment", "WBK", "payment", "disbursement.note_paid", "拨付时", "when it is paid",
        (
            "project_id", "kind", "tranche", "source", "amount", "evidence_note", "bank_name", "bank_account", "asked_on", "paid", "paid_on",
            "voucher_no",
        ), seals=("牵头单位", "属地科技厅（委）", "财务"),
    ),
    "annual_report": Document(
        "T26", "年度进展报告（含自查表）", "Annual report with self-check", "WND", "report", "annual_report.approve_report", "报告通过时",
        "when the report is approved", (
            "project_id", "year", "period_from", "period_to", "progress", "funds", "funds_by_source", "solver_payments", "results",
            "problems", "changes", "coordination", "next_year", "self_check", "integrity", "approved_on",
        ), seals=("牵头单位",),
    ),
    "change_form": Document(
        "T27", "变更申请表", "Request for a change", "WBG", "change", "change_request.apply_change", "变更批准时", "when the change is approved",
        (
            "project_id", "kind", "reason", "old_value", "new_value", "new_end_date", "new_leader", "new_units", "new_lead",
            "new_lead_region", "ratio_after", "required_support", "asked_on", "approved_on",
        ), seals=("牵头单位", "属地科技厅（委）"),
    ),
    "milestone_opinion": Document(
        "T28", "里程碑检查意见", "Opinion on a milestone", "WLC", "milestone", "milestone_check.note_reached", "阶段检查通过时",
        "when a stage is reached", ("project_id", "number", "goal", "due", "fund", "results", "assessments", "note", "decided_on", "released"),
        seals=("专家组", "属地科技厅（委）"),
    ),
    "acceptance_form": Document(
        "T29", "验收申请表", "Request for acceptance", "WYS", "acceptance", "shared.gather_gaps", "提交验收申请时",
        "when acceptance is applied for", (
            "project_id", "end_date", "results", "innovation", "transfer", "contribution", "solver_payments", "audit_kind", "sci_report_no",
            "surplus", "surplus_note",
        ), seals=("牵头单位",),
    ),
    "project_summary": Document(
        "T30", "项目总结报告", "Summary of the project", "WZJ", "acceptance", "shared.gather_gaps", "提交验收申请时",
        "when acceptance is applied for", ("project_id", "summary", "innovation", "transfer", "contribution"), seals=("牵头单位",),
    ),
    "final_account": Document(
        "T31", "经费决算表", "Final account", "WJS", "acceptance", "shared.gather_gaps", "提交验收申请时", "when acceptance is applied for",
        ("project_id", "final_input", "solver_payments", "surplus", "surplus_note"), seals=("牵头单位", "财务负责人"),
    ),
    "audit_cover": Document(
        "T32", "审计报告", "Audit report", "WSJ", "acceptance", "shared.gather_gaps", "提交验收申请时", "when acceptance is applied for",
        ("project_id", "audit_kind", "final_input", "surplus"), "审计报告原件附后，经盖章的扫描件登记于本文书。", ("审计机构",),
    ),
    "science_report": Document(
        "T33", "科技报告", "Science report", "WKJ", "acceptance", "shared.gather_gaps", "提交验收申请时", "when acceptance is applied for",
        ("project_id", "sci_report_no", "summary"), "本项目科技报告已按规定呈交。", ("牵头单位",),
    ),
    "application_proof": Document(
        "T34", "应用证明", "Proof of application", "WYZ", "acceptance", "shared.gather_gaps", "提交验收申请时",
        "when acceptance is applied for", ("project_id", "transfer", "contribution"), "项目成果已在下列场景应用。", ("应用单位",),
    ),
    "acceptance_opinion": Document(
        "T35", "验收意见", "Opinion on the acceptance", "WYJ", "acceptance", "shared.publish_conclusion", "验收会形成结论时",
        "when the panel concludes", ("project_id", "panel", "results", "conclusion"), seals=("验收专家组",),
    ),
    "certificate": Document(
        "T36", "验收证书", "Certificate of acceptance", "WZS", "acceptance", "shared.issue_certificate", "验收结论生效时",
        "when the conclusion takes effect", ("project_id", "conclusion", "certificate_no", "concluded_on"),
        "本项目验收工作已完成，结论如下。", ("属地科技厅（委）",),
    ),
    "rectification_notice": Document(
        "T37", "整改通知", "Notice to rectify", "WZG", "acceptance", "rectification.serve_rectification", "验收会要求整改时", "when the panel asks for it",
        ("project_id", "rectify_by", "rectification_items"), "请按验收意见在期限内完成整改并重新申请验收。", ("属地科技厅（委）",),
    ),
    "credit_sheet": Document(
        "T38", "信用记录单", "Credit entry", "WXYJ", "credit", "credit_entry.enter_event", "记录信用时", "when credit is recorded",
        ("subject", "event", "grade", "bans", "basis", "from", "until", "project_id"), seals=("监督部门",),
    ),
    "performance_list": Document(
        "T39", "履约清单", "List of performance", "WLY", "cycle", "call_cycle.archive_cycle", "年度归档时", "when the year is archived",
        ("title", "summary"), seals=("推进组",),
    ),
}
