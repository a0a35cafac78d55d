"""Sentences as pages print them, of real names of units, indices and components, and figures at random."""

import csv
from pathlib import Path

import yaml
from hypothesis import strategies as st

DATA = Path(__file__).parents[1] / "data"


def _column(name: str, column: str) -> list[str]:
    with (DATA / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return sorted({row[column] for row in csv.DictReader(file)})


def _components() -> list[str]:
    pages = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((DATA / "indices").glob("*.yaml"))]
    return sorted({entry["name_vi"] for page in pages for entry in page["components"] if entry.get("name_vi")})


def _provinces() -> list[tuple[str, str]]:
    """Return the Vietnamese and English names of provinces and cities before the mergers of 2025."""
    with (DATA / "reference" / "area_names.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ref_area"].startswith("GSO") and "-" not in row["ref_area"]]
    return sorted({row["ref_area"]: (row["name_vi"], row["name_en"]) for row in reversed(rows)}.values())


PROVINCES, PROVINCES_EN = zip(*_provinces(), strict=True)
NAMES = _column("area_names", "name_vi")
COMPONENTS = _components()
FORMS = (
    "Năm {year}, {name} đạt {score} điểm, xếp thứ {rank}/63 tỉnh, thành phố trực thuộc Trung ương.",
    "Chỉ số cải cách hành chính của {name} năm {year} đạt {score}%, tăng 3 bậc so với năm trước.",
    '{name}: thành phần "{component}" đạt {score}/100 điểm; giảm 1,2 điểm.',
    "Theo Bộ Nội vụ công bố ngày 18/4, {name} đứng đầu cả nước với {score} điểm (năm {year}).",
)

scores = st.integers(3000, 9999).map(lambda cents: f"{cents // 100},{cents % 100:02d}")
ranks = st.integers(1, 63)
years = st.integers(2012, 2024)
sentences = st.builds(
    lambda form, name, component, score, rank, year: form.format(
        name=name, component=component, score=score, rank=rank, year=year
    ),
    st.sampled_from(FORMS),
    st.sampled_from(NAMES),
    st.sampled_from(COMPONENTS),
    scores,
    ranks,
    years,
)
paragraphs = st.lists(sentences, min_size=3, max_size=8, unique=True)
"""Enough words for their encoding to be certain."""

tables = st.lists(st.tuples(st.sampled_from(NAMES), scores, ranks.map(str)), min_size=6, max_size=12)
