"""Word templates of official documents in the studio: uploaded, checked, previewed with samples, published."""

from __future__ import annotations

import io

import docx
import pytest

from app.adapters import pdf

PAPER = "forms/documents/payment_request.docx"


def test_a_word_template_must_be_one(designer):
    sent = {"file": (io.BytesIO(b"PK nothing"), "contract.docx"), "version": "0"}
    page = designer.post("/studio/upload", data=sent, content_type="multipart/form-data", follow_redirects=True).text
    assert "这不是 Word 文档" in page
    assert designer.get("/studio/download/forms/documents/contract.docx?version=1").data.startswith(b"PK")


def _template(*paragraphs: str) -> bytes:
    page, kept = docx.Document(), io.BytesIO()
    for each in paragraphs:
        page.add_paragraph(each)
    page.save(kept)
    return kept.getvalue()


def _uploaded(designer, content: bytes) -> str:
    sent = {"file": (io.BytesIO(content), "payment_request.docx"), "version": "0"}
    return designer.post("/studio/upload", data=sent, content_type="multipart/form-data", follow_redirects=True).text


def test_a_word_template_with_mistakes_is_kept_as_a_draft_says_where_they_are_and_cannot_be_published(designer):
    page = _uploaded(designer, _template("编号 {{ number }}", "{{ said.amuont }} {{ issued_on }}"))
    assert "第 2 段" in page and "said.amuont" in page and "said.amount" in page
    assert designer.get(f"/studio/sample/{PAPER}?version=draft").status_code == 422
    assert designer.post(f"/studio/publish/{PAPER}", data={"note": "改", "version": "1"}).headers["Location"].endswith("refused=1")
    assert "amuont" in designer.get(f"/studio/files/{PAPER}?version=draft").text       # nothing is lost
    assert designer.get(f"/studio/download/{PAPER}?version=draft").data.startswith(b"PK")


def test_a_word_template_is_previewed_with_sample_data_before_it_is_published(designer):
    page = _uploaded(designer, _template("编号 {{ number }}", "{{ said.amount }} 元，{{ issued_on }}"))
    assert "没有发现问题" in page and "{{ said.amount }}" in page
    answer = designer.get(f"/studio/sample/{PAPER}?version=draft")
    shown = [each.text for each in docx.Document(io.BytesIO(answer.data)).paragraphs]
    assert shown == ["编号 样例-2025-0001", "1,234,567.89 元，2025年3月31日"]
    assert designer.post(f"/studio/publish/{PAPER}", data={"note": "改", "version": "1"}).status_code == 303
    assert "v2" in designer.get(f"/studio/files/{PAPER}").text


@pytest.mark.skipif(not pdf.available(), reason="LibreOffice is not installed")
def test_the_preview_is_a_pdf_too_where_libreoffice_is_there(designer):
    answer = designer.get(f"/studio/sample/{PAPER}?version=1&as=pdf")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")


def test_without_libreoffice_the_preview_is_offered_as_word_only(designer, monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)
    monkeypatch.setattr(pdf, "made_from", lambda content: None)
    assert "as=pdf" not in designer.get(f"/studio/files/{PAPER}").text
    assert designer.get(f"/studio/sample/{PAPER}?version=1&as=pdf").status_code == 404


@pytest.mark.parametrize(("path", "status"), [("forms/resubmission/supplement.form", 404), ("forms/documents/none.docx", 404), ("forms/documents/contract.docx", 404)])
def test_only_a_version_of_a_word_template_has_a_preview(designer, path, status):
    assert designer.get(f"/studio/sample/{path}?version=99").status_code == status
