"""Files: what was attached to tasks, and official documents as they were issued."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.api import paper_schemas, schemas
from app.api.downloads import WORD, download
from app.api.house import Room, me, runtime, token
from app.commands import attachments
from app.queries import papers, projects

attached = Room("attachments", url_prefix="/attachments", description="Files that belong to tasks")
documents = Room("documents", url_prefix="/documents", description="Official documents as they were issued")
CONTENT = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


@attached.get("/<uuid:attachment_id>")
@attached.doc(responses={"200": {"description": "The file", **CONTENT}})
@attached.alt_response(404, description="No such file, or not for this account")
@token()
def attachment(attachment_id: UUID) -> Response:
    """One attached file; that it was taken is kept in the history."""
    with runtime().sessions.begin() as session:
        row = attachments.read(runtime(), session, attachment_id, by=me())
    return download(row["name"], row["content"], row["media_type"])


@documents.get("")
@documents.arguments(paper_schemas.DocumentQuery, location="query")
@documents.response(200, schemas.listing(paper_schemas.PaperSchema))
@token()
def listing(query):
    """Documents within the bearer's scope, the newest first."""
    with runtime().sessions.connect() as session:
        rows, total = papers.listing(runtime(), session, me(), **query)
    return {"items": rows, "total": total}


@documents.get("/check")
@documents.arguments(paper_schemas.HashQuery, location="query")
@documents.response(200, paper_schemas.GenuineSchema)
@token()
def check(query):
    """Whether a file with this SHA-256 is one that was issued: genuine, changed (the number names another) or unknown."""
    with runtime().sessions.connect() as session:
        return papers.verdict(session, query["sha256"], query["number"])


@documents.get("/<uuid:document_id>")
@documents.doc(responses={"200": {"description": "The document as a Word file", **CONTENT}})
@documents.alt_response(404, description="No such document, or not for this account")
@token()
def document(document_id: UUID) -> Response:
    """One official document; that it was taken is kept in the history."""
    with runtime().sessions.begin() as session:
        row = projects.document(runtime(), session, document_id, me())
        attachments.note_download(runtime(), session, None, row["file"], by=me())
    return download(row["file"], row["content"], WORD)
