"""Targets: who wants to reach what by when, and what is no target."""

from pathlib import Path

import pytest

from parpipe.cli import main
from parpipe.extractors.targets import extract_targets
from parpipe.model import Target
from parpipe.readers import follow
from parpipe.readers.text import read_text
from tests.unit.test_narrative import BARE, told

TARGETS = {
    "a score above, and places among the first": (
        "Phấn đấu năm 2025 PAR INDEX của Lai Châu đạt trên 85%, nằm trong nhóm 30 tỉnh, thành phố.",
        ["Lai Châu PAR 2025 score at_least 85", "Lai Châu PAR 2025 rank top 30"],
    ),
    "the year behind": ("PAR INDEX của Lai Châu phấn đấu thuộc Top 10 năm 2026.", ["Lai Châu PAR 2026 rank top 10"]),
    "English words": (
        "Hai Phong aims to be among the top ten of the PAR Index by 2026.",
        ["Hải Phòng PAR 2026 rank top 10"],
    ),
    "the best so many": (
        "Lai Chau aims to be among the 30 best in the PAR Index in 2026.",
        ["Lai Châu PAR 2026 rank top 30"],
    ),
    "a span of years, two indices": (
        "Giai đoạn 2021-2025, Lai Châu phấn đấu PAR INDEX xếp thứ 30 trở lên; SIPAS đạt tối thiểu 90%.",
        ["Lai Châu PAR 2021-2025 rank top 30", "Lai Châu SIPAS 2021-2025 score at_least 90"],
    ),
    "by a year": ("Đến năm 2025, PAR INDEX của Lai Châu xếp thứ 30/63.", ["Lai Châu PAR 2025 rank exactly 30"]),
    "a change": ("Kế hoạch năm 2025, PAR INDEX của Lai Châu tăng 5 bậc.", ["Lai Châu PAR 2025 rank_change exactly 5"]),
    "a clause that goes on after a semicolon": (
        "Phấn đấu năm 2025 PAR INDEX của Lai Châu đạt dưới 85 điểm; xếp thứ 40/63.",
        ["Lai Châu PAR 2025 score at_most 85", "Lai Châu PAR 2025 rank exactly 40"],
    ),
    "nobody": ("Phấn đấu năm 2025 PAR INDEX đạt trên 85%.", ["None PAR 2025 score at_least 85"]),
}


def say(target: Target) -> str:
    period = target.time_period or (f"{target.from_period}-{target.to_period}" if target.from_period else None)
    return f"{target.who} {target.index_id} {period} {target.measure} {target.bound} {target.value}"


@pytest.mark.parametrize(("text", "expected"), TARGETS.values(), ids=TARGETS.keys())
def test_a_target_is_read_with_its_evidence_and_is_no_statement(text: str, expected: list[str]) -> None:
    document = read_text(text.encode())

    targets = extract_targets(document, BARE)

    assert [say(target) for target in targets] == expected
    assert [follow(document, target.locator) for target in targets] == [target.quote for target in targets]
    assert all(target.printed in target.quote for target in targets)
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "PAR INDEX năm 2021 của Lai Châu nằm trong nhóm 30 tỉnh.",
        "Năm 2021, PAR INDEX của Lai Châu đạt 80,12 điểm, vượt mục tiêu đề ra.",
        "Phấn đấu tỷ lệ hộ nghèo năm 2025 của Lai Châu dưới 5%.",
        "Phấn đấu thu ngân sách năm 2025 đạt 85%.",
    ],
)
def test_what_was_reached_and_what_is_no_index_is_no_target(text: str) -> None:
    assert extract_targets(read_text(text.encode()), BARE) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Phấn đấu năm 2025 PAR INDEX của Lai Châu đạt trên 85 điểm; năm 2021 đạt 80,12 điểm.",
        "PAR INDEX năm 2021 của Lai Châu phấn đấu đạt trên 85 điểm; tỉnh đã đạt 80,12 điểm.",
    ],
)
def test_a_figure_of_the_past_after_a_target_and_a_semicolon_is_a_statement(text: str) -> None:
    assert told(text) == ["PAR Lai Châu 2021 score 80.12"]
    assert [str(target.value) for target in extract_targets(read_text(text.encode()), BARE)] == ["85"]


@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_the_command_shows_targets_in_place_of_figures(
    format_: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Năm 2021, Lai Châu đạt 80,12 điểm. Phấn đấu năm 2025 PAR INDEX của Lai Châu đạt trên 85,50%.", encoding="utf-8"
    )

    with pytest.raises(SystemExit) as ended:
        main(["extract", str(page), "--targets", "--format", format_])

    printed = capsys.readouterr().out
    assert ended.value.code == 0
    assert "85.50" in printed
    assert "80.12" not in printed


def test_the_command_shows_figures_of_a_document_that_prints_its_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("PAR INDEX của Lai Châu\nNgày đăng: 29/03/2018\nNăm 2016 đạt 67,41 điểm.", encoding="utf-8")

    with pytest.raises(SystemExit):
        main(["extract", str(page), "--format", "csv"])

    assert "67.41" in capsys.readouterr().out
