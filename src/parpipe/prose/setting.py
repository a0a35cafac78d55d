"""What a document as a whole speaks of, for what its sentences leave out, and how one block hands on to the next.

The title says it, else the whole text when it speaks of one thing only, else the registry or the command line. Where two of
them disagree on the index, or the block before and the setting, there is no heir: the sentence has to say it itself.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from parpipe.prose.frames import Frame
from parpipe.prose.mention import OTHER_INDEX, PRONOUN, SEVERAL, SPOKEN_OF, YEAR_EARLIER, Mean, Mention, Named, Slot
from parpipe.prose.passages import Passage, heads_section
from parpipe.spelling import bare_key

_SEVERAL = 2
_LONGEST_TERM = 6
"""Words: "PAR Index 2024"."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The index, year and area of a document; ``area`` is what "tỉnh" means in it: a name, or what the caller said.

    ``late``: nothing names the index beside a figure, so that it is spoken of only from where the text first names it.
    ``issuer`` is the only area that is named before the first figure; it is meant where nothing else says who is.
    ``reached`` is the last year whose figures are no targets, whatever the day of the document.
    ``years`` are all that the document speaks of itself. ``internal``: its title says that departments or districts are ranked.
    """

    index: str | None
    year: int | None
    area: Named | str | None
    years: frozenset[int] = frozenset()
    internal: bool = False
    late: bool = False
    issuer: Named | None = None
    reached: int | None = None

    def frame(self) -> Frame:
        """Return the frame in which the text begins."""
        return Frame(self.index, self.year, None if self.area is None else PRONOUN, home=self.area)


def read_setting(title: Sequence[Mention], passages: Sequence[Passage], index: str | None, area: str | None) -> Setting:
    """Return the setting of a document from the mentions of its title, its own passages, and the caller's defaults."""
    own = [mention for passage in passages if not passage.apart for mention in passage.mentions]
    homes = [replace(mention, role="subject") for mention in [*title, *own] if mention.role == "home"]
    agreed = _agree(_only(own, "index"), index)
    fallback = None if agreed is SEVERAL or _all(title, "index") else agreed
    titled = _only(title, "index")
    return Setting(
        index=fallback if titled in (None, SEVERAL) else titled,
        year=_only(title, "year") or _only(own, "year"),
        area=_only(title, "area")
        or _only_ministry(title)
        or area
        or _only(own, "area")
        or (_only(homes, "area") if not _all(own, "area") else None),
        years=frozenset(year for year in _years(title) + _years(own) if isinstance(year, int)),
        issuer=_only(_head(passages), "area"),
        late=not _only(title, "index") and index is None and not any(map(_names_beside_figure, passages)),
    )


def _head(passages: Sequence[Passage]) -> list[Mention]:
    """Return what is spoken of up to the end of the first block with figures."""
    own = [passage for passage in passages if not passage.apart]
    first = next((number for number, passage in enumerate(own) if passage.figures), -1)
    return [mention for passage in own[: first + 1] for mention in passage.mentions]


def _names_beside_figure(passage: Passage) -> bool:
    heading = passage.block.role == "heading"
    return not passage.apart and (heading or bool(passage.figures)) and bool(_all(passage.mentions, "index"))


def _years(mentions: Sequence[Mention]) -> list[Any]:
    return [year for one in mentions if one.slot == "year" for year in (one.members or (one.value,))]


def _only(mentions: Sequence[Mention], slot: Slot) -> Any:
    found = _all(mentions, slot)
    return found[0] if len(found) == 1 else None


def _only_ministry(title: Sequence[Mention]) -> Named | None:
    """Return the ministry that a title is about, where it names no province."""
    if _all(title, "area"):
        return None
    named = [one.value for one in title if isinstance(one.value, Named) and one.role in SPOKEN_OF]
    ministries = {bare_key(one.text): one for one in named if one.levels == {"ministry"}}
    return next(iter(ministries.values())) if len(ministries) == 1 else None


def _all(mentions: Sequence[Mention], slot: Slot) -> list[Any]:
    """Return the distinct values that a slot takes as a subject; for areas only those with a name."""
    values = [mention.value for mention in mentions if mention.slot == slot and mention.role in SPOKEN_OF]
    if slot == "index":
        values = [value for value in values if value is not OTHER_INDEX]
    if slot == "area":
        values = [value for value in values if isinstance(value, Named) and "province" in value.levels]
        return list({bare_key(value.text): value for value in values}.values())
    return list(dict.fromkeys(values))


def frames_before(passages: Sequence[Passage], setting: Setting) -> Generator[tuple[Passage, Frame], Frame, None]:
    """Yield each passage with the frame it begins in; send back the frame it leaves behind.

    Of paragraphs in a row that say nothing the first alone is yielded: what they hand on is the same after one and after many.
    """
    opening = replace(setting.frame(), index=None) if setting.late else setting.frame()
    section, left, listed, term = opening, Frame(), opening, Frame()
    aims, asked, silent = False, None, False
    for passage in passages:
        if silent and _is_silent(passage):
            continue
        if not passage.figures and heads_section(passage.block):
            aims = any(mention.slot == "target" for mention in passage.mentions)
        if passage.apart:
            yield passage, Frame()
            continue
        if section is opening and any(mention.slot == "index" for mention in passage.mentions):
            section = listed = setting.frame()
        if passage.block.role == "heading":
            section, left = _heading(passage, setting), Frame()
        heading = replace(section, index=asked) if asked else section
        before = _under(term, listed) if passage.block.role == "item" else _meet(heading, left)
        silent = not (aims or asked) and _is_silent(passage)
        asked, term = _asked(passage), _term(passage)
        after = yield passage, replace(before, aims=True) if aims else before
        if passage.block.role != "item":
            left = _main_year(_same_area(after, setting), passage, section, before.year)
            listed = _meet(section, left) if not passage.block.text.endswith(":") else _of_mean(passage, left.over(section))


