"""Pages, texts and tables of plain text that are made to do harm."""

from __future__ import annotations

from tests.hostile.attack import EXTERNAL, LAUGHS, TOLD, Attack, rows


def page(body: str) -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p>{TOLD}</p>{body}</body></html>'.encode()


def in_old_font(body: str) -> bytes:
    return page(f'<font face=".VnTime">{body}</font>')


PAGES: dict[str, Attack] = {
    "a page that laughs": Attack(".html", lambda: LAUGHS.encode() + page("&d;"), None),
    "a page cut off in a table": Attack(".html", lambda: page("<table><tr><td>1<td>2<tr><td>3<td" + " a" * 500), None),
    "a csv of quotes": Attack(".csv", lambda: b'1,"' + b'""' * 4_000_000, "no end|characters|CSV|cells"),
    "a csv with a cell of 10 MB": Attack(".csv", lambda: b"1,2\n1," + b"a" * 10_000_000, None, 0),
    "năm without end": Attack(".txt", lambda: f"{TOLD} {'năm ' * 500_000}".encode(), None),
    "a page that reads a file": Attack(".html", lambda: EXTERNAL.encode() + page("&b;"), None),
    "a page nested and never closed": Attack(".html", lambda: page("<div>" * 200_000), "nested in each other"),
    "a page nested and closed": Attack(".html", lambda: page("<div>" * 200_000 + "</div>" * 200_000), "nested in each other"),
    "a page of unknown elements": Attack(".html", lambda: page("<x-y>" * 200_000), "nested in each other"),
    "a page of UTF-16 nested": Attack(
        ".html", lambda: page("<div>" * 200_000).decode().encode("utf-16"), "nested in each other"
    ),
    "a page of nested tables": Attack(".html", lambda: page("<table><tr><td>1<tr><td>2" * 300 + "<p>x</p>" * 20_000), None),
    "a page of nested frames around a title": Attack(
        ".html", lambda: page("<div class=sidebar>" * 300 + "<i></i>" * 20_000 + "<h1>x</h1>"), None
    ),
    "styles that every paragraph opens anew": Attack(
        ".html",
        lambda: page("".join(f"<code id={number}></i>" for number in range(2_000)) + "<p>x" * 20_000),
        "nested in each other",
    ),
    "a page with a million cells": Attack(
        ".html", lambda: page(f"<table>{rows(90_000, 9, '<td>1', '<tr>', '')}</table>"), "cells"
    ),
    "a page with ten million tags": Attack(".html", lambda: page("<br>" * 4_000_000), "1,000,000 tags"),
    "a page with cells that span": Attack(
        ".html",
        lambda: page(f"<table>{rows(5_000, 10, '<td colspan=100 rowspan=100>1', '<tr>', '')}</table>"),
        "300,000 cells",
    ),
    "a page with one long row": Attack(".html", lambda: page(f"<table><tr>{'<td>1' * 290_000}<tr><td>2</table>"), None),
    "a csv with a million cells": Attack(".csv", lambda: b"1,2,3,4,5,6,7,8,9,0\n" * 100_000, "300,000 cells"),
    "a csv of commas": Attack(".csv", lambda: b"," * 5_000_000, "300,000 cells"),
    "a csv of nothing": Attack(".csv", lambda: b"a\n" + b"\n" * 5_000_000, "300,000 cells"),
    "a tsv with a million cells": Attack(".tsv", lambda: b"1\t2\t3\t4\t5\t6\t7\t8\t9\t0\n" * 100_000, "300,000 cells"),
    "a page with an element of many attributes": Attack(
        ".html", lambda: page("<a " + " ".join(f"a{number}" for number in range(300_000)) + ">"), "1,000 attributes"
    ),
    "elements in the quotes of others": Attack(".html", lambda: page("<a b='" * 500_000), "1,000 attributes"),
    "attributes in quotes with brackets": Attack(
        ".html", lambda: page("<a " + " ".join(f"a{number}='>'" for number in range(100_000)) + ">"), "1,000 attributes"
    ),
    "a letter with a million marks": Attack(".txt", lambda: f"{TOLD} a".encode() + "\u0323\u0301".encode() * 500_000, None),
    "a letter with a million marks as entities": Attack(".html", lambda: page("a" + "&#x323;&#x301;" * 200_000), None),
    "a word of a million letters in an old font": Attack(".html", lambda: in_old_font("é" + "a" * 1_000_000), None),
    "an old font around nested elements": Attack(".html", lambda: in_old_font("<span>" * 300 + "é<i></i>" * 20_000), None),
    "a style sheet without rules": Attack(".html", lambda: in_old_font(f"é<style>{'a' * 3_000_000}</style>"), None),
    "style sheets without end": Attack(
        ".html", lambda: in_old_font("<style>p{font-family:.VnTime}</style><p>é</p>" * 5_000), None
    ),
    "a text of short lines": Attack(".txt", lambda: TOLD.encode() + b"\na" * 900_000, None),
    "a text of paragraphs": Attack(".txt", lambda: b"A.\n" * 200_000, "100,000 paragraphs"),
    "a text of lines without end": Attack(".txt", lambda: b"\n" * 4_000_000 + b"a", "1,000,000 lines"),
    "a sentence of 2 MB": Attack(
        ".txt", lambda: f"PAR INDEX năm 2016 của Lai Châu {'cải cách hành chính ' * 80_000}đạt 67,41 điểm.".encode(), None
    ),
    "a sentence of 101,000 figures": Attack(
        ".txt", lambda: (TOLD[:-1] + ", đạt 67,41 điểm" * 101_000).encode(), "100,000 figures"
    ),
    "a number of a million digits": Attack(".txt", lambda: f"{TOLD} {'1' * 1_000_000} điểm".encode(), None),
}
