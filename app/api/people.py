"""Whom a token stands for."""

from __future__ import annotations

from app.api import schemas
from app.api.house import Room, me, token

room = Room("me", url_prefix="/me", description="The bearer")


@room.get("")
@room.response(200, schemas.MeSchema)
@token()
def bearer():
    """The bearer's name, roles and grants."""
    who = me()
    return {
        "id": who.id, "name": who.name, "unit": who.unit, "language": who.language, "roles": sorted(who.roles),
        "grants": sorted(who.grants),
    }
