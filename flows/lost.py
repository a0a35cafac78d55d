"""Runs that count as running though nobody is at work, given up by the next run of their deployment.

The automation of drift.py gives up runs that fell silent, but knows only those of which the server noted a heartbeat. Who kills
the database early in a run, and the run with it, takes that note away; and a run whose worker died before it started had none.
"""

from __future__ import annotations

from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Cancelled, Crashed

_AT_WORK = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]  # a run has its slot from PENDING on


def give_up_lost() -> None:
    """Give up the other runs of this run's deployment: it has one slot, and a run that was at work would hold it."""
    if not runtime.deployment.id:
        return
    lost = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[UUID(runtime.deployment.id)]),
        id=FlowRunFilterId(not_any_=[UUID(runtime.flow_run.id)]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_AT_WORK)),
    )
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=lost):
            end = Cancelled if run.state_type is StateType.CANCELLING else Crashed  # Prefect allows it no other
            client.set_flow_run_state(run.id, end(message="another run has its slot, so its process is gone"))
