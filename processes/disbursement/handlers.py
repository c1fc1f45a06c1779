"""Operations of a disbursement: register, gather what decides, refuse, tell of the payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from processes.disbursement.data import Payment
from processes.kit import Ports, Record, operation

OPEN = ("applied", "reviewed", "paid")
HANDED_IN = ("submitted", "approved", "skipped")


@operation(takes=Payment)
def open_payment(payment: Payment, ports: Ports) -> dict[str, Any]:
    """Register the application for a tranche of the contract (article 17)."""
    project = ports.record("project", payment.project_id)
    year = ports.today().year
    payment_id = payment.payment_id or f"BK-{year}-{ports.numbers.next(f'BK-{year}'):04d}"
    ports.records.create(
        "payment",
        payment_id,
        title=project.title,
        region=project.region,
        unit=project.unit,
        state="applied",
        data={
            "project_id": payment.project_id,
            "kind": "payment",
            "tranche": payment.tranche,
            "amount": payment.amount,
            "evidence": list(payment.evidence),
            "evidence_note": payment.evidence_note,
            "bank_name": payment.bank_name,
            "bank_account": payment.bank_account,
            "asked_on": ports.today(),
        },
    )
    return {
        "payment_id": payment_id,
        "title": project.title,
        "region": project.region,
        "lead_unit": project.unit,
        "payment_decision": None,
    }


@operation(takes=Payment)
def gather_conditions(payment: Payment, ports: Ports) -> dict[str, Any]:
    """Read from contract, project, reports and milestones what the table of conditions judges."""
    contract = ports.records.get("contract", payment.project_id)
    project = ports.records.get("project", payment.project_id)
    agreed = contract.data if contract else {}
    tranches: Sequence[Mapping[str, Any]] = agreed.get("tranches") or []
    tranche = next((each for each in tranches if each.get("number") == payment.tranche), {})
    reports = ports.records.find("report", project_id=payment.project_id)
    stage = ports.records.get("milestone", f"{payment.project_id}-M{tranche.get('stage')}")
    since = overdue_since(reports, ports.today())
    return {
        "days_late": Decimal((ports.today() - since).days) if since else Decimal(0),
        "working_days_late": _working_days(since, ports) if since else Decimal(0),
        "contract_filed": bool(contract and contract.state in ("filed", "amended")),
        "payments_held": bool(project and project.data.get("payments_held_since")),
        "project_state": project.state if project else "",
        "condition_kind": tranche.get("kind") or "signed",
        "stage_reached": bool(stage and stage.state == "reached"),
        "report_approved": any(each.state == "approved" for each in reports),
        "paid_before": _asked_before(payment, ports),
        "amount_max": tranche_max(payment.tranche, tranche, agreed, project),
    }


@operation(takes=Payment)
def refuse_payment(payment: Payment, ports: Ports) -> None:
    """Refuse the payment and say what stands in its way."""
    reason = "；".join(each["title"] for each in payment.obstacles) or payment.payment_note or ""
    reason_en = "; ".join(each["title_en"] for each in payment.obstacles) or reason
    ports.records.update(
        "payment",
        payment.payment_id,
        state="refused",
        data={"refusal": reason, "obstacles": [each["code"] for each in payment.obstacles]},
        reason="不予拨付",
    )
    ports.notices.send(
        "payment_refused",
        {"title": payment.title, "tranche": str(payment.tranche), "reason": reason, "reason_en": reason_en},
        unit=payment.lead_unit,
    )


@operation(takes=Payment)
def note_paid(payment: Payment, ports: Ports) -> None:
    """Tell the lead unit that the tranche was paid."""
    ports.documents.issue(
        "payment_request", record=("payment", payment.payment_id), values={"title": payment.title}, to_unit=payment.lead_unit, signed_in=("request_payment", "transfer_money")
    )
    ports.notices.send(
        "payment_made", {"title": payment.title, "tranche": str(payment.tranche)}, unit=payment.lead_unit
    )


def tranche_max(
    number: Decimal, tranche: Mapping[str, Any], agreed: Mapping[str, Any], project: Record | None
) -> Decimal:
    """What may be paid: the tranche as agreed, the first in Anhui no more than half of the demand side's first payment."""
    most = Decimal(tranche.get("amount") or 0)
    if number == 1 and agreed.get("first_tranche_max") is not None:
        most = min(most, agreed["first_tranche_max"])
    support = project.data.get("support") if project else None
    return min(most, support) if support is not None else most


def overdue_since(reports: Sequence[Record], today: date) -> date | None:
    """The day on which the oldest report that is still owed was due."""
    due = [each.data["due"].date() for each in reports if each.state not in HANDED_IN and each.data.get("due")]
    return min((day for day in due if day < today), default=None)


def _working_days(since: date, ports: Ports) -> Decimal:
    days = (since + timedelta(days=number) for number in range(1, (ports.today() - since).days + 1))
    return Decimal(sum(ports.calendar.is_working_day(day) for day in days))


def _asked_before(payment: Payment, ports: Ports) -> bool:
    same = ports.records.find("payment", project_id=payment.project_id, kind="payment", tranche=payment.tranche)
    return any(each.key != payment.payment_id and each.state in OPEN for each in same)
