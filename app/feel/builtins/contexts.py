"""Contexts (DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from app.feel.builtins.registry import builtin
from app.feel.run import Run
from app.feel.values import Value

Context = dict[str, Value]


@builtin("get value(m: context, key: string)")
def _get_value(context: Context, key: str) -> Value:
    """The value of an entry; null if there is none."""
    return context.get(key)


@builtin("get entries(m: context)")
def _get_entries(context: Context) -> list[Value]:
    """The entries as a list of contexts with key and value."""
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def _context(entries: list[Value]) -> Context | None:
    """A context out of a list of contexts with key and value; null if a key is there twice or missing."""
    result: Context = {}
    for entry in entries:
        if "value" not in entry or type(entry["key"]) is not str or entry["key"] in result:
            return None
        result[entry["key"]] = entry["value"]
    return result


@builtin("context put(context: context, key: string, value: any)")
def _put(context: Context, key: str, value: Value) -> Context:
    """The context with another entry, or with another value at a path of keys."""
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)", takes_run=True)
def _put_deep(run: Run, context: Context, keys: list[Value], value: Value) -> Context | None:
    if not keys or type(keys[0]) is not str:
        return None
    run.spend(len(context) + len(keys))
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    changed = _put_deep(run, inner, keys[1:], value) if isinstance(inner, dict) else None
    return None if changed is None else {**context, keys[0]: changed}


@builtin("context merge(contexts: list)", takes_run=True)
def _merge(run: Run, contexts: list[Value]) -> Context:
    """One context of them all; later entries win."""
    result: Context = {}
    for context in contexts:
        run.spend(len(context))
        result |= context
    return result
