"""The only place that builds and joins things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app import access
from app.adapters.mail import smtp_mailer
from app.adapters.ports import PortMaker, reading
from app.adapters.webhooks import webhooks
from app.clock import Clock, SystemClock
from app.commands import notices
from app.library import Catalogue
from app.runtime import Programme, Queue, Role, Runtime
from app.settings import number
from app.store import definitions
from app.store.calendar_days import Calendars
from app.store.database import Engine, aside


def load_programme() -> Programme:
    """The programme that this checkout carries."""
    from processes import documents, imports, kit, policy, programme, public, records, reports, visibility, words

    kit.load_handlers()
    roles = {code: Role(*words) for code, words in access.PLATFORM_ROLES.items()}
    roles.update({code: Role(role.zh, role.en, role.scope) for code, role in programme.ROLES.items()})
    return Programme(
        name=(programme.NAME_ZH, programme.NAME_EN), roles=roles,
        record_types=programme.RECORD_TYPES, record_views=programme.RECORD_VIEWS, states=words.STATES, documents=words.DOCUMENTS,
        prefixes={name: each.prefix for name, each in documents.DOCUMENTS.items()}, papers=documents.DOCUMENTS,
        record_fields=records.FIELDS,
        data_files=policy.FILES, systems=policy.SYSTEMS, imports=imports.KINDS, reports=reports.REPORTS, read_data=policy.read,
        visibility=visibility.MATRIX, opening=public.OPENING, operations=kit.operations(), functions=kit.functions(),
        start_functions=kit.start_functions(),
        drawing_error=kit.BpmnError, find_operation=kit.find_operation,
    )


def build_runtime(
    engine: Engine, queue: Queue, *, clock: Clock | None = None, programme: Programme | None = None,
    environ: Mapping[str, str] | None = None, demo: bool = False, address: str = "",
) -> Runtime:
    """The runtime of one process of ours."""
    programme = programme or load_programme()
    unit_roles = [code for code, role in programme.roles.items() if role.scope == "unit"]
    region_roles = [code for code, role in programme.roles.items() if role.scope == "region"]

    beside = aside(engine)

    def read_resources(deployment: int) -> list[Any]:
        """What was deployed up to then; before a data file was first deployed, what it said first held already."""
        with beside.connect() as session:
            found = definitions.resources_at(session, deployment)
            missing = {file.path for file in programme.data_files} - {each.path for each in found}
            return found + [first for path in sorted(missing) if (first := definitions.resource(session, path, 1))]

    return Runtime(
        sessions=engine, clock=clock or SystemClock(), calendar=Calendars(beside),
        catalogue=Catalogue(read_resources, programme.supplied),
        programme=programme, queue=queue, ports=PortMaker(notices.send, unit_roles, region_roles), reading=reading,
        keep_brought=timedelta(hours=number(environ or {}, "JIEBANG_UPLOAD_HOURS", 72)), mailer=smtp_mailer(environ or {}), webhooks=webhooks(environ or {}), demo=demo, address=address,
    )
