"""The pages: Flask joins the rooms, each in its own folder with views, presenters and templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from whitenoise import WhiteNoise

from app.runtime import Runtime
from app.web import addresses, errors, guard, headers, language, menu, rooms, words
from app.web.assets import Assets

STATIC = Path(__file__).parent / "static"
MAX_REQUEST = 64 * 1024 * 1024


class Json(DefaultJSONProvider):
    """JSON of which nothing is read that Python only reads with an error of its own."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """The value of a text; raises ValueError for what is no JSON or lies too deep."""
        try:
            return super().loads(s, **options)
        except RecursionError as error:
            raise ValueError("too deep") from error


def create_app(runtime: Runtime, *, secret: str, testing: bool = False, settings: Mapping[str, str] | None = None) -> Flask:
    """The WSGI application on a runtime; `settings` are those of the environment."""
    app = Flask(__name__, static_folder=None)
    app.json = Json(app)
    secure = runtime.address.startswith("https://")
    app.config.update(
        SECRET_KEY=secret, TESTING=testing, MAX_CONTENT_LENGTH=MAX_REQUEST, SESSION_COOKIE_NAME="jiebang",
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8), SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_HEADERS=["X-CSRF-Token"], WTF_CSRF_SSL_STRICT=secure,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["jiebang"] = runtime
    assets = Assets(STATIC / "islands")
    app.jinja_env.globals["asset"] = assets.url
    language.install(app)
    words.install(app)
    menu.install(app)
    addresses.install(app, settings or {})
    guard.install(app)
    headers.install(app)
    errors.install(app)
    rooms.install(app)
    app.wsgi_app = WhiteNoise(
        app.wsgi_app, root=str(STATIC), prefix="static/", immutable_file_test=assets.is_immutable, max_age=3600,
    )
    return app
