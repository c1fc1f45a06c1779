"""Where a request comes from: what a proxy says of it counts only where that proxy is one of ours."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app, request

from app.commands.accounts import AddressLimit
from app.settings import BadSetting, number

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PROXIES, FAILURES, MINUTES = "JIEBANG_PROXIES", "JIEBANG_SIGN_IN_FAILURES", "JIEBANG_SIGN_IN_MINUTES"


@dataclass(frozen=True)
class Addresses:
    """Proxies that are believed, and how many guesses an address may make."""

    proxies: tuple[Network, ...]
    limit: AddressLimit

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Addresses:
        """As the settings say; raises BadSetting."""
        usual = AddressLimit()
        minutes = number(settings, MINUTES, int(usual.window.total_seconds() // 60))
        return cls(proxies(settings), AddressLimit(number(settings, FAILURES, usual.failures), timedelta(minutes=minutes)))

    def origin(self, peer: str, forwarded: str) -> str:
        """The nearest address that is not one of our proxies: from there on anybody may have written what stands before."""
        found = peer
        for each in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
            if not self._is_proxy(found):
                break
            found = each
        return found if _address(found) else peer

    def _is_proxy(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self.proxies)


def proxies(settings: Mapping[str, str]) -> tuple[Network, ...]:
    """The networks of JIEBANG_PROXIES; raises BadSetting."""
    given = settings.get(PROXIES, "")
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in given.split(",") if part.strip())
    except ValueError as error:
        raise BadSetting(name=PROXIES, value=given) from error


def install(app: Flask, settings: Mapping[str, str]) -> None:
    """Reads the settings; raises BadSetting."""
    app.extensions["jiebang-addresses"] = Addresses.of(settings)


def limit() -> AddressLimit:
    """How many guesses an address may make."""
    return current_app.extensions["jiebang-addresses"].limit


def origin() -> str:
    """The address from which this request comes."""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    return current_app.extensions["jiebang-addresses"].origin(request.remote_addr or "", forwarded)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
