"""The CHANGES.md of a release: what is new in it, on one screen. English, then Vietnamese.

First how many, then the revised figures that most people look at (whole indices, latest years first), then what looks odd
against the release before, then which fields are gone, and which single figures people decided about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parpipe.diff import Difference
from parpipe.keys import key_text, own_key
from parpipe.model import TOTAL
from parpipe.package import Release

DECIDED = ("corrected_figure", "doubtful_figure")
"""The findings that tell of a correction."""

SHOWN = 8
"""How many lines of a kind are shown; the rest is counted, and stands in the table ``revisions``."""

_COUNTED = ("observations", "statements", "sources", "findings")

_EN = {
    "title": "# {title}, version {version}",
    "first": "The first release.",
    "since": "Since version {previous}: {added} values added, {revised} revised, {withdrawn} withdrawn.",
    "rows": "{table}: {rows}{change}",
    "change": " ({change:+d})",
    "new": "## New figures",
    "news": "{level} {year}: scores {score}, ranks {rank}",
    **{level: level for level in ("province", "ministry", "region", "national")},
    "notable": "## Revised figures",
    "revised": "{key}, {name}: {field} {old} → {new}",
    "withdrawn": "{key}, {name}: {field} {old} is withdrawn",
    "more": "{count} more in the table `revisions`.",
    "odd": "## What looks odd",
    "fewer_observations": "{0} {1}: fewer values than before, {old} → {new}",
    "far_score": "a score moved far: {key} {old} → {new}",
    "far_rank": "a rank moved far: {key} {old} → {new}",
    "many_revised": "many figures were revised: {new} of {old}",
    "many_contested": "many figures became contested: {new} of {old}",
    "removed": "## Removed",
    "table_gone": "table `{table}` ({title}), last in {last_version}",
    "field_gone": "field `{table}.{field}` ({title}), last in {last_version}",
    "decided": "## Corrections in force",
    "decided_note": "A correction leaves what a page printed in `statements`; it changes what counts, or accepts a finding.",
    "none": "None.",
}

_VI = {
    "title": "# {title}, phiên bản {version}",
    "first": "Bản phát hành đầu tiên.",
    "since": "So với phiên bản {previous}: thêm {added} giá trị, sửa {revised}, rút {withdrawn}.",
    "rows": "{table}: {rows}{change}",
    "change": " ({change:+d})",
    "new": "## Số liệu mới",
    "news": "{level}, năm {year}: điểm số {score}, thứ hạng {rank}",
    **{"province": "tỉnh", "ministry": "bộ", "region": "vùng", "national": "cả nước"},
    "notable": "## Số liệu được sửa",
    "revised": "{key}, {name}: {field} {old} → {new}",
    "withdrawn": "{key}, {name}: rút {field} {old}",
    "more": "còn {count} thay đổi khác trong bảng `revisions`.",
    "odd": "## Những điểm cần lưu ý",
    "fewer_observations": "{0}, năm {1}: ít giá trị hơn trước, {old} → {new}",
    "far_score": "điểm thay đổi nhiều: {key} {old} → {new}",
    "far_rank": "hạng thay đổi nhiều: {key} {old} → {new}",
    "many_revised": "nhiều số liệu bị sửa: {new} trên {old}",
    "many_contested": "nhiều số liệu trở thành có tranh chấp: {new} trên {old}",
    "removed": "## Đã bỏ",
    "table_gone": "bảng `{table}` ({title}), có lần cuối trong phiên bản {last_version}",
    "field_gone": "trường `{table}.{field}` ({title}), có lần cuối trong phiên bản {last_version}",
    "decided": "## Các đính chính đang áp dụng",
    "decided_note": "Đính chính giữ nguyên số liệu đã in trong `statements`, chỉ đổi giá trị tính hoặc chấp nhận phát hiện.",
    "none": "Không có.",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What CHANGES.md tells of beside the release: its difference, the rows of each table before, its findings and names.

    ``before`` is None for the first release. ``names`` are those of areas, Vietnamese and English, by id.
    """

    difference: Difference
    before: Mapping[str, int] | None
    findings: Sequence[Mapping[str, Any]]
    names: Mapping[str, tuple[str, str]]


