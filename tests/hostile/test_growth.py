"""Documents that readers, expressions and grammars choke on: what is four times as long takes about four times as long."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping

import pytest

from parpipe.extracting import make_context
from parpipe.extractors import Context, extract_figures
from parpipe.model import Document
from parpipe.readers import READERS
from parpipe.readers.pdf import parse_pdf
from parpipe.readers.spreadsheet import parse_xls
from tests.conformance.documents import MAKERS

TIMES = 4
MOST = 9.0
"""What takes the square of its length takes 16 times as long; what takes about its length, 4 times."""

ATTEMPTS = 6
CONTEXT: Context = make_context("PAR", "province", "12")
TOLD = "PAR INDEX năm 2016 của Lai Châu đạt 67,41 điểm"
AREAS = ("Lai Châu", "Hà Nội", "Huế")


def areas(count: int) -> str:
    return ", ".join(AREAS[number % 3] for number in range(count))


def scores(count: int, unit: str = "") -> str:
    return ", ".join(f"{60 + number % 30},{number % 90 + 10}{unit}" for number in range(count))


TEXTS: Mapping[str, tuple[int, Callable[[int], str]]] = {
    "digits": (50_000, lambda n: f"{TOLD} {'1' * n}"),
    "dots": (3_000, lambda n: f"{TOLD}{'.' * n}"),
    "commas": (3_000, lambda n: f"{TOLD}{',' * n}"),
    "numbers and dots": (10_000, lambda n: f"{TOLD} 8{'.5' * n}"),
    "single digits": (3_000, lambda n: f"{TOLD} 8{' 5' * n}"),
    "spaces": (50_000, lambda n: f"PAR INDEX năm 2016{' ' * n}của Lai Châu đạt{' ' * n}67,41 điểm"),
    "hard spaces": (50_000, lambda n: "PAR INDEX năm 2016" + "\xa0" * n + "đạt 67,41 điểm"),
    "brackets": (2_000, lambda n: f"{TOLD} {'(' * n}85 điểm{')' * n}"),
    "square brackets": (5_000, lambda n: f"{TOLD} {'[(1' * n}"),
    "hyphens": (2_000, lambda n: f"{TOLD} {'-' * n}"),
    "words with hyphens": (2_000, lambda n: f"{TOLD} {'a-' * n}"),
    "numbers with hyphens": (1_000, lambda n: f"{TOLD} {'1-' * n}"),
    "spans of years": (1_000, lambda n: f"{TOLD} {'2016-' * n}"),
    "years": (1_000, lambda n: f"PAR INDEX các năm {', '.join(str(2000 + number % 40) for number in range(n))} đạt 85 điểm"),
    "one list": (400, lambda n: f"PAR INDEX năm 2016 của Lai Châu, Hà Nội lần lượt là {scores(n, ' điểm')}"),
    "two lists": (300, lambda n: f"PAR INDEX năm 2016: {areas(n)} lần lượt đạt {scores(n)} điểm"),
    "respectively again": (2_000, lambda n: f"PAR INDEX năm 2016, {'lần lượt ' * n} đạt 85 điểm"),
    "areas": (1_000, lambda n: f"PAR INDEX năm 2016 của {areas(n)} đạt 85 điểm"),
    "scores": (300, lambda n: f"{TOLD}{' và đạt 67,41 điểm' * n}"),
    "ranks": (300, lambda n: TOLD + "".join(f", xếp thứ {1 + number % 63}/63" for number in range(n))),
    "changes": (300, lambda n: TOLD + "".join(f", tăng {1 + number % 63} bậc so với năm 2015" for number in range(n))),
    "words": (3_000, lambda n: f"PAR INDEX năm 2016 của Lai Châu {'cải cách hành chính ' * n}đạt 85 điểm."),
    "pronouns": (2_000, lambda n: f"{'tỉnh ' * n}đạt 85 điểm."),
    "departments": (2_000, lambda n: f"{'sở ' * n}đạt 85 điểm."),
    "sentences": (200, lambda n: f"{TOLD}. " * n),
    "sentences of no area": (200, lambda n: "Năm 2015 đạt 85 điểm. " * n),
    "sentences of nothing else": (500, lambda n: "Kết quả là 85,5 điểm. " * n),
    "lines": (200, lambda n: "".join(f"Năm {2000 + number % 24} tỉnh đạt {60 + number % 30},5 điểm\n" for number in range(n))),
    "items": (300, lambda n: "- Năm 2015 đạt 85 điểm.\n" * n),
    "targets": (1_000, lambda n: f"{'phấn đấu ' * n}đạt 85 điểm"),
    "parts": (200, lambda n: f"PAR INDEX năm 2016 Lai Châu: {'Cải cách thể chế đạt 5,10 điểm; ' * n}"),
    "years without numbers": (5_000, lambda n: f"{TOLD} {'năm ' * n}"),
    "days": (3_000, lambda n: f"{TOLD}. {'Ngày 1 tháng ' * n}"),
    "days of spaces": (20_000, lambda n: f"{TOLD}. Ngày{' ' * n}x"),
    "addresses": (5_000, lambda n: f"{TOLD}. {'http://' * n}"),
    "decrees": (500, lambda n: f"{TOLD} {'1/' * n}"),
    "dates": (500, lambda n: f"{TOLD} (1{'/1' * n}"),
    "posted": (10_000, lambda n: f"Ngày đăng: {'a' * n}\n{TOLD}"),
    "broken lines": (20_000, lambda n: TOLD + "\n" + "a\n" * n),
    "rows of cells": (300, lambda n: "STT\nTỉnh\nĐiểm\nHạng\n" + "".join(f"{row}\nLai Châu\n85,5\n7\n" for row in range(n))),
    "wide gaps": (2_000, lambda n: "mưa   nắng   gió\n" * n),
    "rows of Markdown": (300, lambda n: "| Tỉnh | Điểm |\n|---|---|\n" + "| Lai Châu | 85,5 |\n" * n),
    "who leads": (300, lambda n: "Dẫn đầu PCI 2022:\n" + "".join(f"({row}) Huế: 85,5 điểm\n" for row in range(1, n))),
    "marks": (5_000, lambda n: f"{TOLD} a" + "\u0323\u0301" * n),
    "mojibake": (200, lambda n: "PAR INDEX nÄƒm 2016 Ä‘áº¡t 85 Ä‘iá»ƒm " * n),
    "old letters": (200, lambda n: "ChØ sè PAR INDEX n¨m 2016 ®¹t 85 ®iÓm " * n),
    "leaders": (1_000, lambda n: f"PAR INDEX năm 2016 dẫn đầu là {'Lai Châu, ' * n}"),
}  # fmt: skip
TABLE = "<p>a.</p><table><tr><td>Tỉnh<td>Điểm<tr><td>Huế<td>85,5</table>"
PAGES: Mapping[str, tuple[int, Callable[[int], str]]] = {
    "tables": (60, lambda n: f"<h2>PAR INDEX năm 2016</h2>{TABLE * n}"),
    "headings": (60, lambda n: f"<h2>PAR INDEX năm 2016</h2>{TABLE}" * n),
    "cells of a row": (3_000, lambda n: f"<table><tr>{'<td>1' * n}<tr><td>2</table>"),
    "columns": (500, lambda n: f"<table><tr>{'<td>Điểm' * n}<tr>{'<td>85,5' * n}</table>"),
    "boxes": (100, lambda n: "<div class=sidebar>" * 100 + "<b></b>" * n * 20 + "<h1>x</h1>"),
    "an old font": (100, lambda n: f"<font face='.VnTime'>{'<span>' * 100}{'é<b></b>' * n * 20}"),
    "a word of an old font": (20_000, lambda n: f"<font face='.VnTime'>é{'a' * n}"),
    "marks as entities": (2_000, lambda n: f"<p>a{'&#x323;&#x301;' * n}"),
    "line breaks": (5_000, lambda n: f"<p>PAR{'<br>' * n}"),
    "comments": (10_000, lambda n: "<!--" * n),
    "open brackets": (10_000, lambda n: "<" * n),
    "quotes": (50_000, lambda n: f"<a b='{'x' * n}'>{chr(34) * n}"),
}  # fmt: skip
ROWS = (".csv", ".docx", ".ods", ".pdf", ".tsv", ".xls", ".xlsx")
PARAGRAPHS = (".docx", ".pdf")


def grows(kind: str, make: Callable[[int], bytes], size: int) -> float:
    """Return how many times as long what is four times as long takes: the least of some attempts, for machines are busy."""
    least = 100.0
    _seconds(kind, make(size))  # what is made once and remembered is made now
    for _ in range(ATTEMPTS):
        least = min(least, _seconds(kind, make(TIMES * size)) / _seconds(kind, make(size)))
        if least < MOST:
            break
    return least


def _seconds(kind: str, data: bytes) -> float:
    parse = _PARSERS.get(kind) or READERS[kind]
    gc.collect()
    gc.disable()
    start = time.process_time()
    list(extract_figures(parse(data), CONTEXT))
    took = time.process_time() - start
    gc.enable()
    return took + 0.001


_PARSERS: Mapping[str, Callable[[bytes], Document]] = {".pdf": parse_pdf, ".xls": parse_xls}
"""What is run in another process otherwise, whose time is not that of this one."""


@pytest.mark.parametrize("name", TEXTS)
def test_the_time_for_a_text_grows_with_its_length(name: str) -> None:
    size, make = TEXTS[name]

    assert grows(".txt", lambda n: make(n).encode(), size) < MOST


@pytest.mark.parametrize("name", PAGES)
def test_the_time_for_a_page_grows_with_its_length(name: str) -> None:
    size, make = PAGES[name]

    assert grows(".html", lambda n: make(n).encode(), size) < MOST


@pytest.mark.parametrize("kind", ROWS)
def test_the_time_for_a_table_grows_with_its_rows(kind: str) -> None:
    def make(count: int) -> bytes:
        return MAKERS[kind]([], [("Tỉnh", "Điểm PAR INDEX năm 2016"), *[("Lai Châu", "67,41"), ("Huế", "85,5")] * count])

    assert grows(kind, make, 100) < MOST


@pytest.mark.parametrize("kind", ROWS)
def test_the_time_for_a_table_grows_with_its_columns(kind: str) -> None:
    def make(count: int) -> bytes:
        return MAKERS[kind]([], [["Tỉnh", *["Điểm"] * count], *[["Lai Châu", *["67,41"] * count]] * 3])

    assert grows(kind, make, 60) < MOST


@pytest.mark.parametrize("kind", PARAGRAPHS)
def test_the_time_for_a_document_grows_with_its_paragraphs(kind: str) -> None:
    assert grows(kind, lambda count: MAKERS[kind]([TOLD] * count), 100) < MOST
