"""Accounts: passwords, signing in, API tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.engine.waiting import Fact
from app.errors import Refused
from app.runtime import Runtime
from app.store import instances, people, sign_ins
from app.store.database import Session

MAX_FAILURES = 5
LOCK = timedelta(minutes=30)
SHORTEST = 10
TOKEN_LIFE = timedelta(days=365)


class WrongPassword(Refused):
    """Name or password is wrong, or the account is locked for a while."""

    status = 401
    code = "wrong-password"
    zh = "用户名或密码不正确，或账号暂时锁定。"


class TooManyGuesses(Refused):
    """Too many wrong passwords came from your address; try again in {minutes} minutes at the latest."""

    status = 429
    code = "too-many-guesses"
    zh = "您所在的网络地址连续输错密码次数过多，请在 {minutes} 分钟后再试。"


@dataclass(frozen=True)
class AddressLimit:
    """How many wrong passwords may come from one address in a span of time; offices share addresses, so it is generous."""

    failures: int = 30
    window: timedelta = timedelta(minutes=15)


class WeakPassword(Refused):
    """A password needs at least {shortest} characters of at least three kinds (upper, lower, digits, others)."""

    status = 422
    code = "weak-password"
    zh = "密码至少 {shortest} 个字符，且包含大写、小写、数字、其他字符中的至少三类。"


@lru_cache(maxsize=2)
def hasher(cheap: bool = False) -> PasswordHasher:
    """Argon2id with the library's defaults; the demo's many accounts use less."""
    return PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1) if cheap else PasswordHasher()


def hash_password(password: str, *, cheap: bool = False) -> str:
    """The stored form of a password."""
    return hasher(cheap).hash(password)


def require_strong(password: str) -> None:
    """Raises WeakPassword."""
    kinds = [str.isupper, str.islower, str.isdigit, lambda each: not each.isalnum()]
    if len(password) < SHORTEST or sum(any(map(kind, password)) for kind in kinds) < 3 or len(password) > 200:
        raise WeakPassword(shortest=SHORTEST)


def require_few_guesses(session: Session, address: str, limit: AddressLimit, real_now: datetime) -> None:
    """Raises TooManyGuesses for an address from which too many wrong passwords have come."""
    row = sign_ins.failures_of(session, address)
    if row is not None and row["failures"] >= limit.failures and row["since"] > real_now - limit.window:
        raise TooManyGuesses(minutes=-(-int((row["since"] + limit.window - real_now).total_seconds()) // 60))


def sign_in(
    runtime: Runtime, session: Session, name: str, password: str, real_now: datetime, *, address: str = "",
    limit: AddressLimit = AddressLimit(),
) -> Mapping[str, Any] | None:
    """The person of a name and password, None when they do not fit; both outcomes are kept as facts. Raises TooManyGuesses."""
    require_few_guesses(session, address, limit, real_now)
    person = people.person(session, name)
    locked = person is not None and person["locked_until"] is not None and person["locked_until"] > real_now
    good = _verify(person["password"] if person else None, password) and person is not None and person["active"] and not locked
    if good:
        people.note_success(session, name)
    elif person is not None and not locked:
        people.note_failure(session, name, real_now, limit=MAX_FAILURES, lock=LOCK)
    if not good and sign_ins.note_failure(session, address, real_now, limit.window) == limit.failures:
        _note(runtime, session, "address_locked", name[:80], name=address)
    _note(runtime, session, "signed_in" if good else "sign_in_failed", name[:80])
    return person if good else None


def _verify(stored: str | None, password: str) -> bool:
    """Takes as long for a name that does not exist."""
    try:
        return hasher().verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_password(secrets.token_hex(8))


def open_session(session: Session, person: str, real_now: datetime) -> str:
    """The key of a new session, for its cookie; only the digest is kept."""
    key = secrets.token_urlsafe(24)
    sign_ins.open_session(session, digest(key), person, real_now)
    return key


def sign_out(runtime: Runtime, session: Session, person: str, key: str) -> None:
    """Ends a session, copies of its cookie with it."""
    sign_ins.end_session(session, digest(key))
    _note(runtime, session, "signed_out", person)


def change_password(runtime: Runtime, session: Session, person: str, old: str, new: str) -> None:
    """A new password; every session of the person ends. Raises WrongPassword, WeakPassword."""
    row = people.person(session, person)
    if row is None or not _verify(row["password"], old):
        raise WrongPassword()
    require_strong(new)
    people.set_password(session, person, hash_password(new))
    sign_ins.end_all_of(session, person)
    _note(runtime, session, "password_changed", person)


def create_token(runtime: Runtime, session: Session, person: str, name: str, real_now: datetime) -> str:
    """A token for programs, shown once; only its digest is kept. It lives a year of the world outside."""
    token = f"jb_{secrets.token_urlsafe(32)}"
    people.add_token(session, person, name.strip()[:80] or "token", digest(token), real_now, real_now + TOKEN_LIFE)
    _note(runtime, session, "token_created", person, name=name[:80])
    return token


def withdraw_token(runtime: Runtime, session: Session, person: str, identity: Any) -> bool:
    """A token that is not to be used any more."""
    dropped = people.drop_token(session, person, identity)
    if dropped:
        _note(runtime, session, "token_withdrawn", person)
    return dropped


def digest(token: str) -> str:
    """How a token is looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


def _note(runtime: Runtime, session: Session, kind: str, person: str, **data: Any) -> None:
    instances.add_facts(session, None, [Fact(kind, "", None, runtime.clock.now(), person, data)])
