"""What hands do at a form in the browser: find a field by its label, fill it in whatever it is, hand the form in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_NAMED = 'normalize-space(translate(., "*", "")) = "{label}"'
_FIELD = (
    'xpath=.//*[contains(concat(" ", @class, " "), " fjs-form-field ")][./label[{named}]'
    ' or contains(@class, "fjs-form-field-checkbox") and ./div/label[{named}] or contains(@class, "fjs-form-field-datetime") and .//label[{named}]]'
)


def field(place: Locator, label: str) -> Locator:
    """The field, group or list of that name, the first one inside."""
    return place.locator(_FIELD.format(named=_NAMED.format(label=label))).first


def fill(place: Locator, answers: Mapping[str, Any]) -> None:
    """Answers by label: texts and numbers, options by their words, days, files by name, rows as lists, groups as mappings."""
    for label, answer in answers.items():
        _put(field(place, label), answer)


def _put(found: Locator, answer: Any) -> None:
    kind = found.get_attribute("class").partition("fjs-form-field-")[2].split()[0]
    {
        "select": _choose, "radio": _tick, "checklist": _tick_all, "checkbox": _check, "datetime": _date, "attachment": _attach,
        "group": fill, "dynamiclist": _rows,
    }.get(kind, _write)(found, answer)


def _write(found: Locator, answer: Any) -> None:
    found.locator("input, textarea").first.fill(str(answer))


def _choose(found: Locator, option: str) -> None:
    found.locator(".fjs-input-group").click()
    found.locator(".fjs-dropdownlist-item", has_text=option).first.click()


def _tick(found: Locator, option: str) -> None:
    found.get_by_label(option, exact=True).check()


def _tick_all(found: Locator, options: list[str]) -> None:
    for option in options:
        found.get_by_label(option).check()


def _check(found: Locator, yes: bool) -> None:
    found.locator("input").set_checked(yes)


def _date(found: Locator, moment: str) -> None:
    """A day, or a day and a time of day."""
    for box, part in zip(found.locator("input.fjs-input").all(), moment.replace("-", "/").split(" ")):
        box.fill(part)
        box.press("Enter")


def _attach(found: Locator, name: str) -> None:
    found.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": PDF})
    expect(found.locator(".attachment-list")).to_contain_text(name)


def _rows(found: Locator, rows: list[Mapping[str, Any]]) -> None:
    """Row by row; rows that are there already are filled further."""
    there = found.locator(".fjs-repeat-row-container")
    for number, row in enumerate(rows):
        if there.count() <= number:
            found.locator(".fjs-repeat-render-add").click()
        fill(there.nth(number), row)
    expect(there).to_have_count(len(rows))


def form(page: Page) -> Locator:
    """The form of the open page, once it is there."""
    place = page.locator('[data-island="form"]')
    expect(place).to_have_attribute("data-ready", "")
    return place


def submit(page: Page, button: str = "提交") -> None:
    """Hands the form in and waits for the page that follows."""
    before = page.url
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(lambda url: url != before)


def choose(page: Page, label: str, option: str) -> None:
    """Picks from a list."""
    _choose(page.locator(".fjs-form-field-select", has_text=label).first, option)
