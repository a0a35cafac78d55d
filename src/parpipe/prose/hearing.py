"""What a frame is after a mention was heard: what is spoken of now, and what only compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from parpipe.prose.frames import Frame
from parpipe.prose.mention import (
    FOREIGN,
    INTERNAL,
    LAST_NAMED,
    NEXT_YEAR,
    PREVIOUS_YEAR,
    PRONOUN,
    SAME_MEAN,
    SEVERAL,
    YEAR_EARLIER,
    Mean,
    Mention,
    Named,
)


def hear(frame: Frame, mention: Mention) -> Frame:
    """Return the frame after a mention; what is compared with is heard and not spoken of.

    Departments and districts stay the subject when the province is named that they are of.
    """
    own = frame.own | {mention.slot}
    if mention.role == "owner" and frame.area is INTERNAL and "area" in frame.own:
        return frame
    if mention.role == "owner" and frame.component is not None and _appraises(frame, mention):
        return frame
    if mention.role == "group":  # "trung bình của các bộ đạt …; của các tỉnh đạt …"
        return replace(frame, area=replace(frame.area, group=mention.value.group)) if isinstance(frame.area, Mean) else frame
    if mention.slot == "target" and mention.value is not True and not frame.target:
        return replace(frame, due=mention.value, year=mention.value, own=own | {"year"})
    if mention.slot == "target":
        return replace(frame, target=True, parted=False)
    if mention.role == "home" and isinstance(mention.value, Named) and "province" in mention.value.levels:
        return replace(frame, local=mention.value)
    if mention.role in ("base", "origin", "object", "home"):
        return frame
    if mention.slot == "index":
        outer = frame.index if frame.index != mention.value else frame.outer
        part = frame.component if mention.role == "linked" and _has_part(mention.value, frame.component) else None
        return replace(frame, index=mention.value, outer=outer, component=part, own=own)
    if mention.slot == "year":
        return _hear_year(frame, mention)
    return _hear_area(frame, mention) if mention.slot == "area" else replace(frame, component=mention.value, own=own)


def _appraises(frame: Frame, mention: Mention) -> bool:
    """Return whether a ministry gave the points of a part, in a text about a province: "Điểm thẩm định của Bộ Nội vụ"."""
    of_ministry = isinstance(mention.value, Named) and mention.value.levels == {"ministry"}
    return of_ministry and isinstance(frame.home, Named) and "province" in frame.home.levels


def _hear_year(frame: Frame, mention: Mention) -> Frame:
    own = frame.own | {mention.slot}
    if mention.role == "linked":
        return frame  # said of the figure before it alone
    if mention.value in (NEXT_YEAR, YEAR_EARLIER, PREVIOUS_YEAR):  # the last: "from a year earlier, when it was second"
        step = 1 if mention.value is NEXT_YEAR else -1
        return replace(frame, year=frame.year + step if isinstance(frame.year, int) else SEVERAL, own=own)
    aimed = frame.target and not (frame.parted and (mention.value != frame.year or "year" not in frame.own))
    return replace(frame, year=mention.value, due=None, own=own, target=aimed)


def _hear_area(frame: Frame, mention: Mention) -> Frame:
    own = frame.own | {mention.slot}
    mention = _of_group(frame, mention)
    if mention.role == "place":  # "Tại Hà Nội, …": where it was said, until somebody else is named
        return replace(frame, area=mention.value if frame.area is None or "area" not in frame.own else frame.area)
    home = frame.local or frame.home
    if mention.value is PRONOUN and mention.province and isinstance(home, Named) and home.city:  # of a city "tỉnh" is not said
        other = isinstance(frame.area, Named) and not frame.area.city
        return replace(frame, area=frame.area if other else SEVERAL, own=own)
    last_city = isinstance(frame.area, Named) and frame.area.city and not frame.crowd
    if mention.value is PRONOUN and mention.city and last_city and frame.area != home:  # who was named last in this block
        return replace(frame, own=own)
    if mention.value is PRONOUN and frame.local is not None:
        return replace(frame, area=frame.local, own=own)
    if mention.value is PRONOUN and frame.home is None:
        certain = isinstance(frame.area, Named) and not frame.crowd
        return replace(frame, area=frame.area if certain else PRONOUN, own=own)
    if mention.value is LAST_NAMED:
        known = frame.area if isinstance(frame.area, (Named, Mean)) else PRONOUN
        return replace(frame, area=known, own=own)
    if mention.value is SAME_MEAN:
        return replace(frame, area=frame.mean, own=own) if frame.mean else frame
    named = isinstance(mention.value, Named)
    second = named and isinstance(frame.area, Named) and frame.area != mention.value
    doubtful = second and frame.fresh and mention.role in ("subject", "owner")
    of_all = isinstance(mention.value, Mean) and not isinstance(mention.value.group, Named)
    beside = frame.area if of_all and isinstance(frame.area, Named) else None
    area = SEVERAL if doubtful else mention.value
    crowd = area is SEVERAL or ("area" in frame.own and (second or frame.crowd))
    component = None if frame.component is FOREIGN and named and mention.role == "subject" else frame.component
    return replace(frame, area=area, beside=beside, own=own, fresh=named or frame.fresh, crowd=crowd, component=component)


def _of_group(frame: Frame, mention: Mention) -> Mention:
    """Return a mention; a mean of which it is not said whose it is is that of the units that were spoken of just before."""
    mean = mention.value
    if not isinstance(mean, Mean) or mean.group is not None:
        return mention
    return replace(mention, value=INTERNAL if frame.group is INTERNAL else replace(mean, group=frame.group))


def _has_part(index: object, component: object) -> bool:
    """Return whether a part that was named is one of an index: "On Control of corruption in PAPI 2023, …"."""
    return isinstance(component, Mapping) and index in component


def adjoin(frame: Frame, mention: Mention) -> Frame:
    """Return the frame of a bracket that opens right after a mention: "so với năm 2016 (đứng thứ 32 …)" speaks of 2016."""
    return hear(frame, replace(mention, role="subject"))
