"""Where partitions run: in the flow's own thread, or in the workers of a Dask cluster that PARPIPE_CLUSTER names.

A partition is a task and its arguments. It is the same task either way, retried by Prefect and told to its server; without a
cluster it is called, with one it is handed to Prefect's Dask task runner. Workers need the folders of data and releases under
the same paths, and Prefect's server. Dask hands out again what a worker had in hand when it died.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from prefect import Task

from parpipe.errors import Unavailable, Usage
from parpipe.pipeline import Plan
from parpipe.program import require_program
from parpipe.registry import Registry
from parpipe.settings import Cluster

if TYPE_CHECKING:
    from prefect_dask.task_runners import DaskTaskRunner

_R = TypeVar("_R")
Run = Callable[[Task[..., _R], Iterable[Mapping[str, Any]]], Iterator[_R]]
"""Yields what a task returns for each of its partitions, in their order."""

ANSWER_SECONDS = 20
"""How long a scheduler and its first worker may take to answer."""

_working = threading.Lock()  # Frictionless keeps its context for the process, however many threads a worker has
_references: dict[str, Registry] = {}
_ANY_PORT = "127.0.0.1:0"


class Part:
    """A plan on its way to a partition: no data class, because Prefect and Dask would walk through the whole registry."""

    def __init__(self, plan: Plan) -> None:
        """Carry a plan."""
        self.plan = plan

    @contextmanager
    def opened(self) -> Iterator[Plan]:
        """Yield the plan to the one thread of this process that works on it; BadConfiguration in another parpipe."""
        require_program(self.plan.program)
        with _working:
            yield _settled(self.plan)

    def __dask_tokenize__(self) -> str:
        """Return what tells it apart for Dask, which names every task by its arguments; Prefect adds an id of its own."""
        return self.plan.sources[0]


def _settled(plan: Plan) -> Plan:
    """Return the plan with the indices and areas that an equal one brought to this process before.

    Extractors keep what they make of these (the vocabulary, 0.15 s) for as long as they are the same objects.
    """
    registry = plan.registry
    if registry.reference_digest not in _references:
        _references.clear()
        _references[registry.reference_digest] = registry
    known = _references[registry.reference_digest]
    return replace(plan, registry=replace(registry, indices=known.indices, areas=known.areas))


@contextmanager
def running(cluster: Cluster | None) -> Iterator[Run[Any]]:
    """Yield the function that runs partitions. A cluster of this machine ends with it.

    Raises Usage where Dask is not installed, Unavailable where no scheduler answers, where it is lost, or where workers die
    again and again.
    """
    if cluster is None:
        yield lambda task, parts: (task(**part) for part in parts)
        return
    try:
        from distributed import CancelledError, KilledWorker
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise Usage("PARPIPE_CLUSTER is set, but Dask is not installed; run “pip install parpipe[dask]”") from error
    try:
        with DaskTaskRunner(**_place(cluster)) as runner:
            _require_worker(runner, cluster)
            yield lambda task, parts: _submitted(runner, task, parts)
    except KilledWorker as error:
        raise Unavailable(
            f"workers of the cluster died at one partition (tries: {error.allowed_failures + 1}, the last worker: "
            f"{error.last_worker.address}); see why in their logs, most often memory, then run again: what was read is kept"
        ) from error
    except CancelledError as error:
        raise Unavailable(
            f"the scheduler of the cluster ({cluster}) was lost; start it, then run again: what was read is kept"
        ) from error


def _submitted(runner: DaskTaskRunner, task: Task[..., _R], parts: Iterable[Mapping[str, Any]]) -> Iterator[_R]:
    futures = [runner.submit(task, dict(part)) for part in parts]
    try:
        for future in futures:
            yield future.result()
    except Exception:
        for future in futures:  # none may write any more when the lock on the releases is let go
            future.wait()
        raise


def _place(cluster: Cluster) -> dict[str, Any]:
    """Return where Prefect's task runner finds the cluster, or how it makes one."""
    client = {"client_kwargs": {"timeout": ANSWER_SECONDS}}
    if cluster.address:
        return {**client, "address": cluster.address}
    # No limit of memory: an index is one partition, however large it is.
    local = {"n_workers": cluster.processes, "threads_per_worker": 1, "memory_limit": 0, "dashboard_address": _ANY_PORT}
    return {**client, "cluster_kwargs": local}


def _require_worker(runner: DaskTaskRunner, cluster: Cluster) -> None:
    for name in ("distributed", "prefect.task_runner.dask"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        runner.client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except (OSError, TimeoutError) as error:
        raise Unavailable(
            f"no scheduler with a worker answers ({cluster}); start both, or unset PARPIPE_CLUSTER to do without"
        ) from error
