"""Settings of the environment that are more than a text."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import Refused


class BadSetting(Refused):
    """The setting {name} cannot be read: “{value}”. Addresses and networks stand with commas between them, numbers are whole and above 0."""

    code = "bad-setting"
    zh = "设置 {name} 的值“{value}”无法识别：地址和网段以逗号分隔，数字须为大于 0 的整数。"


def number(settings: Mapping[str, str], name: str, usual: int) -> int:
    """A whole number above 0, the usual one where nothing is said; raises BadSetting."""
    given = settings.get(name) or str(usual)
    if not (given.isascii() and given.isdecimal()) or int(given) == 0:
        raise BadSetting(name=name, value=given)
    return int(given)
