"""The pages of a small package: what they show of each figure, and what they make of hostile data."""

import json
import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from parpipe.phrases import PHRASES
from parpipe.schema import sort_table, to_table
from parpipe.site import write_site
from parpipe.site.page import day, number, signed, size, web_link
from parpipe.site.sorting import alphabetical
from parpipe.site.words import LANGUAGES, OWN, WORDS
from parpipe.site.words.codes import CODES
from tests.conftest import ROOT
from tests.package import package_tables
from tests.published import release_package, revised_tables
from tests.site.conftest import with_edits
from tests.site.parsing import broken_links, read_page

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
EVIL = "<script>alert('x')</script>&\"'"


def test_every_link_of_the_site_leads_somewhere(releases: Path) -> None:
    assert broken_links(releases) == []


def test_a_link_that_leads_nowhere_is_seen(releases: Path) -> None:
    (releases / "site/vi/areas/GSO12.html").unlink()

    assert any("GSO12.html" in link for link in broken_links(releases))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_unit_shows_every_statement_with_its_words_and_its_page(releases: Path, language: str) -> None:
    page = read_page(releases / f"site/{language}/areas/GSO12.html")

    for row in package_tables()["statements"].to_pylist():
        quote = " ".join(row["quote"].split())
        assert quote in page.text or row["quote"] == row["printed"]
        assert row["source_url"] in page.links
        assert row["locator"] in page.text


def test_a_page_says_what_is_held_how_the_years_compare_and_what_was_promised(releases: Path) -> None:
    text = read_page(releases / "site/en/areas/GSO12.html").text

    for said in ("67.41 /97.5", "53 /63", "break in series", "no: other scales", "−11.71", "missed", "nằm trong nhóm 50"):
        assert said in text.replace("  ", " ")


def test_vietnamese_pages_write_a_comma_and_days_as_vietnamese_do(releases: Path) -> None:
    text = read_page(releases / "site/vi/areas/GSO12.html").text

    assert "67,41" in text
    assert "29/03/2018" in text
    assert "67.41" not in text.replace("67.41/97", "")


@pytest.mark.parametrize("table", ["observations", "area_names"])
def test_a_name_with_markup_is_text_wherever_it_is_shown(table: str, tmp_path: Path) -> None:
    names = ("area_name_vi", "area_name_en") if table == "observations" else ("name_vi", "name_en")
    release_package(tmp_path, with_edits(table, **dict.fromkeys(names, EVIL)))

    write_site(tmp_path)

    pages = [tmp_path / "index.html", *(tmp_path / "site").rglob("*.html")]
    assert all("<script>alert" not in path.read_text(encoding="utf-8") for path in pages)
    assert any("alert('x')" in read_page(path).text for path in pages)


def test_a_quote_with_markup_is_text(tmp_path: Path) -> None:
    release_package(tmp_path, with_edits("statements", quote=f"<img src=x onerror=1> {EVIL}"))

    write_site(tmp_path)

    page = read_page(tmp_path / "site/vi/areas/GSO12.html")
    assert "img" not in page.tags
    assert "<img src=x onerror=1>" in page.text


def test_the_reason_of_a_correction_is_marked_as_english(tmp_path: Path) -> None:
    release_package(tmp_path, with_edits("findings", status="accepted", accepted_because="A nought was <lost>"))

    write_site(tmp_path)

    page = (tmp_path / "site/vi/findings.html").read_text(encoding="utf-8")
    assert '<span lang="en">A nought was &lt;lost&gt;</span>' in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " https://a.vn", "https://a.vn/\"onclick='x'"])
def test_an_address_that_could_run_is_no_link(address: str) -> None:
    assert web_link(address) is None


