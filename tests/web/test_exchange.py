"""The pages of exchange: queue, files, numbers, and tables that are read in after a preview."""

from __future__ import annotations

import io
import json
import re

import pytest

from app.adapters import sheets
from app.commands import user_tasks
from app.commands.outside import Outside
from app.store import exchange as store, records
from processes.demo.cast import uscc
from tests.dsl.basis import basis
from tests.dsl.drawing import Drawing
from tests.web.conftest import Site

UNITS = ["id", "name", "uscc", "region", "kind"]


@pytest.fixture
def place(programme_runtime) -> Site:
    site = Site(programme_runtime)
    with programme_runtime.sessions.begin() as session:
        for key, region in (("XM-1", "JS"), ("XM-2", "ZJ")):
            records.create(
                session, "project", key, title=f"项目{key}", region=region, unit=None, state="active", data={"field": "=ic"},
                at=programme_runtime.clock.now(), by=None,
            )
    return site


def upload(browser, kind, name, content):
    return browser.client.post(
        "/exchange/imports", data={"kind": kind, "file": (io.BytesIO(content), name)}, headers={"X-CSRF-Token": browser.token()},
    )


def version(place, type, key):
    with place.runtime.sessions.connect() as session:
        found = records.versions(session, type, key)
    return [(each["version"], each["reason"], each["by"]) for each in found]


@basis("R7.1")
def test_operators_see_the_queue_and_take_files_out(place):
    boss = place.browser("boss", "operator")
    page = boss.get("/exchange/").text
    assert "国家科技管理信息系统" in page and "XM-1" in page and page.count("导出文件") == 4
    for kind in ("json", "csv", "xlsx"):
        answer = boss.post("/exchange/national/file", first="2024-09-01", last="2024-09-30", kind=kind)
        assert answer.status_code == 200 and "national-2024-09-01" in answer.headers["Content-Disposition"]
        if kind == "csv":
            assert "'=ic" in answer.text
    assert "已导出" in boss.get("/exchange/?state=collected").text and place.facts("exported")
    assert boss.post("/exchange/national/replay", line="1").status_code == 303 and len(place.facts("exchange_replayed")) == 1
    assert boss.post("/exchange/national/file", first="2024-09-30", last="2024-09-01", kind="csv").status_code == 422
    assert boss.post("/exchange/nothing/file", first="2024-09-01", last="2024-09-01", kind="csv").status_code == 404


def test_staff_of_the_region_keep_external_numbers_and_others_do_not(place):
    ann, zoe, boss = place.browser("ann", "region_officer@JS"), place.browser("zoe", "region_officer@ZJ"), place.browser("boss", "operator")
    assert ann.post("/exchange/records/project/XM-1", system="national", number="2024YFB0001").status_code == 303
    assert "2024YFB0001" in ann.get("/exchange/records/project/XM-1").text and "2024YFB0001" in ann.get("/exchange/numbers?search=yfb").text
    assert zoe.get("/exchange/records/project/XM-1").status_code == 404 and "2024YFB0001" not in zoe.get("/exchange/numbers").text
    assert zoe.post("/exchange/records/project/XM-1", system="national", number="1").status_code == 404
    assert boss.post("/exchange/records/project/XM-2", system="national", number="2024YFB0001").status_code == 409
    assert ann.post("/exchange/records/project/XM-1", system="national", number="").status_code == 303
    assert "2024YFB0001" not in ann.get("/exchange/numbers").text and len(place.facts("external_number")) == 2


def test_the_number_of_a_task_that_was_done_elsewhere_leads_to_its_instance(place):
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    place.deploy(
        Drawing("p", jiebang__region="=region", jiebang__businessKey="=id", jiebang__title="=id").start(jiebang__role="operator")
        .user("a", **where, jiebang__outside="true").user("b", **where).end().flow("start > a > b > end")
    )
    ann, zoe = place.browser("ann", "region_officer@JS"), place.browser("zoe", "region_officer@ZJ")
    for key in ("P-1", "P-2"):
        instance = place.start(region="JS", id=key)
        done = Outside("national", "PF-1", place.runtime.clock.now().date().isoformat())
        with place.runtime.sessions.begin() as session:
            user_tasks.complete(place.runtime, session, place.task(instance), {}, by=place.actor("ann"), done_outside=done)
        page = ann.get("/exchange/numbers?search=pf-1").text
        assert "PF-1" in page and f'/projects/{instance}">{key}</a>' in page
    assert "PF-1" not in zoe.get("/exchange/numbers").text and "PF-1" not in ann.get("/exchange/numbers?search=PF-2").text


