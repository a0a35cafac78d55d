"""What all tasks have in common: their names, and that what is unavailable is tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from parpipe.errors import Busy, Unavailable

_P = ParamSpec("_P")
_R = TypeVar("_R")


def worth_retrying(task: Any, run: TaskRun | None, state: State[Any]) -> bool:
    """Return whether a failed task may succeed when it is run again: only Unavailable passes by itself.

    Where another run is busy, that one does the work.
    """
    error = state.result(raise_on_failure=False)
    return isinstance(error, Unavailable) and not isinstance(error, Busy)


def step(name: str) -> Callable[[Callable[_P, _R]], Task[_P, _R]]:
    """Return the decorator for a task whose runs have this name, and which is run again when that may help."""
    return task(
        task_run_name=name,
        retries=3,
        retry_delay_seconds=[2, 10, 30],
        retry_condition_fn=worth_retrying,
        cache_policy=NO_CACHE,  # parpipe caches by content; a policy would hash the whole plan for every task
    )
