"""A region's own working days, and what a changed calendar does to dates that were counted before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest

from app.calendar import official_calendar
from tests.dsl.drawing import Drawing, timer
from tests.dsl.play import Play

DUE = '=at(add working days(today(), 5), "17:00")'
SETTLED = "2024-09-09 17:00"                     # five working days after Monday, 2 September 2024
CLOSED_IN_JIANGSU = official_calendar().with_days({date(2024, 9, 4): False})


def reminder(days: int | str, **more: str) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<extensionElements><jiebang:reminder workingDays="{days}" template="t"{attributes}/></extensionElements>'


def regional(due: str = DUE, at: str = DUE, remind: str = "") -> bytes:
    return (
        Drawing(jiebang__region="=region").start().user("fill", remind, jiebang__due=due).end()
        .boundary("late", "fill", timer("date", at)).flow("start > fill > end").flow("late > end").xml()
    )


def reminders(play: Play) -> list[str]:
    from app.clock import SHANGHAI

    return [at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for _, at in play.instance.waiting().user_tasks[0].reminders]


def test_a_region_counts_by_its_own_days():
    calendars = {"JS": CLOSED_IN_JIANGSU}
    assert Play(regional(), region="JS", calendars=calendars).due("fill") == "2024-09-10 17:00"
    assert Play(regional(), region="JS", calendars=calendars).due("late") == "2024-09-10 17:00"
    assert Play(regional(), region="ZJ", calendars=calendars).due("fill") == SETTLED


def test_reminders_count_by_the_days_of_the_region():
    play = Play(regional('=date and time("2024-09-05T17:00:00+08:00")', remind=reminder(-1)), region="JS", calendars={"JS": CLOSED_IN_JIANGSU})
    assert reminders(play) == ["09-03 09:00"]


def test_the_days_of_a_reminder_may_be_worked_out():
    due = '=date and time("2024-09-05T17:00:00+08:00")'
    assert reminders(Play(regional(due, remind=reminder("=-ahead")), region="ZJ", ahead=Decimal(2))) == ["09-03 09:00"]
    assert reminders(Play(regional(due, remind=reminder("=ahead")), region="ZJ", ahead=Decimal(2))) == ["09-09 09:00"]
    assert reminders(Play(regional(due, remind=reminder("=ahead - ahead")), region="ZJ", ahead=Decimal(2))) == ["09-05 09:00"]


@pytest.mark.parametrize("days", ["=null", '="2"', "=1.5", "=[1]"])
def test_a_reminder_whose_days_are_no_whole_number_is_an_incident(days):
    play = Play(regional('=date and time("2024-09-05T17:00:00+08:00")', remind=reminder(escape(days, {'"': "&quot;"}))), region="ZJ")
    assert play.incidents == ["fill: timer-text"]


def test_a_region_that_is_only_chosen_on_the_way_counts_from_then_on():
    drawing = (
        Drawing(jiebang__region="=region").start().script("choose", '{region: "JS"}').user("fill", jiebang__due=DUE).end()
        .flow("start > choose > fill > end").xml()
    )
    assert Play(drawing, calendars={"JS": CLOSED_IN_JIANGSU}).due("fill") == "2024-09-10 17:00"


def test_a_region_that_is_computed_by_the_calendar_does_not_go_round_in_circles():
    drawing = (
        Drawing(jiebang__region='=if is working day(today()) then "JS" else "ZJ"').start().user("fill", jiebang__due=DUE).end()
        .flow("start > fill > end").xml()
    )
    assert Play(drawing, calendars={"JS": CLOSED_IN_JIANGSU}).due("fill") == "2024-09-10 17:00"


def changed(play: Play, at: str, calendar=CLOSED_IN_JIANGSU) -> int:
    play.until(at).calendars["JS"] = calendar
    instance = play.instance
    moved = instance.follow_calendar()
    play._keep(instance)
    return moved


def test_a_changed_day_moves_what_was_counted_in_working_days_and_is_not_due_yet():
    play = Play(regional(), region="JS")
    assert play.due("fill") == play.due("late") == SETTLED
    assert changed(play, "2024-09-03 10:00") == 2
    assert play.due("fill") == play.due("late") == "2024-09-10 17:00"
    assert [fact.kind for fact in play.facts if fact.kind.endswith("_moved")] == ["due_moved", "timer_moved"]
    assert changed(play, "2024-09-03 11:00") == 0, "nothing is left to move"


def test_an_earlier_date_is_taken_too_but_never_one_that_has_gone():
    play = Play(regional(), region="JS", calendars={"JS": CLOSED_IN_JIANGSU})
    assert play.due("fill") == "2024-09-10 17:00"
    assert changed(play, "2024-09-05 10:00", official_calendar()) == 2 and play.due("fill") == SETTLED
    play = Play(regional(), region="JS", calendars={"JS": CLOSED_IN_JIANGSU})
    assert changed(play, "2024-09-09 17:30", official_calendar()) == 0 and play.due("fill") == "2024-09-10 17:00"


def test_what_was_served_as_a_date_stands():
    drawing = (
        Drawing(jiebang__region="=region").start().script("serve", f"{{until: {DUE[1:]}}}").user("fill", jiebang__due="=until").end()
        .boundary("late", "fill", timer("date", "=until")).flow("start > serve > fill > end").flow("late > end").xml()
    )
    play = Play(drawing, region="JS")
    assert changed(play, "2024-09-03 10:00") == 0 and play.due("fill") == play.due("late") == SETTLED


def test_it_is_counted_from_the_variables_of_then():
    due = '=at(add working days(from, 5), "17:00")'
    drawing = (
        Drawing(jiebang__region="=region").start().script("begin", '{from: date("2024-09-02")}')
        .user("fill", jiebang__due=due).end().user("other").add("parallelGateway", "both").script("later", '{from: date("2024-12-02")}')
        .flow("start > begin > both > fill > end").flow("both > other > later > end").xml()
    )
    play = Play(drawing, region="JS").complete("other")
    assert changed(play, "2024-09-03 10:00") == 1 and play.due("fill") == "2024-09-10 17:00"


def test_reminders_move_with_the_calendar_and_do_not_come_twice():
    due = '=date and time("2024-09-09T17:00:00+08:00")'
    remind = reminder(-1).replace("</extensionElements>", "") + reminder(-4).replace("<extensionElements>", "")
    play = Play(regional(due, due, remind), region="JS")
    assert sorted(reminders(play)) == ["09-03 09:00", "09-06 09:00"]
    assert changed(play, "2024-09-03 10:00", official_calendar().with_days({date(2024, 9, 6): False})) == 1
    assert reminders(play) == ["09-05 09:00"], "the first has been sent and is not sent again"
    assert play.due("fill") == SETTLED


def test_a_state_without_the_note_is_left_as_it_is():
    play = Play(regional(), region="JS")
    play._blob = play._blob.replace(b'"dated"', b'"older"')
    assert changed(play, "2024-09-03 10:00") == 0 and play.due("fill") == SETTLED


def test_behind_an_event_gateway_too():
    drawing = (
        Drawing(jiebang__region="=region").start().add("eventBasedGateway", "wait")
        .add("intermediateCatchEvent", "later", timer("date", DUE)).end().flow("start > wait > later > end").xml()
    )
    play = Play(drawing, region="JS")
    assert changed(play, "2024-09-03 10:00") == 1 and play.due("later") == "2024-09-10 17:00"
