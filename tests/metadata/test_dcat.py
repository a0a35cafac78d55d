"""The catalog, judged by pyshacl with shapes of our own for DCAT-AP 3, each of which a mutation trips."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from parpipe.descriptors.dcat import catalog
from parpipe.package import LICENCE, FileInfo, Release, TableInfo
from parpipe.turtle import turtle
from tests.conftest import ROOT
from tests.package import INFO, package_tables

DCAT, DCT, SPDX = (
    Namespace(address) for address in ("http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/", "http://spdx.org/rdf/terms#")
)
SHAPES = Graph().parse(Path(__file__).parent / "dcat-ap.shapes.ttl")
TABLES = {name: TableInfo.of(table, b"a,b\n", b"PAR1") for name, table in list(package_tables().items())[:2]}
FILES = {"par-index.xlsx": FileInfo(12, "cd" * 32), "par-index.sqlite": FileInfo(13, "ef" * 32)}
RELEASE = Release(INFO, "1.2.0", TABLES, FILES, previous="1.1.0", issued=date(2026, 1, 2))
OTHER = Release(
    replace(INFO, name="dti", title="Digital Transformation Index", title_vi="Chỉ số chuyển đổi số"), "1.0.0", TABLES, {}
)
DATASET = URIRef(INFO.address)
OBSERVATIONS = URIRef(f"{INFO.address}#observations.csv")


def graph() -> Graph:
    return Graph().parse(data=turtle(catalog([RELEASE, OTHER])), format="turtle")


def broken(catalog_graph: Graph) -> set[Node]:
    """Return the paths at which a catalog breaks the shapes; a path that is no property is told by its shape."""
    _, report, _ = pyshacl.validate(catalog_graph, shacl_graph=SHAPES, inference="rdfs")
    assert isinstance(report, Graph)
    results = list(report.subjects(RDF.type, SH.ValidationResult))
    return {report.value(one, SH.resultPath) or report.value(one, SH.sourceShape) or one for one in results}


def required() -> Iterator[tuple[URIRef, URIRef]]:
    """Yield the class and the property of everything that the shapes require."""
    for shape, target in SHAPES.subject_objects(SH.targetClass):
        for prop in SHAPES.objects(shape, SH.property):
            path = SHAPES.value(prop, SH.path)
            if isinstance(path, URIRef) and SHAPES.value(prop, SH.minCount):
                assert isinstance(target, URIRef)
                yield target, path


def test_the_catalog_has_all_that_dcat_ap_3_requires_and_recommends() -> None:
    assert broken(graph()) == set()


@pytest.mark.parametrize(("kind", "path"), sorted(required()), ids=lambda term: str(term).rpartition("/")[2].rpartition("#")[2])
def test_a_property_that_is_left_out_is_missed(kind: URIRef, path: URIRef) -> None:
    mutated = graph()
    having = [one for one in mutated.subjects(RDF.type, kind) if (one, path, None) in mutated]
    mutated.remove((having[0], path, None))

    assert path in broken(mutated)


WRONG = {
    "a title without a language": (DATASET, DCT.title, Literal("Public Administration Reform Index")),
    "a second title of one language": (DATASET, DCT.title, Literal("Another", lang="en")),
    "a day with a time": (DATASET, DCT.modified, Literal("2026-11-22T00:00:00", datatype=XSD.dateTime)),
    "a theme of nobody's vocabulary": (DATASET, DCAT.theme, URIRef("https://example.vn/theme")),
    "a publisher that is nobody": (DATASET, DCT.publisher, URIRef("https://example.vn/nobody")),
    "a version that harvesters take for a dataset": (URIRef(RELEASE.address), RDF.type, DCAT.Dataset),
    "a second address of a file": (OBSERVATIONS, DCAT.downloadURL, URIRef(f"{RELEASE.address}/observations.csv")),
    "a size that is none": (OBSERVATIONS, DCAT.byteSize, Literal("4 kB")),
    "a checksum that is cut off": (
        URIRef(f"{OBSERVATIONS}-sha256"),
        SPDX.checksumValue,
        Literal("ab12", datatype=XSD.hexBinary),
    ),
    "a dataset that no catalog lists": (URIRef("https://example.vn/data/pci"), RDF.type, DCAT.Dataset),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_statement_that_is_wrong_is_found(wrong: tuple[URIRef, URIRef, Node]) -> None:
    mutated = graph()
    mutated.add(wrong)

    assert broken(mutated)


def test_a_period_whose_end_comes_first_is_found() -> None:
    mutated = graph()
    period = mutated.value(DATASET, DCT.temporal)
    mutated.set((period, DCAT.endDate, Literal("1999-12-31", datatype=XSD.date)))

    assert broken(mutated) == {DCAT.startDate}


def test_turtle_and_json_ld_are_one_graph() -> None:
    document = json.dumps(catalog([RELEASE, OTHER]))

    assert isomorphic(Graph().parse(data=document, format="json-ld"), graph())


@pytest.mark.parametrize("form", ["turtle", "json-ld"])
def test_a_harvester_meets_the_datasets_in_order_and_their_csv_files_first(form: str) -> None:
    document = catalog([RELEASE, OTHER])
    text = turtle(document) if form == "turtle" else json.dumps(document)

    harvested = Graph().parse(data=text, format=form)

    assert list(harvested.subjects(RDF.type, DCAT.Dataset)) == [DATASET, URIRef(OTHER.info.address)]
    assert [str(one).partition("#")[2] for one in harvested.objects(DATASET, DCAT.distribution)] == [
        *("observations.csv", "changes.csv", "observations.parquet", "changes.parquet"),
        *("par-index.xlsx", "par-index.sqlite"),
    ]


def test_two_processes_write_the_same_bytes() -> None:
    code = (
        "import sys; from parpipe.turtle import turtle; from parpipe.descriptors.dcat import catalog\n"
        "from tests.metadata.test_dcat import OTHER, RELEASE; sys.stdout.buffer.write(turtle(catalog([RELEASE, OTHER])))"
    )

    written = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert written == {turtle(catalog([RELEASE, OTHER]))}


def test_the_next_version_keeps_every_identifier_and_address() -> None:
    later = Release(replace(INFO, created=date(2027, 1, 1)), "1.3.0", TABLES, FILES, previous="1.2.0", issued=date(2026, 1, 2))
    lasting = (RDF.type, DCT.identifier, DCAT.downloadURL, DCAT.accessURL, DCAT.distribution, SPDX.checksum, DCT.publisher)

    before, after = (
        {(s, p, o) for s, p, o in Graph().parse(data=turtle(catalog([release])), format="turtle") if p in lasting}
        for release in (RELEASE, later)
    )

    version = {(URIRef(one.address), RDF.type, URIRef("http://www.w3.org/ns/prov#Entity")) for one in (RELEASE, later)}
    nameless = {triple for triple in before ^ after if isinstance(triple[0], BNode)}
    assert (before ^ after) - nameless == version


def test_a_dataset_says_what_the_release_says() -> None:
    found = graph()

    said = {
        str(predicate): str(found.value(DATASET, predicate))
        for predicate in (DCAT.version, DCT.issued, DCT.modified, DCT.license)
    }
    assert list(said.values()) == ["1.2.0", "2026-01-02", "2026-11-22", LICENCE["path"]]
    current = found.value(DATASET, DCAT.hasCurrentVersion)
    assert (current, found.value(current, DCAT.previousVersion)) == (URIRef(RELEASE.address), URIRef(f"{INFO.address}/1.1.0"))
    for name, file in RELEASE.data_files().items():
        one = URIRef(f"{INFO.address}#{name}")
        assert str(found.value(one, DCAT.downloadURL)) == f"{RELEASE.latest}/{name}"
        assert str(found.value(found.value(one, SPDX.checksum), SPDX.checksumValue)) == file.sha256
        assert int(str(found.value(one, DCAT.byteSize))) == file.size


def test_a_copy_of_no_standing_is_not_linked_and_an_unknown_size_not_told() -> None:
    parquet = FileInfo(0, "ab" * 32)  # as the descriptor of a release gives it back
    release = replace(RELEASE, tables={"observations": replace(TABLES["observations"], parquet=parquet)})

    found = Graph().parse(data=turtle(catalog([release])), format="turtle")

    assert [str(one) for one in found.objects(DATASET, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"))] == [
        "https://example.vn"
    ]
    assert found.value(URIRef(f"{INFO.address}#observations.parquet"), DCAT.byteSize) is None


def test_a_package_without_observations_has_no_period() -> None:
    release = replace(RELEASE, info=replace(INFO, first_year=None, last_year=None))

    found = Graph().parse(data=turtle(catalog([release])), format="turtle")

    assert broken(found) == {DCT.temporal}