def test_json_for_search_engines_cannot_end_its_element(tmp_path: Path) -> None:
    release_package(tmp_path, with_edits("components", name_vi="</script><script>alert(1)</script>"))

    write_site(tmp_path)

    content = (tmp_path / "site/vi/PAR/index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in content


def test_every_page_has_a_strict_policy_and_nothing_that_it_forbids(releases: Path) -> None:
    for path in [releases / "index.html", *(releases / "site").rglob("*.html")]:
        page = read_page(path)
        assert ("content", POLICY) in page.attributes
        assert "style" not in page.tags
        assert not [name for name, _ in page.attributes if name == "style" or name.startswith("on")]


def test_json_beside_a_page_holds_the_same_figures(releases: Path) -> None:
    view = json.loads((releases / "site/json/areas/GSO12.json").read_bytes())

    (index,) = view["indices"]
    figure = index["years"][1]["figures"][0]
    assert (figure["held"][0]["score"], figure["held"][0]["rank"]) == ("67.41", 53)
    assert {one["supports"] for one in figure["evidence"] if one["measure"] in ("score", "rank")} == {True}
    assert index["targets"][0]["outcome"] == "missed"


def test_a_statement_of_another_value_is_shown_as_a_rival(tmp_path: Path) -> None:
    tables = package_tables()
    rows = tables["statements"].to_pylist()
    rows[0]["value"] = "70.00"
    release_package(tmp_path, package_tables() | {"statements": sort_table("statements", to_table("statements", rows))})

    write_site(tmp_path)

    assert "1 differ" in read_page(tmp_path / "site/en/areas/GSO12.html").text


def test_what_only_arithmetic_gives_is_shown_as_implied_and_is_no_gap(tmp_path: Path) -> None:
    nothing = {"verdict": "not_held", "held": None, "time_period": 2014, "measure": "rank", "value": "52", "low": "52"}
    tables = with_edits("implied", **nothing, high="52", quotes="giảm 6 hạng|58")
    coverage = [*tables["coverage"].to_pylist(), {**tables["coverage"].to_pylist()[0], "time_period": 2014}]
    coverage[-1] |= {"rank": "implied", "score": "none"}
    release_package(tmp_path, {**tables, "coverage": sort_table("coverage", to_table("coverage", coverage))})

    write_site(tmp_path)

    text = read_page(tmp_path / "site/vi/areas/GSO12.html").text
    assert "chỉ suy ra được: hạng 52" in text
    assert "giảm 6 hạng”, “58" in text
    assert "Điểm: 2014." in text
    assert "Hạng: 2014." not in text


@pytest.mark.parametrize(
    ("of_area", "other_area", "value", "said"),
    [
        ("GSO12", "ALL-PROV", "2.50", "Lai Châu hơn mức trung bình (Các tỉnh) 2,50 điểm ( example.vn )"),
        ("GSO12", "ALL-PROV", "-2.50", "mức trung bình (Các tỉnh) hơn Lai Châu 2,50 điểm ( example.vn )"),
    ],
)
def test_what_a_page_says_of_two_units_stands_with_both_the_one_ahead_first(
    of_area: str, other_area: str, value: str, said: str, tmp_path: Path
) -> None:
    gap = {"relation": "gap", "of_area": of_area, "other_area": other_area, "value": value, "count": None}
    tables = with_edits("relations", **gap, published_at=date(2018, 3, 29), published_precision="day")
    for name, known in (("areas", {"level": "national"}), ("area_names", {"name_vi": "Các tỉnh", "name_en": "Provinces"})):
        rows = tables[name].to_pylist()
        tables[name] = sort_table(name, to_table(name, [*rows, {**rows[0], "ref_area": "ALL-PROV", **known}]))
    release_package(tmp_path, tables)

    write_site(tmp_path)

    text = read_page(tmp_path / "site/vi/areas/GSO12.html").text
    assert f"2016: {said}, 29/03/2018" in text


def test_a_page_tells_which_of_its_values_changed_in_a_release_and_on_a_page(releases: Path) -> None:
    release_package(releases, revised_tables("67.42"))

    write_site(releases)

    text = read_page(releases / "site/en/areas/GSO12.html").text
    assert "Values that changed" in text
    assert "2016: score was 67.41 in the release before, and is 67.42 now" in text
    assert "2015: example.vn said score 79.10, and 79.12 when it was captured on 22 Nov 2026" in text


def test_a_page_begins_with_the_latest_of_every_index_and_leads_to_its_citation(releases: Path) -> None:
    page = read_page(releases / "site/vi/areas/GSO12.html")

    assert "2016 hạng 53 /63 , 67,41 /97,5 điểm" in page.text
    assert "#cite" in page.links


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    gaps = {
        language: {key: {gap for _, gap, _, _ in Formatter().parse(text) if gap} for key, text in words.items()}
        for language, words in OWN.items()
    }

    assert gaps["vi"] == gaps["en"]
    assert all(len(WORDS[language]) >= len(OWN[language]) + 60 for language in LANGUAGES)


def test_no_word_has_a_name_that_templates_take_for_a_method(releases: Path) -> None:
    assert {*WORDS["en"], *WORDS["vi"]}.isdisjoint(dir(dict))
    assert not [page for page in releases.rglob("*.html") if " object at 0x" in page.read_text(encoding="utf-8")]


def test_no_word_of_the_site_hides_one_of_explain() -> None:
    assert all(not OWN[language].keys() & PHRASES[language].keys() for language in LANGUAGES)


@pytest.mark.parametrize(
    ("value", "vi", "en"), [("67.41", "67,41", "67.41"), ("-11.70", "−11,70", "−11.70"), (5, "5", "5"), ("0.0", "0,0", "0.0")]
)
def test_a_number_keeps_its_digits(value: object, vi: str, en: str) -> None:
    assert (number(value, "vi"), number(value, "en")) == (vi, en)


@pytest.mark.parametrize(("value", "shown"), [("2.5", "+2.5"), ("-3", "−3"), ("0.00", "0.00"), (0, "0"), ("+4", "+4")])
def test_a_change_has_a_sign_unless_it_is_none(value: object, shown: str) -> None:
    assert signed(value, "en") == shown


@pytest.mark.parametrize(
    ("precision", "vi", "en"),
    [
        ("day", "29/03/2018", "29 Mar 2018"),
        ("month", "03/2018", "Mar 2018"),
        ("year", "2018", "2018"),
        (None, "không rõ ngày", "undated"),
    ],
)
def test_a_day_is_told_as_far_as_it_is_known(precision: str | None, vi: str, en: str) -> None:
    assert (day("2018-03-29", "vi", precision), day("2018-03-29", "en", precision)) == (vi, en)


def test_sizes_are_told_in_units_of_people() -> None:
    assert [size(count, "vi") for count in (12, 1500, 2_007_040)] == ["12 B", "1,5 kB", "2,0 MB"]


def test_names_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    names = ["An Giang", "Bà Rịa", "Bạc Liêu", "Bắc Giang", "Cà Mau", "Cần Thơ", "Điện Biên", "Hà Giang", "Hạ Long", "Huế"]

    assert sorted(names, key=alphabetical) == names
    assert sorted(["mạ", "má", "ma", "mã", "mả", "mà"], key=alphabetical) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_the_picture_that_a_page_names_is_there(releases: Path) -> None:
    for path in [releases / "index.html", *(releases / "site").rglob("*.html")]:
        [address] = re.findall(
            r'property="og:image" content="https://example.vn/data/([^"]+)"', path.read_text(encoding="utf-8")
        )
        assert (releases / address).is_file()


def test_the_dictionary_tells_every_published_code_as_the_documentation_does() -> None:
    sections = (ROOT / "docs/findings.md").read_text(encoding="utf-8").split("\n## ")
    published = [text for text in sections if not text.startswith(("In what people typed", "In fetching"))]
    rows = [line.strip("|").split("|") for text in published for line in re.findall(r"^\| `\w+` \|.*\|$", text, re.MULTILINE)]
    plain = {row[0].strip(" `"): re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", row[-1]).replace("`", "").strip() for row in rows}

    assert {code: told["en"] for code, told in CODES.items()} == plain
    assert all(told["vi"] not in ("", told["en"]) for told in CODES.values())
