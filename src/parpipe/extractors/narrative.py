"""Statements from prose: Vietnamese and English pages, their headlines and captions.

The steps are those of ``parpipe.prose``; here a claim becomes a statement when index, year and area are certain, and a
finding with the reason when one is not. Targets and numbers of other things become neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from parpipe.areas import AmbiguousArea, Areas, UnknownArea
from parpipe.indices import Index
from parpipe.model import TOTAL, Document, Extraction, Finding, Level, Measure, PublishedDate, Statement, Unit
from parpipe.prose.attribution import Claim, attribute
from parpipe.prose.mentions import FOREIGN, INTERNAL, PREVIOUS_YEAR, PRONOUN, SEVERAL, UNKNOWN_PART, Mean, Named, find_mentions
from parpipe.prose.passages import Passage, published_of, read_passages, title_of
from parpipe.prose.pieces import Figure
from parpipe.prose.setting import Setting, frames_before, read_setting
from parpipe.prose.sieve import read_telling
from parpipe.prose.tokens import read_tokens
from parpipe.prose.vocabulary import Vocabulary, make_vocabulary

LONGEST_QUOTE = 120
_IN_PERCENT = frozenset({"PAR", "SIPAS"})
"""Indices that are themselves a percentage: "tăng 2%" is 2 points there."""
_MINISTRIES_AT_MOST = 30


@dataclass(frozen=True, slots=True)
class Context:
    """The registry, and defaults for what a document does not say; they never overrule what it says."""

    indices: Mapping[str, Index]
    areas: Areas
    index_id: str | None = None
    level: Level | None = None
    area: str | None = None
    published: PublishedDate | None = None
    language: str | None = None
    url: str | None = None


class _Doubt(ValueError):
    """Why a figure is nobody's; inside this module only."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """The unit that a figure is about."""

    level: Level
    ref_area: str
    code: str | None
    name: str


def extract_narrative(document: Document, context: Context) -> Extraction:
    """Return the statements of a document's prose in reading order, and a finding for every figure that is nobody's."""
    vocabulary = _vocabulary(context.indices, context.areas)
    words = read_telling(document.blocks, vocabulary)
    if words is None:
        return Extraction((), ())
    published = published_of(document, words) or context.published
    context = replace(context, published=published)
    title = title_of(document, words)
    passages = read_passages(document, words, title)
    named = find_mentions(read_tokens(title or "", vocabulary), ())
    setting = read_setting(named, passages, context.index_id, context.area)
    statements, findings = dict[tuple[object, ...], Statement](), list[Finding]()
    for passage, claim in _claims(passages, setting):
        if _is_no_figure(claim, passage, published):
            continue
        try:
            statement = _statement(claim, passage, setting, context)
        except _Doubt as doubt:
            findings.append(_finding(claim.figure, passage, str(doubt)))
        else:
            statements.setdefault(_identity(statement), statement)
    return Extraction(tuple(statements.values()), tuple(findings))


_made: list[tuple[object, object, Vocabulary]] = []


def _vocabulary(indices: Mapping[str, Index], areas: Areas) -> Vocabulary:
    """Return the vocabulary for a registry; the last one made is kept, since one run reads all its pages with it."""
    if not _made or _made[0][0] is not indices or _made[0][1] is not areas:
        _made[:] = [(indices, areas, make_vocabulary(indices, areas))]
    return _made[0][2]


def _claims(passages: list[Passage], setting: Setting) -> list[tuple[Passage, Claim]]:
    claims = list[tuple[Passage, Claim]]()
    steps = frames_before(passages, setting)
    step = next(steps, None)
    while step is not None:
        passage, before = step
        found, after = attribute(passage.tokens, passage.figures, passage.mentions, before)
        claims += [(passage, claim) for claim in found]
        try:
            step = steps.send(after)
        except StopIteration:
            break
    return claims


def _is_no_figure(claim: Claim, passage: Passage, published: PublishedDate | None) -> bool:
    """Return whether this is a target, a number of something else, or too slight to be a figure where no index is named."""
    frame = claim.frame
    year = frame.year if isinstance(frame.year, int) else None
    dated = passage.published or published
    ahead = year is not None and dated is not None and year > dated.latest().year
    named = any(mention.slot == "index" for mention in passage.mentions)
    return frame.target or frame.component is FOREIGN or ahead or (claim.figure.weak and not named)


def _statement(claim: Claim, passage: Passage, setting: Setting, context: Context) -> Statement:
    figure, frame = claim.figure, claim.frame
    if claim.doubt:
        raise _Doubt(claim.doubt)
    index = _index(frame.index, context)
    year, inferred = _year(frame.year, setting, passage.published or context.published)
    at = index.territory("province", year)
    unit = _area(frame.area, setting, context, at, passage)
    component, component_name = _component(frame.component, index)
    measure = _measure(figure, frame.area)
    _check(figure, unit, index, year, component)
    quote = passage.block.text[figure.start : figure.end]
    if len(quote) > LONGEST_QUOTE:
        raise _Doubt(f"its words are longer than {LONGEST_QUOTE} characters")
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
        quote=quote,
        grade=passage.grade,
        basis="inferred_year" if inferred else figure.basis,
        scale_max=figure.scale_max,
        unit=_printed_unit(figure, index.index_id),
        ranked_count=figure.ranked_count,
        base_period=_base(claim, year),
        scope="regional" if claim.regional else "national",
        approximate=figure.approximate,
        url=context.url,
        published=passage.published or context.published,
    )


