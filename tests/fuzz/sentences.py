"""Sentences made of the grammar's own words: phrases of data/vocabulary, names of indices and areas, and numbers of every form.

They need not be Vietnamese or true. They put the words in orders that no page has, which is where a grammar breaks.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

VOCABULARY = Path(__file__).parents[2] / "data" / "vocabulary"
AREAS = ("Lai Châu", "Hà Nội", "TP. Hồ Chí Minh", "Thừa Thiên Huế", "Bà Rịa - Vũng Tàu", "Hòa Bình", "Bộ Tài chính", "Mường Tè")
INDICES = ("PAR INDEX", "SIPAS", "DTI", "PAPI", "PCI", "chỉ số cải cách hành chính", "the satisfaction index")
PARTS = ("Cải cách thể chế", "Tài chính công", "chỉ số thành phần", "sở, ban, ngành")
MARKS = (*",.;:()/%-–+\n\t\"'[]…?!", "\xa0", "\u200b", " - ", " / ", "km", "tỷ đồng", "https://x.vn/1", "12/QĐ-UBND", "63")
OPENINGS = (
    "Năm {year}, {index} của {area} đạt {score} điểm, xếp thứ {rank}/63",
    "{area} {verb} {score}/{maximum} điểm, {change} {places} bậc so với năm {year}",
    "{index} {year}: {area} và {area} lần lượt đạt {score} và {score} điểm",
    "In {year}, {area} ranked {rank}th out of 63 with {score} points",
    "Đứng đầu {index} năm {year} là {area} ({score}), {area} ({score})",
    "Phấn đấu đến năm {year} {index} đạt trên {score}%, nằm trong nhóm {rank}",
)


@cache
def senses() -> Mapping[str, tuple[str, ...]]:
    """Return the phrases of the vocabulary of prose by their sense."""
    content = yaml.safe_load((VOCABULARY / "words.yaml").read_text(encoding="utf-8"))
    return {
        sense: tuple(str(phrase) for phrases in languages.values() for phrase in phrases)
        for sense, languages in content.items()
    }


@cache
def table_words() -> tuple[str, ...]:
    """Return the phrases of the vocabulary of tables."""
    content = yaml.safe_load((VOCABULARY / "tables.yaml").read_text(encoding="utf-8"))
    return tuple(str(phrase) for languages in content.values() for phrases in languages.values() for phrase in phrases)


def make_sentence(rng: random.Random) -> str:
    """Return one sentence: an opening as pages have it, and then words of any sense in any order."""
    parts = [_opening(rng)] if rng.random() < 0.7 else []
    parts += [make_word(rng) for _ in range(rng.randrange(0, 11))]
    if rng.random() < 0.3:
        rng.shuffle(parts)
    text = rng.choice(("", " ", " ", " ", ", ")).join(parts) if rng.random() < 0.1 else " ".join(parts)
    return text + rng.choice((".", ".", ".", ";", ":", "", "\n"))


def make_word(rng: random.Random) -> str:
    """Return a phrase of any sense, a name, a number, a year or a mark."""
    draw = rng.random()
    if draw < 0.5:
        return rng.choice(rng.choice(list(senses().values())))
    if draw < 0.75:
        return make_number(rng)
    names: Sequence[str] = rng.choice((AREAS, INDICES, MARKS, PARTS))
    return rng.choice(names)


def make_number(rng: random.Random) -> str:
    """Return a number in one of the forms in which pages print it, and in some that none does."""
    one, two = rng.randrange(0, 101), rng.randrange(0, 100)
    mark = rng.choice(",.")
    return rng.choice(
        (
            f"{one}{mark}{two:02d}", f"{one}{mark}{two:02d}", f"{one}", f"{1 + two % 63}/63", f"{rng.randrange(2008, 2027)}",
            f"({one}{mark}{two:02d})", f"({1 + two % 63}/63)", f"{one}{mark}{two:02d}/100", f"{one}{mark}{two}%", f"+{two}",
            f"-{one}{mark}{two}", f"{one}{mark}{two}{mark}{one}", f"0{two}", f"{two}th", f"{rng.randrange(10**12)}",
            f"{one}-{two}", f"{one} {two}", f"{1 + two % 28}/{1 + one % 12}/2021", "٣", "²", "１２",
            "½", f"năm {2010 + two % 16}",
        )
    )  # fmt: skip


def make_rows(rng: random.Random) -> list[list[str]]:
    """Return a table: a header of known words, and rows of areas and numbers that mostly fit it."""
    width, height = rng.randrange(1, 7), rng.randrange(1, 9)
    year = rng.randrange(2012, 2025)
    usual = [
        "STT",
        "Tỉnh",
        f"Điểm {rng.choice(INDICES[:5])} năm {year}",
        f"Xếp hạng năm {year}",
        f"Điểm năm {year - 1}",
        "Ghi chú",
    ]
    rows = [[usual[column] if rng.random() < 0.95 else rng.choice(table_words()) for column in range(width)]]
    for number in range(1, height):
        scores = [f"{rng.randrange(60, 99)},{rng.randrange(100):02d}" for _ in range(2)]
        row = [str(number), rng.choice(AREAS[:6]), scores[0], str(rng.randrange(1, 64)), scores[1], ""][:width]
        rows.append([cell if rng.random() < 0.95 else rng.choice((make_word, make_number))(rng) for cell in row])
    return rows


def _opening(rng: random.Random) -> str:
    return rng.choice(OPENINGS).format(
        year=rng.randrange(2010, 2026),
        index=rng.choice(INDICES),
        area=rng.choice(AREAS),
        score=f"{rng.randrange(0, 101)},{rng.randrange(0, 100):02d}",
        maximum=rng.choice(("100", "97,5", "9,5")),
        rank=rng.randrange(1, 65),
        places=rng.randrange(1, 60),
        verb=rng.choice(senses()["score_verb"]),
        change=rng.choice(senses()["up"] + senses()["down"]),
    )
