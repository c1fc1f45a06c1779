"""Headers of every answer: a strict content security policy, no framing, no sniffing, nothing private in caches."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self' data:", "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
SECURITY = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def install(app: Flask) -> None:
    """Sets the headers."""
    app.after_request(_set)


def allow_style_attributes() -> None:
    """For the designer alone: token colours and the properties panel are style attributes."""
    g.style_attributes = True


def _set(response: Response) -> Response:
    policy = dict(POLICY)
    if g.get("style_attributes"):
        policy["style-src-attr"] = "'unsafe-inline'"
    response.headers.setdefault("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items()))
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
