"""What process code may reach, on our store: records, numbers, documents, notices, calendar and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from processes.kit import JobFailed, Ports, Reading, Record

from app import feel, record_fields
from app.adapters.docx import Documents
from app.clock import SHANGHAI
from app.library import Library
from app.store import records
from app.store.database import Session

Send = Callable[..., int]        # app.commands.notices.send, given by the factory: adapters stand below commands
Release = Callable[..., dict[str, Any]]        # app.commands.deployments.release


class PortMaker:
    """Makes the ports of one job: everything they write commits or is rolled back with it."""

    def __init__(self, send: Send, release: Release, unit_roles: Sequence[str], region_roles: Sequence[str]) -> None:
        self._send, self._release, self._unit_roles, self._region_roles = send, release, unit_roles, region_roles

    def __call__(self, runtime: Any, session: Session, context: Any) -> Ports:
        return Ports(
            records=Records(session, context), numbers=Numbers(session), documents=Documents(session, context, runtime.programme),
            notices=Notices(self, runtime, session, context), releases=Releases(self._release, runtime, session, context), calendar=runtime.calendar(context.region),
            parameters=context.library.programme.parameters, programme=context.library.programme, now=lambda: context.now,
            today=lambda: context.now.astimezone(SHANGHAI).date(), job_id=context.job_id,
        )

    def tell(
        self, runtime: Any, session: Session, context: Any, template: str, values: Mapping[str, Any],
        grants: Sequence[str], number: int,
    ) -> None:
        """Sends one notice; a job that runs again tells nobody twice."""
        self._send(
            runtime, session, context.library, template, values, grants,
            source=f"job:{context.job_id}:{number}", instance_id=context.instance_id,
        )

    def grants_for(self, unit: str | None, region: str | None, role: str | None, person: str | None) -> list[str]:
        """Whom a notice is for, as grants."""
        if person:
            return [f"{role or 'expert'}@person:{person}"]
        if unit:
            return [f"{each}@unit:{unit}" for each in ([role] if role else self._unit_roles)]
        if region:
            return [f"{each}@region:{region}" for each in ([role] if role else self._region_roles)]
        return [f"{role}@all"] if role else []


def reading(session: Session, library: Library) -> Reading:
    """What says whether a process may be started may look at: records, to read only, and the programme's data."""
    return Reading(KeptRecords(session), library.programme)


def _record(row: Mapping[str, Any] | None) -> Record | None:
    if row is None:
        return None
    names = ("type", "key", "title", "region", "unit", "state", "data", "version")
    return Record(**{name: row[name] for name in names})


class KeptRecords:
    """Records as they stand, to be read only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, type: str, key: str) -> Record | None:
        """One record."""
        return _record(records.get(self._session, type, key))

    def find(self, type: str, **equals: Any) -> list[Record]:
        """Records with these values in columns or data."""
        return [_record(row) for row in records.find(self._session, type, **equals)]


class Records(KeptRecords):
    """The port `records`."""

    def __init__(self, session: Session, context: Any) -> None:
        super().__init__(session)
        self._context = context

    def create(
        self, type: str, key: str, *, title: str, region: str | None = None, unit: str | None = None, state: str,
        data: Mapping[str, Any],
    ) -> Record:
        """A new record, the existing one when the key is taken."""
        return _record(records.create(
            self._session, type, key, title=title, region=region, unit=unit, state=state, data=self._adopted(type, key, data),
            at=self._context.now, by=self._context.by,
        ))

    def update(
        self, type: str, key: str, *, state: str | None = None, title: str | None = None,
        data: Mapping[str, Any] | None = None, reason: str = "",
    ) -> Record:
        """A new version with data merged."""
        return _record(records.change(
            self._session, type, key, state=state, title=title, data=self._adopted(type, key, data) if data else None,
            reason=reason, at=self._context.now, by=self._context.by,
        ))

    def _adopted(self, type: str, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The values as FEEL knows them; raises JobFailed for what a record of the type does not keep."""
        values: dict[str, Any] = feel.adopt(dict(data))
        fields = self._context.library.fields_of(type)
        found = record_fields.problems(fields, values) if fields else []
        if found:
            raise JobFailed(f"{type} {key}: " + ", ".join(
                f"no field {name}" if expected == "unknown" else f"{name} is not of kind {expected}" for name, expected in found
            ))
        return values


class Numbers:
    """The port `numbers`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next(self, kind: str) -> int:
        """The next of its series."""
        return records.next_number(self._session, kind)


class Releases:
    """The port `releases`."""

    def __init__(self, release: Release, runtime: Any, session: Session, context: Any) -> None:
        self._release, self._runtime, self._session, self._context = release, runtime, session, context

    def make_current(self, key: str, bases: Mapping[str, int], *, note: str, by: str) -> dict[str, Any]:
        """The files that this instance carries become the newest versions; see `app.commands.deployments.release`."""
        return self._release(self._runtime, self._session, self._context.instance_id, key, bases, note=note, by=by)


class Notices:
    """The port `notices`."""

    def __init__(self, maker: PortMaker, runtime: Any, session: Session, context: Any) -> None:
        self._maker, self._runtime, self._session, self._context = maker, runtime, session, context
        self._sent = 0

    def send(
        self, template: str, values: Mapping[str, Any], *, unit: str | None = None, region: str | None = None,
        role: str | None = None, person: str | None = None,
    ) -> None:
        """Tells people; see `app.commands.notices`."""
        self._sent += 1
        self._maker.tell(
            self._runtime, self._session, self._context, template, values,
            self._maker.grants_for(unit, region, role, person), self._sent,
        )
