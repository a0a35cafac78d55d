"""Drafts: all tables of one package before it has a version, in a file of the work area."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parpipe.book import Book
from parpipe.claims import load_precedence
from parpipe.consolidate import Context, consolidate
from parpipe.corrections import apply_corrections
from parpipe.coverage import derive_coverage
from parpipe.crosschecks import cross_check
from parpipe.derive import derive_changes, mark_breaks
from parpipe.errors import Unreadable
from parpipe.indices import Index
from parpipe.kept import keep, kept
from parpipe.making import Made, made_of
from parpipe.model import TOTAL, Finding
from parpipe.package import Origin, PackageInfo, Publisher
from parpipe.profiles import derive_profiles
from parpipe.reading import TABLES as READ
from parpipe.reading import findings_table
from parpipe.reconcile import add_verdicts, reconcile
from parpipe.redistribution import allowed, forbidden_sources, left_out
from parpipe.registry import Registry
from parpipe.relations import load_relations
from parpipe.schema import column_types, sort_table, to_table
from parpipe.targets import settle_targets
from parpipe.vintages import Capture, is_known, known_by
from parpipe.weighing import implied_table, weigh
from parpipe.writers.csv import read_csv

TABLES = (
    *("observations", "changes", "statements", "reconciliation", "findings"),
    *("implied", "relations", "revisions"),
    *("coverage", "targets", "profiles"),
    *("areas", "area_names", "area_succession", "components", "sources"),
)
"""The tables of a package, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Known:
    """The vintage: only what had been published by ``as_of`` and captured by ``recorded_by``; None is no limit."""

    as_of: date | None
    recorded_by: date | None


def write_draft(registry: Registry, index_id: str, sources: Iterable[Path], known: Known, folder: Path) -> Path:
    """Return a file with every table of the package of an index (TABLES), made if it is not there whole.

    The files of sources are named by the digest of all that they depend on, and so name the draft.
    """
    parts = list(sources)
    said = "\x1f".join([*(f"{part.parent.name}-{part.stem}" for part in parts), str(known), str(registry.corrections)])
    final = folder / index_id / f"{hashlib.sha256(said.encode()).hexdigest()[:16]}.arrow"
    if kept(final, TABLES) is None:
        tables = package_tables(registry, registry.indices[index_id], _read(parts, index_id), known)
        keep({name: sort_table(name, tables[name]) for name in TABLES}, final)
    return final


def _read(sources: Iterable[Path], index_id: str) -> dict[str, pa.Table]:
    """Return the statements and targets of an index, and all findings, from the files of sources."""
    parts = [_whole(source, READ) for source in sources]
    read = {name: pa.concat_tables(part[name] for part in parts) for name in READ}
    of_index = {name: read[name].filter(pc.equal(read[name]["index_id"], index_id)) for name in ("statements", "targets")}
    return {**read, **of_index}


def _whole(path: Path, names: Sequence[str]) -> dict[str, pa.Table]:
    tables = kept(path, names)
    if tables is None:
        raise Unreadable(f"{path} was damaged or removed during the run; run again, and it is made anew")
    return tables


def package_tables(registry: Registry, index: Index, read: Mapping[str, pa.Table], known: Known) -> dict[str, pa.Table]:
    """Return the tables of a package from the statements and targets of its index and the findings of all sources."""
    known_at = {"as_of": known.as_of, "recorded_by": known.recorded_by}
    forbidden = forbidden_sources(registry.sources)
    statements, targets = read["statements"].to_pylist(), read["targets"].to_pylist()
    withheld = list(left_out((row for row in (*statements, *targets) if is_known(row, **known_at)), forbidden))
    vintage = known_by(allowed(statements, forbidden), page_captures(registry), **known_at)
    promised = [row for row in allowed(targets, forbidden) if is_known(row, **known_at)]
    relations = allowed(load_relations(registry.data, index.index_id, **known_at), forbidden)
    corrections = [one for one in registry.corrections if one.expect["index_id"] == index.index_id]
    corrected = apply_corrections(statements, corrections)
    rows = corrected.counting(vintage.current)
    context = weigh(rows, relations, Context(index, registry.areas, load_precedence(registry.data, registry.sources)))
    observations, rivals = consolidate(rows, context)
    changes = derive_changes(observations, index)
    reconciliation, mismatches = reconcile(rows, observations, index)
    changes = add_verdicts(changes, reconciliation, rows, context.precedence)
    implied = implied_table(observations, rows, context)
    found = tuple(one for found in context.precedence.implied.values() for one in found)
    held, moved = observations.to_pylist(), changes.to_pylist()
    odd = cross_check(Book(index, tuple(held), tuple(moved), tuple(rows), tuple(relations), found))
    told = findings_table([*rivals, *mismatches, *odd, *corrected.told(vintage.statements), *withheld])
    used = {row["source_id"] for row in (*vintage.statements, *promised)}
    own = [row for row in read["findings"].to_pylist() if row["severity"] == "error" or row["source_id"] in used]
    return {
        "observations": mark_breaks(observations, changes),
        "changes": changes,
        "statements": to_table("statements", vintage.statements),
        "reconciliation": reconciliation,
        "findings": to_table("findings", corrected.accept([*own, *told.to_pylist()])),
        "implied": implied,
        "relations": to_table("relations", relations),
        "revisions": to_table("revisions", vintage.revisions),
        "coverage": derive_coverage(observations, implied.to_pylist(), rivals, context),
        "targets": settle_targets(promised, observations, changes),
        "profiles": derive_profiles(observations, context),
        **reference_tables(registry, index, used | {finding.key for finding in withheld}),
    }


