"""The registry: what good files become, and what broken ones say, all of them at once, with file and line."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.claims import load_precedence
from parpipe.config import read_vocabulary
from parpipe.errors import BadConfiguration, Missing
from parpipe.model import PublishedDate
from parpipe.registry import load_reference, load_registry

DATA = Path(__file__).parents[2] / "data"
INDICES, _ = load_reference(DATA)
LAI_CHAU = "sources/cchc.laichau.gov.vn.yaml"
DTI_SITE = "sources/dti.gov.vn.yaml"
PRECEDENCE = "reference/precedence.yaml"
PAGE = """\
  - file: page.html
    kind: page
    url: https://example.vn/page
    published_at: 2018-03
    recorded_at: 2026-11-22
    rendition: true
    index: PAR
    level: province
    area: GSO12
    language: vi
"""


def broken(data: Path, file: str, old: str, new: str) -> int:
    """Change the first ``old`` of a file and return the line it stood in."""
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(data: Path) -> list[str]:
    with pytest.raises(BadConfiguration) as caught:
        load_registry(data)
    return str(caught.value).splitlines()[1:]


def test_every_source_has_its_documents_and_digests() -> None:
    registry = load_registry(DATA)

    assert len(registry.sources) == 226
    assert list(registry.sources) == sorted(registry.sources)
    for source_id, source in registry.sources.items():
        assert source.source_id == source_id
        assert source.snapshots
        for snapshot in source.snapshots:
            assert snapshot.sha256 == sha256(snapshot.path.read_bytes()).hexdigest()


def test_a_source_of_a_province_says_what_its_file_says() -> None:
    source = load_registry(DATA).sources["cchc.laichau.gov.vn"]

    assert (source.area, source.authority, source.publisher_kind, source.mirror) == ("GSO12", "province", "province", False)
    assert source.snapshots[0].media_type == "text/csv"
    assert source.snapshots[0].curated
    assert source.snapshots[0].recorded_at == date(2026, 11, 22)


def test_only_the_issuers_of_an_index_have_the_authority_of_one() -> None:
    issuers = {
        source_id: source.issues for source_id, source in load_registry(DATA).sources.items() if source.authority == "issuer"
    }

    assert issuers == {"dti.gov.vn": ("DTI",), "pcivietnam.vn": ("PCI",)}


def test_a_page_becomes_a_snapshot_with_its_defaults(small_data: Path) -> None:
    folder = small_data / "snapshots" / "cchc.laichau.gov.vn"
    (folder / "page.html").write_text("<p>x</p>", encoding="utf-8")
    source = small_data / LAI_CHAU
    source.write_text(source.read_text(encoding="utf-8") + PAGE, encoding="utf-8")

    page = load_registry(small_data).sources["cchc.laichau.gov.vn"].snapshots[-1]

    assert (page.index_id, page.level, page.area, page.language) == ("PAR", "province", "GSO12", "vi")
    assert (page.media_type, page.curated, page.url) == ("text/html", False, "https://example.vn/page")
    assert page.published == PublishedDate(date(2018, 3, 1), "month")


@pytest.mark.parametrize(("written", "precision"), [("2018", "year"), ("2018-03", "month"), ("2018-03-29", "day")])
def test_a_date_of_publication_keeps_its_precision(small_data: Path, written: str, precision: str) -> None:
    (small_data / "snapshots" / "cchc.laichau.gov.vn" / "page.html").write_text("<p>x</p>", encoding="utf-8")
    source = small_data / LAI_CHAU
    source.write_text(source.read_text(encoding="utf-8") + PAGE.replace("2018-03", written), encoding="utf-8")

    page = load_registry(small_data).sources["cchc.laichau.gov.vn"].snapshots[-1]

    assert page.published == PublishedDate.parse(written)
    assert page.published.precision == precision


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (LAI_CHAU, "authority: province", "authority: king", "authority: 'king' is not one of"),
        (LAI_CHAU, "area: GSO12", "area: GSO99", "area 'GSO99' is not in data/reference/areas.csv"),
        (LAI_CHAU, "mirror: false", "mirror: 0", "mirror: 0 is not of type 'boolean'"),
        (LAI_CHAU, "mirror: false", "mirorr: false\nmirror: false", "'mirorr' is no key that belongs here"),
        (LAI_CHAU, "title: ", "title: [", "this is no YAML"),
        (LAI_CHAU, "area: GSO12", "area: GSO12\narea: GSO14", "the key 'area' stands here twice"),
        (LAI_CHAU, "source_id: cchc.", "source_id: other.", "is not the name of the file"),
        (LAI_CHAU, "file: figures.csv", "file: lost.csv", "lost.csv does not exist"),
        (LAI_CHAU, "file: figures.csv", "file: figures.exe", "'.exe' is no kind of document that is read here"),
        (LAI_CHAU, "recorded_at: 2026-11-22", "recorded_at: 2026-11-31", "recorded_at '2026-11-31'"),
        (LAI_CHAU, "kind: transcription", "kind: rumour", "'rumour' is not one of"),
        (LAI_CHAU, "schedule: ", "schedule: daily # ", "'daily' does not match"),
        ("sources/dti.gov.vn.yaml", "issues: [DTI]", "issues: [DTO]", "no index 'DTO' in data/indices"),
        ("indices/PAR.yaml", "component: TC\n", "component: CDDH\n", "component 'CDDH' is declared already"),
        ("indices/PAR.yaml", "aliases: [Cải cách TTHC,", "aliases: [Cải cách thể chế,", "'Cải cách thể chế' means TC already"),
        ("indices/PAR.yaml", "parent: IMPACT_BLOCK", "parent: BLOCK", "parent 'BLOCK' is no component of this index"),
        ("indices/PAR.yaml", "component: SELF, from", "component: SELFY, from", "'SELFY' is no component of this index"),
        (
            "indices/PAR.yaml",
            "from: 2013, to: 2013, max: 100",
            "from: 2013, to: 2012, max: 100",
            "from 2013 to 2012 is no span",
        ),
        (
            "indices/PAR.yaml",
            "from: 2013, to: 2013, max: 100",
            "from: 2012, to: 2013, max: 100",
            "2012 lies in the entry from 2012",
        ),
        ("indices/PAR.yaml", "max: 36.5", "max: many", "max: 'many' is not of type 'number'"),
        ("indices/PAR.yaml", "max: 36.5", "max: .inf", "is no decimal number"),
        ("indices/SIPAS.yaml", "package: sipas", "package: par-index", "PAR has the package 'par-index' already"),
        ("indices/SIPAS.yaml", "index_id: SIPAS", "index_id: SPAS", "is not the name of the file"),
        ("indices/DTI.yaml", "areas_at: 2012-01-01", "areas_at: 2012-13-01", "areas_at '2012-13-01' is no date"),
        ("indices/PAR.yaml", "max: 36.5", "max: 1.0e+400", "max: Decimal('1.0E+400') is greater than the maximum of 1000"),
        ("indices/PAR.yaml", "max: 36.5", "max: 0", "max: 0 is less than the minimum of 0.5"),
        ("indices/PAR.yaml", "max: 36.5", "max: -36.5", "max: Decimal('-36.5') is less than the minimum of 0.5"),
        ("indices/PAR.yaml", "component: TC\n", "component: TC\n    parent: TC\n", "by its parents 'TC' is a part of itself"),
        (
            "indices/PAR.yaml",
            "component: TC\n",
            "component: TC\n    valid_from: 2019\n    valid_to: 2018\n",
            "valid_from 2019 to 2018 is no span",
        ),
        ("indices/SIPAS.yaml", "aliases: [SIPAS, ", "aliases: [SIPAS, Pci, ", "'Pci' means PCI already"),
        ("indices/SIPAS.yaml", "aliases: [SIPAS, ", "aliases: [SIPAS, chỉ số CCHC, ", "'chỉ số CCHC' means PAR already"),
        (DTI_SITE, "authority: issuer\nissues: [DTI]\n", "authority: issuer\n", "an issuer needs the key issues"),
        (LAI_CHAU, "area: GSO12", "area: R6-NMM", "'R6-NMM' is no province but a unit of the level region"),
        (LAI_CHAU, "area: GSO12", "area: ALL-PROV", "'ALL-PROV' is no province but a unit of the level national"),
        (PRECEDENCE, "grade: [table, ", "grade: [", "grade: there is no table"),
        (PRECEDENCE, "headline, caption, ", "", "grade: there is no headline, caption"),
        (PRECEDENCE, "grade: [table, ", "grade: [table, rumour, ", "grade: 'rumour' is not one of"),
        (PRECEDENCE, "grade: [table, ", "grade: [table, table, ", "has non-unique elements"),
        (PRECEDENCE, "basis: [printed, word, order, inferred_year, ocr]", "basis: null", "basis: None is not of type 'array'"),
        (PRECEDENCE, "basis: [", "bases: [", "'bases' is no key that belongs here"),
        (PRECEDENCE, "basis: [", "basis: [[", "this is no YAML"),
    ],
)
def test_a_broken_file_is_reported_with_file_and_line(small_data: Path, file: str, old: str, new: str, expected: str) -> None:
    load_registry(small_data)  # good before
    line = broken(small_data, file, old, new)

    found = [problem for problem in problems(small_data) if expected in problem]

    assert found
    place, _, _ = found[0].partition(": ")
    assert place.rpartition(":")[0] == str(small_data / file)
    assert int(place.rpartition(":")[2]) - line in (0, 1)  # a key that stands twice is reported where it comes again


@pytest.mark.parametrize(
    "schedule",
    [
        "60 6 * * 1",
        "0 24 * * 1",
        "0 6 0 * 1",
        "0 6 * 13 1",
        "0 6 * * 8",
        "5-1 6 * * 1",
        "*/0 6 * * 1",
        "0 6 * * MON",
        "0,, 6 * * 1",
        "*/60 6 * * 1",
        "0 6 ? * 1",
        "5/10 6 * * 1",
        "-1 6 * * 1",
        "٥ 6 * * 1",
    ],
)
def test_a_schedule_that_no_clock_can_follow_is_reported(small_data: Path, schedule: str) -> None:
    line = broken(small_data, LAI_CHAU, "schedule: ", f'schedule: "{schedule}" # ')

    found = problems(small_data)

    assert len(found) == 1
    assert found[0].startswith(f"{small_data / LAI_CHAU}:{line}: schedule {schedule!r}: ")


@pytest.mark.parametrize("schedule", ["0 6 * * 1", "*/15 0-23/2 1,15 4-7,12 0-7", "59 23 31 12 7", "* * * * *"])
def test_a_schedule_may_have_numbers_ranges_lists_and_steps(small_data: Path, schedule: str) -> None:
    broken(small_data, LAI_CHAU, "schedule: ", f'schedule: "{schedule}" # ')

    assert load_registry(small_data).sources["cchc.laichau.gov.vn"].schedule == schedule


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("level: province", "level: ministry", "level 'ministry' is not that of GSO12"),
        ("kind: page", "kind: transcription", "a transcription is a .csv file, and page.html is none"),
    ],
)
def test_a_document_that_contradicts_itself_is_reported(small_data: Path, old: str, new: str, expected: str) -> None:
    (small_data / "snapshots" / "cchc.laichau.gov.vn" / "page.html").write_text("<p>x</p>", encoding="utf-8")
    source = small_data / LAI_CHAU
    source.write_text(source.read_text(encoding="utf-8") + PAGE.replace(old, new), encoding="utf-8")
    line = source.read_text(encoding="utf-8").rpartition(new)[0].count("\n") + 1

    assert next(problem for problem in problems(small_data) if expected in problem).startswith(f"{source}:{line}: ")


def test_components_that_are_parts_of_each_other_are_reported(small_data: Path) -> None:
    first = broken(small_data, "indices/PAR.yaml", "component: CDDH\n", "component: CDDH\n    parent: TC\n")
    second = broken(small_data, "indices/PAR.yaml", "component: TC\n", "component: TC\n    parent: CDDH\n")

    found = problems(small_data)

    assert [int(problem.split(": ")[0].rpartition(":")[2]) for problem in found] == [first + 1, second + 1]
    assert all("is a part of itself" in problem for problem in found)


@pytest.mark.parametrize("file", [LAI_CHAU, "indices/PAR.yaml"])
@pytest.mark.parametrize("suffix", [".yml", ".YAML"])
def test_a_file_with_another_suffix_is_not_passed_over(small_data: Path, file: str, suffix: str) -> None:
    path = (small_data / file).rename((small_data / file).with_suffix(suffix))

    assert problems(small_data) == [f"{path}:1: only .yaml is read here; rename it to {path.stem}.yaml"]


def test_a_broken_index_is_one_problem_and_not_one_of_every_source_too(small_data: Path) -> None:
    line = broken(small_data, "indices/DTI.yaml", "package: dti", "package: DTI")

    found = problems(small_data)

    assert len(found) == 1
    assert found[0].startswith(f"{small_data / 'indices/DTI.yaml'}:{line}: package: ")


def test_a_broken_area_is_one_problem_and_not_one_of_every_source_too(small_data: Path) -> None:
    line = broken(small_data, "reference/areas.csv", "GSO12,province,VN-01", "GSO12,province,VN-1")

    assert [problem.split(": ")[0] for problem in problems(small_data)] == [f"{small_data / 'reference/areas.csv'}:{line}"]


def test_an_order_of_claims_that_cannot_be_read_is_reported_with_all_else(small_data: Path) -> None:
    line = broken(small_data, LAI_CHAU, "area: GSO12", "area: GSO99")
    order = small_data / PRECEDENCE
    order.write_bytes("grade: [ảnh]".encode("utf-16"))

    found = problems(small_data)

    assert [problem.split(": ")[0] for problem in found] == [f"{small_data / LAI_CHAU}:{line}", f"{order}:1"]
    assert "no YAML in UTF-8" in found[1]


def test_a_missing_order_of_claims_is_reported_wherever_it_is_read(small_data: Path) -> None:
    order = small_data / PRECEDENCE
    order.unlink()

    assert problems(small_data) == [f"{order}:1: this cannot be read: No such file or directory"]
    with pytest.raises(BadConfiguration, match=r"precedence\.yaml:1: this cannot be read"):
        load_precedence(small_data, {})


def test_the_order_of_claims_is_the_one_written(small_data: Path) -> None:
    broken(small_data, PRECEDENCE, "grade: [table, transcription, ", "grade: [transcription, table, ")

    assert load_precedence(small_data, {}).order["grade"][:2] == ("transcription", "table")


def test_a_missing_key_is_reported_at_the_object_that_lacks_it(small_data: Path) -> None:
    line = broken(small_data, LAI_CHAU, "    kind: transcription\n", "")

    assert problems(small_data) == [f"{small_data / LAI_CHAU}:{line - 1}: documents: 'kind' is a required property"]


def test_problems_of_several_files_are_reported_together(small_data: Path) -> None:
    broken(small_data, LAI_CHAU, "title: ", "title: [")
    broken(small_data, "sources/dti.gov.vn.yaml", "language: vi", "language: Vietnamese")
    broken(small_data, "sources/dti.gov.vn.yaml", "mirror: false", "mirror: maybe")
    broken(small_data, "indices/PAR.yaml", "package: par-index", "package: PAR INDEX")
    broken(small_data, "reference/areas.csv", "GSO12,province", "GSO12,planet")

    found = problems(small_data)

    files = ("sources/cchc.laichau.gov.vn.yaml", "sources/dti.gov.vn.yaml", "indices/PAR.yaml", "reference/areas.csv")
    counts = [sum(problem.startswith(f"{small_data / file}:") for problem in found) for file in files]
    assert counts[:3] == [1, 2, 1]
    assert counts[3] >= 1


def test_two_problems_of_one_file_come_in_the_order_of_its_lines(small_data: Path) -> None:
    later = broken(small_data, LAI_CHAU, "area: GSO12", "area: GSO99")
    earlier = broken(small_data, LAI_CHAU, "source_id: cchc.", "source_id: other.")

    lines = [int(problem.split(": ")[0].rpartition(":")[2]) for problem in problems(small_data)]

    assert lines == [earlier, later]


def test_a_file_in_another_encoding_is_no_yaml(small_data: Path) -> None:
    path = small_data / LAI_CHAU
    path.write_bytes("title: Lai Châu\n".encode("utf-16"))

    assert problems(small_data)[0].startswith(f"{path}:1: this is no YAML in UTF-8")


def test_a_missing_folder_is_named(tmp_path: Path, small_data: Path) -> None:
    (small_data / "sources").rename(tmp_path / "elsewhere")

    with pytest.raises(Missing, match="sources is missing"):
        load_registry(small_data)
    with pytest.raises(Missing, match="nowhere"):
        load_registry(tmp_path / "nowhere")


def test_indices_and_areas_load_without_any_source(tmp_path: Path, small_data: Path) -> None:
    (small_data / "sources").rename(tmp_path / "elsewhere")

    indices, areas = load_reference(small_data)

    assert list(indices) == ["DTI", "PAPI", "PAR", "PCI", "SIPAS"]
    assert len(areas.at("province", date(2020, 1, 1))) == 63


def test_the_digest_of_the_reference_changes_with_any_of_its_files(small_data: Path) -> None:
    before = load_registry(small_data).reference_digest

    broken(small_data, "reference/area_aliases.csv", "Hanoi", "Hanoy")

    assert load_registry(small_data).reference_digest != before
    assert len(before) == 64


def test_the_digest_of_the_reference_does_not_know_where_the_folder_lies(small_data: Path, tmp_path: Path) -> None:
    before = load_registry(small_data).reference_digest

    small_data.rename(tmp_path / "moved")

    assert load_registry(tmp_path / "moved").reference_digest == before


def test_the_whole_registry_loads_within_a_second() -> None:
    taken = []
    for _ in range(3):
        started = time.process_time()
        load_registry(DATA)
        taken.append(time.process_time() - started)

    assert min(taken) < 1.0


@given(index=st.sampled_from(list(INDICES.values())), data=st.data())
def test_a_component_is_found_by_each_of_its_names_in_any_case_and_spacing(index, data: st.DataObject) -> None:
    component = data.draw(st.sampled_from(index.components))
    name = data.draw(st.sampled_from(component.spellings()))
    write = data.draw(st.sampled_from([str.upper, str.lower, lambda text: text.replace(" ", "  "), lambda text: f" {text} "]))

    assert index.component(write(name)) == component


def test_a_name_of_no_component_means_none() -> None:
    assert INDICES["PAR"].component("Chi phí không chính thức") is None


@pytest.mark.parametrize(
    ("index_id", "level", "component", "year", "expected"),
    [
        ("PAR", "province", "_T", 2012, "100"),
        ("PAR", "province", "_T", 2024, "100"),
        ("PAR", "region", "_T", 2023, "100"),
        ("PAR", "province", "_T", 2025, None),
        ("PAR", "province", "TTHC", 2017, "14.5"),
        ("PAR", "province", "TTHC", 2018, None),
        ("PAR", "ministry", "SURVEY", 2021, "36.5"),
        ("PAR", "ministry", "SURVEY", 2023, "31.5"),
        ("PAPI", "province", "_T", 2017, "60"),
        ("PAPI", "province", "_T", 2019, None),
        ("PAPI", "province", "_T", 2022, "80"),
        ("DTI", "province", "_T", 2024, "1"),
    ],
)
def test_a_scale_is_what_is_declared_and_nothing_more(
    index_id: str, level: str, component: str, year: int, expected: str | None
) -> None:
    found = INDICES[index_id].scale(level, component, year)

    assert (found and found[0]) == (expected and Decimal(expected))
    assert found is None or found[1].startswith("http")


@pytest.mark.parametrize(
    ("index_id", "level", "year", "expected"),
    [
        ("PAR", "province", 2016, 63),
        ("PAR", "ministry", 2016, 19),
        ("PAR", "ministry", 2018, 18),
        ("PAR", "ministry", 2019, 17),
        ("PAR", "ministry", 2020, None),
        ("DTI", "province", 2023, 63),
        ("DTI", "province", 2024, 34),
        ("PAPI", "province", 2023, None),
    ],
)
def test_a_population_is_unknown_where_sources_disagree(index_id: str, level: str, year: int, expected: int | None) -> None:
    found = INDICES[index_id].population(level, year)

    assert found is not None
    assert found.count == expected


def test_the_territory_of_a_year_is_its_end_unless_declared() -> None:
    assert INDICES["PAR"].territory("province", 2030) == date(2030, 12, 31)
    assert INDICES["DTI"].territory("province", 2024) == date(2025, 7, 1)


@pytest.mark.parametrize("text", ["rank: [a", "- a\n- b\n", "a: \xff"])
def test_a_broken_vocabulary_is_named_with_its_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(BadConfiguration, match=r"words\.yaml:[12]: this "):
        read_vocabulary(path)
