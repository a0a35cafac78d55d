"""`python -m flows`: the build flow on a server of its own, or on the one that PREFECT_API_URL names.

Where nothing changed since the last run it says so, and neither Prefect nor a server is started.

Exit codes are those of the command line: 0 done, 1 rejected, 2 broken configuration, 3 unavailable, 70 internal error.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flows.environment import SETTINGS
from parpipe.errors import ParpipeError
from parpipe.settings import Settings
from parpipe.standing import read_standing

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from flows.server import Server
    from parpipe.pipeline import Outcome

_DEFAULTS = ("DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED", "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL")
"""The settings that hold for a single run as well."""


def main() -> int:
    """Return the exit code of one run of the flow."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that the server is stopped as well
    for name in _DEFAULTS:
        os.environ.setdefault(name, SETTINGS[name])
    try:
        if standing := read_standing(Settings.load()):
            print("\n".join(standing.messages))
            return 0
        return _run_with_server()
    except ParpipeError as error:
        return _tell(error)
    except KeyboardInterrupt:
        print("parpipe: interrupted", file=sys.stderr)
        return 130


def _run_with_server() -> int:
    from flows.server import HOST, check_reachable, start_server

    if "PREFECT_API_URL" in os.environ:
        check_reachable(os.environ["PREFECT_API_URL"])
        return _exit_code(_run_flow())
    home = Path(os.environ.setdefault("PREFECT_HOME", str(Path(".prefect").absolute())))
    server = start_server(home)
    os.environ["PREFECT_API_URL"] = server.url
    os.environ["no_proxy"] = ",".join(filter(None, [os.environ.get("no_proxy") or os.environ.get("NO_PROXY"), HOST]))
    return _exit_code(_run_flow(server))


def _run_flow(server: Server | None = None) -> State[list[Outcome]]:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.build import build
    from flows.server import wait_until_ready, wait_until_recorded

    for handler in logging.getLogger().handlers:  # the terminal; the server gets all
        handler.addFilter(_is_news)
    if server:
        wait_until_ready(server)
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # its thread costs a second at the end of a run
        state: State[list[Outcome]] = cast(Any, build)(return_state=True)
    if server and state.is_completed():
        wait_until_recorded(server, str(state.state_details.flow_run_id), "report")
    return state


def _exit_code(state: State[list[Outcome]]) -> int:
    result = state.result(raise_on_failure=False)
    if isinstance(result, ParpipeError):
        return _tell(result)
    if isinstance(result, BaseException):
        print(f"parpipe: internal error: {state.message}", file=sys.stderr)
        return ParpipeError.exit_code
    for outcome in result:
        print(outcome.message)
    return 0


def _tell(error: ParpipeError) -> int:
    print(f"parpipe: {error}", file=sys.stderr)
    return error.exit_code


def _is_news(record: logging.LogRecord) -> bool:
    """Return whether a record is no traceback of an error that is told in one paragraph at the end."""
    return not (record.exc_info and isinstance(record.exc_info[1], ParpipeError))


sys.exit(main())