def page_captures(registry: Registry) -> Iterator[Capture]:
    """Yield when each page of the registry was captured; what people typed is no capture of a page."""
    for source in registry.sources.values():
        for snapshot in source.snapshots:
            if snapshot.url and not snapshot.curated:
                yield source.source_id, snapshot.url, snapshot.recorded_at


def reference_tables(registry: Registry, index: Index, used: set[str]) -> dict[str, pa.Table]:
    """Return what the figures refer to: areas with names and succession, the components of the index, the sources in use."""
    reference = registry.data / "reference"
    tables = {name: read_csv(reference / f"{name}.csv", name) for name in ("areas", "area_names", "area_succession")}
    sources = [
        {name: getattr(registry.sources[source_id], name) for name in column_types("sources")} for source_id in sorted(used)
    ]
    return {**tables, "components": to_table("components", _components(index)), "sources": to_table("sources", sources)}


def _components(index: Index) -> Iterator[dict[str, Any]]:
    names = column_types("components")
    whole = {**dict.fromkeys(names), "component": TOTAL, "name_vi": index.name_vi, "name_en": index.name_en}
    parts = ({name: getattr(component, name, None) for name in names} for component in index.components)
    for row in (whole, *parts):
        yield {**row, "index_id": index.index_id}
        for scale in index.scales:
            if scale.component == row["component"]:
                span = {"level": scale.level, "valid_from": scale.from_year, "valid_to": scale.to_year}
                declared = {"scale_max": format(scale.maximum, "f"), "citation": scale.citation}
                yield {**row, "index_id": index.index_id, **span, **declared}


@dataclass(frozen=True, slots=True)
class Draft:
    """All tables of a package, what it says of itself, and how it was made; it has no version yet."""

    info: PackageInfo
    tables: Mapping[str, pa.Table]
    made: Made


def read_draft(registry: Registry, index_id: str, known: Known, path: Path) -> Draft:
    """Return the draft of an index and a vintage from its file."""
    tables = _whole(path, TABLES)
    info = package_info(registry.indices[index_id], tables, registry.publication.publisher)
    sources = tables["sources"]["source_id"].to_pylist()
    return Draft(info, tables, made_of(registry, sources, as_of=known.as_of, recorded_by=known.recorded_by))


def errors_of(draft: Draft) -> list[Finding]:
    """Return the findings of a draft that forbid its release."""
    findings = draft.tables["findings"]
    rows = findings.filter(pc.equal(findings["severity"], "error")).to_pylist()
    return [Finding(**{name: row[name] for name in Finding.__slots__}) for row in rows]


def package_info(index: Index, tables: Mapping[str, pa.Table], publisher: Publisher) -> PackageInfo:
    """Return what the package of an index says of itself; its creation is the latest capture among its inputs."""
    stating = {source_id for name in ("statements", "targets") for source_id in tables[name]["source_id"].to_pylist()}
    sources = [source for source in tables["sources"].to_pylist() if source["source_id"] in stating]
    years = tables["observations"]["time_period"].to_pylist()
    return PackageInfo(
        name=index.package,
        created=max(tables["statements"]["recorded_at"].to_pylist(), default=date.min),
        title=index.title_en,
        title_vi=index.title_vi,
        description=index.description_en,
        description_vi=index.description_vi,
        keywords=("Vietnam", "public administration", "provinces", index.index_id, index.name_en),
        keywords_vi=("Việt Nam", "hành chính công", "tỉnh, thành phố", index.index_id, index.name_vi),
        sources=tuple(Origin(source["title"], None if source["mirror"] else source["site"]) for source in sources),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        publisher=publisher,
    )
