"""FEEL values of a token: those of a stored state stay encoded until somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app import feel


class Kept:
    """An attribute that holds values by their names.

    In an instance with hundreds of parallel tokens a command moves a few of them; the others cost neither a decoding nor an
    encoding, and what lies there was checked when it was written.
    """

    def __init__(self, encode: Callable[[Any], Any], decode: Callable[[Any], Any]) -> None:
        self._encode, self._decode = encode, decode

    def __set_name__(self, owner: type, name: str) -> None:
        self._name, self._encoded = name, f"{name} as stored"

    def __get__(self, token: Any, owner: type | None = None) -> Any:
        if token is None:
            return self
        known = token.__dict__
        values = known.get(self._name)
        if values is None:
            encoded = known.pop(self._encoded, None)
            values = known[self._name] = self._decode(encoded) if encoded else {}
        return values

    def __set__(self, token: Any, values: dict[str, Any]) -> None:
        token.__dict__[self._name] = values
        token.__dict__.pop(self._encoded, None)

    def put(self, token: Any, encoded: Any) -> None:
        """Gives a token what `written` gave, without looking into it."""
        token.__dict__.pop(self._name, None)
        token.__dict__[self._encoded] = encoded

    def written(self, token: Any) -> Any:
        """The values as JSON, nothing where there are none. Raises FeelValueError for what cannot be stored."""
        known = token.__dict__
        if self._encoded in known:
            return known[self._encoded]
        values = known.get(self._name)
        return self._encode(values) if values else None


def values() -> Kept:
    """Variables by their names."""
    return Kept(feel.encode, feel.decode)


def groups() -> Kept:
    """Several values, each as large and as deep as variables may be."""
    return Kept(
        lambda held: {name: feel.encode(value) for name, value in held.items()},
        lambda held: {name: feel.decode(value) for name, value in held.items()},
    )
