"""An explanation in plain words, English or Vietnamese: what is held, why, who says so, who disagrees, what arithmetic says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from parpipe.keys import Row, of_measure
from parpipe.phrases import PHRASES

Language = Literal["en", "vi"]
Story = Mapping[str, Any]


def explain_lines(story: Story, language: Language = "en") -> Iterator[str]:
    """Yield an explanation, as ``explain`` returns it, as lines for a person."""
    say = PHRASES[language]
    for row in story["observations"]:
        yield from _held(story, row, say, language)
    if not story["observations"]:
        yield say["nothing"].format(key=story["key"])
    yield from _section(say["evidence"], [_evidence(row, say) for row in sorted(story["evidence"], key=_by_weight)])
    yield from _section(say["arithmetic"], [_implied(row, say) for row in _told_once(story["implied"])])
    yield from _section(say["relations"], [_relation(row, say) for row in story["relations"]])
    yield from _section(say["stated"], [_stated(row, say) for row in story["reconciliation"]])
    yield from _section(say["changes"], [_change(row, say) for row in story["changes"] if row["previous_period"]])
    yield from _section(say["revisions"], [_revision(row, say) for row in story["revisions"]])
    yield from _section(say["findings"], [_finding(row, say) for row in story["findings"]])
    yield say["history"] + "; ".join(f"{row['time_period']}: {_figures(row, say)}" for row in story["history"])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield title
        yield from dict.fromkeys(f"  {line}" for line in lines)


def _held(story: Story, row: Row, say: Mapping[str, str], language: Language) -> Iterator[str]:
    area = row["area_name_vi"] if language == "vi" else row["area_name_en"]
    names = {"index": story["index"][language], "area": area, "year": row["time_period"], "key": story["key"]}
    part = "" if row["component"] == "_T" else f", {row['component']}"
    yield say["held"].format(**names, part=part, statistic=say[row["statistic"]], figures=_figures(row, say))
    for reason in row["held_because"].split("|"):
        measure, why = reason.split(":")
        closing = ", ".join(say[f"kind_{kind}"] for kind in of_measure(row["equations"], measure))
        equations = say["closing"].format(kinds=closing) if closing else ""
        voices = of_measure(row["support"], measure)[0]
        told = {"measure": say[measure], "value": row[measure], "why": say[f"because_{why}"], "voices": voices}
        yield say["because"].format(**told) + equations
    rivals = [
        say["rival"].format(measure=say[measure], value=value)
        for measure in ("score", "rank")
        for value in of_measure(row["rivals"], measure)
    ]
    if rivals:
        yield say["against"].format(rivals=", ".join(rivals))
    yield say[f"status_{row['obs_status']}"]


def _evidence(row: Row, say: Mapping[str, str]) -> str:
    mark = {True: "+", False: "-", None: " "}[row["supports"]]
    words = f"  “{row['quote']}”" if row["quote"] != row["printed"] else ""
    about = say["about"] if row["approximate"] else ""
    gone = say["gone"].format(day=row["superseded_at"]) if row["superseded_at"] else ""
    bound = row["scale_max"] or row["ranked_count"]
    figure = f"{say[row['measure']]} {about}{row['value']}" + (f"/{bound}" if bound else "")
    when = _published(row) or say["undated"]
    return f"{mark} {figure}{words}  {row['publisher']}, {when}{gone}  {row['source_url']}  [{row['locator']}]"


def _told_once(rows: list[Row]) -> list[Row]:
    """Return the implied values, each equation once, however many pages state it."""
    once = {(row["kind"], row["value"], row["low"], row["verdict"], row["independent"]): row for row in reversed(rows)}
    return sorted(once.values(), key=lambda row: (row["verdict"], row["kind"], str(row["value"]), row["from_statements"]))


def _implied(row: Row, say: Mapping[str, str]) -> str:
    interval = say["interval"].format(low=row["low"] or "…", high=row["high"] or "…") if row["low"] != row["high"] else ""
    whose = {True: say["others"], False: say["same_pages"], None: ""}[row["independent"]]
    quotes = " | ".join(row["quotes"].split("|")[:4])
    value = f"{say[row['measure']]} {row['value']}" if row["value"] else say[row["measure"]]
    kind = say["kind_" + row["kind"]]
    return f"{kind} ({quotes}) → {value}{interval}: {say[row['verdict']]}{whose}"


def _relation(row: Row, say: Mapping[str, str]) -> str:
    return say[f"relation_{row['relation']}"].format(**row)


def _stated(row: Row, say: Mapping[str, str]) -> str:
    derived = say["derived"].format(value=row["derived"]) if row["derived"] else ""
    return f"{say[row['measure']]} {row['stated']} ({say['since']} {row['base_period']}): {say[row['verdict']]}{derived}"


def _change(row: Row, say: Mapping[str, str]) -> str:
    parts = [f"{say[name]} {row[name]}" for name in ("score_change", "rank_change") if row[name] is not None]
    reasons = [say[reason] for reason in (row["not_comparable_reason"] or "").split("|") if reason]
    verdict = say["not_comparable"].format(reasons=", ".join(reasons)) if reasons else say["comparable"]
    return f"{say['since']} {row['previous_period']}: {', '.join(parts)}; {verdict}"


def _revision(row: Row, say: Mapping[str, str]) -> str:
    return say[f"{row['seen_in']}_{row['kind']}"].format(**{**row, "field": say[row["field"]]})


def _finding(row: Row, say: Mapping[str, str]) -> str:
    """Return a finding in the language, where it has words of its own, and with its message in English, where it has none."""
    own = say.get(f"finding_{row['code']}")
    accepted = say["accepted"].format(why=row["accepted_because"]) if row["accepted_because"] else ""
    return f"{row['code']}: " + (own.format(value=row["value"]) if own else row["message"]) + accepted


def _by_weight(row: Row) -> tuple[Any, ...]:
    measures = ("score", "mean_score", "median_score", "rank", "score_change", "rank_change")
    return measures.index(row["measure"]), {True: 0, None: 1, False: 2}[row["supports"]], _published(row), row["locator"]


def _published(row: Row) -> str:
    digits = {None: 0, "year": 4, "month": 7, "day": 10}[row["published_precision"]]
    return str(row["published_at"])[:digits]


def _figures(row: Row, say: Mapping[str, str]) -> str:
    score = f"{say['score']} {row['score']}" + (f"/{row['scale_max']}" if row["scale_max"] else "") if row["score"] else ""
    rank = f"{say['rank']} {row['rank']}" + (f"/{row['ranked_count']}" if row["ranked_count"] else "") if row["rank"] else ""
    return ", ".join(part for part in (score, rank) if part)
