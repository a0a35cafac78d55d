"""`make quality`: precision and recall of the extractors on the corpus, for the parts that were seen and the part held out.

A figure counts as found when everything of its line in the corpus is right: index, level, area, year, component, measure,
value, unit, maximum, count, base, approximation, scope, basis and grade. The table is by kind of document, by form of
publishing and by measure; what is missed or wrong is not listed for the part held out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tests.golden.corpus import Case, extract_case, line, read_cases

Counts = tuple[int, int, int]
"""Right, found and wanted figures."""


def counts(case: Case) -> Counts:
    """Return how many figures of a document are right, found and wanted."""
    found, wanted = compared(case)
    return (found & wanted).total(), found.total(), wanted.total()


def compared(case: Case) -> tuple[Counter[str], Counter[str]]:
    """Return the lines that are found in a document and those that are wanted."""
    return Counter(map(line, extract_case(case).statements)), Counter(case.figures)


def table(cases: Iterable[Case]) -> Mapping[str, Counts]:
    """Return the counts for all, and by kind, form and measure."""
    sums = defaultdict[str, Counter[int]](Counter)
    for case in cases:
        found, wanted = compared(case)
        everywhere = ["all", f"kind {case.kind}", *(f"form {form}" for form in case.forms)]
        for name in everywhere:
            _add(sums[name], found, wanted)
        for measure in sorted({text.split(" ")[1] for text in [*found, *wanted]}):
            chosen = [
                Counter({text: n for text, n in side.items() if text.split(" ")[1] == measure}) for side in (found, wanted)
            ]
            _add(sums[f"measure {measure}"], *chosen)
    return {name: (sums[name][0], sums[name][1], sums[name][2]) for name in sorted(sums, key=_order)}


def _add(sums: Counter[int], found: Counter[str], wanted: Counter[str]) -> None:
    sums.update({0: (found & wanted).total(), 1: found.total(), 2: wanted.total()})


def _order(name: str) -> tuple[int, str, list[int], str]:
    what, _, which = name.partition(" ")
    return (
        ("all", "kind", "measure", "form").index(what),
        what,
        [int(part) for part in which.split(".") if part.isdecimal()],
        which,
    )


def print_table(part: str, cases: Sequence[Case]) -> None:
    """Print the table of a part; a share of nothing is shown as 1."""
    print(f"{part}: {len(cases)} documents, {sum(case.kind == 'negative' for case in cases)} of them without figures of ours")
    print("precision  recall  right  found  wanted")
    for name, (right, found, wanted) in table(cases).items():
        precision, recall = (right / found if found else 1.0), (right / wanted if wanted else 1.0)
        print(f"{precision:9.3f}  {recall:6.3f}  {right:5}  {found:5}  {wanted:6}  {name}")


def print_differences(cases: Iterable[Case]) -> None:
    """Print what is wrong and what is missed, by document."""
    for case in cases:
        found, wanted = compared(case)
        for mark, lines in (("wrong", found - wanted), ("missed", wanted - found)):
            for text in sorted(lines.elements()):
                print(f"{mark:6} {case.path.name}: {text}")


def main() -> None:
    """Print the tables of all parts, and the differences of those that may be looked at."""
    for part in ("seen", "open"):
        print_table(part, read_cases(part))
        print_differences(read_cases(part))
        print()
    print_table("held out", read_cases("unseen"))


if __name__ == "__main__":
    main()
