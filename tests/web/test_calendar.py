"""The calendar: its page and its API, a region's own days, and what a change does to dates that are still to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.clock import SHANGHAI
from app.commands.programme_time import drain_inline
from app.store import calendar_days, user_tasks, work
from tests.dsl.drawing import Drawing
from tests.dsl.play import moment
from tests.web.conftest import Site

FEW = {"region": "", "first": "2024-09-04", "last": "", "working": "no", "name": "台风停工", "reason": "沪府办〔2024〕1 号"}


def due(site: Site, instance) -> str:
    with site.runtime.sessions.connect() as session:
        task = user_tasks.of_instance(session, instance, only_open=True)[0]
        timer = calendar_days.concerned(session, "", site.runtime.clock.now())
    assert instance in timer
    return task["due"].astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def put(site: Site, browser, **changes: str):
    answer = browser.post("/operations/calendar/days", **{**FEW, **changes})
    drain_inline(site.runtime)
    return answer


def test_a_closed_day_of_a_region_counts_for_its_instances_alone(two):
    boss = two.browser("boss2", "operator")
    assert put(two, boss, region="JS").status_code == 303
    assert due(two, two.start(region="JS", id="P1")) == "09-10 17:00"
    assert due(two, two.start(region="ZJ", id="P2")) == "09-09 17:00"
    with two.runtime.sessions.connect() as session:
        assert calendar_days.between(session, date(2024, 9, 4), date(2024, 9, 4))[0]["region"] == "JS"


def test_dates_that_are_still_to_come_follow_and_the_history_says_so(two):
    boss, ann = two.browser("boss2", "operator"), two.browser("ann", "region_officer@JS")
    here, there = two.start(region="JS", id="P1"), two.start(region="ZJ", id="P2")
    put(two, boss, region="JS")
    assert (due(two, here), due(two, there)) == ("09-10 17:00", "09-09 17:00")
    assert [fact["instance_id"] for fact in two.facts("due_moved")] == [here]
    page = ann.get(f"/projects/{here}").text
    assert "期限随日历调整" in page and "2024-09-09 17:00 → 2024-09-10 17:00" in page
    two.runtime.clock.set(moment("2024-09-09 17:00:01"))
    with two.runtime.sessions.connect() as session:
        assert work.next_moment(session) == moment("2024-09-09 17:00"), "the other region's is due"
    assert ann.get("/").text.count("data-task=") == 1


def test_taking_a_day_back_moves_dates_back(two):
    boss, here = two.browser("boss2", "operator"), two.start(region="JS", id="P1")
    put(two, boss, region="JS")
    assert boss.post("/operations/calendar/remove", region="JS", first="2024-09-04", reason="误录").status_code == 303
    drain_inline(two.runtime)
    assert due(two, here) == "09-09 17:00"
    assert boss.post("/operations/calendar/remove", region="JS", first="2024-09-04", reason="误录").status_code == 404


def test_a_published_day_that_was_changed_can_be_restored(two):
    boss = two.browser("boss2", "operator")
    put(two, boss, first="2024-10-01", working="yes")
    assert two.runtime.calendar().is_working_day(date(2024, 10, 1))
    boss.post("/operations/calendar/remove", region="", first="2024-10-01", reason="误录")
    assert not two.runtime.calendar().is_working_day(date(2024, 10, 1))
    assert "2024-10-01" in boss.get("/operations/calendar?year=2024").text


def test_every_change_leaves_a_fact(two):
    put(two, two.browser("boss2", "operator"), last="2024-09-05")
    fact = two.facts("calendar_changed")[0]
    assert fact["by"] == "boss2" and fact["instance_id"] is None and fact["data"]["reason"] == FEW["reason"]
    assert fact["data"]["worked"] == "no" and "2024-09-05" in str(fact["data"]["last"])


@pytest.mark.parametrize(("changes", "said"), [
    ({"reason": " "}, "请填写理由"), ({"region": "XX"}, "没有这个地区"), ({"first": "x"}, "请填写日期"), ({"first": ""}, "请填写日期"),
    ({"last": "2024-09-03"}, "末日不早于首日"), ({"last": "2024-12-31"}, "一次最多 31 天"), ({"first": "1999-01-01"}, "年份须在"),
    ({"first": "9999-12-31"}, "年份须在"), ({"name": "长" * 101}, "最多 100 字"),
])
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(two, changes, said):
    answer = put(two, two.browser("boss2", "operator"), **changes)
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{changes.get("name", FEW["name"])}"' in answer.text, "what was written is still there"
    assert two.facts("calendar_changed") == []


def test_only_operators_change_it_and_auditors_read_it(two):
    reader, ann = two.browser("eve", "auditor"), two.browser("ann", "region_officer@JS")
    page = reader.get("/operations/calendar?year=2024").text
    assert "国庆节" in page and "enter-days" not in page
    assert put(two, reader).status_code == 403 and put(two, ann).status_code == 403
    assert ann.get("/operations/calendar").status_code == 403
    assert reader.get("/operations/calendar?year=1999").status_code == 404


def test_the_page_shows_a_region_beside_the_country_and_speaks_english(two):
    boss = two.browser("boss2", "operator")
    put(two, boss, region="JS")
    assert "台风停工" not in boss.get("/operations/calendar?year=2024").text
    assert "台风停工" in boss.get("/operations/calendar?year=2024&region=JS").text
    boss.post("/language/en", next="/")
    page = boss.get("/operations/calendar?year=2024").text
    assert "Only days that differ" in page and "National Day" in page


# -- years that are not published yet ----------------------------------------------------------------------------------


def far(site: Site) -> None:
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    due = '=at(add working days(date("2026-12-28"), 20), "17:00")'
    site.deploy(
        Drawing("p", jiebang__region="=region", jiebang__businessKey="=id").start(jiebang__role="operator")
        .user("a", **where, jiebang__due=due).end().flow("start > a > end")
    )


def test_dates_beyond_the_published_years_are_marked_everywhere(site):
    far(site)
    instance, ann = site.start(region="JS", id="P1"), site.browser("ann", "region_officer@JS")
    for page in ("/", f"/tasks/{site.task(instance)}", f"/projects/{instance}"):
        assert "data-provisional" in ann.get(page).text and "暂定" in ann.get(page).text, page
    ann.post("/language/en", next="/")
    assert "provisional" in ann.get("/").text and "may move once it is published" in ann.get("/").text


def test_dates_in_published_years_are_not_marked(two):
    instance, ann = two.start(region="JS", id="P1"), two.browser("ann", "region_officer@JS")
    for page in ("/", f"/tasks/{two.task(instance)}", f"/projects/{instance}"):
        assert "data-provisional" not in ann.get(page).text, page


def test_a_published_year_is_no_longer_provisional_and_its_dates_are_counted_again(site):
    far(site)
    boss, instance = site.browser("boss2", "operator"), site.start(region="JS", id="P1")
    ann = site.browser("ann", "region_officer@JS")
    page = boss.get("/operations/calendar?year=2027").text
    assert "暂定" in page and "法定节假日（推算）" in page and "/operations/calendar/2027/publish" in page
    assert "/publish" not in boss.get("/operations/calendar?year=2028").text
    assert boss.post("/operations/calendar/2028/publish", reason="x").status_code == 422
    assert boss.post("/operations/calendar/2027/publish", reason="x").status_code == 422, "nothing is entered yet"
    before = due_day(site, instance)
    put(site, boss, first="2027-01-04", last="2027-01-05", name="元旦调休")
    assert boss.post("/operations/calendar/2027/publish", reason="国办发明电〔2026〕7 号").status_code == 303
    drain_inline(site.runtime)
    assert due_day(site, instance) > before
    assert "data-provisional" not in ann.get("/").text
    assert site.facts("calendar_published")[0]["data"]["year"] == "2027"
    assert not site.runtime.calendar().is_provisional(date(2027, 5, 1)) and site.runtime.calendar().is_provisional(date(2028, 1, 1))


def due_day(site: Site, instance) -> date:
    with site.runtime.sessions.connect() as session:
        return user_tasks.of_instance(session, instance)[0]["due"].astimezone(SHANGHAI).date()


# -- programs ----------------------------------------------------------------------------------------------------------


def test_programs_read_and_change_it(two):
    boss, ann = two.program("boss2", "operator"), two.program("ann", "region_officer@JS")
    here = two.start(region="JS", id="P1")
    body = {"region": "JS", "first": "2024-09-04", "working": False, "reason": "台风"}
    assert ann.post("/calendar/days", body).status_code == 403
    assert boss.post("/calendar/days", body).json == {"days": 1}
    drain_inline(two.runtime)
    assert due(two, here) == "09-10 17:00"
    days = ann.get("/calendar/2024", region="JS").json
    assert not days["provisional"] and {"day": "2024-09-04", "region": "JS", "working": False, "name": "", "source": "台风", "origin": "entered"} in days["days"]
    assert ann.get("/calendar/2027").json["provisional"] and ann.get("/calendar/1999").status_code == 404
    assert boss.post("/calendar/days", {**body, "first": "soon"}).status_code == 422
    assert boss.post("/calendar/days", {**body, "region": "XX"}).json["errors"]["region"]
    assert boss.post("/calendar/days/remove", {"region": "JS", "first": "2024-09-04", "reason": "误录"}).json == {"days": 1}
    assert boss.post("/calendar/2028/publish", {"reason": "x"}).json["code"] == "not-next-year"


# -- words and other processes -----------------------------------------------------------------------------------------


def test_working_days_left_are_those_of_the_region(two):
    boss, ann = two.browser("boss2", "operator"), two.browser("ann", "region_officer@JS", "region_officer@ZJ")
    two.start(region="JS", id="P1"), two.start(region="ZJ", id="P2")
    two.runtime.clock.set(moment("2024-09-03 09:00"))
    put(two, boss, region="JS", first="2024-09-09")
    page = ann.get("/").text
    assert page.count("剩 4 个工作日") == 2, "the one in Jiangsu is due a day later and has as many days left"


def test_another_process_of_ours_sees_the_change_within_a_second(two, monkeypatch):
    calendars = calendar_days.Calendars(two.runtime.sessions)
    assert calendars("JS").is_working_day(date(2024, 9, 4))
    put(two, two.browser("boss2", "operator"), region="JS")
    assert calendars("JS").is_working_day(date(2024, 9, 4)), "not asked again yet"
    calendars._asked -= timedelta(seconds=1)
    assert not calendars("JS").is_working_day(date(2024, 9, 4)) and calendars("ZJ").is_working_day(date(2024, 9, 4))


@pytest.mark.parametrize(("day", "said"), [("9999-12-30", "剩约 7975 年"), ("1900-01-01", "已逾期约 124 年")])
def test_nobody_counts_working_days_to_the_end_of_time(site, day, said):
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    site.deploy(Drawing("p", jiebang__region="=region").start(jiebang__role="operator").user("a", **where, jiebang__due=day).end().flow("start > a > end"))
    site.start(region="JS")
    assert said in site.browser("ann", "region_officer@JS").get("/").text
