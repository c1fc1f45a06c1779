"""The inbox page's query with 100,000 open tasks and a million finished ones, beside the plain indexed query."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from app.store import user_tasks
from tests.bench.ground import CLERK, database, deploy, runtime_on, start, summary, three_tasks, timed

_TASKS = """
    INSERT INTO user_tasks (id, instance_id, process_id, element, name, form, state, candidates, excluded, due, opened_at)
    SELECT gen_random_uuid(), :instance, 'three', 'a', '核对材料', 'three/a', :state, ARRAY['agency@region:' || (n % 40)], '{}',
           now() + (n % 5000) * interval '7 minutes', now() FROM generate_series(1, :count) AS n
"""
_OFFERS = 'INSERT INTO candidates ("grant", task_id, due) SELECT candidates[1], id, due FROM user_tasks WHERE state = \'open\' AND element = \'a\''


def measure(quick: bool = False) -> dict[str, Any]:
    """p95 of the page's two queries for a person with one grant and with four."""
    open_count, done = (10_000, 50_000) if quick else (100_000, 1_000_000)
    with database() as (engine, _):
        runtime = runtime_on(engine)
        deploy(runtime, three_tasks())
        instance = start(runtime, "three")
        with engine.begin() as session:
            session.execute(text("DELETE FROM candidates"))
            session.execute(text("DELETE FROM user_tasks"))
            session.execute(text(_TASKS), {"instance": instance, "state": "open", "count": open_count})
            session.execute(text(_TASKS), {"instance": instance, "state": "completed", "count": done})
            session.execute(text(_OFFERS))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
            session.execute(text("VACUUM ANALYZE"))
        found = {}
        for label, grants in (("one grant", ["agency@region:1"]), ("four grants", [f"agency@region:{n}" for n in range(4)])):
            with engine.connect() as session:
                page = [timed(lambda: user_tasks.inbox(session, grants, CLERK.id, limit=31)) for _ in range(60)]
                count = [timed(lambda: user_tasks.inbox_count(session, grants, CLERK.id)) for _ in range(30)]
                floor = [timed(lambda: session.execute(text(
                    'SELECT task_id FROM candidates WHERE "grant" = :g ORDER BY due LIMIT 31'), {"g": grants[0]}).all()) for _ in range(60)]
            found[label] = {"page": summary(page), "count": summary(count), "floor": summary(floor)}
    return {"what": f"{open_count} open, {done} finished tasks", **found}
