"""Labels together: the cells over a column, a row and its column, from the top and from the outside in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import Literal

from parpipe.tables.labels import GENERAL, Label, Role, averaged, read_label
from parpipe.tables.lexicon import Lexicon

_SINGLE = ("index", "year", "component", "place")


def read_header(texts: Sequence[str], lexicon: Lexicon) -> Label:
    """Return what the cells over a column say together, from the top: each alone, or joined where one is broken over lines."""
    levels = [text for text, before in zip(texts, ["", *texts], strict=False) if text and text != before]
    best: Label | None = None
    for parts in _joined(levels[-5:]):
        label = merge(_innermost([read_label(part, lexicon) for part in parts]))
        if label.certain():
            return label
        best = best or label
    return best or Label()


def _innermost(labels: list[Label]) -> list[Label]:
    """Return labels one above the other without the part of an index that the one below divides: "SIPAS" under "Survey"."""
    for place, (above, below) in enumerate(pairwise(labels)):
        shared = (above.component or {}).keys() & (below.component or {}).keys()
        if shared and not above.index and above.component != below.component:
            labels[place], labels[place + 1] = replace(above, component=None), replace(below, index=None)
    return labels


def _joined(levels: Sequence[str]) -> Iterator[list[str]]:
    """Yield the ways to join neighbouring levels, the ones with the most parts first."""
    for cut in sorted(range(1 << max(0, len(levels) - 1)), key=int.bit_count):
        parts = list(levels[:1])
        for place, level in enumerate(levels[1:]):
            if cut >> place & 1:
                parts[-1] = f"{parts[-1]} {level}"
            else:
                parts.append(level)
        yield parts


def merge(labels: Sequence[Label]) -> Label:
    """Return what labels say together, a later one overruling an earlier one in its role; what they disagree on is a clash."""
    whole = Label()
    for label in labels:
        whole = label if whole == _SILENT else whole if label == _SILENT else _both(whole, label)
    return whole


def _both(one: Label, other: Label) -> Label:
    if both := averaged(one.place, other.place):
        one, other = replace(one, place=both), replace(other, place=both)
    if one.index and other.index != one.index and one.index in (other.component or ()):  # "SIPAS" under "PAR INDEX"
        other = replace(other, index=None)
    role, together = _stronger(one, other)
    clash = one.clash or other.clash or (None if together else f"it is called {one.role} and {other.role} at once")
    for name in _SINGLE:
        known, value = getattr(one, name), getattr(other, name)
        if known and value and known != value:
            clash = clash or f"its labels name different values for its {name}"
    values = {name: getattr(other, name) or getattr(one, name) for name in _PLAIN}
    if role == "change" and not values["of_change"]:  # "Tăng (+), giảm (-)" under "Thứ hạng"
        values["of_change"] = next((named for named in _CHANGING if named in (one.role, other.role)), None)
    return Label(role=role, unknown=one.unknown + other.unknown, clash=clash, **values)


_SILENT = Label()
_CHANGING: tuple[Literal["score", "rank"], ...] = ("score", "rank")
_PLAIN = tuple(one.name for one in fields(Label) if one.name not in ("role", "unknown", "clash"))


def _stronger(one: Label, other: Label) -> tuple[Role | None, bool]:
    """Return the role of two labels together, and whether they go together: "Tổng điểm" names a row as well as a figure."""
    if not one.role or not other.role or one.role == other.role:
        return other.role or one.role, True
    for role, against in ((one.role, other), (other.role, one)):
        if role in GENERAL:
            return against.role, True
    for role, against in ((one.role, other), (other.role, one)):
        unit_only = against.kind == "points" and against.index  # "PCI (points)" over "Rank"
        weak = against.role == "score" and (
            against.kind in ("total", "index") or unit_only or role in ("maximum", "change", "share")
        )
        if weak or role == "target":
            return role, True
    if {one.role, other.role} == {"rank", "change"}:
        return "change", True
    return other.role, False
