"""The README.md of a release: what it is, what is in it, how to cite it. English, then Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def readme(descriptor: Mapping[str, Any], rows: Mapping[str, int]) -> str:
    """Return the Markdown text for a release, from its data package descriptor and the number of rows of each table."""
    tables = [resource for resource in descriptor["resources"] if resource["name"] in rows]
    return "\n".join(
        [
            f"# {descriptor['title']}, version {descriptor['version']}",
            "",
            descriptor["description"],
            "",
            "Every figure carries its evidence: `score_statement` and `rank_statement` lead to the row of `statements` with",
            "the page, the place in the stored document and the words. Rival values are kept there and named in `findings`.",
            "Empty means that no source says it. `rank_change` is positive when an area moved up.",
            "",
            *_listing(("table", "rows", "what it holds"), tables, rows, ""),
            "",
            "Each table is there as CSV (digits as printed) and as Parquet (scores as float64). `datapackage.json` describes",
            "every column; `frictionless validate datapackage.json` checks the tables, `sha256sum -c SHA256SUMS` the files.",
            "",
            f"Cite as: {citation(descriptor)}",
            "",
            "Licence: CC-BY-4.0 for the compilation. Single figures are facts and belong to nobody.",
            "",
            f"# {descriptor['title@vi']}, phiên bản {descriptor['version']}",
            "",
            descriptor["description@vi"],
            "",
            "Mỗi số liệu đều kèm bằng chứng: `score_statement` và `rank_statement` dẫn tới dòng trong `statements` ghi trang",
            "nguồn, vị trí trong văn bản lưu và nguyên văn. Các giá trị trái nhau được giữ lại và nêu trong `findings`.",
            "Ô trống nghĩa là không nguồn nào nêu. `rank_change` dương nghĩa là tăng hạng.",
            "",
            *_listing(("bảng", "số dòng", "nội dung"), tables, rows, "@vi"),
            "",
            "Giấy phép: CC-BY-4.0 cho phần biên soạn; bản thân từng số liệu không thuộc về ai.",
            "",
        ]
    )


def citation(descriptor: Mapping[str, Any]) -> str:
    """Return how a release is cited, in one line."""
    day = descriptor["created"][:10]
    return f"parpipe contributors, {descriptor['title']}, version {descriptor['version']} ({day}), CC-BY-4.0"


def _listing(
    header: Sequence[str], tables: Sequence[Mapping[str, Any]], rows: Mapping[str, int], language: str
) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|---|---:|---|"
    for resource in tables:
        text = resource.get(f"description{language}") or resource["schema"][f"description{language}"]
        yield f"| {resource['name']} | {rows[resource['name']]} | {text} |"
