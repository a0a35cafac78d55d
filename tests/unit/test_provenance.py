"""PROV-O: what a release was made of can be read by others, and read back to make it again."""

import json
from datetime import date

import pyshacl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import PROV, Graph, URIRef
from rdflib.namespace import DCTERMS

from parpipe.descriptors.provenance import provenance, read_made
from parpipe.making import Code, Earlier, Input, Made
from parpipe.model import PublishedDate
from parpipe.package import Release, TableInfo
from tests.package import INFO, package_tables

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")

RELEASE = Release(
    INFO, "1.2.0", {name: TableInfo.of(table, b"csv", b"parquet") for name, table in package_tables().items()}, {}
)
INPUTS = (
    Input("indices/PAR.yaml", "1" * 64),
    Input("snapshots/example.vn/figures.csv", "2" * 64, date(2026, 11, 22)),
    Input(
        "snapshots/example.vn/page.html",
        "3" * 64,
        date(2026, 11, 22),
        "https://example.vn/điểm?a=1",
        PublishedDate.parse("2018-03"),
    ),
)
MADE = Made(Code("0.1.0", "a" * 64), date(2026, 11, 1), None, INPUTS, Earlier("1.1.0", "b" * 64))

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass prov:Activity ;
    sh:property [ sh:path prov:used ; sh:minCount 1 ; sh:class prov:Entity ] ;
    sh:property [ sh:path prov:wasAssociatedWith ; sh:minCount 1 ; sh:class prov:Agent ] .
[] a sh:NodeShape ; sh:targetSubjectsOf prov:wasGeneratedBy ;
    sh:class prov:Entity ;
    sh:property [ sh:path prov:wasGeneratedBy ; sh:maxCount 1 ; sh:class prov:Activity ] .
[] a sh:NodeShape ; sh:targetClass prov:Collection ;
    sh:property [ sh:path prov:hadMember ; sh:minCount 1 ; sh:class prov:Entity ; sh:node [
        sh:property [ sh:path schema:sha256 ; sh:minCount 1 ; sh:maxCount 1 ; sh:pattern "^[0-9a-f]{64}$" ] ] ] .
[] a sh:NodeShape ; sh:targetSubjectsOf prov:wasRevisionOf ;
    sh:property [ sh:path prov:wasRevisionOf ; sh:maxCount 1 ; sh:class prov:Entity ] ;
    sh:property [ sh:path prov:wasAttributedTo ; sh:minCount 1 ; sh:class prov:Agent ] .
"""
"""What PROV-O says of domains and ranges, for the part of it that is used here."""

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
PUBLISHED = DAYS.flatmap(lambda day: st.sampled_from([4, 7, 10]).map(lambda length: PublishedDate.parse(str(day)[:length])))
FILES = st.builds(
    Input,
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
    DIGESTS,
    st.none() | DAYS,
    st.none() | st.from_regex(r"https?://\S+", fullmatch=True),
    st.none() | PUBLISHED,
)
VERSIONS = st.from_regex(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True)
WAYS = st.builds(
    Made,
    st.builds(Code, VERSIONS, DIGESTS),
    st.none() | DAYS,
    st.none() | DAYS,
    st.lists(FILES, max_size=4, unique_by=lambda one: one.path).map(tuple),
    st.none() | st.builds(Earlier, VERSIONS.filter(lambda version: version != "1.2.0"), DIGESTS),
)


def graph(made: Made = MADE) -> Graph:
    return Graph().parse(data=json.dumps(provenance(RELEASE, made)), format="json-ld")


@given(WAYS)
def test_how_a_release_was_made_is_read_back_from_its_provenance(made: Made) -> None:
    written = json.dumps(provenance(RELEASE, made), ensure_ascii=False)

    assert read_made(json.loads(written)) == made


def test_another_reader_finds_what_the_files_were_made_of() -> None:
    found = graph().query(
        """
        SELECT ?file ?sum ?path WHERE {
            ?file prov:wasGeneratedBy ?build ; schema:sha256 ?sum . ?build prov:used ?input . ?input dcterms:identifier ?path }
        """,
        initNs={"schema": "https://schema.org/", "prov": PROV, "dcterms": DCTERMS},
    )

    seen = {(str(row.file), str(row.sum), str(row.path)) for row in found}
    files = {(f"{RELEASE.address}/{name}", file.sha256) for name, file in RELEASE.data_files().items()}
    assert seen == {(*file, path) for file in files for path in ("as_of", *(one.path for one in INPUTS))}


def test_the_release_revises_the_one_before_and_is_a_version_of_its_package() -> None:
    said, release = graph(), URIRef(RELEASE.address)

    assert set(said.objects(release, PROV.wasRevisionOf)) == {URIRef("https://example.vn/data/par-index/1.1.0")}
    assert set(said.objects(release, DCTERMS.isVersionOf)) == {URIRef(INFO.address)}
    assert {str(title.language) for title in said.objects(release, DCTERMS.title)} == {"en", "vi"}


def test_a_page_keeps_its_address_and_the_precision_of_its_date() -> None:
    [page] = [node for node in provenance(RELEASE, MADE)["@graph"] if node.get("path", "").endswith(".html")]

    assert page["published"] == {"@value": "2018-03", "@type": "xsd:gYearMonth"}
    assert (page["url"], page["recorded_at"]) == ("https://example.vn/điểm?a=1", "2026-11-22")


def test_the_first_release_revises_nothing_and_a_vintage_without_limits_has_no_parameter() -> None:
    first = graph(Made(MADE.code, None, None, INPUTS))

    assert not list(first.subject_objects(PROV.wasRevisionOf))
    assert not list(first.subject_objects(PROV.value))


def test_the_provenance_conforms_to_the_shapes_of_prov() -> None:
    conforms, _, text = pyshacl.validate(graph(), shacl_graph=SHAPES, shacl_graph_format="turtle")

    assert conforms, text


def test_the_shapes_refuse_a_release_that_nobody_made_of_anything() -> None:
    for predicate in (PROV.used, PROV.wasAssociatedWith, PROV.wasAttributedTo, URIRef("https://schema.org/sha256")):
        said = graph()
        said.remove((None, predicate, None))

        assert not pyshacl.validate(said, shacl_graph=SHAPES, shacl_graph_format="turtle")[0], predicate
