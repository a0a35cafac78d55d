"""What holds for all figures of a table: the index, year and area that its captions, headings and document name.

The nearest words win: the lines within the table, its caption, the headings above it, the title, and only then what the whole
text speaks of, when that is one thing. Words that name several indices or years name none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from parpipe.model import Unit
from parpipe.prose.mention import FOREIGN, INTERNAL, SEVERAL, Mention, Slot
from parpipe.prose.passages import Passage
from parpipe.tables.cells import Grid
from parpipe.tables.column import Measured
from parpipe.tables.labels import read_label
from parpipe.tables.lexicon import Lexicon, pieces
from parpipe.tables.surroundings import SLOTS, Surroundings, first_said, mentions_in

_UNIT = re.compile(
    r"\((%|điểm|points)\)|(?:đvt|đơn vị(?: tính)?|unit)\s*:\s*(%|điểm|points)|,\s*(%|điểm|points)\s*(?:\(|$)", re.IGNORECASE
)
_CAPTION_WITHIN = 4
_LONGEST_CAPTION = 250
_HEADINGS = ("heading", "caption", "title")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is said around a table; None where it is not said or several are named.

    ``internal``: it is about departments, districts or communes. ``target``: it is about what is wished for. ``foreign``: its
    caption names something else and no index; ``captioned``: it has a caption that names no index, so that figures which do not
    say themselves what they are may be of anything. ``caption`` is the kind of figure that the words above it name.
    ``unit`` is what scores are counted in where it stands over the table: "(%)", "ĐVT: điểm".
    ``ambiguous`` are the slots for which several values are named.
    """

    index: str | None = None
    year: int | None = None
    area: str | None = None
    internal: bool = False
    target: bool = False
    foreign: bool = False
    captioned: bool = False
    caption: Measured | None = None
    unit: Unit | None = None
    ambiguous: frozenset[str] = frozenset()


def settings_of(around: Surroundings, grids: Sequence[Grid], lexicon: Lexicon) -> list[Setting]:
    """Return the setting of each grid, in order; a table right under another with the same header shares its caption."""
    settings, before = list[Setting](), 0
    for number, grid in enumerate(grids):
        if number > 0 and grid.after == grids[number - 1].after and _same_header(grid, grids[number - 1]):
            settings.append(settings[-1])
            continue
        near = _near(around, grid, before, alone=len(grids) == 1)
        above = _above(around, grid, alone=len(grids) == 1)
        prose = _prose_before(around, grid, near)
        setting = _setting(
            around, [one.mentions for one in near], above, measured([one.block.text for one in near], lexicon), before=prose
        )
        settings.append(replace(setting, unit=_unit_over([passage.block.text for passage in near])))
        before = grid.after if grid.after is not None else before
    return settings


def _unit_over(lines: Iterable[str]) -> Unit | None:
    """Return the unit that lines over a table say; None where they say none, or several."""
    said = {next(filter(None, found.groups())) for line in lines for found in _UNIT.finditer(line)}
    units: set[Unit] = {"percent" if word == "%" else "points" for word in said}
    return units.pop() if len(units) == 1 else None


def with_lines(setting: Setting, lines: Sequence[str], around: Surroundings) -> Setting:
    """Return the setting of a section: what the lines over its header say goes before what stands around the table."""
    said = [mentions_in(line, around.vocabulary) for line in lines]
    named = any(mention.slot == "index" for mentions in said for mention in mentions)
    heads = [all(mention.slot != "index" for mention in mentions) for mentions in said]
    mentions = [  # an office in a line of its own over the title is a letterhead
        mention
        for mentions, head in zip(said, heads, strict=True)
        for mention in mentions
        if not (named and head and mention.value is INTERNAL)
    ]
    setting = replace(setting, unit=_unit_over(lines) or setting.unit)
    if not mentions:
        return setting
    own = _setting(around, [mentions], {}, None, alone=True)
    return Setting(
        unit=setting.unit,
        index=own.index if own.index or "index" in own.ambiguous else setting.index,
        year=own.year if own.year or "year" in own.ambiguous else setting.year,
        area=own.area or setting.area,
        internal=own.internal or setting.internal,
        target=own.target or setting.target,
        foreign=own.foreign or (setting.foreign and not own.index),
        captioned=not own.index and (own.captioned or setting.captioned),
        caption=setting.caption,
        ambiguous=own.ambiguous | {slot for slot in setting.ambiguous if not getattr(own, slot)},
    )


def with_sheet(setting: Setting, name: str, around: Surroundings, lexicon: Lexicon) -> Setting:
    """Return the setting of a sheet, which is called by its index or year as often as not: "2023", "PAR 2023"."""
    label = read_label(name, lexicon)
    named = replace(setting, index=label.index, captioned=False) if label.certain() and label.index else setting
    return with_lines(named, [name], around)


