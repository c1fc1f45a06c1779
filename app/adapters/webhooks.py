"""Signed messages to other systems and from them; addresses and secrets come from the environment alone."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 10.0                    # seconds for one delivery
LONGEST_ANSWER = 64 * 1024
SKEW = 300                         # seconds that the clocks of two systems may differ
_URL = re.compile(r"EXCHANGE_([A-Z0-9_]+)_SECRET")
Lookup = Callable[..., list[Any]]


class Undelivered(Exception):
    """The other system did not take it; the text says why."""


@dataclass(frozen=True)
class Endpoint:
    """How to reach a system and how to know it: without an address its lines are collected into files."""

    url: str = ""
    key_id: str = ""
    secret: str = field(default="", repr=False)
    messages: frozenset[str] = frozenset()          # names of messages that it may send


@dataclass(frozen=True)
class Webhooks:
    """All systems with a secret, and the hosts that may be private or without encryption."""

    systems: Mapping[str, Endpoint] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()
    lookup: Lookup = socket.getaddrinfo

    @property
    def reachable(self) -> list[str]:
        """Systems with an address."""
        return sorted(code for code, endpoint in self.systems.items() if endpoint.url)

    def send(self, system: str, identity: str, body: bytes, now: int) -> None:
        """Delivers one body under its identity; raises Undelivered."""
        endpoint = self.systems[system]
        headers = {
            "Content-Type": "application/json; charset=utf-8", "User-Agent": "Jiebang", "Idempotency-Key": identity,
            "Jiebang-Key": endpoint.key_id, "Jiebang-Timestamp": str(now),
            "Jiebang-Signature": signature(endpoint.secret, now, identity, body),
        }
        try:
            status = self._post(endpoint.url, headers, body)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Undelivered(f"{type(error).__name__}: {error}") from error
        if not 200 <= status < 300:                  # a redirect is no delivery: nobody is led elsewhere
            raise Undelivered(f"HTTP {status}")

    def knows(self, system: str, headers: Mapping[str, str], body: bytes, now: int) -> bool:
        """Whether what came is from that system, unchanged and of this moment."""
        endpoint, sent = self.systems.get(system), headers.get("Jiebang-Timestamp", "")
        if endpoint is None or not endpoint.secret or not re.fullmatch(r"[0-9]{1,12}", sent, re.ASCII):
            return False
        if headers.get("Jiebang-Key", "") != endpoint.key_id or abs(now - int(sent)) > SKEW:
            return False
        right = signature(endpoint.secret, int(sent), headers.get("Idempotency-Key", ""), body)
        return hmac.compare_digest(right.encode(), headers.get("Jiebang-Signature", "").encode("utf-8", "replace"))

    def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        parts = urlsplit(url)
        host, free = parts.hostname or "", (parts.hostname or "") in self.allowed
        if parts.scheme != "https" and not (free and parts.scheme == "http"):
            raise ValueError("only https is allowed")
        if parts.username or parts.password or not host:
            raise ValueError("the address is not plain")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._address(host, port, free)
        connection = _Pinned(host, port, address, encrypted=parts.scheme == "https")
        ends = threading.Timer(PATIENCE, connection.abort)       # the limit of one read alone lets answers drip for ever
        ends.start()
        try:
            connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
            answer = connection.getresponse()
            if len(answer.read(LONGEST_ANSWER + 1)) > LONGEST_ANSWER:
                raise ValueError("the answer is too long")
            return answer.status
        finally:
            ends.cancel()
            connection.close()

    def _address(self, host: str, port: int, free: bool) -> str:
        """The address to connect to; the name is looked up once, so that it cannot mean another one afterwards."""
        found = [each[4][0] for each in self.lookup(host, port, type=socket.SOCK_STREAM)]
        if not found:
            raise ValueError("the name has no address")
        if not free and not all(_public(each) for each in found):
            raise ValueError("the address is not public")
        return found[0]


def signature(secret: str, now: int, identity: str, body: bytes) -> str:
    """v1= and the HMAC-SHA256 of “timestamp.identity.body”."""
    text = f"{now}.{identity}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def webhooks(environ: Mapping[str, str]) -> Webhooks:
    """What EXCHANGE_<SYSTEM>_URL, _KEY, _SECRET and _MESSAGES say; EXCHANGE_ALLOW names hosts that may be private."""
    found = {}
    for name in environ:
        match = _URL.fullmatch(name)
        if match and environ[name]:
            part = f"EXCHANGE_{match[1]}_"
            found[match[1].lower()] = Endpoint(
                environ.get(f"{part}URL", ""), environ.get(f"{part}KEY", "1"), environ[name],
                frozenset(filter(None, environ.get(f"{part}MESSAGES", "").replace(" ", "").split(","))),
            )
    return Webhooks(found, frozenset(filter(None, environ.get("EXCHANGE_ALLOW", "").replace(" ", "").lower().split(","))))


def _public(address: str) -> bool:
    number = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(number, "ipv4_mapped", None) or number
    return mapped.is_global and not mapped.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at; the certificate is still the name's."""

    def __init__(self, host: str, port: int, address: str, *, encrypted: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._address, self._encrypted = address, encrypted

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._encrypted:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def abort(self) -> None:
        """Ends what is under way; whoever reads gets an error or the end."""
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)
