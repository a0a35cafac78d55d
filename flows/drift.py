"""What a server has beside what should be there: every difference as a sentence, and how it is put right.

Prefect's own `prefect deploy` leaves schedules active that are no longer declared, and deployments too. Here a deployment is
what is declared and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.objects import ConcurrencyOptions, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.events import Automation
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.deployment_triggers import DeploymentEventTrigger
from prefect.exceptions import ObjectNotFound
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema

from flows.declared import POOL, Deployment

TAG = "parpipe"
"""The tag by which deployments of this project are known; others on the server are left alone."""

SILENT_RUNS = "parpipe-silent-runs"
"""The automation that gives up runs whose process is gone; nothing else does, and they would count as running for ever."""


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and the checkout in which its runs are to work."""

    client: SyncPrefectClient
    checkout: Path


def differences(place: Place, wanted: Sequence[Deployment]) -> list[str]:
    """Return what is otherwise on the server than declared, a sentence each."""
    there = _deployments(place)
    found = [f"deployment {name}: is not declared any more" for name in there if name not in {one.name for one in wanted}]
    for one in wanted:
        if one.name not in there:
            found.append(f"deployment {one.name}: is missing")
        else:
            found += [f"deployment {one.name}: {what}" for what in _differences(place, one, there[one.name])]
    if not _has_pool(place):
        found.append(f"work pool {POOL}: is missing")
    if not [one for one in place.client.read_automations_by_name(SILENT_RUNS) if _is_enabled(one)]:
        found.append(f"automation {SILENT_RUNS}: is missing or disabled")
    return found


def mend(place: Place, wanted: Sequence[Deployment]) -> None:
    """Make the server have what is declared; deployments that are as declared keep their scheduled runs."""
    there = _deployments(place)
    if not _has_pool(place):
        place.client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
    for name, surplus in there.items():
        if name not in {one.name for one in wanted}:
            place.client.delete_deployment(surplus.id)
    for one in wanted:
        if one.name not in there or _differences(place, one, there[one.name]):
            _apply(place, one)
    automations = place.client.read_automations_by_name(SILENT_RUNS)
    if not any(map(_is_enabled, automations)):
        for automation in automations:
            place.client.delete_automation(automation.id)
        place.client.create_automation(_silent_runs())


def _deployments(place: Place) -> dict[str, DeploymentResponse]:
    tagged = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    return {one.name: one for one in place.client.read_deployments(deployment_filter=tagged)}


def _has_pool(place: Place) -> bool:
    try:
        place.client.read_work_pool(POOL)
    except ObjectNotFound:
        return False
    return True


def _differences(place: Place, one: Deployment, there: DeploymentResponse) -> Iterator[str]:
    schedules = [(schedule.slug, _plain(schedule.schedule), schedule.active) for schedule in there.schedules]
    for slug, schedule in one.schedules.items():
        if (slug, dict(schedule), True) not in schedules:
            yield f"the schedule “{slug}” is missing, inactive or another"
    for surplus, held_schedule, _ in schedules:
        if surplus not in one.schedules:
            yield f"the schedule {surplus!r} ({held_schedule}) is not declared any more"
    if len(schedules) > len({slug for slug, *_ in schedules}):
        yield "a schedule is there more than once"
    options = there.concurrency_options.model_dump(mode="json", exclude_none=True) if there.concurrency_options else {}
    limit = there.global_concurrency_limit.limit if there.global_concurrency_limit else None
    for what, held, declared in (
        ("the concurrency limit", (limit, options), (one.limit, dict(one.options))),
        ("the entrypoint", there.entrypoint, one.entrypoint),
        ("the description", there.description, one.description),
        ("the folder", there.pull_steps, _steps(place)),
        ("the environment", there.job_variables, _job(place)),
        ("the work pool", there.work_pool_name, POOL),
        ("being paused", there.paused, False),
        ("the triggers", sorted(_triggers(place, there.id)), sorted(one["name"] for one in one.triggers)),
    ):
        if held != declared:
            yield f"{what} is {held!r}, declared is {declared!r}"


def _apply(place: Place, one: Deployment) -> None:
    client = place.client
    flow: Flow[..., Any] = load_flow_from_entrypoint(f"{place.checkout}/{one.entrypoint}")
    deployment_id = client.create_deployment(
        flow_id=client.create_flow_from_name(flow.name),
        name=one.name,
        description=one.description,
        tags=[TAG],
        entrypoint=one.entrypoint,
        pull_steps=_steps(place),
        work_pool_name=POOL,
        job_variables=_job(place),
        schedules=[_schedule(slug, said) for slug, said in one.schedules.items()],
        concurrency_limit=one.limit,
        concurrency_options=ConcurrencyOptions.model_validate(one.options),
        parameter_openapi_schema=parameter_schema(flow).model_dump(),
        enforce_parameter_schema=True,
        paused=False,
    )
    client.delete_resource_owned_automations(f"prefect.deployment.{deployment_id}")
    for said in one.triggers:
        trigger = DeploymentEventTrigger.model_validate(said)
        trigger.set_deployment_id(deployment_id)
        client.create_automation(trigger.as_automation())


def _schedule(slug: str, said: Mapping[str, Any]) -> DeploymentScheduleCreate:
    return DeploymentScheduleCreate.model_validate({"slug": slug, "schedule": dict(said)})


def _triggers(place: Place, deployment_id: UUID) -> Iterator[str]:
    for one in place.client.read_resource_related_automations(f"prefect.deployment.{deployment_id}"):
        if one.enabled:
            yield one.name


def _steps(place: Place) -> list[dict[str, Any]]:
    return [{"prefect.deployments.steps.set_working_directory": {"directory": str(place.checkout)}}]


def _job(place: Place) -> dict[str, Any]:
    return {"env": {"PYTHONPATH": f"{place.checkout / 'src'}:{place.checkout}"}}


def _plain(schedule: Any) -> dict[str, Any]:
    """Return a schedule of the server as prefect.yaml says it."""
    said = schedule.model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in said.items() if name in ("cron", "interval", "rrule", "timezone")}


def _is_enabled(automation: Automation | AutomationCore) -> bool:
    return automation.enabled


def _silent_runs() -> AutomationCore:
    ends = ("Completed", "Failed", "Cancelled", "Crashed", "Pending", "Scheduled", "AwaitingRetry")
    return AutomationCore(
        name=SILENT_RUNS,
        description="A run that sent no heartbeat for two minutes has crashed.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *(f"prefect.flow-run.{end}" for end in ends)},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=120),
        ),
        actions=[ChangeFlowRunState(name=None, state=StateType.CRASHED, message="no heartbeat came", force=False)],
    )
