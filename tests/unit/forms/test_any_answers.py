"""Whatever somebody sends, a form answers with values or with messages, never with a fault of its own."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from app import feel
from app.errors import Invalid
from app.forms import Form

ENVIRONMENT = feel.Environment(now=datetime(2024, 9, 14, tzinfo=UTC), calendar=None)
KINDS = ("textfield", "textarea", "number", "datetime", "checkbox", "select", "radio", "checklist", "taglist", "filepicker")


def question(kind, name):
    """A component with every limit that it may have."""
    return {
        "type": kind, "id": name, "key": name, "label": name, "values": [{"label": "甲", "value": "a"}, {"label": "乙", "value": 2}],
        "validate": {"min": 0, "max": "=limit", "minLength": 1, "maxLength": 5, "pattern": "^a+$"}, "conditional": {"hide": "=number > 3 and textfield = \"x\""},
    }


FORM = Form.from_json({"components": [
    *(question(kind, kind) for kind in KINDS),
    {"type": "group", "id": "g", "path": "group", "components": [question("number", "inner")]},
    {"type": "dynamiclist", "id": "l", "path": "rows", "components": [
        question("textfield", "cell"), {"type": "expression", "id": "e", "key": "twice", "expression": "=this.cell + this.cell"},
        {"type": "dynamiclist", "id": "m", "path": "deeper", "components": [question("number", "count")]},
    ]},
    {"type": "expression", "id": "t", "key": "total", "expression": "=number + group.inner + count(rows)"},
], "jiebang:rules": [{"expression": "total > 3 or number < textfield", "message": "不对。"}]})

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["a", "2024-09-30", "x", "1e5"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KINDS, "group", "inner", "rows", "cell", "deeper", "count", "total", "?"]), inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None, max_examples=200)
@given(JSON)
def test_any_json_is_loaded_or_refused(answers):
    try:
        values = FORM.load(answers, ENVIRONMENT)
    except Invalid as refused:
        assert refused.messages
    else:
        assert set(values) <= set(FORM.keys)
        assert FORM.render(values)
        feel.encode(values)
