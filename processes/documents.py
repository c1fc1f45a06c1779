"""The documents that the programme issues, T01 to T39: number series, record, moment, and which of its fields they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from processes.kit.fields import RecordField


@dataclass(frozen=True)
class Document:
    """One kind of document; its template is forms/documents/<id>.docx, first made from this entry.

    Without `fields` it shows everything that its record keeps. In one that is `public` nothing sealed may appear. A field with
    a ? before it has its line only where the record says something.
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
    to: str = ""                           # whom it addresses
    body: tuple[str, ...] = ()             # paragraphs, headings with # before them, tables as [rows: column column]
    basis: str = ""                        # the articles it stands on
    enclosures: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()
    public: bool = False
    values: Mapping[str, RecordField | str] = field(default_factory=dict)     # what its operation adds; a text names a field
    flat: bool = False                     # its operation gives the fields of the record at the top as well
    beside: Mapping[str, tuple[str, str]] = field(default_factory=dict)   # name → record type, and which field has its key


TITLE = RecordField("text", "名称", "Title")
NOTE = RecordField("text", "说明", "Note")
LISTED = {"title": RecordField("text", "攻关名称", "Title"), "mean": RecordField("number", "平均分", "Mean")}
SUPPLEMENT = {
    "proposal_id": RecordField("text", "申报编号", "Proposal no."), "title": TITLE, "note": NOTE,
    "lead_unit": RecordField("text", "牵头单位", "Lead unit"), "due": RecordField("moment", "补正期限", "Due"),
    "served_on": RecordField("date", "送达日期", "Served on"),
    "items": RecordField("rows", "补正事项", "Defects", fields={
        "code": RecordField("text", "编号", "Code"), "title": RecordField("text", "事项", "Matter"),
    }),
}
OUTCOME = RecordField("choice", "决定", "Decision", words={"upheld": ("成立", "Upheld"), "unfounded": ("不成立", "Unfounded")})
ENTRY = {
    "project": RecordField("text", "项目编号", "Project no."), "title": RecordField("text", "项目名称", "Project"),
    "region": RecordField("text", "属地", "Region"), "rating": RecordField("text", "履约评价", "Rating"),
    "risk": RecordField("text", "风险", "Risk"), "hints": RecordField("text", "提示", "Hints"), "action": RecordField("text", "措施", "Action"),
    "owner": RecordField("text", "责任人", "Owner"), "due": RecordField("date", "完成时限", "Due"),
}
CONTRACTED = {
    "contract_no": RecordField("text", "合同编号", "Contract no."), "signed_on": RecordField("date", "签订日期", "Signed on"), "title": TITLE,
    "party_b": RecordField("text", "乙方", "Party B"),
}