def test_programs_read_and_keep_external_numbers(place):
    program = place.program("robot", "region_officer@JS")
    answer = program.client.put("/api/v1/records/project/XM-1/numbers/national", json={"number": "N-1"}, headers=program.headers)
    assert answer.status_code == 200 and program.get("/records/project/XM-1/numbers").json["items"][0]["number"] == "N-1"
    assert program.get("/records/project", search="n-1").json["total"] == 1
    assert program.client.put("/api/v1/records/project/XM-2/numbers/national", json={"number": "N-2"}, headers=program.headers).status_code == 404


def test_a_door_without_signature_stays_shut(place):
    answer = place.app.test_client().post("/webhooks/national", data=b"{}", headers={"Jiebang-Signature": "v1=0"})
    assert answer.status_code == 401


# -- imports -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_nothing_is_written_before_somebody_confirms(place, kind):
    boss = place.browser("boss", "operator")
    good = ["JS-1", "苏州示例传感", uscc(1), "江苏省", "企业"]
    wrong = ["JS-2", "坏信用代码", "91310000X", "JS", "企业"]
    content = sheets.written(kind, UNITS, [good, wrong, good, ["", "无编号", uscc(2), "XX", "企业"]])
    preview = upload(boss, "units", f"units.{kind}", content).location
    page = boss.get(preview).text
    assert re.findall(r'data-state="(\w+)"', page) == ["new", "wrong", "wrong", "wrong"]
    assert "不是有效的统一社会信用代码" in page and "与第 2 行重复" in page and "不能为空" in page
    assert version(place, "unit", "JS-1") == []
    errors = boss.get(f"{preview}/errors.csv").text
    assert "3,统一社会信用代码,91310000X" in errors and "5,地区,XX" in errors
    assert boss.post(f"{preview}/confirm", line="2").status_code == 303
    assert version(place, "unit", "JS-1") == [(1, "import", "boss")] and version(place, "unit", "JS-2") == []
    assert place.facts("imported")[0]["data"]["count"] == 1 and boss.post(f"{preview}/confirm", line="2").status_code == 409


def test_what_has_changed_is_a_new_version_and_what_has_not_is_left_alone(place):
    boss = place.browser("boss", "operator")
    first = sheets.written("csv", UNITS, [["JS-1", "甲", uscc(1), "JS", "企业"], ["JS-2", "乙", uscc(2), "JS", "企业"]])
    boss.post(f"{upload(boss, 'units', 'a.csv', first).location}/confirm", all="1")
    second = sheets.written("csv", UNITS, [["JS-1", "甲", uscc(1), "JS", "企业"], ["JS-2", "乙新", uscc(2), "JS", "企业"]])
    preview = upload(boss, "units", "b.csv", second).location
    assert re.findall(r'data-state="(\w+)"', boss.get(preview).text) == ["unchanged", "changed"]
    boss.post(f"{preview}/confirm", all="1")
    assert len(version(place, "unit", "JS-1")) == 1 and version(place, "unit", "JS-2")[0] == (2, "import", "boss")


def test_a_record_that_moved_since_the_preview_keeps_everything_back(place):
    boss = place.browser("boss", "operator")
    content = sheets.written("csv", UNITS, [["JS-1", "甲", uscc(1), "JS", "企业"], ["JS-2", "乙", uscc(2), "JS", "企业"]])
    preview = upload(boss, "units", "a.csv", content).location
    with place.runtime.sessions.begin() as session:
        records.create(session, "unit", "JS-2", title="x", region=None, unit=None, state="active", data={}, at=place.runtime.clock.now(), by=None)
    assert boss.post(f"{preview}/confirm", all="1").status_code == 409 and version(place, "unit", "JS-1") == []


