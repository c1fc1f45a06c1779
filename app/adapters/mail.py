"""Mail by SMTP; without settings there is no mail server, and mails stay readable in the outbox."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import formatdate

Mailer = Callable[[str, str, str], None]


def smtp_mailer(environ: Mapping[str, str]) -> Mailer | None:
    """A sender for SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD and MAIL_FROM; None without SMTP_HOST."""
    host = environ.get("SMTP_HOST")
    if not host:
        return None
    port, sender = int(environ.get("SMTP_PORT", "587")), environ.get("MAIL_FROM", "noreply@localhost")

    def send(recipient: str, subject: str, body: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Date"] = sender, recipient, formatdate(localtime=False)
        message["Subject"] = " ".join(subject.split())
        message.set_content(body)
        with smtplib.SMTP(host, port, timeout=20) as server:
            if environ.get("SMTP_USER"):
                server.starttls(context=ssl.create_default_context())     # without one, nobody looks at the certificate
                server.login(environ["SMTP_USER"], environ.get("SMTP_PASSWORD", ""))
            server.send_message(message)

    return send
