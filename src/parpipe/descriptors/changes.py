"""The CHANGES.md of a release: which single figures people decided about, and how. English, then Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from parpipe.package import Release

DECIDED = ("corrected_figure", "doubtful_figure")
"""The findings that tell of a correction."""


def changes(release: Release, findings: Iterable[Mapping[str, Any]]) -> str:
    """Return the Markdown text for a release, from its findings."""
    decided = [row for row in findings if row["code"] in DECIDED or row["status"] == "accepted"]
    lines = list(_listing(decided))
    return "\n".join(
        [
            f"# {release.info.title}, version {release.version}: corrections in force",
            "",
            "A correction leaves what a page printed in `statements`; it changes what counts of it, or accepts a finding.",
            "",
            *(lines or ["None."]),
            "",
            f"# {release.info.title_vi}, phiên bản {release.version}: các đính chính đang áp dụng",
            "",
            "Đính chính không sửa số liệu đã in trong `statements`, chỉ đổi giá trị được tính, hoặc chấp nhận một phát hiện.",
            "",
            *(lines or ["Không có."]),
            "",
        ]
    )


def _listing(decided: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in decided:
        why = row["message"] if row["code"] in DECIDED else f"{row['field']} {row['value']}: {row['accepted_because']}"
        yield f"- `{row['code']}` {row['key']}, {row['source_id']}: {why}."
