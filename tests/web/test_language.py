"""In English, no page says anything in Chinese but what people have written."""

from __future__ import annotations

import re

from tests.web.conftest import Site, stands_still

CHINESE = re.compile(r"[\u4e00-\u9fff][^<>\"]*")
PAGES = (
    "/", "/?show=soon", "/?search=zzz", "/done", "/projects", "/projects?search=zzz", "/start", "/notices", "/account", "/mails",
    "/operations/", "/operations/instances", "/operations/timers", "/operations/jobs", "/operations/incidents",
    "/operations/messages", "/operations/audit", "/api/docs", "/nothing-here", "/demo/time?after=0&until=9999", "/start/nothing",
)


def in_english(site: Site, *roles: str):
    browser = site.browser("ann", *roles)
    browser.post("/language/en")
    return browser


def chinese_on(page: str) -> list[str]:
    return [found for found in CHINESE.findall(page.replace("中文", ""))]


def test_every_page_speaks_english_all_through(demo):
    demo.deploy(stands_still("q"))
    instance, stuck = demo.start(region="JS", id="P1"), demo.start("q", region="JS", id="P2", amount=1)
    ann = in_english(demo, "operator", "designer", "region_officer@JS")
    task = demo.task(instance)
    more = (f"/projects/{instance}", f"/tasks/{task}", f"/operations/instances/{instance}", f"/operations/instances/{stuck}")
    for path in (*PAGES, *more):
        found = chinese_on(re.sub(r'<script type="application/json">.*?</script>', "", ann.get(path).text, flags=re.S))
        assert found == [], path


def test_refusals_speak_english_too(demo):
    instance = demo.start(region="JS", id="P1")
    ann, task = in_english(demo, "operator", "region_officer@JS"), demo.task(instance)
    answers = [
        ann.post(f"/tasks/{task}/complete", json={"answers": {}}), ann.post(f"/tasks/{task}/complete", json={"answers": {"x": 1}}),
        ann.post(f"/operations/instances/{instance}/cancel", reason=""), ann.post("/demo/time", day="2020-01-01"),
        ann.post(f"/operations/instances/{instance}/variables", name="a", value="((", reason="x"),
    ]
    assert [chinese_on(answer.text) for answer in answers] == [[]] * len(answers)
