"""Cells that have broken readers of tables, by the type of the field they are meant for."""

from __future__ import annotations

from random import Random

NASTY = [
    "", " ", "  ", "\u00a0", "\u2009", "None", "none", "NULL", "NA", "N/A", "-", "n/a", "nan", "NaN", "sNaN", "-NaN", "inf",
    "-inf", "Infinity", "+5", "-0", "0", "00", "007", "1_000", "1e5", "1E-5", "1e400", "1.", ".5", "5.0", "1.10", "1.1",
    "1,5", "1.234,5", "0x1F", "١٢", "²", "½", "9" * 19, "9" * 40, "-" + "9" * 25, "9223372036854775808", "1e999999", "true",
    "True", "TRUE", "yes", "false", "F", "1", "2016", "0000", "9999", "12345", "20 16", "2016-02-29", "2015-02-29",
    "2016-2-9", "2016-12-31", "0999-01-01", "2016-01-01T00:00:00Z", "2016-01-01T24:00:00", "2016-01-01T10:00:00+07:00",
    "2016-01-01T10:00:00", "2016-01-01 10:00:00", "23:59:59", "10:00", "10:00:00Z", "2016-13", "2016-12", "P1Y2M", "PT36H",
    "P1", "1,2", "181,2", "90,45", "[1, 2]", '{"a": 1}', '["x"]', "[]", "null", '{"lon": 1, "lat": 2}',
    '{"type": "Point", "coordinates": [1, 2]}', "a,b;c", 'say "hi"', '"', '""', "'", "a\nb", "a\r\nb", "a\rb", "tab\there",
    "Đồng Nai", "Đồng Nai", "Hòa", "Hoà", "😀", "\ufeffx", "\u2028", "\x0b", "\x0c", "x" * 50, "a@b.vn", "http://a.vn",
    "0b6b2bc0-2cf5-4a2d-9d4f-0f6f0a4f0001", "aGk=", "POINT (1 2)", "#x", "# note", "=1+1", "\\N", "\\", "5 %", "$5", "-5",
]  # fmt: skip

GOOD: dict[str, list[str]] = {
    "any": ["x", "y", "1"],
    "string": ["x", "y", "Lai Châu", "GSO12", "abc"],
    "integer": ["0", "1", "2", "12", "-7", "100"],
    "number": ["0", "1", "67.41", "-11.71", "100", "99.99", "1.50"],
    "boolean": ["true", "false", "1", "0"],
    "date": ["2016-01-01", "2018-03-29", "2020-12-31"],
    "datetime": ["2016-01-01T10:00:00", "2018-03-29T13:05:39Z", "2018-03-29T13:05:39+07:00"],
    "time": ["10:00:00", "23:59:59Z"],
    "year": ["2011", "2016", "2025"],
    "yearmonth": ["2016-01", "2025-12"],
    "duration": ["P1Y", "PT5M", "P3D"],
    "geopoint": ["105.8,21.0", "0,0"],
    "geojson": ['{"type": "Point", "coordinates": [1, 2]}'],
    "array": ["[1, 2]", '["a"]'],
    "list": ["a,b", "1,2"],
    "object": ['{"a": 1}', "{}"],
}

SPECIAL: dict[tuple[str, str], list[str]] = {
    ("string", "email"): ["a@b.vn", "x.y@example.org"],
    ("string", "uri"): ["http://a.vn", "urn:x:y"],
    ("string", "uuid"): ["0b6b2bc0-2cf5-4a2d-9d4f-0f6f0a4f0001"],
    ("string", "binary"): ["aGk=", ""],
    ("string", "wkt"): ["POINT (1 2)"],
    ("date", "%d/%m/%Y"): ["29/03/2018", "01/01/2016"],
    ("date", "any"): ["29 March 2018", "2016-01-01"],
    ("datetime", "%d/%m/%Y %H:%M"): ["29/03/2018 13:05"],
    ("datetime", "any"): ["29 March 2018 13:05"],
    ("time", "%H:%M"): ["13:05"],
    ("geopoint", "array"): ["[1, 2]"],
    ("geopoint", "object"): ['{"lon": 1, "lat": 2}'],
}


def draw_cell(random: Random, good: list[str], dirt: float) -> str:
    """Return a cell: mostly a good one, of few values or of many, and now and then one that breaks readers."""
    if random.random() < dirt:
        return random.choice(NASTY)
    cell = random.choice(good)
    if cell.isdigit() and random.random() < 0.3:
        return str(random.randrange(10 ** random.randrange(1, 6)))
    return cell + random.choice(["", "", "", " ", str(random.randrange(100))]) if random.random() < 0.1 else cell
