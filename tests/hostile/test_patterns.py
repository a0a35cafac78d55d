"""Every regular expression of parpipe, used as it is used there, on texts that make backtracking explode: time is linear."""

from __future__ import annotations

import ast
import gc
import importlib
import pkgutil
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

import pytest

import parpipe

Use = tuple[re.Pattern[str], str]
METHODS = frozenset(["match", "fullmatch", "search", "findall", "finditer", "sub", "split"])
SIZES = (100, 400, 1_600, 6_400, 25_600)
"""Each is four times the one before."""

TIMES = 9.0
"""By which the time must not grow from one size to the next: for the square of the length it is 16."""

UNNOTICED = 0.03
"""Seconds; what takes less for 25,600 letters is no bomb, and too short to be measured."""

ATTEMPTS = 5
UNITS = (
    "1", "0", "a", "A", "đ", "_", " ", "\t", "\n", " \n", "\xa0", ".", ",", "-", "–", "(", ")", "[", "]", "{", "|", "/", "\\",
    "<", "&", "=", "#", "?", "*", "%", "@", '"', "'", ";", "1 ", "1.", "1,", "1.1 ", "1/", "1/1 ", "1-", "-1.5 ", "2016 ",
    "2016-", "(1 ", "1%", "a-", "a:", "a=", "Aa ", "a\u0323\u0301", "a\xad", "Ä‘", "<a ", "<!--", '"" ', "0#", "năm ", "tỉnh ",
    "1) ", "chỉ số ", "ngày 1 tháng ", "http://a", "page=1&", "- ", "* ", "[a", "\u2219",
)  # fmt: skip
"""What the texts repeat; an end that does not fit makes an expression try every other way."""

ENDS = (("", ""), ("", "\0"), ("1", "!"), ("(", "x"))


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(parpipe.__path__, "parpipe."):
        yield importlib.import_module(found.name)


def uses_of(module: ModuleType) -> Iterator[Use]:
    """Yield the expressions of a module with the methods that are called on them by name, or all of ``re``'s own functions."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    named = {name: value for name, value in vars(module).items() if isinstance(value, re.Pattern)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name) or node.attr not in METHODS:
            continue
        if node.value.id in named:
            yield named[node.value.id], node.attr
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("re.") in METHODS and _is_of_re(node):
            pattern = node.args[0]
            if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
                yield re.compile(pattern.value), node.func.attr  # type: ignore[attr-defined]


def _is_of_re(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "re"


def all_uses() -> dict[str, Use]:
    found = dict[str, Use]()
    for module in modules():
        for pattern, method in uses_of(module):
            if isinstance(pattern.pattern, str):
                found.setdefault(
                    f"{module.__name__.removeprefix('parpipe.')} {method} {pattern.pattern[:60]}", (pattern, method)
                )
    return found


USES = all_uses()


def slowest_growth(use: Use, make: Callable[[int], str]) -> float:
    """Return by how much the time for a text grows when it is four times as long, 1 if it is not noticed at any length."""
    for size in SIZES:
        if _seconds(use, make(size)) > UNNOTICED:
            times = (_seconds(use, make(size)) / max(_seconds(use, make(size // 4)), 1e-6) for _ in range(ATTEMPTS))
            return median(times)  # a single measurement is off now and then, in both ways
    return 1.0


def _seconds(use: Use, text: str) -> float:
    pattern, method = use
    arguments: tuple[Any, ...] = (lambda found: found[0], text) if method == "sub" else (text,)
    gc.disable()
    start = time.process_time()
    result = getattr(pattern, method)(*arguments)
    if method == "finditer":
        deque(result, maxlen=0)
    took = time.process_time() - start
    gc.enable()
    return took


@pytest.mark.parametrize("name", USES)
def test_no_text_makes_an_expression_take_the_square_of_its_length(name: str) -> None:
    def make(unit: str, begin: str, end: str) -> Callable[[int], str]:
        return lambda size: begin + unit * (size // len(unit)) + end

    bombs = {unit for unit in UNITS for ends in ENDS if slowest_growth(USES[name], make(unit, *ends)) >= TIMES}

    assert bombs == set()


def test_the_expressions_are_found() -> None:
    assert len(USES) > 90


def test_a_bomb_is_noticed() -> None:
    growth = slowest_growth((re.compile(r"\s*x"), "search"), lambda size: " " * size)

    assert growth >= TIMES
