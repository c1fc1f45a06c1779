"""A house full of people: what they find in their inboxes, what they do, how time goes on."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy import text

from app.commands.programme_time import drain_inline
from app.store import records
from tests.browser.hands import fill, form, submit


class House:
    """People at their browsers; `enter` opens the page of somebody who has signed in, `stranger` one of somebody who has not."""

    def __init__(self, runtime, enter, lead: str, stranger=None) -> None:
        self.runtime, self.enter, self.lead, self.stranger = runtime, enter, lead, stranger
        self.pages = {}

    def page(self, who: str):
        """Somebody's browser."""
        if who not in self.pages:
            self.pages[who] = self.enter(who)
        return self.pages[who]

    def work(self) -> None:
        """What the workers do meanwhile."""
        drain_inline(self.runtime)

    def inbox(self, who: str):
        """The rows of somebody's inbox."""
        self.work()
        page = self.page(who)
        page.goto("/", wait_until="domcontentloaded")
        return page.locator("tr[data-task]")

    def open(self, who: str, task: str, due: str):
        """Somebody opens a task from his inbox; it is about our proposal and due then."""
        row = self.inbox(who).and_(self.page(who).locator(f'[data-task="{task}"]'))
        expect(row).to_have_count(1)
        expect(row).to_contain_text(due)
        row.get_by_role("link", name="办理").click()
        return form(self.page(who))

    def do(self, who: str, task: str, due: str, answers=None) -> None:
        """Somebody opens a task, answers and hands it in."""
        fill(self.open(who, task, due), answers or {})
        submit(self.page(who))

    def nothing_for(self, *people: str) -> None:
        """These have nothing to do."""
        for who in people:
            expect(self.inbox(who)).to_have_count(0)

    def until(self, day: str, who: str = "") -> None:
        """Somebody moves programme time to the morning of a day."""
        self.work()
        page = self.page(who or self.lead)
        page.get_by_label("推进到哪一天").fill(day)
        page.get_by_role("button", name="推进", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"业务时间已推进到 {day} 09:00")

    def next_moment(self, when: str, who: str = "") -> None:
        """Somebody moves programme time to where something is due next."""
        self.work()
        page = self.page(who or self.lead)
        page.get_by_role("button", name="下一个到期时刻").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"业务时间已推进到 {when}")

    def mail(self, subject: str, who: str = "") -> str:
        """The newest mail to somebody with that subject."""
        self.work()
        who = who or self.lead
        page = self.page(who)
        page.goto(f"/mails?search={subject}")
        mail = page.locator("details", has_text=f"{who}@demo.example").first
        mail.locator("summary").click()
        return mail.inner_text()

    def project(self, key: str, who: str = ""):
        """Somebody's page of an instance, from his list of projects."""
        self.work()
        page = self.page(who or self.lead)
        page.goto(f"/projects?search={key}")
        page.locator("tbody a").first.click()
        return page.locator("main")

    def hidden_from(self, who: str, key: str) -> None:
        """For somebody there is no such thing."""
        page = self.page(who)
        page.goto(f"/projects?search={key}")
        expect(page.locator("tbody tr")).to_have_count(0)

    def state(self, type: str, key: str) -> str:
        """A record's state."""
        self.work()
        with self.runtime.sessions.connect() as session:
            return records.get(session, type, key)["state"]

    def rows(self, query: str):
        """What the database says when the story is over."""
        with self.runtime.sessions.connect() as session:
            return session.execute(text(query)).mappings().all()