DOCUMENTS: Mapping[str, Document] = {
    "need_form": Document(
        "T01", "需求征集表", "Need form", "WXQ", "need", "need.submit_need", "需求提交时", "when the need is submitted",
        (
            "title", "field", "chain_link", "application_scene", "mode", "target_years", "strategic_basis", "urgency", "necessity",
            "cross_region_reason", "breakthrough", "product", "scenario", "external_tasks", "total_input", "external_fund", "staged",
            "city", "contact", "phone", "clean_record", "submitted_at",
        ), seals=("需求单位",),
        values={"title": TITLE},
    ),
    "need_opinion": Document(
        "T02", "需求评估意见", "Evaluation of a need", "WPG", "evaluation", "need_opinion.note_opinion", "专家提交评估时",
        "when the expert hands in", (
            "brief_id", "expert", "strategy", "urgency_score", "necessity_score", "clarity", "effectiveness", "recommendation",
            "simplify_hint", "comment",
        ), seals=("评估专家",),
        values={"title": TITLE},
    ),
    "list_proposal": Document(
        "T03", "揭榜任务清单建议", "Proposed list of tasks", "WQDJY", "cycle", "need_evaluation.settle_list", "需求评估结束时",
        "when the evaluation ends", ("title",), "经评估，建议下列需求列入揭榜任务清单。", ("推进组",), public=True,
        values={"listed": RecordField("rows", "建议清单", "Proposed list", fields=LISTED), "note": NOTE},
    ),
    "task_list": Document(
        "T04", "揭榜任务清单", "List of tasks", "WQD", "publication", "need_publication.publish_list", "需求发布时",
        "when the needs are published", ("title", "field", "goals", "tasks", "total_input", "external_fund", "published_on"),
        "现面向社会公开发布下列揭榜任务。", ("推进组",), public=True,
        values={"need_no": RecordField("text", "需求编号", "Need no.")},
    ),
    "solution_form": Document(
        "T05", "解决方案书", "Solution", "WFA", "solution", "solution.receive_solution", "解决方案提交时", "when the solution is submitted",
        (
            "title", "publication_id", "task_nos", "country", "region", "team_leader", "approach", "trl_now", "trl_target", "evidence", "price",
            "duration_months", "ip_proposal", "equipment", "confidentiality", "channel", "received_at",
        ), seals=("揭榜单位",),
        values={"title": TITLE},
    ),
    "matching_minutes": Document(
        "T06", "对接纪要", "Minutes of the matching", "WDJ", "need", "matching_round.note_choices", "每轮对接确定意向时",
        "when a round of matching is settled", ("title", "rounds", "matched"), seals=("需求单位", "属地科技厅（委）"),
        values={"attendees": RecordField("text", "参加人员", "Attendees"), "refined": RecordField("text", "细化的需求", "The refined need")},
    ),
    "letter_of_intent": Document(
        "T07", "合作意向书", "Letter of intent", "WYX", "solution", "intent_signing.note_signed", "双方签署意向时", "when both sides have signed",
        ("title", "publication_id", "settled_tasks", "price", "duration_months", "ip_proposal", "intent_no", "intent_signed_at"),
        "双方就下列揭榜任务达成合作意向，具体权利义务以技术合同为准。", ("需求单位", "揭榜单位"),
        values={"intent_no": RecordField("text", "意向书编号", "No. of the letter")},
    ),
    "reserve_audit": Document(
        "T08", "入库审核表", "Audit for the reserve", "WRK", "need", "reserve_audit.enter_reserve", "需求入库时", "when the need enters the reserve",
        ("title", "reserve_status", "matched", "reserve_no", "reserved_on", "other_admitted", "consortium", "arrangements"),
        seals=("属地科技厅（委）",),
        values={"title": TITLE, "reserve_no": "need"},
    ),
    "guideline": Document(
        "T09", "项目申报指南", "Guideline", "WZN", "guideline", "guideline.publish_guideline", "指南发布时", "when the guideline is published",
        ("cycle_id", "directions", "requirements", "published_on"), seals=("推进组",), public=True,
        values={"closes_on": RecordField("date", "申报截止", "Closes on")},
    ),
    "proposal_form": Document(
        "T10", "项目申报书", "Proposal", "WSBS", "proposal", "application.submit_proposal", "申报书提交时", "when the proposal is submitted",
        (
            "title", "field", "origin", "need_id", "direction", "keywords", "secrecy", "start_date", "end_date", "units", "leader", "team",
            "research", "route", "indicators", "milestones", "risks", "ip", "application_scene", "benefits", "cross_region_reason", "total",
            "requested_fiscal", "ratio", "central_guidance", "province_municipal", "city_county", "lead_self", "partner_self", "other_funds",
            "lump_sum", "budget", "commitment", "submitted_at",
        ), seals=("牵头单位", "推荐部门"),
        values={"title": TITLE},
    ),
    "cooperation": Document(
        "T11", "合作协议", "Cooperation agreement", "WXY", "proposal", "application.submit_proposal", "申报书提交时",
        "when the proposal is submitted", ("title", "units", "ip", "start_date", "end_date"),
        "各参与单位同意联合申报本项目，按申报书分工实施，并按约定分享成果和知识产权。", ("牵头单位", "参与单位"),
        values={"title": TITLE},
    ),
    "formal_check": Document(
        "T12", "形式审查表", "Formal check", "WXS", "proposal", "formal_review.accept_proposal", "形式审查结束时", "when the formal check ends",
        ("title", "formal_result", "formal_at", "formal_items"), seals=("审查人", "复核人"),
        values={"title": TITLE},
    ),
    "supplement_notice": Document(
        "T13", "补正通知书", "Notice of defects", "BZ", "proposal", "resubmission.serve_notice", "需要补正时", "when a supplement is asked for",
        values=SUPPLEMENT,
    ),
    "acceptance_notice": Document(
        "T14", "受理（不予受理）通知", "Notice of acceptance or refusal", "WSL", "proposal", "formal_review.accept_proposal", "形式审查结束时",
        "when the formal check ends", ("title", "formal_result", "formal_number", "formal_at", "formal_items"),
        "你单位申报的项目经形式审查，结果如下。", ("受托管理机构",),
        values={"title": TITLE},
    ),
    "draw_record": Document(
        "T15", "专家抽取记录", "Record of the draw", "WCQ", "draw", "expert_draw.count_accepted", "专家组组成时", "when the group is formed",
        ("session_id", "subjects", "wanted", "turns", "members", "shortage_note"), seals=("抽取人", "监督人员"),
        values={"turn": RecordField("number", "轮次", "Turn")},
    ),
    "expert_commitment": Document(
        "T16", "专家承诺书", "Expert's commitment", "WCN", "score", "expert_review.open_material", "专家签署承诺时", "when the expert signs",
        ("session_id", "proposal_id", "expert", "commitment"), "本人承诺遵守评审纪律，保守秘密，拒绝请托，据实评审。", ("评审专家",),
        values={"title": TITLE},
    ),
    "score_sheet": Document(
        "T17", "专家评审表", "Score sheet", "WPS", "score", "expert_review.record_score", "专家提交评分时", "when the expert hands in",
        (
            "session_id", "proposal_id", "expert", "strategy", "innovation", "feasibility", "indicators", "team", "prospects", "budget",
            "total", "recommendation", "suggested_support", "comment", "scored_at",
        ), seals=("评审专家",),
        values={"title": TITLE},
    ),
    "ranking": Document(
        "T18", "评审结果汇总表", "Ranking", "WPX", "session", "session_ranking.settle_ranking", "评审会结束时", "when the panel has met",
        ("year", "meeting_date", "ranking", "overrides", "minutes"), seals=("评审组组长", "受托管理机构"),
        values={"results": "session:ranking"},
    ),
    "award_proposal": Document(
        "T19", "拟立项建议名单", "Proposed awards", "WNLX", "batch", "award_batch.settle_list", "四方商定后", "when the four authorities agree",
        ("session_id", "listed", "waiting"), seals=("上海", "江苏", "浙江", "安徽"),
        values={"noticed": "batch:listed"},
    ),
    "public_notice": Document(
        "T20", "公示", "Public notice", "WGS", "notice", "public_notice.publish_notice", "公示开始时", "when the public notice begins",
        ("notice_id", "subjects", "notice_from", "notice_until"),
        "现将下列事项予以公示。对公示内容有异议的，请在公示期内以署名书面形式提出。", ("推进组",), public=True,
        values={"title": TITLE},
    ),
    "objection_opinion": Document(
        "T21", "异议处理意见", "Decision on an objection", "WYY", "case", "supervision_case.settle_case", "监督事项办结时",
        "when the case is concluded",
        ("kind", "registered_on", "subject_key", "?notice_id", "decided_on", "concluded_on"),
        "经调查核实，现将处理意见告知如下。", to="提出人及有关单位",
        body=(
            "# 一、反映的事实和理由", "{{ said.facts }}", "# 二、调查情况", "{{ said.findings }}", "# 三、处理决定",
            "经研究，所反映的事项{{ outcome }}。理由：{{ said.decision_reason }}",
            "{%p if said.appeal_outcome %}", "有关单位或个人不服原决定提出申诉，复核结论：{{ said.appeal_outcome }}。", "{%p endif %}",
            "# 四、其他", "本意见办结后归档；涉及科研诚信记录的，按规定另行登记。反映人信息依法保密。",
        ),
        basis="第二十条（监督评估）", seals=("监督部门",), values={"outcome": OUTCOME},
    ),
    "award_notice": Document(
        "T22", "立项通知", "Notice of award", "WLX", "project", "proposal.open_project", "立项时", "when the award is made",
        ("proposal_id", "support", "total", "start_date", "end_date", "units", "leader", "indicators"),
        "你单位申报的项目经评审、公示，予以立项。请在规定期限内签订合同，逾期视为放弃。", ("属地科技厅（委）",),
        values={"title": TITLE, "support": "project"},
    ),
    "contract": Document(
        "T23", "项目合同", "Project contract", "HT", "contract", "shared.file_contract", "合同签署归档时", "when the signed contract is filed",
        values=CONTRACTED, flat=True,
    ),
    "task_book": Document(
        "T24", "项目任务书", "Task book", "RW", "contract", "shared.file_contract", "合同签署归档时", "when the signed contract is filed",
        values=CONTRACTED, flat=True,
    ),
    "payment_request": Document(
        "T25", "拨款申请单", "Request for payment", "WBK", "payment", "disbursement.note_paid", "拨付时", "when it is paid",
        (
            "project_id", "project.title", "project.contract_no", "project.total", "project.support", "project.start_date",
            "project.end_date", "tranche", "source", "asked_on", "amount", "bank_name", "bank_account", "paid_on", "voucher_no",
        ),
        "我单位承担的项目“{{ project.title }}”（合同编号 {{ project.contract_no }}）已具备第 {{ said.tranche }} 期拨款条件，"
        "申请拨付{{ said.source }}人民币 {{ said.amount }} 元。",
        to="{{ authority }}",
        body=(
            "# 拨付条件完成情况", "{{ said.evidence_note }}", "# 承诺",
            "以上情况属实，资金专款专用、单独核算，按合同约定及时支付子课题承担单位，并接受监督检查。", "# 拨付办理",
            "经审核同意，已于 {{ said.paid_on }} 拨付 {{ said.amount }} 元（凭证号 {{ said.voucher_no }}）。",
        ),
        basis="第十七条（资金使用）", enclosures=("拨付条件证明材料", "拨款凭证"), seals=("牵头单位", "属地科技厅（委）", "财务"),
        values={"title": TITLE}, beside={"project": ("project", "project_id")},
    ),
    "annual_report": Document(
        "T26", "年度进展报告（含自查表）", "Annual report with self-check", "WND", "report", "annual_report.approve_report", "报告通过时",
        "when the report is approved", (
            "project_id", "year", "period_from", "period_to", "progress", "funds", "funds_by_source", "solver_payments", "results",
            "problems", "changes", "coordination", "next_year", "self_check", "integrity", "approved_on",
        ), seals=("牵头单位",),
        values={"title": TITLE},
    ),
    "change_form": Document(
        "T27", "变更申请表", "Request for a change", "WBG", "change", "change_request.apply_change", "变更批准时", "when the change is approved",
        (
            "project_id", "project.title", "project.contract_no", "project.start_date", "project.end_date", "project.total",
            "project.support", "kind", "asked_on", "?old_value", "?new_value", "?new_end_date", "?new_leader", "?new_lead",
            "?new_lead_region", "?new_total", "?new_support", "?required_support", "?ratio_after", "approved_on",
        ),
        "我单位承担的项目“{{ project.title }}”（合同编号 {{ project.contract_no }}）因下列原因申请变更，变更种类：{{ said.kind }}。",
        to="{{ authority }}",
        body=(
            "# 变更理由", "{{ said.reason }}", "{%p if said.new_units %}", "# 变更后的全部承担单位",
            "[said.new_units: role name uscc region]", "{%p endif %}", "{%p if said.new_indicators %}", "# 变更后的考核指标",
            "[said.new_indicators: name level target test_method]", "{%p endif %}", "# 审批意见",
            "经审核，同意上述变更，自 {{ said.approved_on }} 起执行；合同、任务书相应内容以本表为准，其余条款不变。",
        ),
        basis="第十八条（项目实施）、第十九条（项目管理）", enclosures=("合作单位同意文件",), seals=("牵头单位", "属地科技厅（委）"),
        values={"title": TITLE}, beside={"project": ("project", "project_id")},
    ),
    "milestone_opinion": Document(
        "T28", "里程碑检查意见", "Opinion on a milestone", "WLC", "milestone", "milestone_check.note_reached", "阶段检查通过时",
        "when a stage is reached",
        ("project_id", "project.title", "project.contract_no", "number", "goal", "due", "fund", "decided_on", "?released"),
        "经组织专家检查，现就项目“{{ project.title }}”第 {{ said.number }} 阶段的完成情况提出意见如下。", to="{{ unit_name }}",
        body=(
            "# 一、阶段成果", "{{ said.results }}", "{%p if said.stage_indicators %}", "[said.stage_indicators: name target actual]",
            "{%p endif %}", "# 二、专家意见", "[said.assessments: verdict note]", "# 三、检查结论",
            "本阶段目标已达到。{% if said.note %}{{ said.note }}{% endif %}",
            "{% if said.released %}可申请拨付本阶段经费 {{ said.released }} 元；{% endif %}请按任务书继续实施下一阶段工作。",
        ),
        basis="第四条（支持方向）、第十九条（项目管理）", enclosures=("阶段成果证明材料",), seals=("专家组", "属地科技厅（委）"),
        values={"title": TITLE}, beside={"project": ("project", "project_id")},
    ),
    "acceptance_form": Document(
        "T29", "验收申请表", "Request for acceptance", "WYS", "acceptance", "shared.gather_gaps", "提交验收申请时",
        "when acceptance is applied for", (
            "project_id", "end_date", "results", "innovation", "transfer", "contribution", "solver_payments", "audit_kind", "sci_report_no",
            "surplus", "surplus_note",
        ), seals=("牵头单位",),
        values={"title": TITLE},
    ),
    "project_summary": Document(
        "T30", "项目总结报告", "Summary of the project", "WZJ", "acceptance", "shared.gather_gaps", "提交验收申请时",
        "when acceptance is applied for", ("project_id", "summary", "innovation", "transfer", "contribution"), seals=("牵头单位",),
        values={"title": TITLE},
    ),
    "final_account": Document(
        "T31", "经费决算表", "Final account", "WJS", "acceptance", "shared.gather_gaps", "提交验收申请时", "when acceptance is applied for",
        (
            "project_id", "project.title", "project.contract_no", "project.start_date", "project.end_date", "plan.total", "plan.support",
            "final_input", "surplus", "?surplus_note", "audit_kind",
        ),
        "我单位对项目经费进行了清理核算，决算情况如下（单位：元）。", to="{{ authority }}",
        body=(
            "# 一、经费预算（按来源和年度）", "[plan.sources: source year amount]", "# 二、支付子课题承担单位情况",
            "[said.solver_payments: unit contract_no contract_amount paid]", "# 三、决算说明",
            "项目合同约定总投入 {{ plan.total }} 元，其中财政支持 {{ plan.support }} 元；决算总投入 {{ said.final_input }} 元，"
            "结余 {{ said.surplus }} 元。",
            "以上数据与会计账簿一致，支出符合中央和属地资金管理规定。",
        ),
        basis="第十七条（资金使用）", enclosures=("经费决算明细", "支付凭证"), seals=("牵头单位", "财务负责人"), values={"title": TITLE},
        beside={"project": ("project", "project_id"), "plan": ("funding_plan", "project_id")},
    ),
    "audit_cover": Document(
        "T32", "审计报告", "Audit report", "WSJ", "acceptance", "shared.gather_gaps", "提交验收申请时", "when acceptance is applied for",
        (
            "project_id", "project.title", "project.contract_no", "project.start_date", "project.end_date", "audit_kind", "plan.total",
            "plan.support", "final_input", "surplus",
        ),
        "{{ unit_name }}承担的项目“{{ project.title }}”已完成经费审计，报告要素如下。", to="{{ authority }}",
        body=(
            "# 审计范围",
            "项目自 {{ project.start_date }} 至 {{ project.end_date }} 的全部收支，包括财政资金、自筹资金以及对子课题承担单位的支付。",
            "# 支付子课题承担单位情况", "[said.solver_payments: unit contract_no contract_amount paid]", "# 审计结果",
            "决算总投入 {{ said.final_input }} 元，结余 {{ said.surplus }} 元。{% if said.surplus_note %}{{ said.surplus_note }}{% endif %}",
            "审计报告原件附后，经盖章的扫描件登记于本文书。",
        ),
        basis="第十七条（资金使用）、第二十条（监督评估）", enclosures=("审计报告原件",), seals=("审计机构", "牵头单位"),
        values={"title": TITLE}, beside={"project": ("project", "project_id"), "plan": ("funding_plan", "project_id")},
    ),
    "science_report": Document(
        "T33", "科技报告", "Science report", "WKJ", "acceptance", "shared.gather_gaps", "提交验收申请时", "when acceptance is applied for",
        ("project_id", "sci_report_no", "summary"), "本项目科技报告已按规定呈交。", ("牵头单位",),
        values={"title": TITLE},
    ),
    "application_proof": Document(
        "T34", "应用证明", "Proof of application", "WYZ", "acceptance", "shared.gather_gaps", "提交验收申请时",
        "when acceptance is applied for", ("project_id", "project.title", "project.contract_no", "project.start_date", "project.end_date"),
        "兹证明{{ unit_name }}牵头的项目“{{ project.title }}”形成的成果已在下列单位和场景得到应用。", to="{{ authority }}",
        body=(
            "# 一、承担和应用单位", "[project.units: name role region application_side]", "# 二、成果及指标完成情况",
            "[said.results: name target actual]", "# 三、应用情况", "{{ said.transfer }}", "# 四、经济社会效益", "{{ said.contribution }}",
            "{%p if said.follow_up %}", "# 五、后续支持", "{{ said.follow_up }}", "{%p endif %}", "以上情况属实，特此证明。",
        ),
        basis="第十九条（项目管理）", enclosures=("应用合同、用户报告等证明材料",), seals=("应用单位", "牵头单位"),
        values={"title": TITLE}, beside={"project": ("project", "project_id")},
    ),
    "acceptance_opinion": Document(
        "T35", "验收意见", "Opinion on the acceptance", "WYJ", "acceptance", "shared.publish_conclusion", "验收会形成结论时",
        "when the panel concludes", ("project_id", "panel", "results", "conclusion"), seals=("验收专家组",),
        values={"title": TITLE},
    ),
    "certificate": Document(
        "T36", "验收证书", "Certificate of acceptance", "WZS", "acceptance", "shared.issue_certificate", "验收结论生效时",
        "when the conclusion takes effect", ("project_id", "conclusion", "certificate_no", "concluded_on"),
        "本项目验收工作已完成，结论如下。", ("属地科技厅（委）",),
        values={"title": TITLE},
    ),
    "rectification_notice": Document(
        "T37", "整改通知", "Notice to rectify", "WZG", "acceptance", "rectification.serve_rectification", "验收会要求整改时", "when the panel asks for it",
        ("project_id", "rectify_by", "rectification_items"), "请按验收意见在期限内完成整改并重新申请验收。", ("属地科技厅（委）",),
        values={"title": TITLE, "items": RecordField("text", "整改事项", "What is to be put right"), "due": RecordField("moment", "整改期限", "By when")},
    ),
    "credit_sheet": Document(
        "T38", "信用记录单", "Credit entry", "WXYJ", "credit", "credit_entry.enter_event", "记录信用时", "when credit is recorded",
        ("subject", "event", "grade", "bans", "basis", "from", "until", "project_id"), seals=("监督部门",),
        values={"title": TITLE},
    ),
    "performance_list": Document(
        "T39", "履约清单", "List of performance", "WLY", "cycle", "call_cycle.archive_cycle", "年度归档时", "when the year is archived",
        ("opens", "closes"), "推进组对在研项目的执行和各方履约情况进行了梳理，形成清单如下。", to="三省一市科技厅（委）",
        body=(
            "# 一、项目履约情况", "{%p if entries %}", "[entries: project title region rating risk hints action owner due]", "{%p else %}",
            "本年度没有在研项目。", "{%p endif %}", "# 二、年度小结", "{{ summary }}", "# 三、要求",
            "请各属地科技厅（委）按完成时限督促落实清单所列措施，推进组定期跟踪并更新。",
        ),
        basis="第十九条（项目管理）", seals=("推进组",),
        values={"summary": "cycle", "entries": RecordField("rows", "履约清单", "Worklist", fields=ENTRY)},
    ),
}
