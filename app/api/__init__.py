"""The programs' way in: flask-smorest blueprints over the same commands and queries as the pages."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_smorest import Api

from app.api import (
    calendar_days, changing, clock, deployments, docs, exchange, files, instances, items, messages, migrations, operations, people, programme, records,
    user_tasks,
)
from app.api.schemas import ErrorSchema

ROOMS = (
    deployments.room, deployments.processes, instances.room, user_tasks.room, messages.room, messages.signals, items.room, changing.room,
    migrations.room, operations.timers, operations.starts, operations.incidents, calendar_days.room, records.room, programme.room, exchange.room, files.attached, files.documents, clock.room, people.room,
)


class HouseApi(Api):
    """flask-smorest with the errors of our house."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """Errors are answered in one place for pages and programs."""


def install(app: Flask) -> tuple[Blueprint, ...]:
    """Opens /api/v1; returns the blueprints, which know no cookie and so need no protection of it."""
    app.config.update(API_TITLE="Jiebang", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = HouseApi(app, spec_kwargs={"security": [{"token": []}]})
    api.spec.components.security_scheme("token", {
        "type": "http", "scheme": "bearer", "description": "A token of one's own account (页面“我的账号”)",
    })
    for room in ROOMS:
        api.register_blueprint(room, url_prefix=f"/api/v1{room.url_prefix}")
    app.register_blueprint(docs.room)
    app.extensions["jiebang-api"] = api
    return ROOMS
