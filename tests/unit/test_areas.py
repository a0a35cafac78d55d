"""Names to units: how they are written in the wild, what is refused, and what a broken reference file says."""

from __future__ import annotations

import shutil
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.areas import AmbiguousArea, UnknownArea, load_areas, read_areas
from parpipe.errors import BadConfiguration, Missing
from parpipe.spelling import bare_key, exact_key, place_keys

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
DAY = date(2016, 12, 31)
LATER = date(2026, 1, 1)
AREAS = load_areas(REFERENCE)
PROVINCES = AREAS.at("province", DAY)
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def bare(name: str) -> str:
    marks = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(mark for mark in marks if not unicodedata.combining(mark))


def other_tone(name: str) -> str:
    """Return the name with the tone marks on the other vowel of a pair: Hòa as Hoà, Thủy as Thuỷ, and back."""
    pairs = [("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"), ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ")]
    for old, new in pairs:
        name = name.replace(old, "\0").replace(new, old).replace("\0", new)
    return name


SPELLINGS = (
    str.upper,
    str.lower,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: f"Tỉnh {name}",
    lambda name: f"TP. {name}",
    lambda name: f"TP.{name}",
    lambda name: f"T.P {name}",
    lambda name: f"thành phố {name}",
    lambda name: f"{bare(name)} City",
    lambda name: f"{bare(name)} Province",
    lambda name: f"{bare(name)} province".upper(),
    bare,
    other_tone,
    lambda name: name.replace("ư", "ƣ").replace("Ư", "Ƣ"),
    lambda name: name.replace(" ", "  ").replace("  -  ", "–"),
    lambda name: name.replace(" ", "\u00a0"),
    lambda name: name.replace(" - ", "-"),
    lambda name: name.replace(" ", ""),
    lambda name: bare(name).replace(" ", ""),
    lambda name: "\u200b".join(name),
)


@given(ref_area=st.sampled_from(PROVINCES), write=st.sampled_from(SPELLINGS))
def test_a_province_is_found_however_its_name_is_written(ref_area: str, write) -> None:
    name = write(AREAS.name(ref_area, DAY)[0])

    assert AREAS.resolve(name, level="province", at=DAY) == ref_area
    assert AREAS.resolve(name, at=DAY) == ref_area


@pytest.mark.parametrize("write", SPELLINGS)
def test_each_way_of_writing_leads_all_63_names_to_63_units(write) -> None:
    found = [AREAS.resolve(write(AREAS.name(ref_area, DAY)[0]), level="province", at=DAY) for ref_area in PROVINCES]

    assert tuple(found) == PROVINCES


@given(first=st.sampled_from(PROVINCES), second=st.sampled_from(SPELLINGS), third=st.sampled_from(SPELLINGS))
def test_two_ways_of_writing_at_once_still_lead_to_the_unit(first: str, second, third) -> None:
    name = third(second(AREAS.name(first, DAY)[0]))

    found = AREAS.find(name, level="province", at=DAY)

    assert found in ((first,), ())  # a prefix without its space may be no name, but it is never another unit


@given(spelling=st.sampled_from(AREAS.spellings))
def test_every_listed_spelling_means_its_unit_as_long_as_it_holds(spelling) -> None:
    for day in (spelling.valid_from or date(2012, 1, 1), spelling.valid_to or LATER):
        assert AREAS.find(spelling.text, at=day) == (spelling.ref_area,)


@given(st.text())
def test_any_text_means_at_most_one_unit_or_is_refused(text: str) -> None:
    assert len(AREAS.find(text, at=DAY)) <= 1


@given(st.text())
def test_a_key_forgets_nothing_more_the_second_time(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)

    assert exact_key(text) == exact_key(composed) == exact_key(unicodedata.normalize("NFD", text))
    assert bare_key(bare_key(text)) == bare_key(text)


def test_tones_and_letters_make_another_exact_key() -> None:
    keys = {exact_key(name) for name in ("Hà Nam", "Ha Nam", "Hạ Nam", "Hâ Nam", "Đà Nam", "Dà Nam")}

    assert len(keys) == 6


def test_a_name_with_its_diacritics_goes_before_one_without() -> None:
    assert place_keys("Hà Nam")[0] != place_keys("Ha Nam")[0]
    assert AREAS.resolve("Hà Nam", at=DAY) == AREAS.resolve("Ha Nam", at=DAY) == "GSO35"


def test_an_id_means_the_same_at_every_date() -> None:
    assert AREAS.resolve("GSO27", at=LATER) == AREAS.resolve("gso27", at=DAY) == "GSO27"
    assert AREAS.resolve("GSO27", level="province", at=DAY) == "GSO27"
    assert AREAS.find("GSO27", level="ministry", at=DAY) == ()


def test_every_iso_code_means_its_unit_at_every_date() -> None:
    coded = {unit.iso_3166_2: ref for ref, unit in AREAS.units.items() if unit.iso_3166_2}
    assert len(coded) == 63
    assert (coded["VN-01"], coded["VN-13"]) == ("GSO12", "GSO22")
    for code, ref in coded.items():
        assert AREAS.resolve(code, level="province", at=DAY) == AREAS.resolve(code.lower(), at=LATER) == ref
    assert AREAS.find("VN-13", level="ministry", at=DAY) == AREAS.find("VN-99", at=DAY) == ()


@pytest.mark.parametrize(
    ("name", "level", "day", "expected"),
    [
        ("12", None, DAY, "GSO12"),
        ("10", None, DAY, "GSO10"),
        ("15", None, LATER, "GSO15-2025"),
        ("Khánh Hoà (cũ)", None, LATER, "GSO56"),
        ("Khanh Hoa (old)", None, LATER, "GSO56"),
        ("Khánh Hòa", None, LATER, "GSO56-2025"),
        ("Lào Cai (mới)", None, DAY, "GSO15-2025"),
        ("Lào Cai (sau sáp nhập)", None, DAY, "GSO15-2025"),
        ("TP.HCM", None, DAY, "GSO79"),
        ("TPHCM", None, LATER, "GSO79-2025"),
        ("BR-VT", None, DAY, "GSO77"),
        ("Ba Ria – Vung Tau", None, DAY, "GSO77"),
        ("T.T.Huế", None, DAY, "GSO46"),
        ("TP. Huế", None, date(2023, 12, 31), "GSO46"),
        ("Đak Lak", None, DAY, "GSO66"),
        ("Bắc Cạn", None, DAY, "GSO06"),
        ("TP. Đồng Nai", None, date(2026, 5, 1), "GSO75-2025"),
        ("Bộ GTVT", "ministry", DAY, "MIN-MOT"),
        ("SBV", "ministry", DAY, "MIN-SBV"),
        ("vùng Tây Nguyên", "region", DAY, "R6-CH"),
        ("ĐBSCL", "region", DAY, "R6-MRD"),
        ("Bắc Trung Bộ", "region", LATER, "R6-NC-2025"),
        ("Cả nước", "national", DAY, "ALL-PROV"),
        ("Các bộ, cơ quan ngang bộ", "national", DAY, "ALL-MIN"),
    ],
)
def test_what_pages_write_is_understood(name: str, level: str | None, day: date, expected: str) -> None:
    assert AREAS.resolve(name, level=level, at=day) == expected


def test_an_unknown_name_is_refused_with_near_ones() -> None:
    with pytest.raises(UnknownArea, match=r"'Lai Chao' on 2016-12-31; near it: Lai Châu \(GSO12\)"):
        AREAS.resolve("Lai Chao", at=DAY)


def test_a_dissolved_province_is_refused_with_its_last_day() -> None:
    with pytest.raises(UnknownArea, match=r"Hà Giang \(GSO02, until 2025-06-30\)"):
        AREAS.resolve("Hà Giang", at=LATER)


def test_a_code_that_no_unit_has_at_the_date_is_refused() -> None:
    with pytest.raises(UnknownArea):
        AREAS.resolve("27", at=LATER)


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(UnknownArea):
        AREAS.resolve(" ", at=DAY)


def edited(tmp_path: Path, file: str, *, add: str = "", old: str = "", new: str = "") -> Path:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert not old or old in text
    (folder / file).write_text(text.replace(old, new, 1) + add if old else text + add, encoding="utf-8")
    return folder


def test_a_spelling_of_two_units_is_refused_with_both(tmp_path: Path) -> None:
    areas = load_areas(edited(tmp_path, "area_aliases.csv", add="GSO12,Tây Bắc,,\nGSO14,Tây Bắc,,\n"))

    assert areas.find("Tay Bac", at=DAY) == ("GSO12", "GSO14")
    with pytest.raises(AmbiguousArea, match=r"Lai Châu \(GSO12\), Sơn La \(GSO14\)"):
        areas.resolve("Tây Bắc", at=DAY)


def test_exact_diacritics_decide_between_spellings_that_are_alike_without(tmp_path: Path) -> None:
    areas = load_areas(edited(tmp_path, "area_aliases.csv", add="GSO12,Tây Bắc,,\nGSO14,Tây Bác,,\n"))

    assert areas.find("Tây Bắc", at=DAY) == ("GSO12",)
    assert areas.find("Tây Bác", at=DAY) == ("GSO14",)
    assert areas.find("Tay Bac", at=DAY) == ("GSO12", "GSO14")


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        ("areas.csv", {"add": "GSO12,province,,,\n"}, "areas.csv:121: GSO12 stands already in line"),
        ("areas.csv", {"add": "GSO99,province,,,\n"}, "areas.csv:121: GSO99 has no name"),
        ("areas.csv", {"add": "GSO99,planet,,,\n"}, "areas.csv:121: level 'planet' is not one of"),
        ("areas.csv", {"old": "ref_area,level", "new": "ref,level"}, "areas.csv:1: the columns are not"),
        ("area_names.csv", {"add": "GSO12,2020-01-01,,Lai,Lai,province,12,\n"}, "area_names.csv:157: GSO12 has another name"),
        ("area_names.csv", {"old": "12,R6-NMM\n", "new": "12,R6-XXX\n"}, "region 'R6-XXX' is not in areas.csv"),
        ("area_aliases.csv", {"add": "GSO98,Nowhere,,\n"}, "area_aliases.csv:392: ref_area 'GSO98' is not in areas.csv"),
        ("area_aliases.csv", {"add": "GSO12,Lai,2020-13-01,\n"}, "area_aliases.csv:392: valid_from '2020-13-01' is no date"),
        ("area_succession.csv", {"add": "GSO12,GSO98,2025-07-01,x\n"}, "area_succession.csv:61: successor 'GSO98'"),
        ("area_succession.csv", {"add": "GSO12,GSO14\n"}, "area_succession.csv:61: 2 cells instead of 4"),
        (
            "areas.csv",
            {"old": "GSO01,province,VN-HN", "new": "GSO01,province,VNHN"},
            "areas.csv:4: iso_3166_2 'VNHN' is not VN-",
        ),
        ("areas.csv", {"add": "gso99,province,,,\n"}, "areas.csv:121: ref_area 'gso99' is no id"),
        ("areas.csv", {"add": "GSO99,province,,2021-01-01,2020-01-01\n"}, "areas.csv:121: valid_from 2021-01-01 lies after"),
        ("areas.csv", {"add": "GSO99,province,,2020-W01-1,\n"}, "areas.csv:121: valid_from '2020-W01-1' is no date"),
        ("areas.csv", {"add": "\n"}, "areas.csv:121: 0 cells instead of 5"),
        ("area_names.csv", {"old": ",Lai Châu,Lai Chau,", "new": ",,Lai Chau,"}, "area_names.csv:16: name_vi '' is no name"),
        ("area_names.csv", {"old": ",Lai Châu,Lai Chau,", "new": ",Lai Châu, ,"}, "area_names.csv:16: name_en ' ' is no name"),
        (
            "area_names.csv",
            {"old": "Lai Chau,province", "new": "Lai Chau,state"},
            "area_names.csv:16: kind 'state' is not one of",
        ),
        ("area_names.csv", {"old": "province,12,", "new": "province,1²,"}, "area_names.csv:16: code '1²' is not two digits"),
        (
            "area_names.csv",
            {"old": "province,12,", "new": "province,14,"},
            "area_names.csv:16: GSO14 has the code 14 at the same",
        ),
        (
            "area_names.csv",
            {"old": "12,R6-NMM\n", "new": "12,GSO14\n"},
            "area_names.csv:16: region 'GSO14' is a unit of the level",
        ),
        (
            "area_names.csv",
            {"old": "GSO12,2025-10-05,,", "new": "GSO12,2025-10-05,2025-10-04,"},
            "area_names.csv:17: valid_from 2025-10-05 lies after valid_to 2025-10-04",
        ),
        (
            "area_names.csv",
            {"old": "GSO12,2025-10-05,,", "new": "GSO12,2025-10-06,,"},
            "area_names.csv:17: GSO12 has no name between 2025-10-04 and 2025-10-06",
        ),
        ("area_aliases.csv", {"add": "GSO12,Lai,2021-01-01,2020-01-01\n"}, "area_aliases.csv:392: valid_from 2021-01-01 lies"),
        ("area_aliases.csv", {"add": "GSO12,–,,\n"}, "area_aliases.csv:392: alias '–' is no name"),
        ("area_aliases.csv", {"add": "GSO12,Lai,,\n" * 2}, "area_aliases.csv:393: GSO12 Lai stands already in line 392"),
        ("area_succession.csv", {"add": "GSO12,GSO12,2025-07-01,x\n"}, "area_succession.csv:61: GSO12 goes into itself"),
        (
            "area_succession.csv",
            {"add": "GSO02,GSO08-2025,2026-07-01,x\n"},
            "area_succession.csv:61: GSO02 GSO08-2025 stands already in line 2",
        ),
    ],
)
def test_a_broken_reference_file_is_reported_with_its_line(
    tmp_path: Path, file: str, change: dict[str, str], expected: str
) -> None:
    folder = edited(tmp_path, file, **change)

    with pytest.raises(BadConfiguration) as caught:
        load_areas(folder)

    assert expected in str(caught.value)


