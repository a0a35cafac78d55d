"""A small package for tests: Lai Châu in 2015 and 2016 with its evidence, in every table of a release."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from parpipe.descriptors.datapackage import datapackage
from parpipe.making import Code, Made
from parpipe.package import Origin, PackageInfo, Publisher, Release, TableInfo
from parpipe.revisions import revision
from parpipe.schema import column_types, sort_table, to_table
from parpipe.writers import WRITERS
from tests.rows import statement

NO_EDITS: Mapping[str, tuple[str, str]] = MappingProxyType({})

INFO = PackageInfo(
    name="par-index",
    created=date(2026, 11, 22),
    title="Public Administration Reform Index",
    title_vi="Chỉ số cải cách hành chính",
    description="Scores and ranks with their evidence.",
    description_vi="Điểm và thứ hạng kèm bằng chứng.",
    keywords=("PAR INDEX", "Vietnam"),
    keywords_vi=("PAR INDEX", "Việt Nam"),
    sources=(Origin("Lai Châu", "https://example.vn"), Origin("A copy of it")),
    first_year=2015,
    last_year=2016,
    publisher=Publisher(
        "parpipe contributors", "Nhóm đóng góp", "https://example.vn", "data@example.vn", "https://example.vn/data"
    ),
)

KEY = {"index_id": "PAR", "level": "province", "ref_area": "GSO12", "component": "_T", "statistic": "value"}
HELD = {"area_name_vi": "Lai Châu", "area_name_en": "Lai Chau", "unit": "points", "ranked_count": 63, "rank_basis": "printed"}
MADE = Made(Code("0.1.0", "a" * 64), None, None, ())

COUNTS = {
    "claim_count": 2,
    "rival_count": 0,
    "voice_count": 1,
    "support": "score:1|rank:1",
    "held_because": "score:only_claim|rank:only_claim",
}
DATES = {"published_at": date(2018, 3, 29), "recorded_at": date(2026, 11, 22)}
IDS = [f"s{number:016x}" for number in range(5)]


def row(table: str, /, **values: Any) -> dict[str, Any]:
    """Return a row of a table in which the columns that are not named are null."""
    assert values.keys() <= column_types(table).keys()
    return {**dict.fromkeys(column_types(table)), **values}


def package_tables() -> dict[str, pa.Table]:
    """Return the tables of the package, sorted, in the order of a release."""
    rows = {
        "observations": _observations(),
        "changes": [_change()],
        "statements": _statements(),
        "reconciliation": [_reconciled()],
        **_beside(),
        "findings": _findings(),
        "coverage": _coverage(),
        "targets": [_target()],
        "profiles": [_profile()],
        **_reference_rows(),
    }
    return {name: sort_table(name, to_table(name, lines)) for name, lines in rows.items()}


def _observations() -> list[dict[str, Any]]:
    """Return two observations; 79.10 keeps its zero."""
    both = {**KEY, **HELD, **COUNTS, **DATES}
    before = {"score": "79.10", "scale_max": "100", "scale_basis": "framework", "score_pct": "79.1000"}
    before |= {"rank": 58, "percentile": "8.0645", "obs_status": "A", "comparability_group": "F2012/S100/N63"}
    now = {"score": "67.41", "scale_max": "97.5", "scale_basis": "stated", "score_pct": "69.1385"}
    now |= {"rank": 53, "percentile": "16.1290", "obs_status": "B", "comparability_group": "F2012/S97.5/N63"}
    return [
        row("observations", **both, **before, time_period=2015, score_statement=IDS[2], rank_statement=IDS[3]),
        row("observations", **both, **now, time_period=2016, score_statement=IDS[0], rank_statement=IDS[1]),
    ]


def _change() -> dict[str, Any]:
    derived = {"score_change": "-11.69", "score_pct_change": "-9.9615", "rank_change": 5, "comparable": False}
    stated = {"stated_score_change": "-11.71", "score_verdict": "scale_break", "rank_verdict": "not_stated"}
    years = {"time_period": 2016, "previous_period": 2015, "not_comparable_reason": "scale_differs"}
    return row("changes", **KEY, **years, **derived, **stated)


def _statements() -> list[dict[str, Any]]:
    rank = {"measure": "rank", "scale_max": None, "unit": None, "ranked_count": 63}
    change = {"measure": "score_change", "scale_max": None, "base_period": 2015}
    return [
        statement(statement_id=IDS[0]),
        statement(statement_id=IDS[1], **rank, value="53", printed="53/63", quote="xếp thứ 53/63"),
        statement(
            statement_id=IDS[2], time_period=2015, value="79.10", printed="79,10", scale_max=None, quote='"79,10",\nđiểm'
        ),
        statement(statement_id=IDS[3], time_period=2015, **rank, value="58", printed="58/63", quote="xếp thứ 58/63"),
        statement(statement_id=IDS[4], **change, value="-11.71", printed="11,71", quote="giảm 11,71 điểm"),
    ]


def _reconciled() -> dict[str, Any]:
    figures = {"stated": "-11.71", "derived": "-11.69", "difference": "-0.02", "verdict": "scale_break"}
    evidence = {"stated_statement": IDS[4], "derived_from": f"{IDS[0]}|{IDS[2]}"}
    return row("reconciliation", **KEY, time_period=2016, measure="score_change", base_period=2015, **figures, **evidence)


def _beside() -> dict[str, list[dict[str, Any]]]:
    """Return what is implied, what pages say of several figures, and what a page changed."""
    figures = {"measure": "score", "kind": "change", "value": "79.12", "low": "79.11", "high": "79.13", "held": "79.10"}
    evidence = {"from_statements": f"{IDS[4]}|{IDS[0]}", "quotes": "giảm 11,71 điểm|đạt 67,41/97,5 điểm"}
    implied = row("implied", **KEY, time_period=2015, **figures, verdict="contests", independent=False, **evidence, **DATES)
    place = {"index_id": "PAR", "level": "province", "component": "_T", "time_period": 2016}
    relation = row(
        "relations", relation_id=f"r{1:016x}", source_url="https://example.vn/a", **place, relation="ranked", count=63
    )
    said = [{"statement_id": one, "source_url": "https://example.vn/a", "quote": "đạt"} for one in IDS[2:4]]
    key = ("PAR", "province", "GSO12", "_T", 2015, "value")
    changed = revision(key, "score", ("79.10", "79.12"), (said[0], said[1]), "page", date(2026, 11, 22))
    return {"implied": [implied], "relations": [{**relation, "recorded_at": date(2026, 11, 22)}], "revisions": [changed]}


def _findings() -> list[dict[str, Any]]:
    place = {"table": "observations", "key": "PAR/province/GSO12/2016", "status": "open"}
    return [
        row(
            "findings",
            **place,
            code="rival_values",
            severity="warning",
            message="one, two",
            value="67.4",
            source_id="example.vn",
        ),
        row("findings", **place, code="approximate_only", severity="info", message="three"),
    ]


def _coverage() -> list[dict[str, Any]]:
    place = {"index_id": "PAR", "level": "province", "ref_area": "GSO12"}
    return [row("coverage", **place, time_period=year, score="held", rank="held") for year in (2015, 2016)]


def _target() -> dict[str, Any]:
    promised = {"who": "Lai Châu", "measure": "rank", "bound": "top", "value": "50", "evidence": "nằm trong nhóm 50"}
    place = {name: KEY[name] for name in ("index_id", "ref_area", "component")}
    origin = {
        "locator": "block=9&char=0,17",
        "snapshot_sha256": "0" * 64,
        "source_id": "example.vn",
        "recorded_at": date(2026, 11, 22),
    }
    observed = {"observed": "53", "observed_statement": IDS[1], "outcome": "missed"}
    return row("targets", **place, **promised, **origin, **observed, time_period=2016)


def _profile() -> dict[str, Any]:
    unit = {name: KEY[name] for name in ("index_id", "level", "ref_area")}
    unit |= {name: HELD[name] for name in ("area_name_vi", "area_name_en")}
    span = {"first_period": 2015, "last_period": 2016, "year_count": 2, "rank_years": 2, "best_rank": 53, "worst_rank": 58}
    return row("profiles", **unit, **span, bottom_quarter_years=2, score_years=1, strengths="TTHC +3.21 (2)")


def _reference_rows() -> dict[str, list[dict[str, Any]]]:
    merged, regrouped = date(2025, 7, 1), date(2025, 10, 5)
    lai_chau = row(
        "area_names", ref_area="GSO12", name_vi="Lai Châu", name_en="Lai Chau", kind="province", code="12", region="R6-NMM"
    )
    source = {"title": "Lai Châu", "publisher_kind": "province", "language": "vi", "authority": "province", "mirror": False}
    block = {"component": "BLOCK", "parent": "_T", "partition": "assessment", "valid_from": 2022, "scale_max": "38.5"}
    return {
        "areas": [
            row("areas", ref_area="GSO12", level="province", iso_3166_2="VN-01"),
            row("areas", ref_area="GSO36", level="province", valid_to=date(2025, 6, 30)),
            row("areas", ref_area="GSO37-2025", level="province", valid_from=merged),
            row("areas", ref_area="R6-NMM", level="region"),
        ],
        "area_names": [
            {**lai_chau, "valid_to": date(2025, 10, 4)},
            {**lai_chau, "valid_from": regrouped},
            row("area_names", ref_area="R6-NMM", name_vi="Trung du và miền núi phía Bắc", kind="region"),
        ],
        "area_succession": [
            row("area_succession", predecessor="GSO36", successor="GSO37-2025", date=merged, decree="202/2025/QH15")
        ],
        "components": [
            row("components", index_id="PAR", component="_T", name_vi="Chỉ số cải cách hành chính"),
            row("components", index_id="PAR", name_vi="Đánh giá tác động", **block),
        ],
        "sources": [row("sources", source_id="example.vn", site="https://example.vn", **source)],
    }


def write_package(folder: Path, tables: Mapping[str, pa.Table], edits: Mapping[str, tuple[str, str]] = NO_EDITS) -> Path:
    """Return the descriptor written to a folder beside the files of the tables; ``edits`` replaces a text in a file."""
    infos = dict[str, TableInfo]()
    for name, table in tables.items():
        files = {extension: writer(table, name, {"package": INFO.name}) for extension, writer in WRITERS.items()}
        files = {extension: _edited(content, edits.get(f"{name}.{extension}")) for extension, content in files.items()}
        infos[name] = TableInfo.of(table, **files)
        for extension, content in files.items():
            (folder / f"{name}.{extension}").write_bytes(content)
    path = folder / "datapackage.json"
    path.write_text(json.dumps(datapackage(Release(INFO, "1.0.0", infos, {})), ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def _edited(content: bytes, edit: tuple[str, str] | None) -> bytes:
    if edit is None:
        return content
    old, new = (text.encode() for text in edit)
    assert content.count(old) == 1
    return content.replace(old, new)
