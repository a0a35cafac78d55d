"""Statements from prose: Vietnamese and English pages, their headlines and captions.

The steps are those of ``parpipe.prose``; here a claim becomes a statement when index, year and area are certain, and a
finding with the reason when one is not. Targets and numbers of other things become neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from parpipe.indices import IN_PERCENT, PROVINCES_RANKED, Index
from parpipe.model import TOTAL, Document, Extraction, Finding, Measure, PublishedDate, Statement, Unit
from parpipe.prose.frames import Claim, is_target
from parpipe.prose.mention import FOREIGN, PREVIOUS_YEAR, PRONOUN, Mean, Named
from parpipe.prose.passages import Passage
from parpipe.prose.pieces import FEWEST_RANKED, Figure, has
from parpipe.prose.setting import Setting
from parpipe.prose.targets import asks
from parpipe.prose.tokens import Token
from parpipe.prose.told import read_claims
from parpipe.prose.unread import unread_numbers
from parpipe.prose.whose import Context, Doubt, Owner, component_of, index_of, owner_of

__all__ = ["Context", "extract_narrative"]

LONGEST_QUOTE = 120
_MINISTRIES_AT_MOST = 30
_STREAK_WITHIN = 5
"""Words between a place and the years that it was held for."""
_SMALLEST_SHARE = 10
"""No index of an area was ever below a tenth of its maximum; what is printed as less is a part of another index."""


def extract_narrative(document: Document, context: Context) -> Extraction:
    """Return the statements of a document's prose in reading order, and a finding for every figure that is nobody's."""
    told = read_claims(document, context)
    context = replace(context, published=told.published)
    statements, findings = dict[tuple[object, ...], Statement](), list[Finding]()
    sure = {id(passage) for passage, claim in told.claims if not claim.figure.weak}
    named, echoes = _naming(told.passages), list[tuple[Passage, Claim, str]]()
    for passage, claim in told.claims:
        if asks(claim.sentence.tokens, claim.figure):
            continue
        alike = claim.figure.unit == "percent" or (claim.figure.measure == "rank" and claim.figure.basis == "word")
        beside = id(passage) in named or (id(passage) in sure and alike)
        if _is_no_figure(claim, passage.published or told.published, named=beside):
            continue
        try:
            statement = _statement(claim, passage, told.setting, context)
        except Doubt as doubt:
            echoes.append((passage, claim, str(doubt)))
        else:
            statements.setdefault(_identity(statement), statement)
    for passage, claim, why in echoes:
        try:
            echo = _echo(claim, passage, statements.values(), told.setting, context)
        except Doubt:
            echo = None
        if echo:
            statements.setdefault(_identity(echo), echo)
        else:
            findings.append(_finding(claim.figure, passage, why))
    for passage in told.passages:
        for sentence in passage.sentences:
            findings += [_unread(token, passage) for token in unread_numbers(sentence)]
    return Extraction(tuple(statements.values()), tuple(findings))


def _naming(passages: Sequence[Passage]) -> frozenset[int]:
    """Return the passages that name an index, and the items of a list under one that does and ends with a colon."""
    named, listed = set[int](), False
    for passage in passages:
        own = any(mention.slot == "index" for mention in passage.mentions)
        item = passage.block.role == "item"
        if own or (item and listed):
            named.add(id(passage))
        listed = listed if item else own and passage.block.text.endswith(":")
    return frozenset(named)


def _echo(
    claim: Claim, passage: Passage, statements: Iterable[Statement], setting: Setting, context: Context
) -> Statement | None:
    """Return what a headline says that leaves out the year or index: the one figure of its text with the same value."""
    figure, frame = claim.figure, claim.frame
    if passage.grade != "headline" or passage.apart or claim.doubt or None not in (frame.year, frame.index):
        return None
    same = [
        one
        for one in statements
        if (one.measure, one.value, one.component) == (figure.measure, figure.value, TOTAL)
        and frame.index in (None, one.index_id)
    ]
    if len({(one.index_id, one.ref_area, one.time_period) for one in same}) != 1 or frame.year not in (
        None,
        same[0].time_period,
    ):
        return None
    at = context.indices[same[0].index_id].territory("province", same[0].time_period, same[0].ranked_count)
    if owner_of(frame.area, setting, context, at).ref_area != same[0].ref_area:
        return None
    return replace(
        same[0],
        printed=figure.printed,
        locator=_locator(figure, passage),
        quote=_quote(figure, passage),
        grade=passage.grade,
        basis=same[0].basis if same[0].basis == "inferred_year" else figure.basis,
        scale_max=figure.scale_max,
        unit=_printed_unit(figure, same[0].index_id),
        ranked_count=figure.ranked_count,
        base_period=_base(claim, same[0].time_period),
        approximate=figure.approximate,
    )


def _is_no_figure(claim: Claim, dated: PublishedDate | None, *, named: bool) -> bool:
    """Return whether this is a target, a number of something else, or too slight to be a figure where no index is named."""
    frame = claim.frame
    year = frame.year if isinstance(frame.year, int) else None
    ahead = year is not None and dated is not None and year > dated.latest().year
    vague = claim.figure.unit == "percent" and frame.area is PRONOUN  # "tỷ lệ này của toàn tỉnh là 98,7%"
    owning = {"index", "component"} if vague else {"area", "index", "component"}
    owned = bool(owning & frame.own) and isinstance(frame.index, str)
    return bool(is_target(frame, dated)) or frame.component is FOREIGN or ahead or (claim.figure.weak and not (named or owned))


def _statement(claim: Claim, passage: Passage, setting: Setting, context: Context) -> Statement:
    figure, frame = claim.figure, claim.frame
    published = passage.published or context.published
    _check_certain(claim, published, setting.reached)
    index = index_of(frame.index, context)
    year, inferred = _year(frame.year, frozenset() if passage.apart else setting.years, published)
    unit = owner_of(_of_all(frame.area, index), setting, context, index.territory("province", year, figure.ranked_count))
    component, component_name = component_of(frame.component, index)
    measure = _measure(figure, frame.area)
    if unit.level == "national" and not isinstance(frame.area, Mean):
        raise Doubt("the nation has no figure but the mean of its units")
    _check_within(claim, passage, unit, setting)
    _check_streak(claim)
    _check(figure, unit, index, year, component)
    return Statement(
        index_id=index.index_id,
        level=unit.level,
        ref_area=unit.ref_area,
        area_code=unit.code,
        area_name=unit.name,
        time_period=year,
        component=component,
        component_name=component_name,
        measure=measure,
        value=figure.value,
        printed=figure.printed,
        locator=_locator(figure, passage),
        quote=_quote(figure, passage),
        grade=passage.grade,
        basis="inferred_year" if inferred else figure.basis,
        scale_max=figure.scale_max,
        unit=_printed_unit(figure, index.index_id),
        ranked_count=figure.ranked_count,
        base_period=_base(claim, year),
        scope="regional" if claim.regional else "national",
        approximate=figure.approximate,
        url=context.url,
        published=published,
    )


def _check_certain(claim: Claim, published: PublishedDate | None, reached: int | None) -> None:
    """Raise a doubt for a figure whose own sentence leaves in doubt whose it is, or whether it was reached."""
    if claim.doubt:
        raise Doubt(claim.doubt)
    if is_target(claim.frame, published, reached) is None:
        raise Doubt(f"it may be a target for {claim.frame.due}")


def _year(year: int | str | None, years: frozenset[int], published: PublishedDate | None) -> tuple[int, bool]:
    """Return the year of a figure, and whether it is inferred: figures are of the year before the one they are published in.

    A document that speaks of other years only may mean one of those; then nothing is inferred. One that names the year as well
    says it.
    """
    if isinstance(year, int):
        return year, False
    if year is not None:
        raise Doubt("several years are named for it")
    before = published.day.year - 1 if published else None
    if before is None or (years and before not in years):
        raise Doubt("its year is not said")
    return before, before not in years


def _of_all(area: object, index: Index) -> object:
    """Return the owner of a figure; a mean of an index that only provinces have is the mean of all provinces."""
    bare = isinstance(area, Mean) and area.group is None and index.of_provinces_only
    return replace(area, group="ALL-PROV") if bare else area  # type: ignore[type-var]


def _measure(figure: Figure, area: object) -> Measure:
    if not isinstance(area, Mean):
        return figure.measure
    if figure.measure.startswith("rank") and isinstance(area.group, Named):
        return figure.measure  # a region's among the regions
    if figure.measure.startswith("rank"):
        raise Doubt("a mean has no rank")
    if figure.measure == "score":
        return "median_score" if area.median else "mean_score"
    if area.median:
        raise Doubt("it is the change of a median")
    return figure.measure


def _check_within(claim: Claim, passage: Passage, unit: Owner, setting: Setting) -> None:
    """Raise a doubt for a province's figure in a document about the index of its departments, unless provinces are counted."""
    counted = any(figure.ranked_count in PROVINCES_RANKED for figure in (claim.figure, *passage.figures))
    if setting.internal and unit.level in ("province", "national") and not counted:
        raise Doubt("the document is about an index within a province or ministry")


