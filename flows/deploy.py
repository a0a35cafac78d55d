"""`python -m flows.deploy [--check]`, which `parpipe deploy` starts: apply what is declared to a server, or compare."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flows.server import check_reachable
from parpipe.errors import ParpipeError
from parpipe.settings import Settings

LOCAL = "http://127.0.0.1:4200/api"
"""The server that is meant where PREFECT_API_URL names none."""

CHECKOUT = Path(__file__).parents[1]


def main(arguments: list[str]) -> int:
    """Return 0 when the server has what is declared (with ``--check``: had), else 1; as for the command line beyond that."""
    try:
        found = deploy(check="--check" in arguments)
    except ParpipeError as error:
        print(f"parpipe: {error}", file=sys.stderr)
        return error.exit_code
    print("\n".join(found) if found else "the server has what is declared")
    return int(bool(found) and "--check" in arguments)


def deploy(*, check: bool = False) -> list[str]:
    """Return what was otherwise on the server than declared; unless it is only a check, it is put right.

    Raises Unavailable when the server does not answer, BadConfiguration for a broken registry or prefect.yaml.
    """
    from flows.declared import read_deployments

    wanted = read_deployments(CHECKOUT, Settings.load())
    address = os.environ.setdefault("PREFECT_API_URL", LOCAL)
    check_reachable(address)

    from prefect.client.orchestration import get_client

    from flows.drift import Place, differences, mend

    with get_client(sync_client=True) as client:
        place = Place(client, CHECKOUT)
        found = differences(place, wanted)
        if found and not check:
            mend(place, wanted)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
