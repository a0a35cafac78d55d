"""A run from top to bottom: documents → statements → observations → changes → releases.

``build`` is the whole story. Its five steps are functions of a Plan that hand ids and files to each other, so that an
orchestrator can run them as tasks: ``read_source`` for every source, then ``consolidate_index``, ``validate_draft`` and
``release_draft`` for every index, at last ``write_catalog``. Nothing is released before every draft has passed the gate.

The first three write nothing but files of their own in the folder for work, so other processes may run them, each with its
``part`` of the plan; releases and the catalog are written by the process that holds the lock (``alone``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from parpipe import catalog, drafts, reading, release, report, schedules, site, standing, storage
from parpipe.checks import gate
from parpipe.comparing import Comparison
from parpipe.errors import Usage
from parpipe.leftovers import WORK, remove_leftovers
from parpipe.program import code_digest
from parpipe.registry import Registry, load_registry
from parpipe.releases import latest_release
from parpipe.settings import Settings
from parpipe.signing import Signer, load_signer

Tell = Callable[[str, int, int], None]
"""Called with a stage, how many of its steps are done, and how many there are."""

BATCH = 50
"""How many sources one process reads in turn: some seconds of work, so that handing it out costs little beside it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run is going to do; making it reads the registry and no document."""

    settings: Settings
    registry: Registry
    sources: tuple[str, ...]
    indices: tuple[str, ...]
    as_of: date | None
    recorded_by: date | None
    signer: Signer | None = None
    program: str = field(default_factory=code_digest)

    @property
    def known(self) -> drafts.Known:
        """The vintage that it takes."""
        return drafts.Known(self.as_of, self.recorded_by)

    @property
    def work(self) -> Path:
        """The folder for cached statements and drafts; it may be deleted at any time."""
        return self.settings.releases / WORK

    def part(self, sources: Sequence[str]) -> Plan:
        """Return the plan of a partition: it knows these sources alone, and no secret."""
        registry = replace(self.registry, sources={source_id: self.registry.sources[source_id] for source_id in sources})
        folders = Settings(self.settings.data, self.settings.releases, self.settings.captures)
        return replace(self, settings=folders, registry=registry, sources=tuple(sources), signer=None)

    @property
    def batches(self) -> list[Plan]:
        """The parts that read the sources: each source is in one of them, in their order."""
        return [self.part(self.sources[start : start + BATCH]) for start in range(0, len(self.sources), BATCH)]


Outcome = release.Outcome


def plan_build(
    settings: Settings, *, as_of: date | None = None, recorded_by: date | None = None, indices: Sequence[str] = ()
) -> Plan:
    """Return the plan of a run. Raises BadConfiguration for a broken registry or signing key and Usage for an unknown index."""
    registry = load_registry(settings.data, settings.captures)
    unknown = sorted(set(indices) - set(registry.indices))
    if unknown:
        raise Usage.unknown("no index", unknown[0], registry.indices)
    chosen = tuple(index_id for index_id in registry.indices if not indices or index_id in indices)
    signer = load_signer(settings.signing_key)
    plan = Plan(settings, registry, tuple(registry.sources), chosen, as_of, recorded_by, signer)
    for folder in (settings.releases, plan.work):
        storage.make_folder(folder)
    return plan


def read_source(plan: Plan, source_id: str) -> Path:
    """Return the file with the statements and findings of one source, read anew only where something changed."""
    return reading.read_source(plan.registry, plan.registry.sources[source_id], plan.work / "sources")


def consolidate_index(plan: Plan, index_id: str, sources: Iterable[Path]) -> Path:
    """Return the draft of an index, a file: all its tables, computed from the statements of all sources."""
    return drafts.write_draft(plan.registry, index_id, sources, plan.known, plan.work / "drafts")


def validate_draft(plan: Plan, index_id: str, draft: Path) -> Path:
    """Return the draft, now known to be good: the gate and Frictionless have passed it. Raises Rejected if not,
    and Usage for a vintage that would replace a fuller release.

    Frictionless is not asked again about what it has passed already, the tables of the latest release.
    """
    made = drafts.read_draft(plan.registry, index_id, plan.known, draft)
    gate(drafts.errors_of(made))
    previous = latest_release(made.info.name, plan.settings.releases)
    if (plan.as_of or plan.recorded_by) and release.knows_more(previous, made):
        where = plan.settings.releases / made.info.name
        raise Usage(
            f"{where} knows more than this vintage; name a folder of its own with --releases, or latest would point to the past"
        )
    candidate = release.number(made, previous)
    if previous is None or candidate.is_new:
        gate(release.check_candidate(candidate, plan.work / "checked" / index_id))
    return draft


def release_draft(plan: Plan, index_id: str, draft: Path) -> Outcome:
    """Return what became of a draft: a new release, or none because nothing changed."""
    made = drafts.read_draft(plan.registry, index_id, plan.known, draft)
    outcome = release.release(made, plan.settings.releases, plan.signer)
    release.tell_signers(plan.registry.publication, plan.settings.releases)
    return outcome


def write_catalog(plan: Plan) -> bool:
    """Return whether what tells of all packages changed: the catalog that portals harvest, or the site that people read.

    Raises Unreadable, and leaves both, where a package is damaged.
    """
    changed = catalog.write_catalog(plan.settings.releases)
    return site.write_site(plan.settings.releases) or changed


def note_standing(plan: Plan, outcomes: Sequence[Outcome]) -> None:
    """Write down the state after a run, if it took everything into account, so that the next can tell that nothing changed."""
    if plan.as_of is None and plan.recorded_by is None and set(plan.indices) == set(plan.registry.indices):
        packages = tuple((outcome.package, outcome.version) for outcome in outcomes)
        standing.write_standing(plan.settings, packages, tuple(schedules.timetables(plan.registry.sources)))


def build(
    settings: Settings,
    *,
    as_of: date | None = None,
    recorded_by: date | None = None,
    indices: Sequence[str] = (),
    tell: Tell = lambda stage, done, total: None,
) -> list[Outcome]:
    """Return the outcome for every index after turning snapshots into releases.

    ``as_of`` leaves out what had not been published by then, ``recorded_by`` what had not been captured. Raises Rejected
    when the gate refuses the data; then nothing is released. Raises Unreadable when all is released but the catalog is not
    made, because another package of the folder is damaged.
    """
    plan = plan_build(settings, as_of=as_of, recorded_by=recorded_by, indices=indices)
    with alone(plan):
        sources = [read_source(plan, source_id) for source_id in _told(plan.sources, "read", tell)]
        made = {index_id: consolidate_index(plan, index_id, sources) for index_id in _told(plan.indices, "consolidate", tell)}
        good = {index_id: validate_draft(plan, index_id, made[index_id]) for index_id in _told(plan.indices, "validate", tell)}
        outcomes = [release_draft(plan, index_id, good[index_id]) for index_id in _told(plan.indices, "release", tell)]
        write_catalog(plan)
        return outcomes


def backfill(
    settings: Settings, *, indices: Sequence[str] = (), tell: Tell = lambda stage, done, total: None
) -> list[Comparison]:
    """Return what reading all stored documents anew, with the code and the words as they are now, would change in each package.

    Nothing is released. A package without a release is left out. Raises as ``build``, but for the gate.
    """
    plan = plan_build(settings, indices=indices)
    with alone(plan):
        sources = [read_source(plan, source_id) for source_id in _told(plan.sources, "read", tell)]
        made = {index_id: consolidate_index(plan, index_id, sources) for index_id in _told(plan.indices, "consolidate", tell)}
        found = [_preview(plan, index_id, made[index_id]) for index_id in _told(plan.indices, "compare", tell)]
    return [one for one in found if one is not None]


def _preview(plan: Plan, index_id: str, draft: Path) -> Comparison | None:
    made = drafts.read_draft(plan.registry, index_id, plan.known, draft)
    previous = latest_release(made.info.name, plan.settings.releases)
    if previous is None:
        return None
    candidate = release.number(made, previous)
    return Comparison(made.info.name, previous.version, "not released", candidate.version, candidate.difference)


@contextmanager
def alone(plan: Plan) -> Iterator[None]:
    """Keep other runs away from the same releases, and leave nothing behind beside them; Unavailable if one is at work.

    What an earlier run left when it was killed is removed first.
    """
    packages = [index.package for index in plan.registry.indices.values()]
    with storage.exclusive(plan.work):
        remove_leftovers(plan.settings.releases, packages)
        yield
        remove_leftovers(plan.settings.releases, packages)


def report_markdown(plan: Plan, outcomes: Sequence[Outcome]) -> str:
    """Return the run's report in Markdown: what came in, what changed, coverage, findings."""
    return report.report_markdown(outcomes, plan.settings.releases, len(plan.sources))


def _told(items: Sequence[str], stage: str, tell: Tell) -> Iterable[str]:
    tell(stage, 0, len(items))
    for done, item in enumerate(items, start=1):
        yield item
        tell(stage, done, len(items))
