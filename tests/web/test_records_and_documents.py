"""Records with their history, documents that can be checked, and both on paper."""

from __future__ import annotations

import hashlib
import io

import pytest
from sqlalchemy import text

from app.clock import SystemClock
from app.commands import file_check, verification
from app.commands.programme_time import drain_inline
from app.commands.work import perform
from app.store import documents, stored_files, tables
from app.worker.ticks import Ticker
from tests.dsl import answers
from tests.dsl.scenario import Scenario
from tests.dsl.steps import file_proposal
from tests.web.conftest import Site


@pytest.fixture
def filed(programme_runtime):
    """A proposal that its unit has filed in Jiangsu."""
    site, s = Site(programme_runtime), Scenario(programme_runtime, "proposal", at="2024-10-14 09:00")
    s.unit("U-1", "甲单位", "JS")
    key = file_proposal(s, "JS", title="甲项目")
    return site, s, key


def paper_of(site, template):
    with site.runtime.sessions.connect() as session:
        row = next(each for each in documents.listing(session, site.actor("ann").scope, {})[0] if each["template"] == template)
        return documents.get(session, row["id"])


def test_a_record_reads_in_both_languages_and_says_who_changed_what(filed):
    site, _, key = filed
    ann = site.browser("ann", "region_officer@JS")
    page = ann.get(f"/records/proposal/{key}").text
    assert "甲项目" in page and "第 1 版" in page and "提交申报书" in page and "提交时间" in page
    page = ann.get(f"/records/proposal/{key}?from=1&to=2").text
    assert "修改前" in page and "研究内容" in page
    ann.post("/language/en")
    page = ann.get(f"/records/proposal/{key}?from=1&to=2").text
    assert "Submitted at" in page and "Before" in page


def test_a_list_is_sorted_filtered_and_taken_as_a_table(filed):
    site, _, key = filed
    ann, bob = site.browser("ann", "region_officer@JS"), site.browser("bob", "region_officer@AH")
    assert key in ann.get("/records/proposal?sort=-updated_at").text
    assert key not in ann.get("/records/proposal?state=lapsed").text
    assert key not in bob.get("/records/proposal").text and bob.get(f"/records/proposal/{key}").status_code == 404
    table = ann.get("/records/proposal?format=csv").text
    assert key in table and "提交时间" in table.splitlines()[0] and ann.get("/records/nothing").status_code == 404
    assert ann.get("/records/nothing?format=csv").status_code == 404


def test_a_table_of_records_has_every_row_however_many_there_are(filed):
    site, _, key = filed
    with site.runtime.sessions.begin() as session:
        named = ", ".join(f'"{each.name}"' for each in tables.records.c if each.name != "key")
        session.execute(text(
            f"INSERT INTO records (key, {named}) SELECT key || '-' || number, {named} FROM records, generate_series(1, 10500) number "
            "WHERE key = :key",
        ), {"key": key})
    ann, bob = site.browser("ann", "region_officer@JS"), site.browser("bob", "region_officer@AH")
    lines = ann.get("/records/proposal?format=csv").text.splitlines()
    assert len(lines) == 10502 and sum(line.startswith(f"{key}-10500,") for line in lines) == 1
    assert len(bob.get("/records/proposal?format=csv").text.splitlines()) == 1


def test_programs_read_fields_and_versions(filed):
    site, _, key = filed
    ann = site.program("ann", "region_officer@JS")
    kept = ann.get(f"/records/proposal/versions/{key}").json
    assert kept[0]["version"] > kept[-1]["version"] == 1 and kept[0]["why"]
    fields = {each["name"]: each["kind"] for each in ann.get("/records/proposal/fields").json}
    assert fields["units"] == "rows" and fields["submitted_at"] == "moment" and fields["project_id"] == "reference"


def test_an_issued_document_keeps_its_template_its_signers_and_its_hash(filed):
    site, _, key = filed
    ann = site.browser("ann", "region_officer@JS")
    row = paper_of(site, "proposal_form")
    assert row["template_version"] >= 1 and len(row["template_sha256"]) == 64 and row["signers"]
    page = ann.get(f"/papers/{row['id']}").text
    assert row["sha256"] in page and row["number"] in page and "填写申报书" in page
    assert row["number"] in ann.get("/papers?template=proposal_form").text
    assert site.browser("bob", "region_officer@AH").get(f"/papers/{row['id']}").status_code == 404


def test_a_file_is_genuine_changed_or_unknown(filed):
    site, _, _ = filed
    ann, row = site.browser("ann", "region_officer@JS"), paper_of(site, "proposal_form") if site.person("x") else None
    assert row is not None

    def said(content):
        return ann.post("/papers/check", file=(io.BytesIO(content), "a.docx")).text

    assert "真实" in said(row["content"])
    assert "未知" in said(b"something else")
    import docx

    document, changed = docx.Document(io.BytesIO(row["content"])), io.BytesIO()
    document.add_paragraph("后加的一句话")
    document.save(changed)
    assert "已被改动" in said(changed.getvalue())
    program = site.program("prog", "region_officer@JS")
    assert program.get("/documents/check", sha256=row["sha256"]).json["verdict"] == "genuine"
    assert program.get("/documents/check", sha256="0" * 64, number=row["number"]).json["verdict"] == "changed"


