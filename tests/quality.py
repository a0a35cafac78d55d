"""`make quality`: precision and recall of the extractors on the pages of tests/golden.

A statement counts as found when index, area, year, component, measure, value, scale, count, base and grade are right and it is
found at the right place. Prints one line a page and one for all.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from parpipe.evidence import statement_json
from tests.golden.test_golden import HERE, PAGES, read_page

FIELDS = (
    "index_id",
    "level",
    "ref_area",
    "time_period",
    "component",
    "measure",
    "value",
    "scale_max",
    "ranked_count",
    "base_period",
    "grade",
    "locator",
)


def counted(rows: Iterable[Mapping[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Return how often each statement occurs, seen through the fields that must be right."""
    return Counter(tuple(row[name] for name in FIELDS) for row in rows)


def line(name: str, right: int, found: int, wanted: int) -> str:
    """Return a line of the table; a share of nothing is shown as 1."""
    precision, recall = (right / found if found else 1.0), (right / wanted if wanted else 1.0)
    return f"{precision:9.3f}  {recall:6.3f}  {right:5}  {found:5}  {wanted:6}  {name}"


def main() -> None:
    """Print the table."""
    print("precision  recall  right  found  wanted  page")
    total = [0, 0, 0]
    for page in (case.values[0] for case in PAGES):
        name = f"{page.source_id}-{page.path.stem}"
        wanted = counted(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["statements"])
        found = counted(statement_json(one) for one in read_page(page))
        counts = [(wanted & found).total(), found.total(), wanted.total()]
        total = [one + other for one, other in zip(total, counts, strict=True)]
        print(line(name, *counts))
    print(line("all pages", *total))


if __name__ == "__main__":
    main()
