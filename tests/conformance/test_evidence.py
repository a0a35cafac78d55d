"""Evidence is exact: every figure of every kind of document is found at its place, in its words, with its value."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parpipe.extracting import make_context
from parpipe.extractors import extract_figures
from parpipe.extractors.transcription import extract_transcription, read_cell
from parpipe.locators import follow
from parpipe.model import Block, Document, Statement
from parpipe.quotes import values_said
from parpipe.readers import READERS, read_document
from parpipe.readers.html import read_html
from parpipe.readers.pdf import parse_pdf
from parpipe.readers.spreadsheet import parse_xls
from tests.conformance.articles import Article, articles
from tests.conformance.documents import MAKERS, make_csv, make_html, make_text
from tests.legacy import BYTES, LETTERS
from tests.sentences import DATA, PROVINCES, PROVINCES_EN

CONTEXT = make_context("PAR", "province")
IN_PROCESS: Mapping[str, Callable[[bytes], Document]] = {**READERS, ".pdf": parse_pdf, ".xls": parse_xls}
KINDS = (".csv", ".docx", ".html", ".ods", ".pdf", ".tsv", ".txt", ".xls", ".xlsx")
LONGEST = 120
some = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Figure = tuple[object, ...]


def stated(document: Document) -> list[Statement]:
    return [statement for _, found in extract_figures(document, CONTEXT) for statement in found.statements]


def figures(document: Document) -> Counter[Figure]:
    """Return what is stated, whatever the place."""
    return Counter(
        (one.index_id, one.ref_area, one.time_period, one.component, one.measure, one.printed, one.scale_max, one.base_period)
        for one in stated(document)
    )


def written(kind: str, article: Article, change: Callable[[str], str]) -> bytes:
    """Return an article as a document of a kind, its texts changed."""
    return MAKERS[kind]([change(text) for text in article.paragraphs], [tuple(map(change, row)) for row in article.rows])


def check_evidence(document: Document) -> None:
    for statement in stated(document):
        assert follow(document, statement.locator) == statement.quote
        assert statement.printed in statement.quote
        assert statement.value in values_said(statement.quote, CONTEXT)
        assert len(statement.quote) <= LONGEST


@pytest.mark.parametrize("kind", KINDS)
@some
@given(article=articles(), form=st.sampled_from(["NFC", "NFD"]))
def test_every_figure_of_an_article_is_where_its_locator_says_and_reads_to_its_value(
    kind: str, article: Article, form: str
) -> None:
    document = IN_PROCESS[kind](written(kind, article, lambda text: unicodedata.normalize(form, text)))  # type: ignore[arg-type]

    check_evidence(document)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != ".txt"])
@some
@given(article=articles())
def test_every_row_of_a_table_comes_out_of_every_kind_that_has_tables(kind: str, article: Article) -> None:
    found = [one for one in stated(IN_PROCESS[kind](written(kind, article, str))) if one.grade == "table"]

    printed = {(one.area_name, one.measure, one.printed) for one in found}
    assert printed == {
        (name, measure, text)
        for _, name, score, rank in article.rows[1:]
        for measure, text in (("score", score), ("rank", rank))
    }


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != ".pdf"])  # marks have a width in the font of our PDF
@some
@given(article=articles())
def test_decomposed_letters_state_the_same_figures(kind: str, article: Article) -> None:
    composed = IN_PROCESS[kind](written(kind, article, str))
    decomposed = IN_PROCESS[kind](written(kind, article, lambda text: unicodedata.normalize("NFD", text)))

    assert figures(decomposed) == figures(composed)


@pytest.mark.parametrize("name", BYTES)
@pytest.mark.parametrize(("kind", "make"), [(".html", make_html), (".txt", make_text), (".csv", make_csv)])
@some
@given(article=articles())
def test_bytes_of_old_state_the_same_figures(kind: str, make: Callable[..., bytes], name: str, article: Article) -> None:
    data = make(article.paragraphs, article.rows)
    document = READERS[kind](BYTES[name](data.decode().replace('<meta charset="utf-8">', "")))

    assert figures(document) == figures(READERS[kind](data))
    check_evidence(document)


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != ".pdf"])
@settings(some, max_examples=6)
@given(article=articles())
def test_letters_of_old_state_the_same_figures(kind: str, name: str, article: Article) -> None:
    document = IN_PROCESS[kind](written(kind, article, LETTERS[name]))

    assert figures(document) == figures(IN_PROCESS[kind](written(kind, article, str)))
    check_evidence(document)


def _phrases() -> list[str]:
    """Return all phrases of the vocabulary."""
    senses = yaml.safe_load((DATA / "vocabulary" / "words.yaml").read_text(encoding="utf-8"))
    return [str(phrase) for languages in senses.values() for phrases in languages.values() for phrase in phrases]


NUMBERS = st.one_of(
    st.integers(3000, 9999).flatmap(
        lambda cents: st.sampled_from(
            [f"{cents // 100}{mark}{cents % 100:02d}{end}" for mark in ",." for end in ("", "%", "/100")]
        )
    ),
    st.integers(1, 63).flatmap(
        lambda rank: st.sampled_from([f"{rank}", f"{rank:02d}", f"{rank}/63", f"{rank}th", f"+{rank},5"])
    ),
    st.integers(2012, 2024).map(str),
)
WORDS = st.one_of(
    st.sampled_from(_phrases()),
    NUMBERS,
    st.sampled_from([*PROVINCES, *PROVINCES_EN]),
    st.sampled_from(["PAR INDEX", "Chỉ số CCHC", "SIPAS", "PCI", "PAPI", "DTI", "tỉnh", "năm", "là", "của", "the", "in"]),
    st.sampled_from([",", ";", "(", ")", "và", "and", "-", "–", ":", "lần lượt", "respectively"]),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(WORDS, min_size=3, max_size=20))
def test_every_figure_of_any_words_is_where_its_locator_says_and_reads_to_its_value(words: list[str]) -> None:
    document = read_html(f"<meta charset=utf-8><p>PAR INDEX năm 2016, Lai Châu {' '.join(words)}.</p>".encode())

    check_evidence(document)


def test_a_block_that_is_read_as_a_table_is_not_read_again_as_prose_on_pages_either() -> None:
    lines = ["TT", "Tỉnh", "Điểm PAR INDEX năm 2016"]
    for number, name in enumerate(PROVINCES[:8], start=1):
        lines += [str(number), name, f"{number + 60},41 điểm"]
    read = [
        stated(Document(tuple(Block(f"{page}block={place}", line, "paragraph") for place, line in enumerate(lines, start=1))))
        for page in ("", "page=1&")
    ]

    assert [len(statements) for statements in read] == [8, 8]
    assert {one.grade for one in read[1]} == {"table"}


def test_every_figure_of_the_transcriptions_is_in_its_cell() -> None:
    count = 0
    for path in sorted((DATA / "snapshots").glob("*/*.csv")):
        document = read_document(path)
        found = extract_transcription(document.tables[0].rows, CONTEXT.indices, CONTEXT.areas).statements
        for statement in found:
            assert follow(document, statement.locator) == statement.quote == statement.printed
            assert read_cell(statement.quote) == statement.value
        count += len(found)

    assert count == 3553
