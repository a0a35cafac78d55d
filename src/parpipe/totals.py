"""Cross-checks of what holds of several figures at once: sums, means, counts, gaps and bounds against the table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from parpipe.agreement import decimals, half_unit
from parpipe.book import Book, blur, named, on_relation, on_row, score
from parpipe.implied import key_at
from parpipe.keys import SCORES, Key, Row, is_level, key_of, key_text, own_key
from parpipe.model import Finding
from parpipe.voices import page_of


def parts_do_not_add(book: Book) -> Iterator[Finding]:
    """Yield the wholes that differ from the sum of a complete partition on one page: of that page, else as held."""
    printed = {(page_of(row), key_of(row)): row for row in book.statements if is_level(row) and row["measure"] in SCORES}
    held = {own_key(row): row for row in book.held}
    for one in sorted((one for one in book.implied if one.kind == "sum"), key=lambda one: (one.key, one.evidence)):
        whole = printed.get((min(one.pages), one.key))
        value = whole["value"] if whole else held.get(one.key, {}).get("score")
        if value is None or one.value is None or one.high is None:
            continue
        room = one.high - one.value + half_unit(decimals(Decimal(value)))
        if abs(Decimal(value) - one.value) > room:
            row = held[one.key]
            message = f"the parts {' + '.join(one.quotes)} on {min(one.pages)} make {one.value}, the whole is {value}"
            yield on_row("parts_do_not_add", "warning", row, "score", message)


def mean_against_table(book: Book) -> Iterator[Finding]:
    """Yield the means that the table does not allow: other than that of a complete table, or beyond what the rest can make up.

    Units without a score are taken to lie between the last and the first, or on the scale, where these are unknown.
    """
    means = {_ranking_of(row): row for row in book.held if row["level"] == "national" and row["statistic"] == "mean"}
    for place, rows in book.rankings().items():
        mean, count = means.get(place), book.count(place[1], place[3])
        if not mean or not mean["score"] or not mean["scale_max"] or not count:
            continue
        scored = [row for row in rows if row["score"] and row["scale_max"] == mean["scale_max"]]
        if not scored or len(scored) > count:
            continue
        first = next((score(row) for row in scored if row["rank"] == 1), Decimal(mean["scale_max"]))
        last = next((score(row) for row in scored if row["rank"] == count), Decimal(0))
        total, rest = sum(map(score, scored), Decimal(0)), count - len(scored)
        low, high = (total + rest * last) / count, (total + rest * first) / count
        room = half_unit(decimals(score(mean))) + max(half_unit(decimals(score(row))) for row in scored)
        if not low - room <= score(mean) <= high + room:
            known = f"the {len(scored)} known scores of {count} allow {low:.3f} to {high:.3f}"
            message = f"the mean {mean['score']} does not fit: {known}"
            yield on_row("mean_against_table", "warning", mean, "score", message)


def _ranking_of(mean: Row) -> tuple[str, str, str, int]:
    level = "ministry" if mean["ref_area"] == "ALL-MIN" else "province"
    return mean["index_id"], level, mean["component"], mean["time_period"]


def median_called_mean(book: Book) -> Iterator[Finding]:
    """Yield the stated means that are the stated median of the same scores, where another mean is stated."""
    scores = sorted((row for row in book.statements if is_level(row)), key=lambda row: row["statement_id"])
    medians = {(key_of(row)[:5], Decimal(row["value"])): row for row in scores if row["measure"] == "median_score"}
    means = dict[Key, set[Decimal]]()
    for row in (row for row in scores if row["measure"] == "mean_score"):
        means.setdefault(key_of(row)[:5], set()).add(Decimal(row["value"]))
    for row in (row for row in scores if row["measure"] == "mean_score"):
        median = medians.get((key_of(row)[:5], Decimal(row["value"])))
        if median and len(means[key_of(row)[:5]]) > 1:
            message = f"{row['value']} is called the mean by {row['source_url']}, and the median by {median['source_url']}"
            place = (
                "statements",
                key_text(key_of(row)),
                row["measure"],
                row["value"],
                message,
                row["statement_id"],
                row["source_id"],
            )
            yield Finding("median_called_mean", "warning", *place)


def counts_differ(book: Book) -> Iterator[Finding]:
    """Yield the numbers on which pages do not agree: of ranked units, of criteria, of units above or below a score."""
    said = dict[tuple[str, str, int, str, str], dict[int, str]]()
    for row in sorted(book.statements, key=lambda row: row["statement_id"]):
        if row["measure"] == "rank" and row["ranked_count"] and row["scope"] == "national":
            place = row["index_id"], row["level"], row["time_period"], "ranked", ""
            said.setdefault(place, {}).setdefault(row["ranked_count"], row["source_url"] or row["source_id"])
    for row in book.relations:
        if row["count"] is not None:
            place = row["index_id"], row["level"], row["time_period"], row["relation"], row["value"] or ""
            said.setdefault(place, {}).setdefault(row["count"], row["source_url"])
    for (index_id, level, year, kind, value), counts in sorted(said.items()):
        if len(counts) > 1:
            told = "; ".join(f"{count} by {page}" for count, page in sorted(counts.items()))
            what = f"{kind} {value}".strip()
            key = f"{index_id}/{level}/*/{year}"
            message = f"pages count differently ({what}): {told}"
            yield Finding("counts_differ", "info", "relations", key, kind, "|".join(map(str, sorted(counts))), message)


def count_against_table(book: Book) -> Iterator[Finding]:
    """Yield the stated numbers of units above or below a score that the held scores and ranks do not allow."""
    for relation in book.relations:
        total = book.count(relation["level"], relation["time_period"])
        if not relation["relation"].startswith("count_") or total is None:
            continue
        limit, rows = Decimal(relation["value"]), [row for row in book.ranking(relation) if row["score"]]
        above, below = [row for row in rows if score(row) > limit], [row for row in rows if score(row) < limit]
        # Who is placed behind a unit that reaches the limit may not; who is placed before it does.
        reach = max([len(above), *(row["rank"] for row in above if row["rank"])])
        miss = max([len(below), *(total - row["rank"] + 1 for row in below if row["rank"])])
        low, high = (reach, total - miss) if relation["relation"] == "count_above" else (miss, total - reach)
        if not low <= relation["count"] <= high:
            message = (
                f"{relation['count']} units ({relation['relation']} {limit}) are counted by {relation['source_url']}, "
                f"but the table has from {low} to {high}"
            )
            yield on_relation("count_against_table", "warning", relation, relation["count"], message)


def outside_stated_bounds(book: Book) -> Iterator[Finding]:
    """Yield the held scores that lie outside bounds that a page states."""
    for relation in book.relations:
        for row in book.ranking(relation):
            if (
                relation["relation"] not in ("at_least", "at_most")
                or row["ref_area"] != relation["of_area"]
                or not row["score"]
            ):
                continue
            bound = Decimal(relation["value"])
            room = blur([score(row)]) if decimals(score(row)) < decimals(bound) else Decimal(0)
            out = score(row) + room < bound if relation["relation"] == "at_least" else score(row) - room > bound
            if out:
                message = f"{named(row)} is {relation['relation'].replace('_', ' ')} {bound} by {relation['source_url']}"
                yield on_row("outside_stated_bounds", "warning", row, "score", message)


def gap_mismatch(book: Book) -> Iterator[Finding]:
    """Yield the stated gaps between two units that the held scores do not give."""
    held = {own_key(row): row for row in book.held}
    for relation in book.relations:
        if relation["relation"] != "gap":
            continue
        ends = [held.get(key_at(relation, relation[name])) for name in ("of_area", "other_area")]
        scores = [score(row) for row in ends if row and row["score"]]
        gap = Decimal(relation["value"])
        if len(scores) == 2 and abs(scores[0] - scores[1] - gap) > blur([gap, *scores]):
            message = (
                f"a gap of {gap} to {relation['other_area']} is stated by {relation['source_url']}, "
                f"but the held values give {scores[0] - scores[1]}"
            )
            yield on_relation("gap_mismatch", "warning", relation, gap, message)
