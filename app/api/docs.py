"""The page that explains the API, written from its own description; nothing is loaded from elsewhere."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, render_template

room = Blueprint("api_docs", __name__, template_folder="templates")
METHODS = ("get", "post", "put", "patch", "delete")


def _public(view: Any) -> Any:
    view.allowed = "public"
    return view


@room.get("/api/openapi.json")
@_public
def description():
    """The description as OpenAPI 3.1."""
    return jsonify(_spec())


@room.get("/api/docs")
@_public
def page():
    """All operations, for reading."""
    spec = _spec()
    return render_template("api/docs.html", groups=_groups(spec), schemas=spec.get("components", {}).get("schemas", {}))


def _spec() -> dict[str, Any]:
    return current_app.extensions["jiebang-api"].spec.to_dict()


def _groups(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Operations by tag, in the order they were written."""
    words = {tag["name"]: tag.get("description", "") for tag in spec.get("tags", [])}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in words}
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                found.setdefault(operation["tags"][0], []).append(_operation(path, method, operation, item))
    return [{"name": name.removeprefix("api_"), "words": words.get(name, ""), "operations": each} for name, each in found.items()]


def _operation(path: str, method: str, operation: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "path": path, "method": method.upper(), "summary": operation.get("summary", ""),
        "parameters": [*item.get("parameters", []), *operation.get("parameters", [])], "body": _name(body),
        "answers": {
            status: _name(answer.get("content", {}).get("application/json", {}).get("schema", {}))
            for status, answer in operation.get("responses", {}).items() if status != "default"
        },
    }


def _name(schema: dict[str, Any]) -> str:
    return schema.get("$ref", "").rpartition("/")[2]