def _same_header(one: Grid, other: Grid) -> bool:
    return [cell.plain for cell in one.rows[0]] == [cell.plain for cell in other.rows[0]] if one.rows and other.rows else False


def _near(around: Surroundings, grid: Grid, before: int, *, alone: bool) -> list[Passage]:
    """Return the captions of a grid, nearest first: between the grid before and it, or all where its place is not known."""
    if grid.after is None:
        return [passage for passage in reversed(around.passages) if alone and passage.block.role == "caption"]
    end = grid.after
    first, last = bisect_left(around.places, before), bisect_left(around.places, end)
    between = zip(reversed(around.places[first:last]), reversed(around.passages[first:last]), strict=True)
    return [passage for _, passage in takewhile(lambda one: _is_caption(one[1], end - one[0]), between)]


def _prose_before(around: Surroundings, grid: Grid, near: Sequence[Passage]) -> Sequence[Mention]:
    """Return the mentions of the paragraph with figures that goes on with "Cơ cấu điểm như sau:" and a table."""
    if grid.after is None or not any(passage.block.text.endswith(":") for passage in near):
        return ()
    last = bisect_left(around.places, grid.after) - len(near) - 1
    if last < 0 or grid.after - around.places[last] > _CAPTION_WITHIN:
        return ()
    passage = around.passages[last]
    return passage.mentions if passage.figures and passage.block.role == "paragraph" else ()


def _is_caption(passage: Passage, distance: int) -> bool:
    """Return whether a block reads like the caption of what follows it: no prose with figures of its own."""
    block = passage.block
    if block.role == "caption":
        return True
    if block.role in ("heading", "title") or distance > _CAPTION_WITHIN or len(block.text) > _LONGEST_CAPTION:
        return False
    return block.text.endswith(":") or (not passage.figures and not block.text.endswith("."))


def _above(around: Surroundings, grid: Grid, *, alone: bool) -> Mapping[Slot, Any]:
    """Return what the headings above a grid say; where its place is not known, what all of them say at once."""
    if grid.after is not None:
        return around.above(grid.after)
    whole = [passage for passage in around.passages if passage.block.role in _HEADINGS and not alone]
    together = [mention for passage in whole for mention in passage.mentions]
    return {slot: first_said([[*together, *around.title]], slot) for slot in SLOTS} if together else {}


def _setting(
    around: Surroundings,
    near: Sequence[Sequence[Mention]],
    above: Mapping[Slot, Any],
    caption: Measured | None,
    *,
    before: Sequence[Mention] = (),
    alone: bool = False,
) -> Setting:
    """Return what the nearest words say for each slot; ``alone``: these words only, not the document's.

    ``before`` is what the last paragraph before them speaks of, where they do not say it or name several.
    """
    found = {slot: first_said(near, slot, ministries=True) or above.get(slot) for slot in SLOTS}
    for slot in SLOTS if before else ():
        if found[slot] in (None, SEVERAL):
            found[slot] = first_said([before], slot) or found[slot]
    for slot in () if alone else SLOTS:
        # What the caller knows of the area goes before the rest of the text.
        rest = None if slot == "area" and around.area else around.whole[slot]
        found[slot] = found[slot] or first_said([around.title], slot, ministries=True) or rest
    index = found["index"] or (None if alone else around.index_id)
    area = found["area"] or (None if alone else around.area)
    told = [mention for mentions in near for mention in mentions]
    speaking = told if alone else [*told, *around.title]
    named_near = any(mention.slot == "index" for mention in told)
    return Setting(
        index=None if index is SEVERAL else index,
        year=None if found["year"] is SEVERAL else found["year"],
        area=None if area is SEVERAL else area,
        internal=any(mention.slot == "area" and mention.value is INTERNAL for mention in speaking),
        target=any(mention.slot == "target" for mention in told),
        foreign=not named_near and any(mention.value is FOREIGN for mention in told),
        captioned=bool(near) and not named_near,
        caption=caption,
        ambiguous=frozenset(slot for slot, value in found.items() if value is SEVERAL),
    )


def measured(lines: Sequence[str], lexicon: Lexicon) -> Measured | None:
    """Return the kind of figure that the nearest line over a table names: "Thứ hạng" or "Điểm số"; None where it names both."""
    for line in lines:
        keys, senses = list(pieces(line)), set[str]()
        for place in range(len(keys)):
            found = lexicon.words.match(keys, place)
            senses |= set(found[1]) if found else set()
        named = senses & {"caption_rank", "caption_score"}
        if named:
            return None if len(named) > 1 else "rank" if "caption_rank" in named else "score"
    return None