@pytest.mark.parametrize("file", ["areas.csv", "area_names.csv", "area_aliases.csv", "area_succession.csv"])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the columns are not"),
        ("vùng".encode("utf-16"), "this is no UTF-8"),
        (b"no,such,columns\n", "the columns are not"),
    ],
)
def test_a_reference_file_that_cannot_be_read_is_one_problem(tmp_path: Path, file: str, content: bytes, expected: str) -> None:
    folder = edited(tmp_path, file)
    (folder / file).write_bytes(content)

    _, found = read_areas(folder)

    assert len(found) == 1
    assert found[0].startswith(f"{folder / file}:1: {expected}")


def test_a_reference_file_without_rows_or_with_a_huge_cell_is_one_problem(tmp_path: Path) -> None:
    folder = edited(tmp_path, "areas.csv")
    header, _, _ = (folder / "areas.csv").read_text(encoding="utf-8").partition("\n")
    (folder / "areas.csv").write_text(f"{header}\n", encoding="utf-8")
    (folder / "area_aliases.csv").write_text(f"ref_area,alias,valid_from,valid_to\nGSO12,{'x' * 200_000},,\n", encoding="utf-8")

    _, found = read_areas(folder)

    assert [problem.removeprefix(str(folder)) for problem in found] == [
        "/areas.csv:1: there are no rows",
        "/area_aliases.csv:2: alias has 200,000 characters, more than 1,000",
    ]


def test_a_refused_row_is_one_problem_and_not_one_of_every_row_that_names_its_unit(tmp_path: Path) -> None:
    folder = edited(tmp_path, "areas.csv", old="GSO12,province", new="GSO12,planet")

    assert len(read_areas(folder)[1]) == 1


def test_a_missing_reference_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"areas\.csv"):
        load_areas(tmp_path)


def test_tone_marks_are_the_five_that_move() -> None:
    assert {mark for mark in unicodedata.normalize("NFD", "àáãảạ") if unicodedata.combining(mark)} == TONES