def _year(year: int | str | None, setting: Setting, published: PublishedDate | None) -> tuple[int, bool]:
    """Return the year of a figure, and whether it is inferred: figures are of the year before the one they are published in.

    A document that speaks of other years only may mean one of those; then nothing is inferred.
    """
    if isinstance(year, int):
        return year, False
    if year is not None:
        raise _Doubt("several years are named for it")
    before = published.day.year - 1 if published else None
    if before is None or (setting.years and before not in setting.years):
        raise _Doubt("its year is not said")
    return before, True


def _index(index_id: str | None, context: Context) -> Index:
    if index_id is None or index_id is SEVERAL:
        raise _Doubt("its index is not said")
    return context.indices[index_id]


def _area(area: object, setting: Setting, context: Context, at: date, passage: Passage) -> _Unit:
    """Return the unit that a figure is about at a date; a doubt for departments, lists, and names that mean several units."""
    if area is INTERNAL:
        raise _Doubt("it is about departments, districts or communes")
    if area is SEVERAL:
        raise _Doubt("several areas are named for it")
    if isinstance(area, Mean):
        return _mean_unit(area, context, at)
    if area is PRONOUN or area is None:
        area = setting.area
    if area is None:
        raise _Doubt("its area is not said")
    name = area.text if isinstance(area, Named) else str(area)
    levels = sorted(area.levels - {"region"}) if isinstance(area, Named) else [context.level]
    return _unit(name, levels[0] if len(levels) == 1 else None, context.areas, at)


def _unit(name: str, level: str | None, areas: Areas, at: date) -> _Unit:
    try:
        ref_area = areas.resolve(name, level=level, at=at)
    except (UnknownArea, AmbiguousArea) as error:
        raise _Doubt(str(error)) from error
    found: Level = areas.level(ref_area)  # type: ignore[assignment]
    return _Unit(found, ref_area, areas.code(ref_area, at), areas.name(ref_area, at)[0])


def _mean_unit(mean: Mean, context: Context, at: date) -> _Unit:
    if mean.group is None:
        raise _Doubt("it is a mean, and it is not said of which units")
    if isinstance(mean.group, Named):
        return _unit(mean.group.text, "region", context.areas, at)
    return _unit(mean.group, "national", context.areas, at)


def _component(component: object, index: Index) -> tuple[str, str | None]:
    if component is None:
        return TOTAL, None
    code = component.get(index.index_id) if isinstance(component, Mapping) else None
    found = index.component(code) if code and component is not UNKNOWN_PART else None
    if found is None:
        raise _Doubt("it is about a part of the index that is not known by that name")
    return found.component, found.name_vi


def _measure(figure: Figure, area: object) -> Measure:
    if not isinstance(area, Mean):
        return figure.measure
    if figure.measure.startswith("rank"):
        raise _Doubt("a mean has no rank")
    if figure.measure == "score":
        return "median_score" if area.median else "mean_score"
    if area.median:
        raise _Doubt("it is the change of a median")
    return figure.measure


def _check(figure: Figure, unit: _Unit, index: Index, year: int, component: str) -> None:
    """Raise a doubt for a figure that cannot be what it looks like: more than its maximum, a province among 17."""
    if figure.measure == "score":
        declared = index.scale(unit.level, component, year)
        maximum = figure.scale_max or (declared[0] if declared else Decimal(100))
        if declared and 2 * maximum < declared[0]:
            raise _Doubt(f"a maximum of {maximum} is that of a part, and the part is not named")
        if figure.value > maximum:
            raise _Doubt(f"it is more than the maximum of {maximum}")
    count = figure.ranked_count
    if count is None or count < 16 or unit.level not in ("province", "ministry"):
        return
    if (unit.level == "ministry") != (count < _MINISTRIES_AT_MOST):
        raise _Doubt(f"{count} units are no ranking of units like {unit.name}")


def _printed_unit(figure: Figure, index_id: str) -> Unit | None:
    if figure.measure == "score_change" and figure.unit == "percent" and index_id in _IN_PERCENT:
        return "points"
    return figure.unit


def _base(claim: Claim, year: int) -> int | None:
    base = year - 1 if claim.base is PREVIOUS_YEAR else claim.base
    if isinstance(base, int) and base >= year:
        raise _Doubt(f"it is a change since {base}, which is not before {year}")
    return base if isinstance(base, int) else None


def _locator(figure: Figure, passage: Passage) -> str:
    return f"{passage.block.locator}&char={figure.start},{figure.end}"


def _finding(figure: Figure, passage: Passage, why: str) -> Finding:
    quote = passage.block.text[figure.start : figure.end]
    message = f"{quote!r} looks like a {figure.measure.replace('_', ' ')}, but {why}"
    return Finding("unattributed_figure", "info", "statements", _locator(figure, passage), "value", figure.printed, message)


def _identity(statement: Statement) -> tuple[object, ...]:
    """Return what makes two printings on one page the same statement: the same figure, authority and date."""
    own = statement
    key = (own.index_id, own.level, own.ref_area, own.time_period, own.component, own.measure, own.scope, own.base_period)
    return (*key, own.printed, own.value, own.scale_max, own.ranked_count, own.grade, own.published)
