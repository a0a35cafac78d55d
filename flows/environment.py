"""Prefect's settings for a server, a worker and their runs: what its defaults get wrong for a host that nobody looks after.

Whatever is set in the environment wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SETTINGS = {
    "DO_NOT_TRACK": "1",  # each of the two alone leaves some reporting home
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",  # the flow itself tells how far it is
    # In memory, as is the default, the slot of a deployment would stay taken for ever when the server is killed during a run.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # Runs of ninety days are kept; by default all are, until the disk is full.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # a run that falls silent is found by it
}


def with_settings(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return an environment in which Prefect's home is a folder, and in which it runs as it should."""
    return {**SETTINGS, "PREFECT_HOME": str(home.absolute()), **environ}
