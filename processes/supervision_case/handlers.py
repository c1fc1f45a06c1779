"""Operations of a supervision case: register it, serve the decision, and close it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from processes.kit import Ports, Record, operation
from processes.shared.notices import number_of, open_notice, register_objection
from processes.supervision_case.data import Case, Filed

SUBJECTS = ("proposal", "project", "expert", "unit")
OUTCOMES = {"upheld": ("成立", "upheld"), "unfounded": ("不成立", "unfounded")}
REFUSALS = {
    "anonymous": ("匿名且未提供可查证的证据", "it is anonymous and gives no evidence that can be verified"),
    "unknown": ("未找到所涉对象", "what it is about was not found"),
    "no_notice": ("不在公示期内或不属于公示对象", "no notice about it is published at this time"),
}


@operation(takes=Filed)
def register_case(filed: Filed, ports: Ports) -> dict[str, Any]:
    """Register what was reported; anonymous reports without evidence that can be verified are not accepted (F12)."""
    filed = replace(filed, notice_id=number_of(ports, filed.notice_id))
    subject = _subject(filed.subject_key, ports)
    refusal = refusal_of(filed, subject, ports)
    region = (subject.region or subject.data.get("home_region")) if subject else None
    series = f"JD-{ports.today().year}"
    case_id = f"{series}-{ports.numbers.next(series):04d}"
    title = f"{case_id} {subject.title if subject else filed.subject_key}"
    ports.records.create(
        "case",
        case_id,
        title=title,
        region=region,
        state="not_accepted" if refusal else "investigating",
        data={
            "kind": filed.kind,
            "notice_id": filed.notice_id or None,
            "subject_kind": subject.type if subject else None,
            "subject_key": filed.subject_key,
            "signed": filed.signed,
            "verifiable": filed.verifiable,
            "name": filed.name,
            "contact": filed.contact,
            "facts": filed.facts,
            "evidence": list(filed.evidence),
            "refusal": REFUSALS[refusal][0] if refusal else None,
            "registered_on": ports.today(),
        },
    )
    notice = open_notice(ports, filed.notice_id) if filed.kind == "objection" and refusal is None else None
    if notice is not None:  # before the message goes out: the notice may end in the same moment
        register_objection(ports, notice.key, {"case_id": case_id, "subject_key": filed.subject_key})
    _tell_filer(filed.started_by, case_id, refusal, ports)
    return {
        "case_id": case_id,
        "case_title": title,
        "admissible": refusal is None,
        "notice_id": filed.notice_id,
        "on_notice": notice is not None,
        "region": region,
        "subject_kind": subject.type if subject else None,
        "subject_unit": subject.unit if subject and subject.type != "expert" else None,
        "subject_person": subject.key if subject and subject.type == "expert" else None,
        "credit_subject": _credit_subject(subject, ports) if subject else None,
        "credit_event": None,
        "occurrence": None,
        "wished_years": None,
    }


@operation(takes=Case)
def record_decision(case: Case, ports: Ports) -> None:
    """Serve the decision; the unit or person concerned may appeal if the report was upheld (Q27)."""
    ports.records.update(
        "case",
        case.case_id,
        state="decided",
        reason="作出处理决定",
        data={
            "findings": case.findings,
            "outcome": case.outcome,
            "decision_reason": case.decision_reason,
            "investigated_by": case.investigated_by,
            "decided_by": case.decided_by,
            "decided_on": ports.today(),
        },
    )
    zh, en = OUTCOMES[case.outcome]
    values = {
        "case_id": case.case_id,
        "title": case.case_title,
        "outcome": zh,
        "outcome_en": en,
        "reason": case.decision_reason,
    }
    if case.outcome == "upheld" and case.subject_unit:
        ports.notices.send("case_decided", values, unit=case.subject_unit)
    if case.outcome == "upheld" and case.subject_person:
        ports.notices.send("case_decided", values, person=case.subject_person)
    if case.started_by:
        ports.notices.send("case_decided", values, person=case.started_by)


@operation(takes=Case)
def settle_case(case: Case, ports: Ports) -> dict[str, Any]:
    """Close the case; a decision that was overturned on appeal counts for nothing."""
    outcome = "unfounded" if case.appeal_outcome == "overturned" else case.outcome
    ports.records.update(
        "case",
        case.case_id,
        state="concluded",
        reason="办结",
        data={
            "outcome": outcome,
            "appealed": case.appealed,
            "appeal_outcome": case.appeal_outcome,
            "concluded_on": ports.today(),
        },
    )
    ports.documents.issue(
        "objection_opinion", record=("case", case.case_id), values={"outcome": outcome}, signed_in=("investigate", "decide_case")
    )
    return {"outcome": outcome}


def refusal_of(filed: Filed, subject: Record | None, ports: Ports) -> str | None:
    """Why a report is not accepted; None if it is."""
    signed = filed.signed == "yes" and filed.name and filed.contact
    if not signed and filed.verifiable != "yes":
        return "anonymous"
    if subject is None:
        return "unknown"
    if filed.kind != "objection":
        return None
    notice = open_notice(ports, filed.notice_id)
    listed = {each["key"] for each in notice.data["subjects"]} if notice else set()
    return None if filed.subject_key in listed else "no_notice"


def _subject(key: str, ports: Ports) -> Record | None:
    return next((found for type in SUBJECTS if (found := ports.records.get(type, key))), None)


def _credit_subject(subject: Record, ports: Ports) -> str:
    """Under what the credit record is looked up: a unit by its code, an expert by the key."""
    if subject.type == "expert" or not subject.unit:
        return subject.key
    unit = ports.records.get("unit", subject.unit)
    return (unit.data.get("uscc") if unit else None) or subject.unit


def _tell_filer(person: str, case_id: str, refusal: str | None, ports: Ports) -> None:
    if not person:
        return
    if refusal is None:
        ports.notices.send("case_registered", {"case_id": case_id}, person=person)
        return
    zh, en = REFUSALS[refusal]
    ports.notices.send("case_not_accepted", {"case_id": case_id, "reason": zh, "reason_en": en}, person=person)
