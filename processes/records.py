"""What handlers write into business records: one entry a field. What forms write, forms describe themselves.

A text in place of an entry names the type whose field it is: a contract takes its indicators from the proposal.
"""

from __future__ import annotations

from collections.abc import Mapping

from processes.kit.fields import RecordField as Field
from processes.words import DOCUMENTS, FIELDS as FIELD_WORDS, STATES


def _text(zh: str, en: str) -> Field:
    return Field("text", zh, en)


def _money(zh: str, en: str) -> Field:
    return Field("money", zh, en)


def _number(zh: str, en: str) -> Field:
    return Field("number", zh, en)


def _year(zh: str, en: str) -> Field:
    return Field("year", zh, en)


def _date(zh: str, en: str) -> Field:
    return Field("date", zh, en)


def _moment(zh: str, en: str) -> Field:
    return Field("moment", zh, en)


def _flag(zh: str, en: str) -> Field:
    return Field("flag", zh, en)


def _choice(zh: str, en: str, **words: tuple[str, str]) -> Field:
    return Field("choice", zh, en, words=words)


def _list(zh: str, en: str) -> Field:
    return Field("list", zh, en)


def _rows(zh: str, en: str, **fields: Field) -> Field:
    return Field("rows", zh, en, fields=fields)


def _group(zh: str, en: str, **fields: Field) -> Field:
    return Field("group", zh, en, fields=fields)


def _to(type: str, zh: str, en: str) -> Field:
    return Field("reference", zh, en, to=type)


def _sealed(field: Field) -> Field:
    return Field(field.kind, field.zh, field.en, field.words, field.fields, field.to, sealed=True)


RESERVE_WORDS = {state: STATES[state] for state in ("unsolved", "partial", "full")}
CONCLUSION_WORDS = {state: STATES[state] for state in ("accepted", "accepted_after_rectification", "closed_without_fault", "failed")}
PROJECT = _to("project", "项目编号", "Project no.")
PROPOSAL = _to("proposal", "申报编号", "Proposal no.")
NEED = _to("need", "需求编号", "Need no.")
BRIEF = _to("brief", "评估编号", "Evaluation no.")
PUBLICATION = _to("publication", "发布编号", "Publication no.")
SESSION = _to("session", "评审会次", "Review session")
CYCLE = _to("cycle", "年度周期", "Yearly cycle")
NOTICE = _to("notice", "公示编号", "Public notice no.")
EXPERT = _to("expert", "专家", "Expert")
RULE_SET = _to("rule_set", "适用办法", "Rule set")
TITLE = _text("名称", "Title")
FIELD = _choice("领域", "Field", **FIELD_WORDS)
ORIGIN = _choice("归属", "Part of", local=("地方自主布局", "A local layout"))
TIER_WORDS = {
    "priority": ("优先支持", "Priority"), "support": ("支持", "Support"), "reserve": ("备选", "Reserve"), "not_supported": ("不支持", "Not supported"),
    "proposed": ("拟立项", "Proposed"), "postponed": ("转下次会次", "Postponed"),
}
TIER = _choice("档次", "Tier", **TIER_WORDS)
REPLY = _choice("答复", "Reply", accept=("接受", "Accepted"), decline=("谢绝", "Declined"))
CONFLICT = _choice(
    "利益冲突", "Conflict of interest", none=("无", "None"), same_unit=("同单位", "Same unit"), co_work=("近三年合作", "Work together in three years"),
    advisor=("师生关系", "Advisor"), kinship=("亲属关系", "Kinship"), equity=("持股或任顾问", "Equity or adviser"), other=("其他", "Other"),
)
REASON = _text("理由", "Reason")
SUBJECT_KIND = _text("对象类别", "Kind of subject")
UNIT = _to("unit", "单位", "Unit")
REGION = _text("地区", "Region")
SOURCE = _choice(
    "来源", "Source", central_guidance=("中央引导资金", "Central guidance funds"), province_municipal=("省（市）级资金", "Provincial funds"),
    city_county=("市县资金", "City and county funds"), lead_self=("牵头单位自筹", "The lead unit's own"),
    partner_self=("合作单位自筹", "The partners' own"), other=("其他", "Other"),
)
PANEL = _group(
    "专家抽取", "Draw of experts",
    seed=_text("随机种子", "Seed"), drawn=_list("抽中专家", "Drawn experts"), excluded=_group("回避专家及理由", "Excluded experts and why"),
)
TASKS = _rows(
    "对外揭榜任务", "External tasks",
    no=_text("任务号", "Task no."), title=TITLE, content=_text("内容", "Content"),
)