def _is_silent(passage: Passage) -> bool:
    said = passage.sentences or passage.apart or passage.block.text.endswith(":")
    return not said and passage.block.role == "paragraph"


def _heading(passage: Passage, setting: Setting) -> Frame:
    """Return the frame of what stands under a heading; of a document about several areas, it says about which this is."""
    frame = setting.frame()
    area = _only(passage.mentions, "area") if setting.area is None else None
    if area is not None:
        frame = replace(frame, area=area, local=area)
    groups = {one.value.group for one in passage.mentions if one.role == "group" and isinstance(one.value, Mean)}
    if len(groups) == 1 and isinstance(group := groups.pop(), str):
        frame = replace(frame, group=group)  # "1. Kết quả của các bộ, cơ quan ngang bộ" over "Giá trị trung bình đạt …"
    for slot in ("index", "year"):
        value = _only(passage.mentions, slot)
        frame = replace(frame, **{slot: value}) if value else frame
    return frame


def _term(passage: Passage) -> Frame:
    """Return what a short item without a figure names for the one behind it, as a term in front of what is said of it."""
    if passage.block.role != "item" or passage.figures or len(passage.block.text.split()) > _LONGEST_TERM:
        return Frame()
    return Frame(_only(passage.mentions, "index"), _only(passage.mentions, "year"))


def _under(term: Frame, frame: Frame) -> Frame:
    return replace(frame, index=term.index or frame.index, year=term.year or frame.year)


def _asked(passage: Passage) -> Any:
    """Return the index that a question is about, and so the answer right behind it: "Hỏi: Còn SIPAS thì sao?"."""
    return None if passage.figures or not passage.block.text.endswith("?") else _only(passage.mentions, "index")


def _of_mean(passage: Passage, frame: Frame) -> Frame:
    """Return the frame of items under a line that speaks of a mean alone: "Average PAR Index of the provinces by year:"."""
    areas = [one for one in passage.mentions if one.slot == "area"]
    means = [one.value for one in areas if isinstance(one.value, Mean) and one.role != "group"]
    alone = len(means) == 1 and all(isinstance(one.value, Mean) for one in areas) and not passage.figures
    return replace(frame, listed=means[0]) if alone else frame


def _meet(section: Frame, left: Frame) -> Frame:
    """Return what a new block inherits: where heading and last block differ, it is SEVERAL, and so nothing."""
    values = {slot: _agree(getattr(section, slot), getattr(left, slot)) for slot in ("index", "year", "area")}
    return Frame(**values, home=section.home, crowd=left.crowd, local=section.local, group=section.group)


def _main_year(frame: Frame, passage: Passage, section: Frame, entered: Any) -> Frame:
    """Return the frame that a block leaves behind: of several years, or indices, the heading's or title's goes on.

    Of years that neither names it is the last: "năm 2023 đạt 82,66%. Trước đó, năm 2022 là 80,08%" is about 2023. The year in
    which a block is entered is one of them where a figure comes before any other is named.
    """
    indices = {one.value for one in passage.mentions if one.slot == "index"}
    if len(indices) > 1 and section.index in indices and not passage.figures:
        frame = replace(frame, index=section.index)  # "công bố PAR INDEX và SIPAS" under a title of one
    areas = [one.value for one in passage.mentions if one.slot == "area" and one.role in SPOKEN_OF and _is_unit(one.value)]
    others = {bare_key(area.text) for area in areas if isinstance(area, Named)}
    several = len(others) > 1 or (bool(others) and areas[0] is PRONOUN)
    if several and isinstance(frame.area, Named) and frame.home is None:
        frame = replace(frame, area=None, crowd=True)  # who was named last need not be who the next block is about
    years = {year for year in _years(passage.mentions) if isinstance(year, int)}
    if any(one.value is YEAR_EARLIER for one in passage.mentions) and isinstance(frame.year, int) and frame.year + 1 in years:
        return replace(frame, year=frame.year + 1)  # "a year earlier" was said in passing
    if isinstance(entered, int) and _goes_on_undated(passage):
        years |= {entered}
    if len(years) < _SEVERAL:
        return frame
    return replace(frame, year=section.year if section.year in years else max(years))


def _goes_on_undated(passage: Passage) -> bool:
    """Return whether the first sentence with figures names no year: "Hanoi was ranked 29th. In 2023 it had been 14th"."""
    first = next((sentence for sentence in passage.sentences if sentence.figures), None)
    return first is not None and not any(one.slot == "year" for one in first.mentions)


def _is_unit(area: Any) -> bool:
    return area is PRONOUN or (isinstance(area, Named) and not area.levels.isdisjoint({"province", "ministry"}))


def _agree(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return other if one is None else one
    return one if one == other else SEVERAL


def _same_area(frame: Frame, setting: Setting) -> Frame:
    """Return the frame with the setting's own area as the pronoun, so that "Lai Châu" and "tỉnh" agree."""
    named = isinstance(frame.area, Named) and isinstance(setting.area, Named)
    if named and bare_key(frame.area.text) == bare_key(setting.area.text):  # type: ignore[union-attr]
        return replace(frame, area=PRONOUN)
    return frame
