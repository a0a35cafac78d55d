"""Documents of sources, each with the statements and findings that it must give and nothing else.

`parpipe new-source` writes a golden file; nothing here names a document.
"""

import csv
import json
from pathlib import Path

import pytest
import yaml

from parpipe.evidence import golden_json
from parpipe.extractors.transcription import extract_transcription
from parpipe.model import Snapshot, Statement
from parpipe.new_source import golden_name
from parpipe.prose.figures import read_quote
from parpipe.readers import follow, read_document
from parpipe.reading import extract_snapshot
from parpipe.registry import load_registry

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
REGISTRY = load_registry(DATA)
INDICES, AREAS = REGISTRY.indices, REGISTRY.areas


def is_rendition(page: Snapshot) -> bool:
    source = yaml.safe_load((DATA / "sources" / f"{page.source_id}.yaml").read_text(encoding="utf-8"))
    return any(document["file"] == page.path.name and document.get("rendition") for document in source["documents"])


PAGES = [
    pytest.param(page, id=f"{page.source_id}/{page.path.name}")
    for source in REGISTRY.sources.values()
    for page in source.snapshots
    if not page.curated and not page.captured  # what a developer fetched is nobody's golden file
]
RENDITIONS = [case for case in PAGES if is_rendition(case.values[0])]


def read_page(page: Snapshot) -> list[Statement]:
    return [statement for _, extraction in extract_snapshot(REGISTRY, page) for statement in extraction.statements]


def test_there_are_pages_and_each_has_its_golden_file() -> None:
    golden = {path.stem for path in HERE.glob("*.json")}

    assert len(PAGES) >= 5
    assert golden == {golden_name(page.values[0]) for page in PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_gives_exactly_its_golden_statements_and_findings(page: Snapshot) -> None:
    golden = json.loads((HERE / f"{golden_name(page)}.json").read_text(encoding="utf-8"))

    assert golden_json([found for _, found in extract_snapshot(REGISTRY, page)]) == golden


@pytest.mark.parametrize("page", PAGES)
def test_every_quote_of_a_page_is_found_at_its_locator_and_reads_to_its_value(page: Snapshot) -> None:
    document = read_document(page.path)

    for statement in read_page(page):
        figures = read_quote(statement.quote)

        assert follow(document, statement.locator) == statement.quote
        assert len(statement.quote) <= 120
        assert statement.printed in statement.quote
        assert (statement.value, statement.scale_max, statement.ranked_count) in [
            (figure.value, figure.scale_max, figure.ranked_count) for figure in figures
        ]


@pytest.mark.parametrize("page", RENDITIONS)
def test_every_figure_of_a_page_of_our_own_was_published_at_its_address(page: Snapshot) -> None:
    typed_file = page.path.parent / "figures.csv"
    if not typed_file.exists():  # a page of nothing but promises
        assert read_page(page) == []
        return
    with typed_file.open(encoding="utf-8", newline="") as file:
        rows = tuple(tuple(cells) for cells in csv.reader(file))
    typed = extract_transcription(rows, INDICES, AREAS).statements
    published = {(one.url, one.index_id, one.ref_area, one.time_period, one.component, one.measure, one.value) for one in typed}

    found = read_page(page)

    for one in found:
        assert (one.url, one.index_id, one.ref_area, one.time_period, one.component, one.measure, one.value) in published


def test_the_lai_chau_page_gives_eighteen_figures_of_its_text_and_two_of_later_headlines() -> None:
    [page] = [case.values[0] for case in PAGES if "cchc.laichau" in str(case.id)]

    found = read_page(page)

    counts = [(one.grade, one.measure) for one in found]
    body = {measure: counts.count(("body", measure)) for measure in ("score", "rank", "score_change", "rank_change")}
    assert body == {"score": 5, "rank": 5, "score_change": 4, "rank_change": 4}
    headlines = [one for one in found if one.grade == "headline"]
    assert [(one.index_id, one.time_period, str(one.value), one.ranked_count) for one in headlines] == [
        ("PAR", 2019, "51", None),
        ("DTI", 2020, "50", 63),
    ]
    assert [one.published and one.published.day.isoformat() for one in headlines] == ["2020-05-19", "2021-10-20"]
