"""Tables without lines around their cells: rows of numbers whose pieces stand under each other.

Only what is beyond doubt becomes a table: at least three rows with numbers, gaps that run through all of them, at most one
piece in every column of a row, and lines of broken names that are clearly nearer to one row than to the next. Anything
else stays text, because a figure in the wrong row is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from parpipe.pdf.lines import NUMBER, Line, Piece, join_lines

_FEWEST_ROWS = 3
_NUMBERS = 0.6
_LONGEST = 70
_APART = 4.5
_HEADER_LINES = 5
_HEADER_GAP = 2.0
_BODY_GAP = 3.0
_NEARER = 0.8
_RAISED = 0.9
_LEADERS = "...."
_HEIGHT, _DEPTH = 0.85, 0.25
"""Shares of the letters' size above and below the line on which they stand."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table of lines ``first`` to ``last`` (inclusive): where its columns are, its rows, and how high and low they reach."""

    first: int
    last: int
    columns: tuple[Span, ...]
    rows: tuple[tuple[str, ...], ...]
    bands: tuple[Span, ...]


def find_aligned(lines: list[Line]) -> list[Aligned]:
    """Return the tables among the lines of a page, from top to bottom."""
    tables, place = list[Aligned](), 0
    while place < len(lines):
        anchors = _anchors_from(lines, place)
        above = tables[-1].last + 1 if tables else 0
        table = _table(lines, anchors, above) if len(anchors) >= _FEWEST_ROWS else None
        if table:
            tables.append(table)
        place = max(anchors[-1], table.last if table else 0) + 1 if anchors else place + 1
    return tables


def _is_anchor(line: Line) -> bool:
    """Return whether a line is a row of a table: several short pieces, a number among those after the first."""
    if len(line) < 2 or any(len(piece.text) > _LONGEST or _LEADERS in piece.text for piece in line):
        return False
    return any(NUMBER.fullmatch(piece.text) for piece in line[1:])


def _anchors_from(lines: list[Line], first: int) -> list[int]:
    """Return the rows of a table that begins with a line; further rows must keep its columns and not be far below."""
    if not _is_anchor(lines[first]):
        return []
    anchors, columns = [first], _columns([lines[first]])
    for place in range(first + 1, len(lines)):
        if lines[place][0].baseline - lines[anchors[-1]][0].baseline > _APART * lines[place][0].size:
            break
        if not _is_anchor(lines[place]):
            continue
        wider = _merged([*columns, *((piece.x0, piece.x1) for piece in lines[place])])
        if len(wider) < 2 or not all(_fits(lines[anchor], wider) for anchor in (*anchors, place)):
            break
        anchors, columns = [*anchors, place], wider
    return anchors


def _columns(lines: list[Line]) -> list[Span]:
    return _merged([(piece.x0, piece.x1) for line in lines for piece in line])


def _all_columns(lines: list[Line], anchors: list[int]) -> list[Span]:
    """Return the columns of the rows, and those that hold only broken names, which stand between the lines of the rows."""
    rows = [lines[anchor] for anchor in anchors]
    near = range(max(anchors[0] - 1, 0), min(anchors[-1] + 2, len(lines)))
    columns = _columns(rows)
    between = [line for place in near if place not in anchors and _is_near(line := lines[place], rows)]
    wider = _columns([*rows, *between])
    return wider if all(_fits(row, wider) for row in rows) and len(wider) > len(columns) else columns


def _is_near(line: Line, rows: list[Line]) -> bool:
    """Return whether a line of few words stands between the first and the last row, or no whole line from them."""
    high, low = rows[0][0].baseline - line[0].baseline, line[0].baseline - rows[-1][0].baseline
    return max(high, low) <= _RAISED * line[0].size and all(len(piece.text) <= _LONGEST for piece in line)


def _merged(spans: list[Span]) -> list[Span]:
    """Return the spans with those that overlap made one."""
    merged = list[Span]()
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _fits(line: Line, columns: list[Span]) -> bool:
    """Return whether every piece of a line stands in one column, and every column holds one piece at most."""
    places = [_touched(piece, columns) for piece in line]
    return all(len(place) == 1 for place in places) and len({place[0] for place in places}) == len(places)


def _touched(piece: Piece, columns: list[Span]) -> list[int]:
    return [number for number, (first, last) in enumerate(columns) if piece.x0 <= last and piece.x1 >= first]