def test_numbers_experts_and_credit_entries_are_read_in(place):
    boss = place.browser("boss", "operator")
    tables = {
        "numbers": (["类型" and "业务记录", "编号", "系统", "外部编号"], ["项目", "XM-1", "national", "N-9"]),
        "experts": (["id", "name", "fields", "uscc", "unit_name", "phone"], ["E-9", "沈知远", "ic；ai", uscc(3), "示例大学", "13800138000"]),
        "credits": (["reference", "event", "title", "subject", "subject_kind", "grade", "from"], ["W-1", "external_record", "外部登记", uscc(4), "单位", "一般", "2024/01/01"]),
    }
    for kind, (heads, row) in tables.items():
        preview = upload(boss, kind, "t.csv", sheets.written("csv", heads, [row])).location
        assert boss.post(f"{preview}/confirm", all="1").status_code == 303, kind
    with place.runtime.sessions.connect() as session:
        assert store.numbers(session, "project", "XM-1")[0]["number"] == "N-9"
        assert records.get(session, "expert", "E-9")["data"]["fields"] == ["ic", "ai"]
        assert records.get(session, "credit", "W-1/external_record")["data"]["grade"] == "一般"


@pytest.mark.parametrize("name,content", [("x.csv", b"id,name\n1,2"), ("x.txt", b""), ("x.xlsx", b"no"), ("x.csv", b"id,id\n")])
def test_a_file_that_cannot_be_read_is_answered_with_the_reason(place, name, content):
    boss = place.browser("boss", "operator")
    answer = upload(boss, "units", name, content)
    assert answer.status_code == 422 and 'role="alert"' in answer.text


def test_a_template_can_be_filled_in_and_read(place):
    boss = place.browser("boss", "operator")
    for kind in place.runtime.programme.imports:
        for file in ("csv", "xlsx", "json"):
            answer = boss.get(f"/exchange/imports/{kind}/template.{file}")
            assert upload(boss, kind, f"t.{file}", answer.data).status_code == 303
    assert json.loads(boss.get("/exchange/imports/units/template.json").text)[0]["单位编号*"] == "JS-0001"


# -- programs ----------------------------------------------------------------------------------------------------------


def sent(program, kind, name, content, **more):
    return program.client.post(
        "/api/v1/exchange/imports", data={"kind": kind, "file": (io.BytesIO(content), name)}, headers={**program.headers, **more},
    )


@basis("R7.1")
def test_programs_read_the_outbox_retry_and_acknowledge(place):
    boss, ed = place.program("boss", "operator"), place.program("ed", "auditor")
    systems = {each["code"]: each for each in ed.get("/exchange/systems").json["items"]}
    assert systems["national"]["delivery"] == "file" and systems["national"]["counts"]["waiting"] >= 2
    assert "project" in {each["type"] for each in systems["national"]["routes"]}
    listed = ed.get("/exchange/outbox", system="national", state="waiting", size=1).json
    assert len(listed["items"]) == 1 and listed["total"] >= 2
    line = boss.get(f"/exchange/outbox/{listed['items'][0]['id']}").json
    assert line["content"]["key"] == line["key"] and line["content"]["data"]["title"].startswith("项目XM")
    told = boss.post(f"/exchange/outbox/{line['id']}/acknowledge")
    assert told.json["state"] == "delivered" and told.json["delivered_at"]
    assert boss.post(f"/exchange/outbox/{line['id']}/acknowledge").status_code == 200 and len(place.facts("exchange_acknowledged")) == 1
    assert boss.post(f"/exchange/outbox/{line['id']}/retry").json["state"] == "waiting"
    assert boss.post("/exchange/outbox/retry", {"system": "national"}).json == {"count": 0}
    assert boss.post("/exchange/outbox/retry", {"system": "nothing"}).status_code == 404
    for act in ("", "/retry", "/acknowledge"):
        path = f"/exchange/outbox/999999{act}"
        assert (boss.post(path) if act else boss.get(path)).status_code == 404
    assert ed.get(f"/exchange/outbox/{line['id']}").status_code == 403 and ed.post(f"/exchange/outbox/{line['id']}/retry").status_code == 403
    assert boss.get("/exchange/outbox", state="gone").status_code == 422