def changes(release: Release, changed: Changed) -> str:
    """Return the Markdown text for a release."""
    english, vietnamese = (list(_part(release, changed, language)) for language in ("en", "vi"))
    return "\n".join([*english, "", *vietnamese, ""])


def _part(release: Release, changed: Changed, language: str) -> Iterator[str]:
    say = _VI if language == "vi" else _EN
    info = release.info
    yield say["title"].format(title=info.title_vi if language == "vi" else info.title, version=release.version)
    yield ""
    yield _summary(release, changed, say)
    yield ""
    yield from _items(_rows(release, changed, say))
    yield from _section(say, "new", _new(changed, say))
    yield from _section(say, "notable", _notable(changed, say, language))
    yield from _section(say, "odd", _odd(changed, say))
    yield from _section(say, "removed", _removed(changed, say, language))
    yield from ("", say["decided"], "", say["decided_note"], "")
    yield from list(_items(_decided(changed.findings))) or [say["none"]]


def _items(lines: Iterator[str]) -> Iterator[str]:
    return (f"- {line}" for line in lines)


def _section(say: Mapping[str, str], name: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield a section under its heading, no longer than a screen allows; nothing if it has no line."""
    found = list(lines)
    if found:
        yield from ("", say[name], "")
        yield from _items(iter(found[:SHOWN]))
        if found[SHOWN:]:
            yield f"- {say['more'].format(count=len(found) - SHOWN)}"


def _summary(release: Release, changed: Changed, say: Mapping[str, str]) -> str:
    if release.previous is None:
        return say["first"]
    kinds = Counter(row["kind"] for row in changed.difference.revisions)
    counts = {kind: kinds[kind] for kind in ("added", "revised", "withdrawn")}
    return say["since"].format(previous=release.previous, **counts)


def _rows(release: Release, changed: Changed, say: Mapping[str, str]) -> Iterator[str]:
    for table in _COUNTED:
        rows, before = release.tables[table].rows, (changed.before or {}).get(table)
        change = "" if before in (None, rows) else say["change"].format(change=rows - (before or 0))
        yield say["rows"].format(table=table, rows=rows, change=change)


def _new(changed: Changed, say: Mapping[str, str]) -> Iterator[str]:
    """Yield how many whole scores and ranks are new by level and year, latest years first."""
    added = [row for row in changed.difference.revisions if row["kind"] == "added" and row["component"] == TOTAL]
    counts = Counter((row["time_period"], row["level"], row["field"]) for row in added)
    for year, level in sorted({place[:2] for place in counts}, key=lambda place: (-place[0], place[1])):
        score, rank = counts[year, level, "score"], counts[year, level, "rank"]
        if score or rank:
            yield say["news"].format(level=say[level], year=year, score=score, rank=rank)


def _notable(changed: Changed, say: Mapping[str, str], language: str) -> Iterator[str]:
    told = [row for row in changed.difference.revisions if row["kind"] != "added"]
    for row in sorted(told, key=lambda row: (row["component"] != TOTAL, -row["time_period"], own_key(row), row["field"])):
        area = row["ref_area"]  # one that was withdrawn may be named nowhere any more
        name = changed.names.get(area, (area, area))[0 if language == "vi" else 1]
        yield say[row["kind"]].format(**{**row, "old": row["old"] or "…", "key": key_text(own_key(row)), "name": name})


def _odd(changed: Changed, say: Mapping[str, str]) -> Iterator[str]:
    for one in changed.difference.odd:
        key = key_text(one.about) if one.code.startswith("far_") else ""
        about = [say.get(part, part) for part in one.about]
        yield say[one.code].format(*about, key=key, old=one.old, new=one.new)


def _removed(changed: Changed, say: Mapping[str, str], language: str) -> Iterator[str]:
    for one in changed.difference.removed:
        said = {"table": one.table, "field": one.field, "last_version": one.last_version}
        title = one.title_vi if language == "vi" else one.title
        yield say["table_gone" if one.field is None else "field_gone"].format(**said, title=title)


def _decided(findings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in findings:
        if row["code"] in DECIDED or row["status"] == "accepted":
            why = row["message"] if row["code"] in DECIDED else f"{row['field']} {row['value']}: {row['accepted_because']}"
            yield f"`{row['code']}` {row['key']}, {row['source_id']}: {why}."
