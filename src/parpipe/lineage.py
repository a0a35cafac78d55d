"""Run events for a lineage service, such as Marquez, by the official OpenLineage client (extra ``lineage``).

A run begins with START and ends with COMPLETE or FAIL; the end names the sources that were read and the releases that were
made. ``place`` is the address of a service, or a file to which every event is appended as a line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from parpipe import storage
from parpipe.errors import Usage

if TYPE_CHECKING:
    from openlineage.client.transport import Transport

NAMESPACE = "parpipe"
"""The namespace of jobs and data sets; sources are ``sources/<id>`` in it, packages ``releases/<package>``."""

State = Literal["START", "COMPLETE", "FAIL"]


@dataclass(frozen=True, slots=True)
class Traced:
    """A run as lineage sees it: its id (a UUID), its job, and what it read and made; ``made`` are packages with versions."""

    run_id: str
    job: str
    read: tuple[str, ...] = ()
    made: tuple[tuple[str, str], ...] = ()


def emit(place: str, run: Traced, state: State, at: datetime, why: str | None = None) -> str | None:
    """Return why an event could not be sent, None if it was; a run does not fail because nobody takes its lineage.

    Raises Usage where the client is not installed.
    """
    try:
        from openlineage.client import OpenLineageClient
    except ImportError as error:
        raise Usage("PARPIPE_LINEAGE is set, but the client is not installed; run “pip install parpipe[lineage]”") from error

    try:
        client = OpenLineageClient(transport=_transport(place))
        client.emit(_event(run, state, at, why))
        client.close()
    except Exception as error:  # noqa: BLE001 (the client raises whatever its transport does)
        return f"{run.job} {state} did not reach the lineage service: {type(error).__name__}"
    return None


def _transport(place: str) -> Transport:
    from openlineage.client.transport.file import FileConfig, FileTransport
    from openlineage.client.transport.http import HttpConfig, HttpTransport

    if place.startswith(("http://", "https://")):
        return HttpTransport(HttpConfig(url=place))
    storage.make_folder(Path(place).parent)
    return FileTransport(FileConfig(log_file_path=place, append=True))


def _event(run: Traced, state: State, at: datetime, why: str | None) -> Any:
    from openlineage.client import event_v2 as openlineage
    from openlineage.client.facet_v2 import dataset_version_dataset, error_message_run, job_type_job

    failed = error_message_run.ErrorMessageRunFacet(message=why or "", programmingLanguage="Python")
    kind = job_type_job.JobTypeJobFacet(processingType="BATCH", integration="PARPIPE", jobType="FLOW")
    return openlineage.RunEvent(
        eventTime=at.isoformat(),
        eventType=openlineage.RunState(state),
        run=openlineage.Run(runId=run.run_id, facets={"errorMessage": failed} if state == "FAIL" else {}),
        job=openlineage.Job(namespace=NAMESPACE, name=run.job, facets={"jobType": kind}),
        inputs=[openlineage.InputDataset(NAMESPACE, f"sources/{source_id}") for source_id in _unique(run.read)],
        outputs=[
            openlineage.OutputDataset(
                NAMESPACE,
                f"releases/{package}",
                facets={"version": dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=number)},
            )
            for package, number in run.made
        ],
        producer=f"urn:parpipe:{version('parpipe')}",
    )


def _unique(names: Iterable[str]) -> list[str]:
    return sorted(set(names))
