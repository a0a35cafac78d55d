"""The README.md of a release: what it is, what is in it, how to cite it. English, then Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parpipe.package import LICENCE, RIGHTS, Release
from parpipe.schema import load_schema

ENGLISH = (
    "This release is not signed: whether the files are whole is known, not who made them.",
    "Signed with the key {}: `SHA256SUMS.sig` is a signature of OpenSSH, which `ssh-keygen -Y verify -n file` checks.",
)
VIETNAMESE = (
    "Bản phát hành này không có chữ ký: có thể kiểm tra tệp còn nguyên vẹn hay không, nhưng không xác thực được ai đã tạo ra.",
    "Đã ký bằng khóa {}: `SHA256SUMS.sig` là chữ ký OpenSSH, kiểm tra bằng `ssh-keygen -Y verify -n file`.",
)
"""What is said of a release that is not signed, and of one that is, with the fingerprint of its key."""


def readme(release: Release) -> str:
    """Return the Markdown text for a release."""
    return "\n".join([*_english(release), *_vietnamese(release)])


def _english(release: Release) -> list[str]:
    info = release.info
    return [
        f"# {info.title}, version {release.version}",
        "",
        info.description,
        "",
        "Every figure carries its evidence: `score_statement` and `rank_statement` lead to the row of `statements` with",
        "the page, the place in the stored document and the words. Rival values are kept there and named in `findings`.",
        "Empty means that no source says it. `rank_change` is positive when an area moved up.",
        "",
        *_listing(("table", "rows", "what it holds"), release, ""),
        "",
        "Each table is there as CSV (digits as printed) and as Parquet (scores as float64). `datapackage.json` describes",
        "every column; `frictionless validate datapackage.json` checks the tables, `sha256sum -c SHA256SUMS` the files.",
        f"`{info.name}.xlsx` holds all of them as one workbook with Vietnamese headings,",
        f"`{info.name}.sqlite` as one database.",
        "`croissant.json`, `csv-metadata.json` (CSVW), `ro-crate-metadata.json` and `CITATION.cff` tell other tools,",
        "`provenance.jsonld` (PROV-O) the inputs, the code and the parameters.",
        "",
        _signed(release, ENGLISH),
        "",
        f"Cite as: {release.citation}",
        "",
        f"Licence: {LICENCE['name']}. {RIGHTS['en']}",
        "The pages themselves are no part of this package. The code that made it is under Apache-2.0.",
        "",
    ]


def _vietnamese(release: Release) -> list[str]:
    info = release.info
    return [
        f"# {info.title_vi}, phiên bản {release.version}",
        "",
        info.description_vi,
        "",
        "Mỗi số liệu đều kèm bằng chứng: `score_statement` và `rank_statement` dẫn tới dòng trong `statements` ghi trang",
        "nguồn, vị trí trong văn bản lưu và nguyên văn. Các giá trị trái nhau được giữ lại và nêu trong `findings`.",
        "Ô trống nghĩa là không nguồn nào nêu. `rank_change` dương nghĩa là tăng hạng.",
        "",
        *_listing(("bảng", "số dòng", "nội dung"), release, "@vi"),
        "",
        f"`{info.name}.xlsx` gom mọi bảng trong một tệp bảng tính có tiêu đề tiếng Việt,",
        f"`{info.name}.sqlite` gom trong một cơ sở dữ liệu.",
        "",
        _signed(release, VIETNAMESE),
        "",
        f"Giấy phép: {LICENCE['name']}. {RIGHTS['vi']}",
        "Các trang nguồn không nằm trong gói này. Mã nguồn tạo ra gói theo Apache-2.0.",
        "",
    ]


def _signed(release: Release, words: tuple[str, str]) -> str:
    unsigned, signed = words
    return unsigned if release.signer is None else signed.format(release.signer)


def _listing(header: Sequence[str], release: Release, language: str) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|---|---:|---|"
    for name, table in release.tables.items():
        yield f"| {name} | {table.rows} | {load_schema(name)[f'description{language}']} |"
