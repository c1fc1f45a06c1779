"""The demo from its beginning again: everything as it was when it was made, on the definitions of this release."""

from __future__ import annotations

from app.access import Actor
from app.commands import chores, deployments
from app.commands.demo_clock import BeingMoved, require_demo
from app.engine.waiting import Fact
from app.errors import Conflict
from app.runtime import Runtime
from app.store import definitions, instances, pristine, work
from app.store.database import ConnectionLost, Session


class NothingKept(Conflict):
    """This demo was made by an earlier release, which kept no copy of its beginning. Make it again with: python3 run.py demo --fresh"""

    code = "nothing-kept"
    zh = "该演示由较早的版本生成，没有保留初始状态。请运行 python3 run.py demo --fresh 重新生成。"


class InUse(Conflict):
    """The demo is busy at this moment and nothing was changed; wait a little and try again."""

    code = "demo-in-use"
    zh = "演示正忙，什么都没有改变；请稍等片刻再试。"


def can_begin_anew(runtime: Runtime, session: Session) -> bool:
    """Whether this demo has kept its beginning; raises NotFound outside the demo."""
    require_demo(runtime)
    return pristine.is_there(session)


def begin_anew(runtime: Runtime, *, by: Actor) -> None:
    """Puts the demo back, all or nothing. Raises NotFound outside the demo, NothingKept, BeingMoved, InUse."""
    require_demo(runtime)
    try:
        with runtime.sessions.begin() as session:
            newest = _put_back(runtime, session, by)
    except ConnectionLost as error:          # somebody holds a lock for long, or two locks crossed
        raise InUse() from error
    deployments.deploy_files(runtime, newest, note="start")


def _put_back(runtime: Runtime, session: Session, by: Actor) -> dict[str, bytes]:
    """Returns the definitions that came from files, some of them perhaps after the demo was made."""
    if not work.try_clock(session):
        raise BeingMoved()
    if not pristine.is_there(session):
        raise NothingKept()
    newest = definitions.newest_of_files(session)
    moment = pristine.put_back(session)
    chores.move_clock(runtime, session, moment)
    instances.add_facts(session, None, [Fact("demo_begun", "", None, moment, by.id)])
    return newest
