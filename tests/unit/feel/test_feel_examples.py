"""What expressions mean, by example. Each line: the expression, and its value written in FEEL."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app import feel
from app.calendar import official_calendar

NOW = datetime(2024, 9, 14, 2, tzinfo=UTC)  # ten in the morning in Shanghai
WORLD = feel.Environment(NOW, official_calendar, {"fiscal ratio": lambda funds: funds["fiscal"] / funds["total"]})
VARIABLES = {
    "amount": Decimal(5),
    "region": "JS",
    "金额": Decimal("3.50"),
    "first name": "Li",
    "pre-tax income": Decimal(100),
    "nothing": None,
    "lead": {
        "name": "苏州示例公司", "home region": "JS",
        "staff": [{"name": "A", "age": Decimal(30)}, {"name": "B", "age": Decimal(50)}],
    },
    "funds": {"fiscal": Decimal(30), "total": Decimal(100)},
    "add one": None,
}
FUNCTIONS = frozenset(WORLD.functions)


def value_of(text, variables=VARIABLES):
    return feel.compile(text, frozenset(variables), FUNCTIONS).evaluate(variables, WORLD)


EXAMPLES = """
# numbers are decimal, 34 digits
0.1 + 0.2                                    | 0.3
10 / 4                                       | 2.5
1 / 3                                        | 0.3333333333333333333333333333333333
2 + 3 * 4 ** 2                               | 50
-3 ** 2                                      | 9
3 ** 2 ** 2                                  | 81
1 / 0                                        | null
1.5e3                                        | 1500
# comparison and logic
amount > 3 and region = "JS"                 | true
金额 > 3                                     | true
amount between 1 and 5                       | true
amount != 5 or nothing = null                | true
1 = "1"                                      | null
nothing > 3                                  | null
null = 0                                     | false
# in
amount in [1..5)                             | false
amount in ]4..5]                             | true
amount in (< 3, 5)                           | true
amount in >= 5                               | true
region in ("SH", "JS")                       | true
amount in [[1..2], [5..6]]                   | true
# names
first name + "!"                             | "Li!"
pre-tax income * 2                           | 200
lead.home region                             | "JS"
unknown name                                 | null
{date of birth: 1, age: date of birth + 1}.age | 2
# if, for, some, every
if amount > 3 then "yes" else "no"           | "yes"
if nothing then 1 else if false then 2 else 3 | 3
for i in 1..3 return i * i                   | [1, 4, 9]
for i in 3..1 return i                       | [3, 2, 1]
for x in [1, 2], y in [x, 10] return x * y   | [1, 10, 4, 20]
for i in 0..4 return if i = 0 then 1 else i * partial[-1] | [1, 1, 2, 6, 24]
for d in @"2024-02-28"..@"2024-03-01" return d.day | [28, 29, 1]
some x in [1, 2, 3] satisfies x > 2          | true
every x in [1, 2, 3] satisfies x > 2         | false
every x in [] satisfies x > 2                | true
# lists, filters, paths
[1, 2, 3][1]                                 | 1
[1, 2, 3][-1]                                | 3
[1, 2, 3][4]                                 | null
[1, 2, 3][item > 1]                          | [2, 3]
lead.staff.name                              | ["A", "B"]
lead.staff[age > 40].name                    | ["B"]
lead.staff[name = "A"][1].age                | 30
5[1]                                         | 5
# contexts and functions
{a: 1, b: a + 1}                             | {a: 1, b: 2}
{"a b": 1}["a b" = 1]                        | []
(function(x, y) x - y)(5, 3)                 | 2
(function(x, y) x - y)(y: 5, x: 3)           | -2
{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r | 120
substring(string: "foobar", start position: 3) | "obar"
sort([3, 1, 2], function(a, b) a > b)        | [3, 2, 1]
# instance of
1 instance of number                         | true
[1, 2] instance of list<number>              | true
[1, "a"] instance of list<number>            | false
null instance of Any                         | false
# dates, times, durations
@"2024-01-31" + @"P1M"                       | @"2024-02-29"
date("2024-03-01") - date("2024-02-28")      | @"P2D"
@"2024-01-01T10:00:00" + @"PT90M"            | @"2024-01-01T11:30:00"
date("2024-09-14").weekday                   | 6
@"P1Y6M" * 2                                 | @"P3Y"
duration("P3DT4H").hours                     | 4
time("23:30:00") + @"PT1H"                   | time("00:30:00")
years and months duration(@"2024-01-31", @"2025-03-01") | @"P1Y1M"
day of week(@"2024-09-14")                   | "Saturday"
date("2024-02-30")                           | null
@"2024-09-30T17:00:00" = @"2024-09-30T17:00:00+08:00" | true
@"2024-09-30T09:00:01Z" > @"2024-09-30T17:00:00" | true
@"2024-09-30T24:00:00"                       | @"2024-10-01T00:00:00"
# text
string length("攻关😀")                      | 3
"\\u653b\\u5173" + "\\t!"                    | "攻关	!"
matches("SB-2024-0017", "^SB-\\\\d{4}-\\\\d{4}$") | true
replace("2024-09-14", "(\\\\d+)-(\\\\d+)-(\\\\d+)", "$3.$2.$1") | "14.09.2024"
split("a;b;;c", ";")                         | ["a", "b", "", "c"]
string join(["a", null, "b"], "、")          | "a、b"
string([1, "x", {k: @"2024-01-01"}])         | "[1, \\"x\\", {k: 2024-01-01}]"
# our own
today()                                      | @"2024-09-14"
add working days(today(), 10)                | @"2024-09-30"
at(add working days(today(), 10), "17:00")   | @"2024-09-30T17:00:00+08:00"
previous working day(add months(@"2027-05-31", -3)) | @"2027-02-26"
working days between(@"2024-09-30", @"2024-10-08") | 1
is working day(@"2024-10-01")                | false
fiscal ratio(funds)                          | 0.3
// a comment
/* before */ 1 // behind                     | 1
"""
CASES = [
    pytest.param(*(part.strip() for part in line.rsplit(" | ", 1)), id=line.rsplit(" | ", 1)[0].strip())
    for line in EXAMPLES.replace("\\\\", "\\").strip().splitlines()
    if " | " in line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_expression_has_this_value(text, expected):
    actual, wanted = value_of(text), value_of(expected)
    assert type(actual) is type(wanted)
    assert actual == wanted


THREE = {"true": True, "false": False, "null": None, '"x"': None}


@pytest.mark.parametrize("a", THREE)
@pytest.mark.parametrize("b", THREE)
def test_and_or_know_three_values(a, b):
    left, right = THREE[a], THREE[b]
    conjunction = False if False in (left, right) else None if None in (left, right) else True
    disjunction = True if True in (left, right) else None if None in (left, right) else False
    assert value_of(f"{a} and {b}") is conjunction
    assert value_of(f"{a} or {b}") is disjunction
    assert value_of(f"not({a})") is (None if left is None else not left)


@pytest.mark.parametrize(
    ("cell", "passes", "fails"),
    [
        ("-", [1, "x", None], []),
        ("< 5", [4], [5, "4", None]),
        ("[1..5)", [1, 4], [5, 0]),
        ('"JS", "ZJ"', ["JS", "ZJ"], ["SH", None]),
        ('not("JS", "ZJ")', ["SH"], ["JS", "ZJ"]),
        ("null", [None], [1]),
        ("true", [True], [False, None]),
        ("not(null)", [1], [None]),
        ("> amount", [6], [5]),
        ("? > 3 and odd(?)", [5], [4, 3]),
        ("[2, 4, 6]", [4], [5]),
        ("> 10, < 2", [1, 11], [5]),
        ("date(\"2024-01-01\")", [], [1]),
        ("amount > 3", ["any text"], []),
        ('contains(?, "a")', ["bar"], ["foo"]),
    ],
)
def test_cells_pass_what_they_describe(cell, passes, fails):
    tests = feel.compile_unary(cell, frozenset(VARIABLES))
    for value in passes:
        assert tests.matches(feel.from_json(value), VARIABLES, WORLD), value
    for value in fails:
        assert not tests.matches(feel.from_json(value), VARIABLES, WORLD), value


def test_names_are_the_variables_that_must_come_from_outside():
    text = "for i in xs return i + offset + sum(staff[age > 3].age) + {a: 1, b: a}.b + (function(q) q)(1)"
    assert feel.compile(text).names == {"xs", "offset", "staff"}
    assert feel.compile_unary("> limit").names == {"limit"}


def test_every_builtin_has_help_text():
    assert not [name for name, builtin in feel.BUILTINS.items() if not builtin.documentation]


def test_two_texts_are_compiled_once():
    assert feel.compile("1 + 1") is feel.compile("1 + 1")
