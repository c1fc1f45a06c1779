"""What a form says about an answer, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORM = "_form"  # the key of what concerns the form as a whole

_TEXTS = {
    "required": ("此项必填。", "This field is required."),
    "checked": ("请勾选此项。", "This box must be ticked."),
    "unknown": ("表单中没有这一项。", "The form has no such field."),
    "not_an_object": ("应为一组表单内容。", "A set of answers is expected."),
    "not_a_list": ("应为列表。", "A list is expected."),
    "too_many_rows": ("最多 {max} 行。", "No more than {max} rows."),
    "not_text": ("应为文字。", "Text is expected."),
    "characters": ("含有无法保存的字符。", "Contains characters that cannot be stored."),
    "one_line": ("只能填写一行。", "Only one line is allowed."),
    "too_short": ("至少 {min} 个字。", "At least {min} characters."),
    "too_long": ("不超过 {max} 个字。", "No more than {max} characters."),
    "pattern": ("格式不正确。", "The format is not right."),
    "not_a_number": ("应为数字。", "A number is expected."),
    "precision": ("有效数字不超过 15 位。", "No more than 15 significant digits."),
    "decimals": ("小数不超过 {max} 位。", "No more than {max} decimal places."),
    "integer": ("应为整数。", "A whole number is expected."),
    "too_small": ("不小于 {min}。", "Not less than {min}."),
    "too_large": ("不大于 {max}。", "Not more than {max}."),
    "not_a_date": ("应为日期，如 2024-09-30。", "A date is expected, such as 2024-09-30."),
    "not_a_time": ("应为时间，如 17:00。", "A time is expected, such as 17:00."),
    "not_a_datetime": ("应为日期和时间。", "A date and time is expected."),
    "past": ("不能早于今天。", "Must not be in the past."),
    "not_a_choice": ("不是可选的选项。", "Not one of the choices."),
    "not_a_boolean": ("应为是或否。", "Yes or no is expected."),
    "not_an_attachment": ("附件编号不正确，请重新上传。", "Not a known attachment; upload it again."),
    "too_many_files": ("附件不超过 {max} 个。", "No more than {max} attachments."),
    "uscc": ("不是有效的统一社会信用代码。", "Not a valid unified social credit code."),
    "resident_id": ("不是有效的公民身份号码。", "Not a valid resident identity number."),
    "phone": ("不是有效的手机或固定电话号码。", "Not a valid mobile or landline number."),
    "email": ("不是有效的电子邮箱。", "Not a valid e-mail address."),
    "working_day": ("应为工作日。", "Must be a working day."),
}


@dataclass(frozen=True)
class Said:
    """One message before its language is chosen."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentence a person reads."""
        return _TEXTS[self.code][_column(language)].format_map(self.details)


@dataclass(frozen=True)
class Quoted:
    """A message that the form itself brings along, perhaps in one language only."""

    zh: str
    en: str = ""

    def text(self, language: str) -> str:
        """The sentence a person reads, Chinese where no English was written."""
        return self.en if _column(language) and self.en else self.zh


def said(code: str, **details: Any) -> Said:
    """A message by its code."""
    return Said(code, details)


def _column(language: str) -> int:
    return 1 if language.startswith("en") else 0
