"""Records with their history, documents that can be checked, and both on paper."""

from __future__ import annotations

import hashlib
import io

import pytest
from sqlalchemy import text

from app.commands import verification
from app.store import documents
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
