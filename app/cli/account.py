"""`account`: creates an account with a password, or gives an existing one more roles."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Mapping
from typing import Any

from app import access
from app.cli import setup
from app.cli.files import library_of_checkout
from app.commands import accounts
from app.errors import Refused
from app.factory import load_programme
from app.store import people
from app.store.database import Engine


class BadRole(Refused):
    """“{role}” is not a role, or needs a region or unit. Roles: {roles}"""

    code = "bad-role"
    zh = "“{role}”不是角色，或缺少地区/单位。角色有：{roles}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `account`."""
    parser.add_argument("name", help="user name")
    parser.add_argument("--full-name", default="", help="the person's name")
    parser.add_argument("--email")
    parser.add_argument("--unit", help="unit id; made when it does not exist")
    parser.add_argument("--role", action="append", default=[], metavar="ROLE[@REGION|@UNIT]", help="such as designer or region_officer@JS; may be repeated")


def run(arguments: argparse.Namespace) -> int:
    """Asks for the password, or takes JIEBANG_PASSWORD."""
    programme = load_programme()
    engine = setup.ready_engine(setup.database_url())
    regions = _regions(engine)
    members = [_member(programme, regions, text) for text in arguments.role]
    with engine.begin() as session:
        if arguments.unit and people.unit(session, arguments.unit) is None:
            people.add_unit(session, arguments.unit, arguments.unit)
        if people.person(session, arguments.name) is None:
            password = os.environ.get("JIEBANG_PASSWORD") or getpass.getpass("密码 / Password: ")
            accounts.require_strong(password)
            people.add_person(
                session, arguments.name, arguments.full_name or arguments.name, email=arguments.email, unit=arguments.unit,
                password=accounts.hash_password(password),
            )
        held = {member.role for member in people.members_of(session, arguments.name)}
        separated = (held | {role for role, _, _ in members}) & access.SEPARATED
        if len(separated) > 1:
            print("系统管理员、安全管理员、审计员须由不同的人担任。/ System administrator, security administrator and auditor must be different people.", file=sys.stderr)
            return 1
        for role, region, unit in members:
            people.add_membership(session, arguments.name, role, region, unit)
    setup.say(f"账号 {arguments.name} 已就绪。", f"Account {arguments.name} is ready.")
    return 0


def _regions(engine: Engine) -> Mapping[str, Any]:
    """Those that are deployed; those of the checkout before the first deployment."""
    with engine.connect() as session:
        return setup.runtime_for(engine).regions(session) or library_of_checkout().programme.regions


def _member(programme, regions: Mapping[str, Any], text: str) -> tuple[str, str | None, str | None]:
    role, _, place = text.partition("@")
    known = programme.roles.get(role)
    needs_place = known is not None and known.scope in {"region", "unit"}
    if known is None or needs_place != bool(place) or (known.scope == "region" and place not in regions):
        raise BadRole(role=text, roles=" ".join(sorted(programme.roles)))
    return role, place if known.scope == "region" else None, place if known.scope == "unit" else None
