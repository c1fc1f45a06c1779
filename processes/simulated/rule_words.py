"""The rules of the checker and the articles behind them, for the report: rules in Chinese (their docstrings are English), articles in English."""

from __future__ import annotations

RULES_ZH = {
    "never_stuck": "运行中的流程都在等人、等时间、等消息或等作业",
    "no_incident": "没有留下只能由运维处理的异常",
    "nobody_is_named": "公开的需求不透露需求方：没有名称、代码、联系方式，也没有公开栏目以外的内容",
    "status_is_what_tasks_say": "需求的揭榜状态与其对外任务的确认情况一致",
    "accepted_from_two_regions": "通过形式审查的项目至少来自两地，牵头单位在三省一市之内",
    "solvers_take_part": "已签意向的揭榜方以课题承担单位参加由该需求产生的项目",
    "supplemented_in_time": "补正不晚于第十个工作日十七时，逾期的不作数",
    "bans_are_respected": "受信用限制的单位不能通过形式审查",
    "no_expert_of_the_own_unit": "专家不评审本单位的项目",
    "no_declared_conflict": "已声明利益冲突者的评分不作数",
    "no_expert_overloaded": "专家同时在手的评审不超过上限",
    "enough_scores": "进入排序的项目至少有三份有效评分",
    "sessions_a_year": "每年至多两次评审会，另经工作专班同意的除外",
    "public_for_five_days": "公示满五个工作日，期满之前不作决定",
    "a_third_at_most": "立项和合同中的财政经费不超过总投入的百分之三十",
    "signed_in_the_window": "合同在签约期或批准的延长期之内填报",
    "not_longer_than_three_years": "合同期至多三年，延期后至多四年",
    "prepared_three_months_before": "验收准备自到期前三个月起，遇休息日提前",
    "solvers_are_paid": "审查验收之前，各揭榜方已收到技术合同额的百分之八十",
    "reports_are_done": "通过验收的项目，年度报告均已审核或获准免报",
    "paid_once_and_not_more": "每笔款只拨一次，合计不超过合同中的财政经费",
}
ARTICLES_EN = {
    "—": "—", "第十条": "Article 10", "第十二条": "Article 12", "第十三条": "Article 13", "第十四条": "Article 14", "第十五条": "Article 15",
    "第十六条": "Article 16", "第十七条": "Article 17", "第十八条": "Article 18", "第二十条": "Article 20",
}
