"""People, units, memberships, API tokens and notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.store import tables as t
from app.store.database import Session
from app.store.search import like


_WITH_MEMBERS = """
    SELECT p.id, p.name, p.name_en, p.active, p.epoch, p.language, p.unit, m.role, m.region, m.unit AS member_unit, u.uscc
    FROM people p LEFT JOIN memberships m ON m.person = p.id LEFT JOIN units u ON u.id = m.unit WHERE p.id = %(id)s
"""
_SIGNED_IN = _WITH_MEMBERS + " AND EXISTS (SELECT FROM web_sessions s WHERE s.digest = %(digest)s AND s.person = p.id)"


def person(session: Session, identity: str) -> Mapping[str, Any] | None:
    """One person."""
    return session.execute(select(t.people).where(t.people.c.id == identity)).mappings().first()


def members_of(session: Session, identity: str) -> list[Any]:
    """A person's memberships (role, region, unit)."""
    query = select(t.memberships.c.role, t.memberships.c.region, t.memberships.c.unit)
    return list(session.execute(query.where(t.memberships.c.person == identity)))


def person_with_members(session: Session, identity: str) -> tuple[Mapping[str, Any] | None, list[Any]]:
    """Who a person is and his memberships, by one plain statement; every request of a program asks this."""
    return _found(session.exec_driver_sql(_WITH_MEMBERS, {"id": identity}).mappings().all())


def signed_in(session: Session, identity: str, digest: str) -> tuple[Mapping[str, Any] | None, list[Any]]:
    """The same of somebody whose session of that digest has not ended; every page asks this."""
    return _found(session.exec_driver_sql(_SIGNED_IN, {"id": identity, "digest": digest}).mappings().all())


def _found(rows: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any] | None, list[Any]]:
    members = [_Member(row["role"], row["region"], row["member_unit"], row["uscc"]) for row in rows if row["role"]]
    return (rows[0] if rows else None), members


class _Member:
    def __init__(self, role: str, region: str | None, unit: str | None, code: str | None) -> None:
        self.role, self.region, self.unit, self.code = role, region, unit, code


def listing(session: Session) -> list[Mapping[str, Any]]:
    """Everybody, with memberships as a list."""
    return session.execute(
        select(
            t.people.c.id, t.people.c.name, t.people.c.name_en, t.people.c.unit, t.people.c.active, t.people.c.demo,
            func.coalesce(
                func.json_agg(func.json_build_object(
                    "role", t.memberships.c.role, "region", t.memberships.c.region, "unit", t.memberships.c.unit,
                )).filter(t.memberships.c.role.is_not(None)), text("'[]'::json"),
            ).label("memberships"),
        ).outerjoin(t.memberships, t.memberships.c.person == t.people.c.id).group_by(t.people.c.id).order_by(t.people.c.id)
    ).mappings().all()


def add_person(session: Session, identity: str, name: str, **columns: Any) -> None:
    """A new person, or the same again."""
    session.execute(insert(t.people).values(id=identity, name=name, **columns).on_conflict_do_nothing())


def add_unit(session: Session, identity: str, name: str, **columns: Any) -> None:
    """A new unit, or the same again."""
    session.execute(insert(t.units).values(id=identity, name=name, **columns).on_conflict_do_nothing())


def add_membership(session: Session, person: str, role: str, region: str | None = None, unit: str | None = None) -> None:
    """Gives a person a role, for a region or a unit."""
    session.execute(insert(t.memberships).values(
        person=person, role=role, region=region, unit=unit,
    ).on_conflict_do_nothing())


def units(session: Session) -> list[Mapping[str, Any]]:
    """All units."""
    return session.execute(select(t.units).order_by(t.units.c.id)).mappings().all()


def unit(session: Session, identity: str) -> Mapping[str, Any] | None:
    """One unit."""
    return session.execute(select(t.units).where(t.units.c.id == identity)).mappings().first()


def called(row: Mapping[str, Any], language: str) -> str:
    """What a person or a unit is called in a language."""
    return row["name_en"] if language.startswith("en") and row["name_en"] else row["name"]


def names(session: Session, ids: Iterable[str], language: str = "zh") -> dict[str, str]:
    """Names of people by id."""
    return _names(session, t.people, ids, language)


def unit_names(session: Session, ids: Iterable[str], language: str = "zh") -> dict[str, str]:
    """Names of units by id."""
    return _names(session, t.units, ids, language)


def acting_elsewhere(session: Session, ids: Iterable[str], units: Collection[str], roles: Collection[str]) -> set[str]:
    """Those of these people who act for a unit that is none of these, or, in one of these roles, for themselves."""
    p, m = t.people.c, t.memberships.c
    query = select(p.id).outerjoin(t.memberships, m.person == p.id).where(
        p.id.in_(sorted(set(ids))), p.unit.not_in(sorted(units)) | m.unit.not_in(sorted(units)) | m.role.in_(sorted(roles)),
    )
    return set(session.scalars(query))


def _names(session: Session, table: Table, ids: Iterable[str], language: str) -> dict[str, str]:
    wanted = sorted({identity for identity in ids if identity})
    if not wanted:
        return {}
    rows = session.execute(select(table.c.id, table.c.name, table.c.name_en).where(table.c.id.in_(wanted))).mappings()
    return {row["id"]: called(row, language) for row in rows}


