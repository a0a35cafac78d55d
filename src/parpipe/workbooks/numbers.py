"""Numbers of spreadsheets as a person sees them: by the number format of their cell where it is a simple one.

What is shown is what is published: a cell of 67.4137 in the format ``0.00`` says 67.41. The decimal mark is a point, and
groups of thousands are not separated, so that nothing can be taken for the other. Where a format is not simple, the
number is written without it, and without the noise of binary fractions: 67.41, not 67.40999999999999.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 22: "dd/mm/yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
}  # fmt: skip
"""Formats that have a number and no text in a file."""

_LONGEST_FORMAT = 255
"""What Excel allows; a longer one is no format."""

_EXACTLY = Context(prec=2 * _LONGEST_FORMAT)
_SIGNIFICANT = 15
_LONGEST = 30
_DATES = (date(1899, 12, 30), date(1904, 1, 1))
_LAST_DAY = 2_958_465
_SHORT = re.compile(r"-?(?:0|[1-9]\d{0,9})(?:\.\d{0,4}[1-9])?")
_IGNORED = re.compile(r"\[[^\[\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_CORE = re.compile(r"[#,?]*(?P<whole>0*)(?:\.(?P<fixed>0+)(?P<optional>[#?]*))?(?P<percent>\s*%)?")
_AROUND = re.compile(r"(?P<before>[^0#?]*)(?P<core>[0#?][0#?.,]*\s*%?)(?P<after>[^0#?]*)")
_DATE = re.compile(r"^[dmyhs/:.,\s-]*$|^[dmy]+[^0#]*$", re.IGNORECASE)


def show_number(value: float | int | str, number_format: str | None, *, from_1904: bool = False) -> str:
    """Return the number as it is shown; text that is no number is returned as it is."""
    if number_format is None and _SHORT.fullmatch(str(value)):
        return str(value)
    number = _exact(value)
    if number is None:
        return str(value)
    number, section = _section(number, _sections(number_format))
    if not section:
        return ""
    if number == 0 and (text := _instead_of_zero(section)) is not None:
        return text
    form = _read_format(section)
    if form.date_letters:
        return _day(number, form.date_letters, from_1904) or _plain(number)
    return form.before + _fixed(number, form.core) + form.after if form.core else _plain(number)


@dataclass(frozen=True, slots=True)
class _Form:
    """What a simple number format says: the letters of a date, or the form of a number and the text around it."""

    date_letters: frozenset[str] = frozenset()
    core: re.Match[str] | None = None
    before: str = ""
    after: str = ""


def hides_text(number_format: str | None) -> bool:
    """Return whether a format shows no text: its fourth section is there and empty, as in ``;;;``."""
    sections = _sections(number_format)
    return len(sections) == 4 and not sections[3]


def _sections(number_format: str | None) -> list[str]:
    """Return the sections of a format; where there is none, or one that is too long to be one, that of all numbers."""
    return (number_format if number_format and len(number_format) <= _LONGEST_FORMAT else "General").split(";")


def _section(number: Decimal, sections: list[str]) -> tuple[Decimal, str]:
    """Return the number and the section of the format that shows it: of several, the others are for negatives and zero."""
    if number < 0 and len(sections) > 1:
        return -number, sections[1]
    return number, sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _instead_of_zero(section: str) -> str | None:
    """Return the text that a section without digits, ``"-"??``, shows; None for other sections."""
    bare = _quoted_away(_IGNORED.sub("", section))
    if "\0" not in bare or set(bare) - set("\0? -"):
        return None
    return "".join(found[1] or found[2] or "" for found in _LITERAL.finditer(section)).strip()


@lru_cache(maxsize=256)
def _read_format(section: str) -> _Form:
    section = _IGNORED.sub("", section)
    if _is_date(section):
        return _Form(frozenset(_quoted_away(section).lower()) & frozenset("dmy"))
    parts = _AROUND.fullmatch(_quoted_away(section))
    core = _CORE.fullmatch(parts["core"]) if parts else None
    if not parts or not core:
        return _Form()
    before = parts["before"].count("\0")
    return _Form(core=core, before=_literals(section, parts["before"], 0), after=_literals(section, parts["after"], before))


def _exact(value: float | int | str) -> Decimal | None:
    try:
        number = Decimal(str(value))
        if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
            return None
        return Decimal(f"{number:.{_SIGNIFICANT - 1}e}")
    except InvalidOperation:
        return None


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fixed(number: Decimal, core: re.Match[str]) -> str:
    """Return the number with as many decimals as the format asks for, rounded half up as spreadsheets do."""
    shown = number * 100 if core["percent"] else number
    least, most = len(core["fixed"] or ""), len((core["fixed"] or "") + (core["optional"] or ""))
    text = format(shown.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP, _EXACTLY), "f")
    while most > least and text.endswith("0"):
        text, most = text[:-1].rstrip("."), most - 1
    whole, point, decimals = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return sign + whole.lstrip("-").zfill(len(core["whole"])) + point + decimals + (core["percent"] or "")


def _quoted_away(section: str) -> str:
    """Return the format with a zero character for every literal text in it."""
    return _LITERAL.sub("\0", section)


def _literals(section: str, part: str, skipped: int) -> str:
    """Return one end of the format with its literal texts put back; ``skipped`` of them stand before it."""
    texts = [found[1] or found[2] or "" for found in _LITERAL.finditer(section)][skipped:]
    for text in texts[: part.count("\0")]:
        part = part.replace("\0", text, 1)
    return part if part.strip() and part.strip().lower() != "general" else ""


def _is_date(section: str) -> bool:
    words = _quoted_away(section).replace("\0", "").strip().lower()
    return words != "general" and bool(_DATE.match(words)) and any(letter in words for letter in "dmy")


def _day(number: Decimal, letters: frozenset[str], from_1904: bool) -> str | None:
    """Return the day as dd/mm/yyyy, the year alone where only that is shown; None for what is no day."""
    if not 1 <= number <= _LAST_DAY - (1462 if from_1904 else 0):
        return None
    day = _DATES[from_1904] + timedelta(days=int(number))
    if letters == {"y"}:
        return f"{day.year:04d}"
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if "d" in letters else f"{day.month:02d}/{day.year:04d}"
