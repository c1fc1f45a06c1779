"""Operations on a credit entry: it is revoked on appeal, or expires at the end of its term."""

from __future__ import annotations

from processes.credit_term.data import Term
from processes.kit import Ports, operation


@operation(takes=Term)
def revoke_entry(term: Term, ports: Ports) -> None:
    """Revoke the entry: the appeal was right."""
    ports.records.update("credit", term.credit_key, state="revoked", reason="申诉成立")


@operation(takes=Term)
def expire_entry(term: Term, ports: Ports) -> None:
    """Let the entry expire: from now on it counts for nothing; one that was revoked or got a later end meanwhile is left alone."""
    entry = ports.record("credit", term.credit_key)
    until = entry.data.get("until")
    if entry.state in ("expired", "revoked") or (until is not None and until >= ports.today()):
        return
    ports.records.update("credit", term.credit_key, state="expired", reason="期限届满")
    if term.subject_unit:
        ports.notices.send("credit_expired", {"title": term.title}, unit=term.subject_unit)
    if term.subject_person:
        ports.notices.send("credit_expired", {"title": term.title}, person=term.subject_person)
