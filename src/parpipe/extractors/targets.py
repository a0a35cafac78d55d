"""Targets and plans from prose: what somebody wants to reach, which is never a statement."""

from __future__ import annotations

from datetime import date

from parpipe.model import Document, Target
from parpipe.prose.frames import Claim, is_target
from parpipe.prose.mention import FOREIGN, INTERNAL, Mean
from parpipe.prose.passages import Passage
from parpipe.prose.targets import asks, bound_of, is_top, period_of, read_wishes
from parpipe.prose.told import Told, read_claims
from parpipe.prose.whose import Context, Doubt, Owner, component_of, index_of, owner_of


def extract_targets(document: Document, context: Context) -> tuple[Target, ...]:
    """Return the targets of a document in reading order: those of a known index, other plans are left out.

    Who promises is the unit of the day on which it was published, and None where it is not said, or several units are. So is a
    year that the target's own sentence does not say.
    """
    told = read_claims(document, context, read_wishes)
    found = (_target(passage, claim, told, context) for passage, claim in told.claims)
    return tuple(dict.fromkeys(target for target in found if target is not None))


def _target(passage: Passage, claim: Claim, told: Told, context: Context) -> Target | None:
    tokens, figure, frame = claim.sentence.tokens, claim.figure, claim.frame
    published = passage.published or told.published
    year, span = period_of(claim)
    ahead = year is not None and published is not None and year > published.latest().year
    if told.setting.internal or frame.area is INTERNAL:
        return None
    wished = is_target(frame, published, told.setting.reached) is not False or ahead or asks(tokens, figure)
    if not wished or frame.component is FOREIGN or isinstance(frame.area, Mean):
        return None
    try:
        index = index_of(frame.index, context)
        component, _ = component_of(frame.component, index)
    except Doubt:
        return None
    owner = _owner(claim, told, context, published.day if published else date(year or (span or (date.max.year,))[0], 1, 1))
    return Target(
        who=owner.name if owner else None,
        index_id=index.index_id,
        ref_area=owner.ref_area if owner else None,
        component=component,
        measure="rank" if is_top(tokens, figure) else figure.measure,
        bound=bound_of(tokens, figure),
        value=figure.value,
        printed=figure.printed,
        locator=f"{passage.block.locator}&char={figure.start},{figure.end}",
        quote=passage.block.text[figure.start : figure.end],
        time_period=year,
        from_period=span[0] if span else None,
        to_period=span[1] if span else None,
    )


def _owner(claim: Claim, told: Told, context: Context, at: date) -> Owner | None:
    try:
        return owner_of(claim.frame.area, told.setting, context, at)
    except Doubt:
        return None
