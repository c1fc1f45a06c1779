"""Deployments, and the versions of processes they made."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import request
from marshmallow import RAISE, ValidationError

from app import access
from app.api import schemas
from app.api.house import Room, me, runtime, token
from app.commands import deployments
from app.errors import Finding, Invalid, NotFound
from app.queries import operations

room = Room("deployments", url_prefix="/deployments", description="Drawings, tables, forms and templates as deployed")
processes = Room("processes", url_prefix="/processes", description="Process definitions and their versions")


@room.post("")
@room.response(201, schemas.DeployedSchema)
@room.alt_response(422, schema=schemas.ErrorSchema, description="refused, with findings")
@token(access.DESIGNER)
def deploy():
    """Deploys files, or has them signed first where the programme asks for it: JSON with `files` (base64) or `texts`, or multipart with the path as each part's name."""
    files, note = _files()
    with runtime().sessions.begin() as session:
        done = deployments.deploy(runtime(), session, files, by=me(), note=note, source="api")
    return {
        "deployment": done.deployment, "files": done.files, "findings": [finding(each) for each in done.findings],
        "processes": [{"process_id": process, "version": version} for process, version in done.processes],
        "release": done.release,
    }


def finding(found: Finding) -> dict[str, Any]:
    """A finding in the bearer's language."""
    return {
        "file": found.file, "element": found.element, "code": found.code, "severity": found.severity,
        "message": found.text(me().language), "why": found.why(me().language),
    }


def _files() -> tuple[dict[str, bytes], str]:
    if request.files:
        return {path: sent.read() for path, sent in request.files.items()}, request.form.get("note", "")[:500]
    try:
        body = schemas.DeployBody(unknown=RAISE).load(_body())
    except ValidationError as error:
        raise Invalid(error.messages) from error
    try:
        files = {path: base64.b64decode(content, validate=True) for path, content in body.get("files", {}).items()}
    except (binascii.Error, ValueError) as error:
        raise Invalid({"files": [str(error)]}) from error
    files |= {path: content.encode() for path, content in body.get("texts", {}).items()}
    if not files:
        raise Invalid({"files": ["至少一个文件。" if me().language == "zh" else "At least one file."]})
    return files, body["note"]


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Invalid({"_form": ["JSON"]})
    return body


@room.get("")
@room.arguments(schemas.PageQuery, location="query")
@room.response(200, schemas.listing(schemas.DeploymentSchema))
@token(access.DESIGNER, access.OPERATOR, access.AUDITOR)
def listing(page):
    """Deployments, the newest first."""
    with runtime().sessions.connect() as session:
        rows, total = operations.deployments(session, size=page["size"], page=page["page"])
    return {"items": rows, "total": total}


@room.get("/<int:number>")
@room.response(200, schemas.DeploymentSchema)
@token(access.DESIGNER, access.OPERATOR, access.AUDITOR)
def one(number: int):
    """One deployment and its files."""
    with runtime().sessions.connect() as session:
        return operations.deployment(session, number)


@processes.get("")
@processes.response(200, schemas.ProcessVersionList)
@token(access.DESIGNER, access.OPERATOR, access.AUDITOR)
def newest():
    """The newest version of every process."""
    with runtime().sessions.connect() as session:
        rows = operations.processes(session)
    return {"items": rows, "total": len(rows)}


@processes.get("/<process_id>/versions")
@processes.response(200, schemas.ProcessVersionList)
@token(access.DESIGNER, access.OPERATOR, access.AUDITOR)
def versions(process_id: str):
    """All versions of a process, the newest first."""
    with runtime().sessions.connect() as session:
        rows = operations.process_versions(session, process_id)
    if not rows:
        raise NotFound()
    return {"items": rows, "total": len(rows)}