FIELDS: Mapping[str, Mapping[str, Field | str]] = {
    "need": {
        "rule_set": RULE_SET, "cycle_id": CYCLE, "origin": ORIGIN,
        "raised_on": _date("提出日期", "Raised on"),
        "submitted_at": _moment("提交时间", "Submitted at"),
        "published_on": _date("发布日期", "Published on"),
        "publication_id": PUBLICATION, "brief_id": BRIEF,
        "last_confirmed": _date("最近确认日期", "Last confirmed on"),
        "applied": _flag("已转申报", "Applied for"),
        "reserve_status": _choice("入库状态（由任务计算）", "Reserve status (computed from the tasks)", **RESERVE_WORDS),
        "matched": _number("已揭榜任务数", "Matched tasks"),
        "rounds": _rows(
            "对接轮次", "Matching rounds", on=_date("日期", "On"),
            mode=_choice("形式", "Form", roadshow=("项目路演", "Roadshow"), one_to_one=("一对一交流", "One to one"), written=("书面", "In writing")),
            attendees=_text("参加人员", "Attendees"), refined=_text("细化后的需求", "The refined need"),
            choices=_rows(
                "逐个方案的决定", "Decision on each solution", solution_id=_to("solution", "方案", "Solution"),
                decision=_choice(
                    "决定", "Decision", invite=("邀请对接", "Invited"), intend=("确定意向", "Intended"), decline=("不选用", "Declined"),
                    keep=("暂缓", "Kept for later"),
                ),
                task_nos=_list("任务", "Tasks"), disclose=_flag("同意披露需求方身份", "May know the demand side"), reason=_text("理由", "Reason"),
            ),
        ),
        "supersedes": _to("need", "替代的需求", "Supersedes"),
        "superseded_by": _to("need", "被替代为", "Superseded by"),
        "screened_on": _date("通过初审日期", "Screened on"),
        "evaluation_draw": PANEL,
        "evaluators": _to("draw", "评估专家抽取", "Draw of the evaluators"),
        "evaluation": _group("评估结果", "Result of the evaluation"),
        "evaluation_batch": _text("评估批次", "Evaluation batch"),
        "reserve_no": _text("入库编号", "Reserve no."),
        "reserved_on": _date("入库日期", "Entered the reserve on"),
        "other_admitted": _text("其他入库情形说明", "Why admitted otherwise"),
        "consortium": _text("联合体", "Consortium"),
        "arrangements": _rows(
            "合作安排", "Arrangements", no=_text("任务", "Task"), price=_money("商定金额（元）", "Agreed price (yuan)"),
            expected_contract=_date("预计签约日期", "Contract expected on"),
        ),
        "confirmed_solvers": _list("已确认的解决方", "Confirmed solvers"),
        "demand_unit": _sealed(_to("unit", "需求单位", "Demand unit")),
    },
    "external_task": {
        "need_id": NEED, "no": _text("任务号", "Task no."),
        "title": TITLE, "problem": _text("技术问题", "Problem"),
        "indicators": _text("指标", "Indicators"),
        "max_time_months": _number("最长期限（月）", "Longest time (months)"),
        "planned_fund": _money("拟投入资金（元）", "Planned fund (yuan)"),
        "ip_terms": _text("知识产权约定", "Terms of intellectual property"),
        "solver_conditions": _text("揭榜方条件", "Conditions for solvers"),
        "solution_id": _to("solution", "解决方案", "Solution"),
        "solver_unit": _to("unit", "揭榜单位", "Solver"),
    },
    "brief": {"field": FIELD, "tasks": TASKS},
    "evaluation": {"brief_id": BRIEF, "need_id": NEED, "expert": EXPERT, "batch_id": _text("评估批次", "Evaluation batch")},
    "publication": {"need_id": NEED, "field": FIELD, "tasks": TASKS, "published_on": _date("发布日期", "Published on")},
    "solution": {
        "publication_id": PUBLICATION,
        "need_id": NEED,
        "begun_on": _date("开始日期", "Begun on"),
        "received_at": _moment("接收时间", "Received at"),
        "nda_at": _moment("保密协议签署时间", "Confidentiality agreement signed at"),
        "demand_side": _sealed(_text("需求方", "Demand side")),
        "declined_for": _text("谢绝理由", "Why declined"),
        "settled_tasks": _list("达成意向的任务", "Settled tasks"),
        "intent_no": _text("意向书编号", "Letter of intent no."),
        "intent_signed_at": _moment("意向书签署时间", "Letter of intent signed at"),
    },
    "proposal": {
        "cycle_id": CYCLE, "rule_set": RULE_SET, "session_id": SESSION, "project_id": PROJECT,
        "submitted_at": _moment("提交时间", "Submitted at"),
        "support": _money("拟支持经费（元）", "Proposed support (yuan)"),
        "formal_result": _choice("形式审查结果", "Result of the formal check", accepted=("受理", "Accepted"), not_accepted=("不予受理", "Not accepted")),
        "formal_at": _moment("形式审查时间", "Formal check at"),
        "formal_number": _text("受理文书编号", "Number of the decision"),
        "formal_items": _rows(
            "形式审查事项", "Items of the formal check",
            code=_text("代码", "Code"), title=TITLE, title_en=_text("英文名称", "English title"),
            severity=_choice("程度", "Severity", fail=("不符合", "Failed"), warn=("提示", "Warning")), curable=_flag("可补正", "Curable"), handling=_text("处理", "Handling"),
        ),
        "notice_until": _moment("公示截止", "Public notice until"),
        "supplement_due": _moment("补正期限", "Supplement due"),
        "supplement_notice": _text("补正通知书编号", "Number of the notice of defects"),
        "valid_until": _date("有效期至", "Valid until"),
        "redirected_from": _to("need", "改投前的需求", "Need before the redirection"),
        "redirected_on": _date("改投日期", "Redirected on"),
        "redirected_because": _choice(
            "改投原因", "Why it was redirected", owner=("需求方自行申报", "The demand side has filed its own"), earlier=("已有先提交的申报", "Another was submitted earlier"),
        ),
        "mean": _number("平均分", "Mean score"), "rank": _number("名次", "Rank"), "tier": TIER,
        "comments": Field("texts", "专家意见（已整理）", "Comments of the experts (cleaned)"),
    },
    "cycle": {
        "application_enterprise": _flag("须有应用企业", "An application enterprise is needed"), "rule_set": RULE_SET,
        "directions": "guideline", "requirements": "guideline", "origin": ORIGIN,
    },
    "guideline": {"cycle_id": CYCLE, "published_on": _date("发布日期", "Published on")},
    "rule_set": {
        "title": TITLE,
        "valid_from": _date("生效日期", "Valid from"), "valid_to": _date("有效期至", "Valid to"),
        "succession": _text("接续方式", "Succession"), "new_valid_to": _date("延长至", "Extended to"),
        "successor": RULE_SET,
    },
    "supplement": {"items": _rows(
        "需补正事项", "Items to supplement",
        code=_text("代码", "Code"), title=TITLE, title_en=_text("英文名称", "English title"),
        severity=_text("程度", "Severity"), curable=_flag("可补正", "Curable"), handling=_text("处理", "Handling"),
    ), "due": _moment("期限", "Due")},
    "session": {
        "year": _text("年度", "Year"),
        "intake_close": _moment("收件截止", "Intake closes"),
        "meeting_date": _date("评审会日期", "Meeting"),
        "cancel_reason": _text("取消原因", "Why cancelled"),
        "minutes": _text("会议纪要", "Minutes"),
        "ranking": _rows(
            "排序", "Ranking",
            proposal_id=PROPOSAL, title=TITLE, rank=_number("名次", "Rank"), mean=_number("平均分", "Mean score"),
            deviation=_number("标准差", "Deviation"), valid=_number("有效评分", "Valid scores"), tier=TIER,
            field=FIELD, region=REGION, lead_unit=_text("牵头单位", "Lead unit"), discuss=_flag("提请讨论", "To be discussed"),
            refusals=_number("不支持票", "Votes against"), requested=_money("申请经费（元）", "Requested (yuan)"),
        ),
        "overrides": _rows(
            "会议调整", "Changed by the panel", proposal_id=PROPOSAL,
            tier=_choice("调整后档次", "New tier", **TIER_WORDS), reason=REASON,
        ),
        "postponed": _list("延至下次", "Postponed"),
        "proposals": _list("申报书", "Proposals"),
        "groups": _rows("评审组", "Groups", name=TITLE, field=FIELD, proposals=_list("申报书", "Proposals")),
    },
    "score": {
        "session_id": SESSION, "proposal_id": PROPOSAL, "expert": EXPERT,
        "draw": PANEL,
        "commitment": _group(
            "承诺", "Commitment",
            reply=REPLY, conflict=CONFLICT, confidential=_flag("保密", "Confidential"),
            no_solicitation=_flag("拒绝请托", "No solicitation"), committed_at=_moment("签署时间", "Signed at"),
        ),
        "reply": REPLY, "conflict": CONFLICT,
        "conflict_found": _flag("有利益冲突", "Conflict found"),
        "strategy": _number("需求与战略", "Need and strategy"), "innovation": _number("创新与先进性", "Innovation"),
        "feasibility": _number("技术路线可行性", "Feasibility"), "indicators": _number("指标与可考核性", "Indicators"),
        "team": _number("团队与跨区域协同", "Team and cooperation"), "prospects": _number("产业化前景", "Prospects"),
        "budget": _number("经费合理性", "Budget"), "total": _number("总分", "Total"),
        "recommendation": _choice("建议", "Recommendation", **TIER_WORDS),
        "suggested_support": _money("建议支持上限（元）", "Suggested support (yuan)"),
        "comment": _text("反馈意见", "Comment to the applicant"),
        "confidential_comment": _sealed(_text("内部意见", "Confidential comment")),
        "scored_at": _moment("评分时间", "Scored at"),
        "reopened_reason": _text("重开理由", "Why reopened"), "reopened_at": _moment("重开时间", "Reopened at"),
    },
    "approval": {
        "subject_kind": SUBJECT_KIND,
        "steps": _rows(
            "审批环节", "Steps",
            name=TITLE, name_en=_text("英文名称", "English title"), role=_text("角色", "Role"), scope=_text("范围", "Scope"), region=REGION,
        ),
        "approval_log": _rows(
            "审批意见", "Decisions",
            step=_text("环节", "Step"), role=_text("角色", "Role"), region=REGION, verdict=_text("结论", "Verdict"), note=_text("意见", "Note"),
            by=_list("办理人", "By"), at=_moment("时间", "At"), valid=_flag("有效", "Valid"),
        ),
    },
    "notice": {
        "notice_id": NOTICE, "subject_kind": SUBJECT_KIND,
        "cleared": _list("无异议", "Cleared"), "blocked": _list("有异议", "Blocked"),
    },
    "draw": {
        "subjects": _list("评审对象", "Subjects"), "members": _list("成员", "Members"),
    },
    "case": {
        "subject_kind": SUBJECT_KIND, "registered_on": _date("登记日期", "Registered on"),
        "investigated_by": _text("调查人", "Investigated by"), "decided_by": _text("决定人", "Decided by"),
        "decided_on": _date("决定日期", "Decided on"), "appealed": _flag("已申诉", "Appealed"),
        "appeal_outcome": _choice("复核结论", "Outcome of the appeal", stands=("维持原决定", "It stands"), overturned=("撤销原决定", "Overturned")), "concluded_on": _date("办结日期", "Concluded on"),
    },
    "batch": {
        "dropped": _list("未列入", "Dropped"), "pending": _list("异议待定", "Held by objections"),
        "notice_to": _date("公示截止", "Public notice until"),
    },
    "project": {
        "origin": ORIGIN,
        "termination_reason": _text("终止原因", "Why terminated"), "terminated_on": _date("终止日期", "Terminated on"),
        "concluded_on": _date("结题日期", "Concluded on"), "suspended_on": _date("中止日期", "Suspended on"),
        "suspension_reason": _text("中止原因", "Why suspended"), "recover_support": _flag("收回财政资金", "Recover the support"),
        "staged": _flag("分阶段实施", "In stages"), "fiscal": _money("财政资金（元）", "Fiscal support (yuan)"), "extensions_used": _number("已延期次数", "Extensions used"),
        "region": REGION, "unit": UNIT, "lead_region": REGION,
    },
    "contract": {
        "project_id": PROJECT, "title": TITLE, "number": _text("合同编号", "Contract no."),
        "signed_at": _moment("签署时间", "Signed at"), "closed_on": _date("关闭日期", "Closed on"),
        "signing_mode": _text("签署方式", "How it was signed"),
        "signatures": _group("签署记录", "Signatures"),
        "paper_copies": _number("纸质份数", "Paper copies"),
        "first_tranche_max": _money("首期拨款上限（元）", "Highest first tranche (yuan)"),
        "units": "proposal", "leader": "proposal", "region": REGION, "unit": UNIT, "lead_region": REGION,
        "extensions_used": _number("已延期次数", "Extensions used"), "support": _money("财政支持（元）", "Support (yuan)"),
    },
    "funding_plan": {
        "project_id": PROJECT, "contract_no": _text("合同编号", "Contract no."), "change_id": _to("change", "变更编号", "Change no."),
        "total": _money("总投入（元）", "Total (yuan)"), "support": _money("财政支持（元）", "Support (yuan)"),
        "sources": _rows(
            "经费来源", "Sources", source=SOURCE, year=_year("年度", "Year"), amount=_money("金额（元）", "Amount (yuan)"),
        ),
    },
    "technical_contract": {
        "project_id": PROJECT, "contract_no": _text("项目合同编号", "Project contract no."),
        "lead_unit": _text("牵头单位", "Lead unit"), "solver": _text("揭榜单位", "Solver"),
        "number": _text("技术合同编号", "Technical contract no."),
        "contract_amount": _money("合同额（元）", "Amount (yuan)"),
    },
    "report": {
        "project_id": PROJECT, "year": _year("年度", "Year"), "due": _moment("期限", "Due"), "late": _flag("逾期", "Late"),
        "skip_reason": _text("免报原因", "Why none is due"), "approved_on": _date("通过日期", "Approved on"),
    },
    "document": {
        "number": _text("文书编号", "Number"), "template": _choice("文书种类", "Kind of document", **DOCUMENTS),
        "template_version": _number("模板版本", "Template version"), "template_sha256": _text("模板 SHA-256", "SHA-256 of the template"),
        "record_type": _text("所属记录类别", "Kind of record"), "record_key": _text("所属记录", "Record"),
        "at": _moment("签发时间", "Issued at"), "sha256": _text("SHA-256", "SHA-256"),
        "signers": _rows(
            "签署人", "Signers", task=_text("环节", "Task"), lane=_text("角色", "Lane"), person=_text("账号", "Account"),
            name=_text("签署人", "Signer"), at=_moment("时间", "Time"),
        ),
        "signed": _rows(
            "线下签署件", "Signed outside", number=_text("纸质文书编号", "Number of the paper document"), name=_text("文件", "File"),
            sha256=_text("SHA-256", "SHA-256"), by=_text("登记人", "Kept by"), at=_moment("登记时间", "Kept at"),
        ),
    },
    "performance": {
        "rating": _text("履约评价", "Rating"), "risk": _text("风险", "Risk"), "action": _text("措施", "Action"),
        "owner": _text("责任人", "Owner"), "due": _date("完成时限", "Due"),
    },
    "milestone": {
        "assessments": _rows(
            "专家意见", "Assessments", expert=EXPERT,
            verdict=_choice("评议意见", "Verdict", reached=("达到", "Reached"), partial=("部分达到", "Partly reached"), failed=("未达到", "Not reached")),
            note=_text("意见说明", "Note"),
        ),
        "decided_on": _date("结论日期", "Decided on"),
    },
    "payment": {
        "asked_on": _date("申请日期", "Asked on"), "obstacles": _list("未满足条件", "Obstacles"), "ground": _text("收回依据", "Ground of the recovery"),
    },
    "change": {
        "approved_on": _date("批准日期", "Approved on"), "refusal": _text("不予变更的理由", "Why refused"),
        "new_total": _money("变更后总投入（元）", "Total after the change (yuan)"),
        "new_support": _money("变更后财政支持（元）", "Support after the change (yuan)"),
        "new_indicators": "proposal:indicators",
        "ratio_after": _number("变更后财政资金比例", "Share of fiscal support after the change"),
        "required_support": _money("须落实的支持（元）", "Support to be covered (yuan)"),
    },
    "acceptance": {
        "project_id": PROJECT,
        "panel": _group(
            "验收专家组", "Acceptance panel", draw_id=_to("draw", "专家抽取", "Draw"), drawn=_list("抽中专家", "Drawn experts"),
        ),
        "end_date": _date("实施期满日", "End of the project"), "prepared_on": _date("准备日期", "Prepared on"),
        "compressed": _flag("压缩准备期", "Shortened preparation"), "rectify_by": _moment("整改期限", "Rectify by"),
        "conclusion": _choice("结论", "Conclusion", **CONCLUSION_WORDS), "notice_from": _date("公示开始", "Public notice from"),
        "certificate_no": _text("验收证书编号", "Certificate no."), "concluded_on": _date("验收日期", "Concluded on"),
    },
    "credit": {"subject_kind": SUBJECT_KIND, "project_id": PROJECT},
    "release": {
        "note": _text("修改内容与依据", "What has changed and on what basis"), "source": _text("来源", "Source"),
        "proposed_by": _text("提交人", "Proposed by"), "proposed_at": _moment("提交时间", "Proposed at"),
        "files": _rows("文件", "Files", path=_text("文件", "File"), base=_number("现行版本", "Version in force")),
        "changes": _rows("差异", "Differences", path=_text("文件", "File"), change=_text("差异", "Difference")),
        "signers": _list("会签地区", "Regions that sign"),
        "signatures": _rows(
            "会签", "Signatures", region=REGION, decision=_choice("意见", "Opinion", agree=("同意", "Agrees"), refuse=("不同意", "Disagrees")),
            comment=_text("说明", "Comment"), by=_text("签署人", "Signed by"), at=_moment("签署时间", "Signed at"),
        ),
        "deployment": _number("部署编号", "Deployment"), "obstacle": _text("未生效的原因", "Why it is not in force"),
    },
    "unit": {
        "name": TITLE, "uscc": _text("统一社会信用代码", "Unified social credit code"), "region": REGION, "kind": _text("性质", "Kind"),
        "contact": _sealed(_text("联系人", "Contact")),
    },
    "expert": {
        "home_region": REGION, "controlled_units": _list("控制的单位", "Controlled units"), "equity_units": _list("持股单位", "Equity in"),
        "co_projects": _rows("合作项目", "Joint projects"), "co_papers": _rows("合作论文", "Joint papers"),
        "advisors": _list("师生关系", "Teachers and students"), "relatives": _list("亲属", "Kin"),
        "own_proposals": _rows("本人申报", "Own proposals"), "prepared": _list("参与准备的需求", "Needs prepared"),
    },
}
