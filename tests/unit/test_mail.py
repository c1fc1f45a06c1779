"""Mail by SMTP: who signs in does so only to the server he means."""

from __future__ import annotations

import smtplib
import ssl

from app.adapters.mail import smtp_mailer


class Server:
    """Remembers what it was asked."""

    contexts: list[ssl.SSLContext | None] = []

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def starttls(self, *, context: ssl.SSLContext | None = None) -> None:
        self.contexts.append(context)

    def login(self, *_: object) -> None:
        pass

    def send_message(self, message: object) -> None:
        self.message = message


def test_the_servers_certificate_is_looked_at_before_the_password_is_sent(monkeypatch):
    monkeypatch.setattr(smtplib, "SMTP", Server)
    smtp_mailer({"SMTP_HOST": "mail.example", "SMTP_USER": "jiebang", "SMTP_PASSWORD": "x"})("ann@example.com", "a\nb", "text")
    context, = Server.contexts
    assert context is not None and context.check_hostname and context.verify_mode == ssl.CERT_REQUIRED
