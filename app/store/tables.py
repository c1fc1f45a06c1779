"""All tables. What an instance waits for stands in rows of its own, written in the transaction that moves its tokens."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY, BigInteger, Boolean, Column, Date, DateTime, ForeignKey, Identity, Index, Integer, LargeBinary, MetaData,
    Table, Text, UniqueConstraint, Uuid, text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s",
})


def _moment(name: str, **options: object) -> Column:
    return Column(name, DateTime(timezone=True), **options)


# -- definitions -------------------------------------------------------------------------------------------------------

deployments = Table(
    "deployments", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _moment("at", nullable=False), Column("by", Text), Column("note", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False),                        # files | studio | api
)

resources = Table(
    "resources", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("deployment_id", BigInteger, ForeignKey("deployments.id"), nullable=False, index=True),
    Column("path", Text, nullable=False), Column("version", Integer, nullable=False),
    Column("sha256", Text, nullable=False), Column("content", LargeBinary, nullable=False),
    UniqueConstraint("path", "version"),
)

process_definitions = Table(
    "process_definitions", metadata,
    Column("process_id", Text, primary_key=True), Column("version", Integer, primary_key=True),
    Column("deployment_id", BigInteger, ForeignKey("deployments.id"), nullable=False),
    Column("resource_id", BigInteger, ForeignKey("resources.id"), nullable=False),
    Column("name", Text, nullable=False),
)

drafts = Table(
    "drafts", metadata,
    Column("path", Text, primary_key=True), Column("content", LargeBinary, nullable=False),
    Column("base_version", Integer, nullable=False), Column("version", Integer, nullable=False),
    Column("by", Text, nullable=False), _moment("at", nullable=False),
)

# -- what runs ---------------------------------------------------------------------------------------------------------

instances = Table(
    "instances", metadata,
    Column("id", Uuid, primary_key=True),
    Column("process_id", Text, nullable=False), Column("definition_version", Integer, nullable=False),
    Column("deployment_id", BigInteger, ForeignKey("deployments.id"), nullable=False),
    Column("business_key", Text), Column("region", Text), Column("unit", Text), Column("title", Text),
    Column("status", Text, nullable=False),                        # active | suspended | completed | cancelled
    Column("incidents", Integer, nullable=False, server_default="0"),
    Column("state", LargeBinary, nullable=False), Column("version", Integer, nullable=False, server_default="1"),
    _moment("started_at", nullable=False), Column("started_by", Text), _moment("ended_at"),
    Index("ix_instances_process_id_status", "process_id", "status", "started_at"),
    Index("ix_instances_business_key", "business_key"),
)

facts = Table(
    "facts", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("instance_id", Uuid), Column("kind", Text, nullable=False), Column("element", Text),
    Column("token", Uuid), _moment("at", nullable=False), Column("by", Text), Column("data", JSONB),
    Index("ix_facts_instance_id", "instance_id", "id", postgresql_where=text("instance_id IS NOT NULL")),
    Index("ix_facts_completed", "instance_id", "element", postgresql_where=text("kind = 'completed'")),
    Index("ix_facts_other", "kind", "id", postgresql_where=text("instance_id IS NULL")),
)

user_tasks = Table(
    "user_tasks", metadata,
    Column("id", Uuid, primary_key=True),
    Column("instance_id", Uuid, ForeignKey("instances.id"), nullable=False, index=True),
    Column("process_id", Text, nullable=False), Column("element", Text, nullable=False),
    Column("name", Text, nullable=False), Column("form", Text, nullable=False),
    Column("lane", Text, nullable=False, server_default=""), Column("item", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),                         # open | completed | cancelled
    Column("candidates", ARRAY(Text), nullable=False), Column("excluded", ARRAY(Text), nullable=False),
    _moment("due"), _moment("opened_at", nullable=False), _moment("ended_at"),
    Column("claimed_by", Text), _moment("claimed_at"), Column("completed_by", Text),
    Column("draft", JSONB),
    Index("ix_user_tasks_completed_by", "completed_by", "ended_at", postgresql_where=text("completed_by IS NOT NULL")),
)

# Only open tasks have rows here: the inbox reads one index per grant, however many tasks have been finished.
candidates = Table(
    "candidates", metadata,
    Column("grant", Text, primary_key=True), Column("task_id", Uuid, primary_key=True),
    _moment("due", nullable=False),                                # far future for tasks without a due moment
    Index("ix_candidates_grant_due", "grant", "due", "task_id"), Index("ix_candidates_task_id", "task_id"),
)

timers = Table(
    "timers", metadata,
    Column("id", Uuid, primary_key=True), Column("instance_id", Uuid, ForeignKey("instances.id"), nullable=False, index=True),
    Column("element", Text, nullable=False), _moment("due", nullable=False, index=True),
    _moment("claimed_until"),
)

# Start events at which instances begin by themselves; `state` is what a repeating timer keeps, no due moment means: over.
start_timers = Table(
    "start_timers", metadata,
    Column("process_id", Text, primary_key=True), Column("element", Text, primary_key=True),
    Column("text", Text, nullable=False), _moment("due", index=True), Column("state", JSONB, nullable=False),
    _moment("claimed_until"),
)

reminders = Table(
    "reminders", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("task_id", Uuid, nullable=False, index=True), Column("instance_id", Uuid, nullable=False),
    Column("template", Text, nullable=False), _moment("due", nullable=False),
    _moment("sent_at"), Column("outcome", Text),                   # sent | failed | coalesced | cancelled
    Index("ix_reminders_due", "due", postgresql_where=text("sent_at IS NULL")),
)

subscriptions = Table(
    "subscriptions", metadata,
    Column("id", Uuid, primary_key=True), Column("instance_id", Uuid, ForeignKey("instances.id"), nullable=False, index=True),
    Column("element", Text, nullable=False), Column("message", Text, nullable=False), Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="message"),      # message | signal
    Index("ix_subscriptions_message_key", "message", "key"),
)

messages = Table(
    "messages", metadata,
    Column("id", Uuid, primary_key=True), Column("name", Text, nullable=False), Column("key", Text, nullable=False),
    Column("payload", JSONB, nullable=False), Column("broadcast", Boolean, nullable=False, server_default="false"),
    Column("source_instance", Uuid), _moment("at", nullable=False), _moment("expires_at", nullable=False),
    Column("state", Text, nullable=False),                         # waiting | delivered | expired | withdrawn
    Column("delivered_to", ARRAY(Uuid), nullable=False, server_default="{}"), _moment("delivered_at"),
    Column("dedupe_key", Text, unique=True), Column("kind", Text, nullable=False, server_default="message"),
    Index("ix_messages_name_key", "name", "key", postgresql_where=text("state = 'waiting'")),
)

jobs = Table(
    "jobs", metadata,
    Column("id", Uuid, primary_key=True), Column("instance_id", Uuid, ForeignKey("instances.id"), nullable=False, index=True),
    Column("process_id", Text, nullable=False), Column("element", Text, nullable=False),
    Column("operation", Text, nullable=False), Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text), _moment("created_at", nullable=False), _moment("due", nullable=False, index=True),
)

incidents = Table(
    "incidents", metadata,
    Column("id", Uuid, primary_key=True), Column("instance_id", Uuid, ForeignKey("instances.id"), nullable=False, index=True),
    Column("element", Text, nullable=False), Column("code", Text, nullable=False), Column("message", Text, nullable=False),
    Column("message_zh", Text, nullable=False, server_default=""), _moment("at", nullable=False),
)

# -- moving many instances to another version --------------------------------------------------------------------------

batches = Table(
    "batches", metadata,
    Column("id", Uuid, primary_key=True),
    Column("process_id", Text, nullable=False), Column("version", Integer, nullable=False),
    Column("deployment_id", BigInteger, ForeignKey("deployments.id"), nullable=False),
    Column("plan", JSONB, nullable=False), Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),                         # running | paused | done
    Column("by", Text, nullable=False), _moment("at", nullable=False), _moment("ended_at"), _moment("worked_at"),
)

batch_items = Table(
    "batch_items", metadata,
    Column("batch_id", Uuid, ForeignKey("batches.id"), primary_key=True),
    Column("instance_id", Uuid, ForeignKey("instances.id"), primary_key=True),
    Column("state", Text, nullable=False, server_default="waiting"),     # waiting | moved | unaffected | failed
    Column("place", Integer, nullable=False), Column("element", Text), Column("code", Text), Column("zh", Text), Column("en", Text),
    _moment("at"), _moment("claimed_until"),
    Index("ix_batch_items_waiting", "batch_id", "place", postgresql_where=text("state = 'waiting'")),
    Index("ix_batch_items_state", "batch_id", "state"), Index("ix_batch_items_instance_id", "instance_id"),
)

# -- business records, documents, attachments --------------------------------------------------------------------------

records = Table(
    "records", metadata,
    Column("type", Text, primary_key=True), Column("key", Text, primary_key=True),
    Column("title", Text, nullable=False), Column("region", Text), Column("unit", Text), Column("owner", Text),
    Column("state", Text, nullable=False), Column("data", JSONB, nullable=False), Column("version", Integer, nullable=False),
    _moment("created_at", nullable=False), _moment("updated_at", nullable=False),
    Index("ix_records_type_state", "type", "state"), Index("ix_records_data", "data", postgresql_using="gin"),
    Index("ix_records_type_unit", "type", "unit"),
)

record_versions = Table(
    "record_versions", metadata,
    Column("type", Text, primary_key=True), Column("key", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("state", Text, nullable=False), Column("title", Text, nullable=False), Column("data", JSONB, nullable=False),
    _moment("at", nullable=False), Column("by", Text), Column("reason", Text, nullable=False, server_default=""),
)

numbers = Table(
    "numbers", metadata, Column("kind", Text, primary_key=True), Column("value", Integer, nullable=False),
)

documents = Table(
    "documents", metadata,
    Column("id", Uuid, primary_key=True), Column("number", Text, nullable=False, unique=True),
    Column("template", Text, nullable=False), Column("record_type", Text), Column("record_key", Text),
    Column("unit", Text), Column("values", JSONB, nullable=False), Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False), _moment("at", nullable=False), Column("source", Text, unique=True),
    Column("template_version", Integer, nullable=False, server_default="0"),
    Column("template_sha256", Text, nullable=False, server_default=""),
    Column("signers", JSONB, nullable=False, server_default="[]"),
    Index("ix_documents_record", "record_type", "record_key"), Index("ix_documents_sha256", "sha256"),
)

# What was signed on paper: the scanned file under its own number, beside the document that was issued.
signed_outside = Table(
    "signed_outside", metadata,
    Column("id", Uuid, primary_key=True),
    Column("document_id", Uuid, ForeignKey("documents.id"), nullable=False, index=True),
    Column("number", Text, nullable=False), Column("name", Text, nullable=False), Column("media_type", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True), Column("content", LargeBinary, nullable=False),
    Column("by", Text, nullable=False), _moment("at", nullable=False),
)

attachments = Table(
    "attachments", metadata,
    Column("id", Uuid, primary_key=True), Column("instance_id", Uuid, index=True), Column("task_id", Uuid, index=True),
    Column("name", Text, nullable=False), Column("media_type", Text, nullable=False), Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False), Column("content", LargeBinary, nullable=False),
    Column("by", Text, nullable=False), _moment("at", nullable=False), Column("final", Boolean, nullable=False, server_default="false"),
)

# -- people ------------------------------------------------------------------------------------------------------------

units = Table(
    "units", metadata,
    Column("id", Text, primary_key=True), Column("name", Text, nullable=False), Column("name_en", Text, nullable=False, server_default=""),
    Column("uscc", Text), Column("region", Text), Column("kind", Text, nullable=False, server_default=""),
    Column("demo", Boolean, nullable=False, server_default="false"),
)

people = Table(
    "people", metadata,
    Column("id", Text, primary_key=True), Column("name", Text, nullable=False), Column("name_en", Text, nullable=False, server_default=""),
    Column("email", Text), Column("password", Text), Column("active", Boolean, nullable=False, server_default="true"),
    Column("language", Text, nullable=False, server_default="zh"), Column("unit", Text, ForeignKey("units.id")),
    Column("epoch", Integer, nullable=False, server_default="1"),  # a higher one ends every session
    Column("failures", Integer, nullable=False, server_default="0"), _moment("locked_until"),
    Column("demo", Boolean, nullable=False, server_default="false"),
)

memberships = Table(
    "memberships", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True), Column("role", Text, nullable=False),
    Column("region", Text), Column("unit", Text),
    UniqueConstraint("person", "role", "region", "unit", postgresql_nulls_not_distinct=True),
)

api_tokens = Table(
    "api_tokens", metadata,
    Column("id", Uuid, primary_key=True), Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("name", Text, nullable=False), Column("digest", Text, nullable=False, unique=True),
    _moment("created_at", nullable=False), _moment("expires_at"), _moment("last_used_at"),
)

# No keys into people: whoever is signed in stays so while the demo's people are put back.
web_sessions = Table(
    "web_sessions", metadata,
    Column("digest", Text, primary_key=True), Column("person", Text, nullable=False, index=True), _moment("at", nullable=False),
)

sign_in_failures = Table(
    "sign_in_failures", metadata,
    Column("address", Text, primary_key=True), Column("failures", Integer, nullable=False), _moment("since", nullable=False),
)

idempotency = Table(
    "idempotency", metadata,
    Column("person", Text, primary_key=True), Column("key", Text, primary_key=True),
    Column("request", Text, nullable=False), Column("answer", JSONB), _moment("at", nullable=False),
)

notices = Table(
    "notices", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("person", Text, nullable=False), Column("subject", Text, nullable=False), Column("body", Text, nullable=False),
    Column("instance_id", Uuid), _moment("at", nullable=False), _moment("read_at"), Column("source", Text),
    Index("ix_notices_person", "person", "id"),
    UniqueConstraint("person", "source"),
)

mails = Table(
    "mails", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("recipient", Text, nullable=False), Column("person", Text), Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False), _moment("at", nullable=False), _moment("sent_at"), Column("error", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
)

# -- exchange with other systems ---------------------------------------------------------------------------------------

# Equal to the programme's file of the newest deployment: which records tell which system what.
exchange_routes = Table(
    "exchange_routes", metadata,
    Column("system", Text, primary_key=True), Column("type", Text, primary_key=True), Column("fields", ARRAY(Text), nullable=False),
)

# What has to leave is written with the version of the record that it is about; `due` is the time of the world outside.
outbox = Table(
    "outbox", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("system", Text, nullable=False), Column("type", Text, nullable=False), Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False), Column("fields", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False),                         # waiting | delivered | collected | dead
    Column("attempts", Integer, nullable=False, server_default="0"), Column("error", Text),
    _moment("at", nullable=False), _moment("due", nullable=False), _moment("delivered_at"),
    UniqueConstraint("system", "type", "key", "version"),
    Index("ix_outbox_due", "system", "due", postgresql_where=text("state = 'waiting'")),
    Index("ix_outbox_system_at", "system", "at", "id"),
)

external_numbers = Table(
    "external_numbers", metadata,
    Column("type", Text, primary_key=True), Column("key", Text, primary_key=True), Column("system", Text, primary_key=True),
    Column("number", Text, nullable=False), _moment("at", nullable=False), Column("by", Text),
    Index("uq_external_numbers_of_records", "system", "type", "number", unique=True, postgresql_where=text("type <> 'user_task'")),
)

# Files read for a preview; nothing of them is on record before somebody confirms.
imports = Table(
    "imports", metadata,
    Column("id", Uuid, primary_key=True), Column("kind", Text, nullable=False), Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False), Column("rows", JSONB, nullable=False),
    Column("state", Text, nullable=False),                         # open | done | dropped
    Column("by", Text, nullable=False), _moment("at", nullable=False), _moment("ended_at"),
)

# -- time and operation ------------------------------------------------------------------------------------------------

calendar_days = Table(
    "calendar_days", metadata,
    Column("region", Text, primary_key=True),                      # "" for the whole country
    Column("day", Date, primary_key=True), Column("working", Boolean, nullable=False),
    Column("name", Text, nullable=False, server_default=""), Column("source", Text, nullable=False, server_default=""),
)

settings = Table(
    "settings", metadata, Column("name", Text, primary_key=True), Column("value", JSONB, nullable=False),
)

workers = Table(
    "workers", metadata,
    Column("id", Text, primary_key=True), _moment("started_at", nullable=False), _moment("seen_at", nullable=False),
    Column("lateness", Integer, nullable=False, server_default="0"),   # ms of the last due timer
)
