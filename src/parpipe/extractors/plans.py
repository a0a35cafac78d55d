"""Plans to raise an index that name no figure: which plan, by whom and for which years, and nothing to measure it by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parpipe.model import Block, Document, Plan
from parpipe.prose.whose import Context

_NUMBER = re.compile(r"\b\d{1,5}/(?:KH|QĐ|CTr|NQ)-[A-ZĐ]{2,6}\b")
_SPAN = re.compile(r"giai đoạn (20\d\d)\s*[-–]\s*(20\d\d)")
_LONGEST = 120
"""Longer quotes are cut to the plan's number."""

_RAISE = re.compile(r"nâng cao|cải thiện|nâng hạng", re.IGNORECASE)


def extract_plans(document: Document, context: Context) -> tuple[Plan, ...]:
    """Return the plans of a document in reading order: numbered, for a span of years, to raise one index.

    The unit is the one whose page it is; None where the context does not say it.
    """
    return tuple(plan for block in document.blocks for plan in _read(block, context))


def plan_number(text: str) -> str | None:
    """Return the number of the plan or decision that a text names, as printed; None where there is none or several."""
    found = set(_NUMBER.findall(text))
    return found.pop() if len(found) == 1 else None


def _read(block: Block, context: Context) -> Iterator[Plan]:
    number, spans, index_id = plan_number(block.text), set(_SPAN.findall(block.text)), _named(block.text, context)
    if number is None or len(spans) != 1 or index_id is None or not _RAISE.search(block.text):
        return
    places = [match.span() for pattern in (_NUMBER, _SPAN, _RAISE) if (match := pattern.search(block.text))]
    first, last = min(start for start, _ in places), max(end for _, end in places)
    if last - first > _LONGEST:
        first, last = places[0]
    [(since, until)] = spans
    yield Plan(
        who=None if context.area is None else context.areas.names[context.area][0].name_vi,
        index_id=index_id,
        ref_area=context.area,
        number=number,
        from_period=int(since),
        to_period=int(until),
        locator=f"{block.locator}&char={first},{last}",
        quote=block.text[first:last],
    )


def _named(text: str, context: Context) -> str | None:
    """Return the only index that a text names, or the one of the document where it names none."""
    named = {index_id for index_id, index in context.indices.items() if any(_says(text, name) for name in index.aliases)}
    return named.pop() if len(named) == 1 else None if named else context.index_id


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