def _check_streak(claim: Claim) -> None:
    """Raise a doubt for a place in words that was held for several years, where the sentence names none."""
    figure = claim.figure
    tokens = claim.sentence.tokens
    moved = tokens[figure.first].text.lower().endswith(" to")  # "had led for seven years, slipped to second"
    ended = has(tokens, figure.last, "object")  # "xuống vị trí thứ hai sau 4 năm liên tiếp đứng đầu"
    first = figure.first if moved else max(0, figure.first - _STREAK_WITHIN)
    near = tokens[first : figure.last if ended else figure.last + _STREAK_WITHIN]
    in_words = figure.basis == "word" and figure.measure == "rank"
    if in_words and "year" not in claim.frame.own and any(token.has("streak") for token in near):
        raise Doubt("it is said of several years, and not of which")


def _check(figure: Figure, unit: Owner, index: Index, year: int, component: str) -> None:
    """Raise a doubt for a figure that cannot be what it looks like: more than its maximum, a province among 17."""
    if figure.measure == "score":
        declared = index.scale(unit.level, component, year)
        share = component != TOTAL and figure.unit == "percent"  # of its own maximum, whatever that is
        maximum = figure.scale_max or (declared[0] if declared and not share else Decimal(100))
        if component == TOTAL and declared and 2 * maximum < declared[0]:
            raise Doubt(f"a maximum of {maximum} is that of a part, and the part is not named")
        least = declared[0] if declared else min((one.maximum for one in index.scales if one.component == TOTAL), default=0)
        if component == TOTAL and not figure.scale_max and _SMALLEST_SHARE * figure.value < least:
            raise Doubt(f"it is too little for a whole index out of {least}")
        if figure.unit == "percent" and index.index_id not in IN_PERCENT:
            raise Doubt(f"{index.index_id} is not counted in percent, nor are its parts")
        if figure.value > maximum:
            raise Doubt(f"it is more than the maximum of {maximum}")
    if figure.measure == "score_change" and abs(figure.value) > 100:
        raise Doubt("no index changes by more than 100")
    count = figure.ranked_count
    if count is None or count < FEWEST_RANKED or unit.level not in ("province", "ministry"):
        return
    if (unit.level == "ministry") != (count < _MINISTRIES_AT_MOST):
        raise Doubt(f"{count} units are no ranking of units like {unit.name}")


