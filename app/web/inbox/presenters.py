"""From what queries say to what templates show."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.access import Actor
from app.queries.tasks import Panel, TaskPage
from app.web.language import current


def data_block(value: Any) -> Markup:
    """JSON for a data block in a page: nothing in it can end the block."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def task(page: TaskPage, who: Actor) -> dict[str, Any]:
    """The task page's islands and panels."""
    language = current()
    schema = page.form.for_browser(language, page.translations) if page.form else {"type": "default", "components": []}
    return {
        "form": data_block({"schema": schema, "data": page.values, "attachments": page.attachments}),
        "state": data_block({"state": page.state}),
        "panels": [(panel, panel_html(panel, page.attachments)) for panel in page.context],
        "mine": page.task["claimed_by"] == who.id,
        "taken": page.task["claimed_by"] not in (None, who.id),
    }


def panel_html(panel: Panel, attachments: dict[str, Any]) -> Markup | None:
    """A record rendered by the form that writes it."""
    return panel.form.render(panel.values, current(), panel.translations, attachments) if panel.form else None


def on_paper(page: TaskPage, *, blank: bool) -> Markup:
    """The form to print, with what has been typed or empty."""
    if page.form is None:
        return Markup("")
    values = page.form.blank if blank else page.values
    return page.form.render(values, current(), page.translations, {} if blank else page.attachments)


KINDS = {
    "started": _l("已发起"), "completed": _l("完成"), "cancelled": _l("取消"), "timer_fired": _l("已到期"), "message_received": _l("收到消息"),
    "decided": _l("按表决定"), "incident": _l("发生异常"), "retried": _l("已重试"), "instance_completed": _l("流程结束"),
    "instance_cancelled": _l("流程终止"), "claimed": _l("已认领"), "released": _l("已释放"), "reminded": _l("已提醒"),
    "reminder_coalesced": _l("错过的提醒已合并"), "reminder_failed": _l("提醒未能发出"), "refused_late": _l("逾期提交，未接受"), "error_thrown": _l("出错"),
    "variables_set": _l("修改了变量"), "attached": _l("上传附件"), "upload_removed": _l("删除了未使用的上传文件"), "message_refused": _l("拒收消息"), "task_opened": _l("成为待办"),
    "message_thrown": _l("发出消息"), "message_published": _l("投递消息"), "message_withdrawn": _l("撤回消息"), "called": _l("调用流程"),
    "deployed": _l("部署"), "draft_discarded": _l("放弃草稿"), "draft_changed": _l("修改草稿"), "signed_in": _l("登录"), "sign_in_failed": _l("登录失败"), "address_locked": _l("网络地址被锁定"),
    "signed_out": _l("退出登录"), "password_changed": _l("修改了密码"), "token_created": _l("新建令牌"), "token_withdrawn": _l("撤销令牌"),
    "exported": _l("导出"), "downloaded": _l("下载文件"), "clock_moved": _l("推进业务时间"), "due_moved": _l("期限随日历调整"),
    "timer_moved": _l("时刻随日历调整"), "calendar_changed": _l("修改日历"), "calendar_published": _l("发布年度日历"),
    "sent_back": _l("退回重办"), "withdrawn": _l("撤回了提交"), "jumped": _l("移动了令牌"), "restarted": _l("已重新启动"), "suspended": _l("暂停了流程"),
    "resumed": _l("恢复了流程"), "timer_set": _l("修改了时刻"), "migrated": _l("迁移到新版本"), "batch_started": _l("开始批量迁移"),
    "batch_paused": _l("暂停批量迁移"), "batch_resumed": _l("继续批量迁移"), "batch_retried": _l("重试批量迁移"),
    "items_started": _l("分项展开"), "item_added": _l("增加一项"), "item_replaced": _l("替换一项"), "item_dropped": _l("减少一项"),
    "condition_met": _l("条件成立"), "triggered": _l("触发事件子流程"), "signal_thrown": _l("发出信号"), "signal_published": _l("投递信号"),
    "escalation_thrown": _l("上报"), "compensation_thrown": _l("开始撤销已完成的活动"), "demo_begun": _l("重新开始演示"),
    "exchange_replayed": _l("重新投递对外数据"), "exchange_acknowledged": _l("确认对方已收到"), "external_number": _l("登记了外部编号"), "imported": _l("导入了数据"), "recorded_outside": _l("登记为在其他系统办理"),
    "signed_outside": _l("登记线下签署件"), "file_altered": _l("发现文件已被改动"), "file_intact": _l("文件恢复为保存时的内容"),
}


def kind_text(kind: str) -> str:
    """A kind of fact in words."""
    return str(KINDS.get(kind, kind))
