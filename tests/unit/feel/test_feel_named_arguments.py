"""Parameters have the names that the standard gives them (DMN 1.5, 10.3.4)."""

import pytest

from app import feel

CALLS = """
string length(string: "a")
count(list: [1])
min(list: [1,2])
append(list: [1], item: 2)
concatenate(list: [1])
round half up(n: 1.5, scale: 0)
date(year: 2024, month: 1, day: 2)
date(from: "2024-01-01")
time(hour: 1, minute: 2, second: 3)
time(hour: 1, minute: 2, second: 3, offset: @"PT1H")
date and time(date: @"2024-01-01", time: @"10:00:00")
number(from: "1", grouping separator: ",", decimal separator: ".")
replace(input: "abc", pattern: "b", replacement: "x")
split(string: "a b", delimiter: " ")
string join(list: ["a"], delimiter: "x")
sublist(list: [1,2,3], start position: 2, length: 1)
insert before(list: [1], position: 1, newItem: 0)
list contains(list: [1], element: 1)
index of(list: [1], match: 1)
context put(context: {}, key: "a", value: 1)
context merge(contexts: [{a: 1}])
get value(m: {a: 1}, key: "a")
get entries(m: {a: 1})
before(point1: 1, point2: 2)
before(point: 1, range: [2..3])
before(range: [1..2], point: 3)
before(range1: [1..2], range2: [3..4])
includes(range: [1..3], point: 2)
overlaps(range1: [1..3], range2: [2..4])
during(point: 1, range: [1..2])
coincides(point1: 1, point2: 1)
is(value1: 1, value2: 1)
years and months duration(from: @"2024-01-01", to: @"2025-01-01")
modulo(dividend: 5, divisor: 3)
sqrt(number: 4)
log(number: 1)
odd(number: 1)
decimal(n: 1.23, scale: 1)
day of year(date: @"2024-01-01")
sort(list: [2,1], precedes: function(a,b) a < b)
list replace(list: [1,2], position: 1, newItem: 9)
list replace(list: [1,2], match: function(item, newItem) item = 1, newItem: 9)
not(negand: true)
all(list: [true])
stddev(list: [1,2])
union(list: [1])
extract(input: "a", pattern: "a")
meets(range1: [1..3], range2: [3..4])
finishes(point: 3, range: [1..3])
starts(range1: [1..2], range2: [1..3])
coincides(range1: [1..2], range2: [1..2])
range(from: "[1..3]")
substring(string: "abc", start position: 1, length: 2)
matches(input: "a", pattern: "a", flags: "i")
context(entries: [{key: "a", value: 1}])
after(range: [2..3], point: 1)
"""


@pytest.mark.parametrize("call", CALLS.strip().splitlines())
def test_arguments_are_found_by_their_names(call):
    assert feel.compile(call).evaluate({}, feel.Environment()) is not None


@pytest.mark.parametrize("call", ["abs(value: 1)", "substring(text: \"a\", start position: 1)", "before(a: 1, b: 2)", "range(form: \"[1..2]\")"])
def test_other_names_give_null(call):
    assert feel.compile(call).evaluate({}, feel.Environment()) is None