def test_what_was_signed_on_paper_is_kept_and_an_altered_file_is_found(filed):
    site, _, _ = filed
    ann = site.browser("ann", "region_officer@JS")
    row, scan = paper_of(site, "cooperation"), b"%PDF-1.7 scan"
    path = f"/papers/{row['id']}/signed"
    assert ann.post(path, number="纸-1", file=(io.BytesIO(b"MZ"), "a.exe")).status_code != 303
    assert ann.post(path, number="纸-1", file=(io.BytesIO(scan), "scan.pdf")).status_code == 303
    page = ann.get(f"/papers/{row['id']}").text
    assert "纸-1" in page and hashlib.sha256(scan).hexdigest()[:16] in page
    assert verification.altered_files(site.runtime) == []
    with site.runtime.sessions.begin() as session:
        session.execute(text("UPDATE documents SET content = content || '\\x00'::bytea WHERE id = :id"), {"id": row["id"]})
    assert [each.id for each in verification.altered_files(site.runtime)] == [str(row["id"])]
    assert "哈希值不一致" in ann.get(f"/papers/{row['id']}").text


def test_a_form_a_record_and_a_document_print_on_numbered_pages(filed):
    site, s, key = filed
    site.person("chris", "agency")
    chris = site.browser()
    chris.sign_in("chris")
    ann = site.browser("ann", "region_officer@JS")
    task = s.open_of("check_items")[0]["id"]
    assert "print.css" in chris.get(f"/tasks/{task}/print").text and 'class="blank"' in chris.get(f"/tasks/{task}/print?empty=1").text
    assert "甲项目" in ann.get(f"/records/proposal/{key}?print=1").text
    assert ann.get(f"/papers/{paper_of(site, 'cooperation')['id']}?print=1").status_code == 200
    assert "size:A4" in ann.get("/print.css").text and answers


def alter(site, table: str, identity) -> None:
    with site.runtime.sessions.begin() as session:
        session.execute(text(f"UPDATE {table} SET content = content || '\\x00'::bytea WHERE id = :id"), {"id": identity})


def test_every_night_altered_files_are_found_told_once_and_shown_to_operators_and_readers(filed):
    site, _, _ = filed
    ann, boss = site.browser("ann", "region_officer@JS"), site.browser("boss", "operator")
    row, ticker = paper_of(site, "cooperation"), Ticker(site.runtime)
    assert "还没有核对过" in boss.get("/operations/").text
    alter(site, "documents", row["id"])
    drain_inline(site.runtime)
    ticker.check_files()
    ticker.check_files()                      # another worker knocks in the same night
    assert site.runtime.queue.take() == ("files", "") and site.runtime.queue.take() is None
    perform(site.runtime, "files", "")
    page = boss.get("/operations/").text
    assert row["number"] in page and "文件已被改动" in page and f"/papers/{row['id']}" in page
    assert "文件已被改动" in ann.get("/papers?template=cooperation").text
    assert "文件已被改动" not in ann.get("/papers?template=proposal_form").text
    assert [each["data"]["name"] for each in site.facts("file_altered")] == [row["number"]]
    assert row["number"] in boss.get("/notices").text
    file_check.check(site.runtime, SystemClock().now())
    assert len(site.facts("file_altered")) == 1       # told once, not every night
    with site.runtime.sessions.begin() as session:
        session.execute(text("UPDATE documents SET content = :content WHERE id = :id"), {"content": row["content"], "id": row["id"]})
    file_check.check(site.runtime, SystemClock().now())
    assert len(site.facts("file_intact")) == 1 and "文件已被改动" not in boss.get("/operations/").text


def test_an_operator_has_the_files_checked_at_once_and_nobody_else(filed):
    site, _, _ = filed
    ann, boss = site.browser("ann", "region_officer@JS"), site.browser("boss", "operator")
    assert ann.post("/operations/files/check").status_code == 403
    assert boss.post("/operations/files/check").status_code == 303
    drain_inline(site.runtime)
    assert "都与保存时的哈希值一致" in boss.get("/operations/").text


