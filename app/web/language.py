"""Chinese first, English complete: texts in code are Chinese, the English catalogue stands beside them."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, g, redirect, request, session as cookie
from flask_babel import Babel

from app.store import people
from app.web.guard import public
from app.web.here import inside, runtime

LANGUAGES = ("zh", "en")
TRANSLATIONS = Path(__file__).parent.parent / "translations"
room = Blueprint("language", __name__)


def install(app: Flask) -> None:
    """Flask-Babel with our choice of language."""
    app.config.update(BABEL_DEFAULT_LOCALE="zh", BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS))
    Babel(app, locale_selector=current, timezone_selector=lambda: "Asia/Shanghai")
    app.register_blueprint(room)
    app.jinja_env.globals.update(language=current)


def current() -> str:
    """The language of this page: chosen, else the person's own, else Chinese; programs say what they accept."""
    if request.path.startswith("/api/v"):
        accepted = request.accept_languages.best_match(LANGUAGES)
        if accepted:
            return accepted
    chosen = cookie.get("language")
    if chosen in LANGUAGES:
        return chosen
    person = g.get("person")
    return person["language"] if person and person["language"] in LANGUAGES else "zh"


@room.post("/language/<code>")
@public
def choose(code: str):
    """Changes the language, for this session and for mails to come."""
    if code in LANGUAGES:
        cookie["language"] = code
        if g.actor is not None:
            with runtime().sessions.begin() as session:
                people.set_language(session, g.actor.id, code)
    return redirect(inside(request.form.get("next")), 303)