def _printed_unit(figure: Figure, index_id: str) -> Unit | None:
    if figure.measure == "score_change" and figure.unit == "percent" and index_id in IN_PERCENT:
        return "points"
    return figure.unit


def _base(claim: Claim, year: int) -> int | None:
    base = year - 1 if claim.base is PREVIOUS_YEAR else claim.base
    if isinstance(base, int) and base >= year:
        raise Doubt(f"it is a change since {base}, which is not before {year}")
    return base if isinstance(base, int) else None


def _locator(piece: Figure | Token, passage: Passage) -> str:
    return f"{passage.block.locator}&char={piece.start},{piece.end}"


def _quote(figure: Figure, passage: Passage) -> str:
    if figure.end - figure.start > LONGEST_QUOTE:
        raise Doubt(f"its words are longer than {LONGEST_QUOTE} characters")
    return passage.block.text[figure.start : figure.end]


def _finding(figure: Figure, passage: Passage, why: str) -> Finding:
    quote = passage.block.text[max(figure.start, figure.end - LONGEST_QUOTE) : figure.end]
    message = f"{quote!r} looks like a {figure.measure.replace('_', ' ')}, but {why}"
    return _unattributed(_locator(figure, passage), figure.printed, message)


def _unread(token: Token, passage: Passage) -> Finding:
    message = f"{token.text!r} looks like a figure, but its words do not say what it is"
    return _unattributed(_locator(token, passage), token.text, message)


def _unattributed(locator: str, printed: str, message: str) -> Finding:
    return Finding("unattributed_figure", "info", "statements", locator, "value", printed, message)


def _identity(own: Statement) -> tuple[object, ...]:
    """Return what makes two printings on one page the same statement: the same figure, authority and date."""
    key = (own.index_id, own.level, own.ref_area, own.time_period, own.component, own.measure, own.scope, own.base_period)
    return (*key, own.printed, own.value, own.scale_max, own.ranked_count, own.grade, own.published)