def _table(lines: list[Line], anchors: list[int], above: int) -> Aligned | None:
    columns = _all_columns(lines, anchors)
    if not _has_numbers([lines[anchor] for anchor in anchors], columns):
        return None
    body = anchors[0]
    while body > above and _is_raised(lines[body - 1], lines[anchors[0]], columns):
        body -= 1
    first, header = _header(lines, body, above, columns)
    members = _members(lines, body, anchors, columns)
    if members is None:
        return None
    last = max(place for places in members.values() for place in places)
    rows = [*header, *([lines[place] for place in members[anchor]] for anchor in anchors)]
    texts = tuple(_row(row, columns) for row in rows)
    return Aligned(first, last, tuple(columns), texts, tuple(map(_band, rows)))


def _band(row: list[Line]) -> Span:
    """Return how high and how low the lines of a row reach."""
    pieces = [piece for line in row for piece in line]
    return min(piece.baseline - _HEIGHT * piece.size for piece in pieces), max(
        piece.baseline + _DEPTH * piece.size for piece in pieces
    )


def _is_raised(line: Line, row: Line, columns: list[Span]) -> bool:
    """Return whether a line is the upper part of a name in the first row: a header stands a whole line above it."""
    return row[0].baseline - line[0].baseline <= _RAISED * row[0].size and len(line) < len(columns) and _fits(line, columns)


def _members(lines: list[Line], body: int, anchors: list[int], columns: list[Span]) -> dict[int, list[int]] | None:
    """Return the lines of every row, the row itself among them; None if it is not certain which row a line belongs to."""
    pitch = min(lines[after][0].baseline - lines[before][0].baseline for before, after in pairwise(anchors))
    members = {anchor: [anchor] for anchor in anchors}
    for place in range(body, len(lines)):
        line, below = lines[place], lines[place][0].baseline - lines[anchors[-1]][0].baseline
        if place in members:
            continue
        anchor = _nearest(line, lines, anchors)
        certain = anchor is not None and len(line) < len(columns) and _fits(line, columns)
        if place > anchors[-1] and (below > _NEARER * pitch or not certain):
            break
        if anchor is None or not certain:
            return None
        members[anchor].append(place)
    return members


def _has_numbers(rows: list[Line], columns: list[Span]) -> bool:
    """Return whether a column after the first is mostly numbers."""
    texts = [list[str]() for _ in columns]
    for row in rows:
        for piece in row:
            texts[_touched(piece, columns)[0]].append(piece.text)
    return any(
        len(column) >= _FEWEST_ROWS and sum(bool(NUMBER.fullmatch(text)) for text in column) >= _NUMBERS * len(column)
        for column in texts[1:]
    )


def _nearest(line: Line, lines: list[Line], anchors: list[int]) -> int | None:
    """Return the row that a line of text belongs to; None if it is about as near to another."""
    distances = sorted((abs(lines[anchor][0].baseline - line[0].baseline), anchor) for anchor in anchors)
    return distances[0][1] if distances[0][0] < _NEARER * distances[1][0] else None


def _row(lines: list[Line], columns: list[Span]) -> tuple[str, ...]:
    """Return the texts of a row by column; the lines of a broken name are joined from top to bottom."""
    texts = [list[str]() for _ in columns]
    for line in sorted(lines, key=lambda line: line[0].baseline):
        for piece in line:
            for column in _touched(piece, columns):
                texts[column].append(piece.text)
    return tuple(map(join_lines, texts))


def _header(lines: list[Line], anchor: int, above: int, columns: list[Span]) -> tuple[int, list[list[Line]]]:
    """Return the first line of the header, and its rows: lines of one level are joined, and what spans columns is repeated."""
    first = anchor
    while first > max(above, anchor - _HEADER_LINES):
        line, below = lines[first - 1], lines[first][0]
        gap = below.baseline - line[0].baseline
        most = (_BODY_GAP if first == anchor else _HEADER_GAP) * max(below.size, line[0].size)
        if gap > most or not _is_header(line, columns):
            break
        first -= 1
    covered = {column for line in lines[first:anchor] for piece in line for column in _touched(piece, columns)}
    if 2 * len(covered) < len(columns):
        return anchor, []
    rows = list[list[Line]]()
    for line in lines[first:anchor]:
        spans = any(len(_touched(piece, columns)) > 1 for piece in line)
        if spans or not rows or any(len(_touched(piece, columns)) > 1 for piece in rows[-1][-1]):
            rows.append([line])
        else:
            rows[-1].append(line)
    return first, rows


def _is_header(line: Line, columns: list[Span]) -> bool:
    """Return whether every piece of a line stands over columns, none over all of them, and no two over the same."""
    touched = [_touched(piece, columns) for piece in line]
    places = [column for place in touched for column in place]
    return all(touched) and len(places) == len(set(places)) and all(len(place) < len(columns) for place in touched)
