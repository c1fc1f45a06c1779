"""Which names a template may use: those of every document, the fields of its record, and what its operation adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.record_fields import RecordField, described

Fields = Mapping[str, RecordField]

SIGNER = {
    "task": RecordField("text", "环节", "Task"), "lane": RecordField("text", "角色", "Lane"), "person": RecordField("text", "账号", "Account"),
    "name": RecordField("text", "签署人", "Signer"), "at": RecordField("moment", "时间", "Time"),
}
ALWAYS: Fields = {
    "number": RecordField("text", "文书编号", "Number"), "issued_on": RecordField("date", "签发日期", "Date of issue"),
    "signers": RecordField("rows", "签署人", "Signers", fields=SIGNER), "record_key": RecordField("text", "记录编号", "Key of the record"),
    "record_title": RecordField("text", "记录名称", "Title of the record"), "unit_name": RecordField("text", "单位", "Unit"),
    "region_name": RecordField("text", "地区", "Region"), "authority": RecordField("text", "属地科技主管部门", "Authority of the region"),
}
HEAD: Fields = {
    "key": RecordField("text", "编号", "Key"), "title": RecordField("text", "名称", "Title"), "unit_name": RecordField("text", "单位", "Unit"),
}


def known(document: Any, fields_of: Callable[[str], Fields]) -> Fields:
    """What a template of a document of the programme may name, by what it is called at the top."""
    own = fields_of(document.record)
    beside = {
        name: RecordField("group", kind, kind, fields={**fields_of(kind), **HEAD}) for name, (kind, _) in document.beside.items()
    }
    values = described(document, fields_of)
    flat = own if document.flat else {}
    return {**flat, **beside, **values, **ALWAYS, "said": RecordField("group", "记录内容", "The record", fields=own)}
