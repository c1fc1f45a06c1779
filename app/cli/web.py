"""`web`: the web server alone."""

from __future__ import annotations

import argparse
import logging
import os
import socket

from app.cli import setup
from app.errors import Refused

THREADS = 8


class PortBusy(Refused):
    """Port {port} is in use. Stop what uses it, or choose another: python3 run.py --port {other}"""

    code = "port-busy"
    zh = "端口 {port} 已被占用。请关闭占用它的程序，或换一个端口：python3 run.py --port {other}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `web`."""
    parser.add_argument("--host", default=os.environ.get("JIEBANG_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("JIEBANG_PORT", "8420")))


def require_port(host: str, port: int) -> None:
    """Raises PortBusy when somebody listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortBusy(port=port, other=port + 1) from error


def run(arguments: argparse.Namespace) -> int:
    """Serves until it is told to stop."""
    import waitress

    from app.clock import ProgrammeClock
    from app.commands import chores
    from app.web import addresses, create_app
    from app.worker.queue import ProcrastinateQueue

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    require_port(arguments.host, arguments.port)
    demo = os.environ.get("JIEBANG_DEMO") == "1"
    address = os.environ.get("JIEBANG_ADDRESS") or f"http://{arguments.host}:{arguments.port}"
    runtime = setup.runtime_for(
        setup.ready_engine(setup.database_url()), queue=ProcrastinateQueue(),
        clock=ProgrammeClock() if demo else None, demo=demo, address=address,
    )
    chores.follow_clock(runtime)
    waitress.serve(
        create_app(runtime, secret=setup.secret_key(), settings=os.environ), host=arguments.host, port=arguments.port, threads=THREADS,
        ident=None, max_request_body_size=64 * 1024 * 1024,
        # what stands in front says for whom it asks; whether it is believed is decided in app.web.addresses
        clear_untrusted_proxy_headers=not addresses.proxies(os.environ),
    )
    return 0