def test_programs_read_tables_in_after_a_preview(place):
    boss = place.program("boss", "operator")
    kinds = {each["name"]: each for each in boss.get("/exchange/import-kinds").json["items"]}
    assert [each["name"] for each in kinds["units"]["columns"]][:3] == UNITS[:3]
    rows = [["U-10", "甲公司", uscc(10), "JS", "enterprise"], ["U-11", "乙公司", "坏", "XX", "enterprise"]]
    answer = sent(boss, "units", "units.csv", sheets.written("csv", UNITS, rows))
    assert answer.status_code == 201 and answer.json["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1}
    assert {(each["line"], each["column"]) for each in answer.json["errors"]} == {(3, "uscc"), (3, "region")} and answer.json["errors"][0]["message"]
    assert version(place, "unit", "U-10") == []
    path = f"/exchange/imports/{answer.json['id']}"
    assert boss.get(path).json["rows"][0]["state"] == "new" and boss.get("/exchange/imports").json["items"][0]["state"] == "open"
    assert boss.post(f"{path}/confirm", {"lines": [3]}).json == {"count": 0}
    assert boss.post(f"{path}/confirm", {}).status_code == 409         # it was confirmed, with nothing to write
    again = sent(boss, "units", "units.csv", sheets.written("csv", UNITS, rows)).json["id"]
    assert boss.post(f"/exchange/imports/{again}/confirm", {}).json == {"count": 1}
    assert version(place, "unit", "U-10") == [(1, "import", "boss")]
    keyed = [sent(boss, "units", "units.csv", sheets.written("csv", UNITS, rows), **{"Idempotency-Key": "k-1"}).json["id"] for _ in range(2)]
    assert keyed[0] == keyed[1]                  # a program that sends twice reads in once
    third = sent(boss, "units", "units.csv", sheets.written("csv", UNITS, rows)).json
    assert third["counts"]["unchanged"] == 1 and boss.post(f"/exchange/imports/{third['id']}/drop").status_code == 204
    assert boss.post(f"/exchange/imports/{third['id']}/drop").status_code == 409


@pytest.mark.parametrize(("kind", "name", "content", "status"), [
    ("units", "a.csv", b"no,heads\n1,2", 422), ("units", "a.exe", b"MZ", 422), ("nothing", "a.csv", b"a", 404),
])
def test_what_cannot_be_read_in_is_refused_with_a_reason(place, kind, name, content, status):
    answer = sent(place.program("boss", "operator"), kind, name, content)
    assert answer.status_code == status and answer.json["message"]


def test_programs_without_the_role_read_nothing_in(place):
    ann = place.program("ann", "region_officer@JS")
    assert sent(ann, "units", "a.csv", b"id").status_code == 403 and ann.get("/exchange/imports").status_code == 403
    assert ann.get("/exchange/outbox").status_code == 403 and ann.get("/exchange/numbers").json["items"] == []


def test_programs_keep_numbers_of_records_whose_keys_have_slashes_and_find_them(place):
    with place.runtime.sessions.begin() as session:
        records.create(
            session, "technical_contract", "XM-1/U-9", title="技术合同", region="JS", unit=None, state="registered", data={},
            at=place.runtime.clock.now(), by=None,
        )
    ann, bob = place.program("ann", "region_officer@JS"), place.program("bob", "region_officer@AH")
    path = "/records/technical_contract/XM-1/U-9/numbers"
    assert ann.put(f"{path}/national", {"number": "JSHT-1"}).json["items"][0]["number"] == "JSHT-1"
    assert ann.get(path).json["total"] == 1 and bob.get(path).status_code == 404
    assert [each["key"] for each in ann.get("/exchange/numbers", search="JSHT").json["items"]] == ["XM-1/U-9"]
    assert bob.get("/exchange/numbers", search="JSHT").json["items"] == []