@pytest.mark.parametrize("table", ["signed_outside", "attachments", "resources"])
def test_whatever_is_kept_with_a_hash_is_checked(filed, table):
    site, _, _ = filed
    ann = site.browser("ann", "region_officer@JS")
    ann.post(f"/papers/{paper_of(site, 'cooperation')['id']}/signed", number="纸-1", file=(io.BytesIO(b"%PDF-1.7"), "scan.pdf"))
    with site.runtime.sessions.begin() as session:
        if table == "attachments":
            session.execute(text(
                "INSERT INTO attachments (id, name, media_type, size, sha256, content, by, at)"
                " VALUES (gen_random_uuid(), 'a.pdf', 'application/pdf', 1, encode(sha256('a'), 'hex'), 'a', 'ann', now())"
            ))
        identity = session.scalar(text(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 1"))
    assert verification.altered_files(site.runtime) == []
    alter(site, table, identity)
    assert [(each.table, each.id) for each in verification.altered_files(site.runtime)] == [(table, str(identity))]


def test_files_are_read_in_batches_and_none_is_left_out(filed):
    site, _, _ = filed
    whole = {(each.table, each.id) for each in stored_files.everything(site.runtime.sessions)}
    assert len(whole) > 10 and whole == {(each.table, each.id) for each in stored_files.everything(site.runtime.sessions, limit=3)}


def test_documents_are_read_like_records_list_page_versions_and_table(filed):
    site, _, key = filed
    ann, bob = site.browser("ann", "region_officer@JS"), site.browser("bob", "region_officer@AH")
    row = paper_of(site, "cooperation")
    page, number = ann.get("/records/document").text, row["number"]
    assert number in page and "甲项目" in page and "已签发" in page and "文书" in ann.get("/records").text
    ann.post(f"/papers/{row['id']}/signed", number="纸-1", file=(io.BytesIO(b"%PDF-1.7"), "scan.pdf"))
    assert number in ann.get("/records/document?state=signed_outside").text
    assert number not in ann.get("/records/document?state=document_issued").text
    assert number in ann.get(f"/records/document?search={number}&sort=-title").text
    page = ann.get(f"/records/document/{number}").text
    assert "合作协议" in page and row["sha256"] in page and "第 2 版" in page and "纸-1" in page and f"/papers/{row['id']}" in page
    table = ann.get("/records/document?format=csv").text
    assert "模板 SHA-256" in table.splitlines()[0] and f"{number},甲项目,已线下签署,JS" in table and "合作协议" in table
    for path in (f"/records/document/{number}", f"/records/document/{number}?print=1"):
        assert bob.get(path).status_code == 404
    assert number not in bob.get("/records/document").text and number not in bob.get("/records/document?format=csv").text
    assert "已签发" not in bob.get("/records/document").text.split("</form>")[-1]


def test_programs_read_documents_like_records(filed):
    site, _, _ = filed
    ann, bob = site.program("ann", "region_officer@JS"), site.program("bob", "region_officer@AH")
    row = paper_of(site, "cooperation")
    listed = ann.get("/records/document", size=200).json["items"]
    assert {each["type"] for each in listed} == {"document"} and row["number"] in {each["key"] for each in listed}
    one = ann.get(f"/records/document/{row['number']}").json
    assert one["data"]["sha256"] == row["sha256"] and one["data"]["template_version"] == row["template_version"] and one["data"]["signers"]
    assert [each["version"] for each in ann.get(f"/records/document/versions/{row['number']}").json] == [1]
    assert {each["name"] for each in ann.get("/records/document/fields").json} >= {"number", "sha256", "signers", "signed"}
    assert bob.get("/records/document").json["items"] == [] and bob.get(f"/records/document/{row['number']}").status_code == 404


def test_a_document_goes_to_its_unit_but_not_to_another_one(filed):
    site, _, _ = filed
    own, other = site.browser("own", "lead_unit@U-1"), site.browser("other", "lead_unit@U-2")
    site.browser("ann", "region_officer@JS")
    number = paper_of(site, "cooperation")["number"]
    assert number in own.get("/records/document").text and own.get(f"/records/document/{number}").status_code == 200
    assert number not in other.get("/records/document").text and other.get(f"/records/document/{number}").status_code == 404


def test_the_number_that_a_document_has_elsewhere_is_found_by_whoever_reads_the_document(filed):
    site, _, _ = filed
    ann, other = site.browser("ann", "region_officer@JS"), site.browser("other", "lead_unit@U-2")
    number = paper_of(site, "cooperation")["number"]
    assert ann.post(f"/exchange/records/document/{number}", system="national", number="WJ-2024-7").status_code == 303
    for search in ("wj-2024", number):
        assert "WJ-2024-7" in ann.get(f"/exchange/numbers?search={search}").text
    assert "WJ-2024-7" not in other.get("/exchange/numbers").text and "WJ-2024-7" not in ann.get("/exchange/numbers?search=WJ-9").text
    assert [each["key"] for each in site.program("amy", "region_officer@JS").get("/exchange/numbers", search="WJ").json["items"]] == [number]


def test_whoever_may_not_read_all_of_a_record_does_not_find_its_documents_among_the_records(filed):
    site, _, _ = filed
    site.browser("ann", "region_officer@JS")
    dee, number = site.browser("dee", "designer"), paper_of(site, "cooperation")["number"]
    assert number not in dee.get("/records/document").text and number not in dee.get("/records/document?format=csv").text
    assert dee.get(f"/records/document/{number}").status_code == 404