def holders(session: Session, grants: Iterable[str]) -> list[Mapping[str, Any]]:
    """Active people who hold one of these grants."""
    conditions = []
    for grant in grants:
        role, _, scope = grant.partition("@")
        kind, _, key = scope.partition(":")
        member = t.memberships.c
        condition = {
            "all": member.region.is_(None) & member.unit.is_(None), "region": member.region == key,
            "unit": member.unit == key, "person": member.person == key,
        }[kind]
        conditions.append((member.role == role) & condition)
    if not conditions:
        return []
    query = select(t.people.c.id, t.people.c.name, t.people.c.email, t.people.c.language).distinct().join(
        t.memberships, t.memberships.c.person == t.people.c.id,
    ).where(t.people.c.active, or_(*conditions)).order_by(t.people.c.id)
    return session.execute(query).mappings().all()


# -- signing in --------------------------------------------------------------------------------------------------------


def note_failure(session: Session, identity: str, now: datetime, *, limit: int, lock: timedelta) -> None:
    """Counts a wrong password; at the limit the account is locked for a while."""
    session.execute(update(t.people).where(t.people.c.id == identity).values(
        failures=t.people.c.failures + 1,
    ))
    session.execute(update(t.people).where(t.people.c.id == identity, t.people.c.failures >= limit).values(
        failures=0, locked_until=now + lock,
    ))


def note_success(session: Session, identity: str) -> None:
    """Forgets wrong passwords."""
    session.execute(update(t.people).where(t.people.c.id == identity).values(failures=0, locked_until=None))


def set_password(session: Session, identity: str, password: str) -> None:
    """A new password hash; every session of the person ends."""
    session.execute(update(t.people).where(t.people.c.id == identity).values(
        password=password, epoch=t.people.c.epoch + 1,
    ))


def set_language(session: Session, identity: str, language: str) -> None:
    """The language of pages and mails."""
    session.execute(update(t.people).where(t.people.c.id == identity).values(language=language))


def add_token(
    session: Session, person: str, name: str, digest: str, at: datetime, expires_at: datetime | None,
) -> Any:
    """An API token, known by its digest only."""
    identity = uuid4()
    session.execute(t.api_tokens.insert(), {
        "id": identity, "person": person, "name": name, "digest": digest, "created_at": at, "expires_at": expires_at,
    })
    return identity


def tokens_of(session: Session, person: str) -> list[Mapping[str, Any]]:
    """A person's API tokens."""
    query = select(t.api_tokens).where(t.api_tokens.c.person == person).order_by(t.api_tokens.c.created_at)
    return session.execute(query).mappings().all()


def drop_token(session: Session, person: str, identity: Any) -> bool:
    """Withdraws an API token."""
    return session.execute(
        t.api_tokens.delete().where(t.api_tokens.c.id == identity, t.api_tokens.c.person == person)
    ).rowcount == 1


def token(session: Session, digest: str) -> Mapping[str, Any] | None:
    """The token of that digest."""
    return session.execute(select(t.api_tokens).where(t.api_tokens.c.digest == digest)).mappings().first()


def note_token_use(session: Session, identity: Any, at: datetime) -> None:
    """When a token was used, for its owner to see."""
    session.execute(update(t.api_tokens).where(t.api_tokens.c.id == identity).values(last_used_at=at))


# -- notices -----------------------------------------------------------------------------------------------------------


def add_notice(
    session: Session, person: str, subject: str, body: str, at: datetime, *, instance_id: Any = None,
    source: str | None = None,
) -> bool:
    """A notice in the portal; False when the same source has already given it to this person."""
    statement = insert(t.notices).values(
        person=person, subject=subject, body=body, at=at, instance_id=instance_id, source=source,
    ).on_conflict_do_nothing().returning(t.notices.c.id)
    return session.scalar(statement) is not None


def notices_of(session: Session, person: str, limit: int = 50, offset: int = 0) -> list[Mapping[str, Any]]:
    """A person's notices, the newest first."""
    query = select(t.notices).where(t.notices.c.person == person).order_by(t.notices.c.id.desc())
    return session.execute(query.limit(limit).offset(offset)).mappings().all()


def mark_read(session: Session, person: str, at: datetime) -> None:
    """All notices of a person have been read."""
    session.execute(update(t.notices).where(
        t.notices.c.person == person, t.notices.c.read_at.is_(None),
    ).values(read_at=at))


def add_mail(session: Session, recipient: str, person: str | None, subject: str, body: str, at: datetime) -> int:
    """A mail in the outbox."""
    return session.scalar(t.mails.insert().returning(t.mails.c.id), {
        "recipient": recipient, "person": person, "subject": subject, "body": body, "at": at,
    })


def mail(session: Session, identity: int) -> Mapping[str, Any] | None:
    """One mail, locked."""
    return session.execute(select(t.mails).where(t.mails.c.id == identity).with_for_update()).mappings().first()


def mails(session: Session, limit: int = 100, offset: int = 0, search: str = "", person: str | None = None) -> list[Mapping[str, Any]]:
    """The outbox, or what it has for a person, the newest first."""
    query = select(t.mails).order_by(t.mails.c.id.desc()).limit(limit).offset(offset)
    if person is not None:
        query = query.where(t.mails.c.person == person)
    if search:
        pattern = like(search)
        query = query.where(t.mails.c.subject.ilike(pattern) | t.mails.c.recipient.ilike(pattern))
    return session.execute(query).mappings().all()


def unsent_mails(session: Session, after: datetime, before: datetime, limit: int = 200) -> list[int]:
    """Mails written in a span of programme time that have not gone out, the oldest first."""
    m = t.mails.c
    query = select(m.id).where(m.sent_at.is_(None), m.at > after, m.at <= before)
    return list(session.scalars(query.order_by(m.id).limit(limit)))


def mark_mail(session: Session, identity: int, *, sent_at: datetime | None = None, error: str | None = None) -> None:
    """What has become of a mail."""
    session.execute(update(t.mails).where(t.mails.c.id == identity).values(
        sent_at=sent_at, error=error, attempts=t.mails.c.attempts + 1,
    ))
