"""Made-up tables with their schemas: any type, any constraint, any dialect, and dirt of every kind."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.validation.cells import GOOD, NASTY, SPECIAL, draw_cell

BOUNDED = ["integer", "number", "date", "datetime", "time", "year", "yearmonth"]
COUNTED = ["string", "array", "list", "object"]
PATTERNS = [
    "GSO[0-9]{2}", "[a-z]+", "a|b", r"\d{1,3}", r"\w+", ".*", "x{,2}", "(?i)x", r"[^\d]+", "(a)(b)?", "[A-ZĐ].*", r"\bx", "",
]  # fmt: skip
MISSING: list[list[Any]] = [
    ["", "NA"], [], ["-"], ["None"], ["0", ""], ["", "n/a", "nan"], ["2016"],
    [{"value": "", "label": "absent"}, {"value": "-", "label": "refused"}],
]  # fmt: skip
DIALECTS: list[dict[str, Any]] = [
    {"delimiter": ";"}, {"delimiter": "\t"}, {"delimiter": "|"}, {"quoteChar": "'"}, {"header": False}, {"headerCase": False},
    {"commentChar": "#"}, {"commentRows": [2]}, {"skipBlankRows": True}, {"headerRows": [1, 2]}, {"skipInitialSpace": True},
    {"escapeChar": "\\"}, {"doubleQuote": False}, {"lineTerminator": "\n"}, {"headerRows": [2]}, {"nullSequence": "NA"},
]  # fmt: skip
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1258", "latin-1", "cp1252"]


@dataclass
class Case:
    """A package of one or two tables, with the bytes of its files."""

    descriptor: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)


def draw_case(random: Random) -> Case:
    """Return a case; the same state of the generator gives the same one."""
    case = Case({"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "p", "resources": []})
    if random.random() < 0.3:
        del case.descriptor["$schema"]
    dirt = random.choice([0, 0, 0.02, 0.1, 0.5])
    for name in ["a", "b"][: random.choice([1, 1, 1, 2])]:
        _add_table(random, case, name, dirt)
    return case


def _add_table(random: Random, case: Case, name: str, dirt: float) -> None:
    fields = [_draw_field(random, f"f{number}", dirt) for number in range(random.choice([1, 1, 2, 3, 4, 6]))]
    if random.random() < 0.1:
        fields[0]["name"] = random.choice(["A", "f1x", "Điểm"])
    schema: dict[str, Any] = {"fields": fields}
    if random.random() < 0.3:
        schema["missingValues"] = random.choice(MISSING[: None if "$schema" in case.descriptor else -1])
    if random.random() < 0.15 and "$schema" in case.descriptor:
        schema["fieldsMatch"] = random.choice(["exact", "equal", "subset", "superset", "partial"])
    _add_keys(random, case, schema, name)
    resource: dict[str, Any] = {"name": name, "type": "table", "path": f"{name}.csv", "schema": schema}
    if random.random() < 0.08:
        del resource["schema"]
    data = case.files[f"{name}.csv"] = _draw_file(random, resource, fields, dirt)
    if random.random() < 0.1:
        resource |= _draw_statistics(random, data)
    case.descriptor["resources"].append(resource)


def _draw_field(random: Random, name: str, dirt: float) -> dict[str, Any]:
    common = random.random() < 0.7
    type_ = random.choice(["string", "integer", "number", "date", "year", "any", "boolean"] if common else list(GOOD))
    made: dict[str, Any] = {"name": name, "type": type_}
    formats = [format_ for kind, format_ in SPECIAL if kind == type_]
    if formats and random.random() < 0.25:
        made["format"] = random.choice(formats)
    if random.random() < 0.15:
        made["missingValues"] = random.choice(MISSING[:-1])
    if type_ in ("number", "integer") and random.random() < 0.25:
        made["bareNumber"] = random.choice([True, False])
    if type_ == "number" and random.random() < 0.25:
        made |= random.choice(
            [{"decimalChar": ","}, {"groupChar": ","}, {"decimalChar": ",", "groupChar": "."}, {"floatNumber": True}]
        )
    if type_ == "boolean" and random.random() < 0.3:
        made |= {"trueValues": ["yes", "1"], "falseValues": ["no", "0"]}
    if type_ == "list" and random.random() < 0.5:
        made |= random.choice([{"itemType": "integer"}, {"delimiter": ";"}])
    if type_ == "array" and random.random() < 0.5:
        made["arrayItem"] = {"type": "integer"}
    if random.random() < 0.5:
        made["constraints"] = _draw_constraints(random, made, dirt)
    return made


def _draw_constraints(random: Random, made: dict[str, Any], dirt: float) -> dict[str, Any]:
    type_ = made["type"]
    good = SPECIAL.get((type_, made.get("format", "")), GOOD[type_])
    found: dict[str, Any] = {}
    if random.random() < 0.4:
        found["required"] = random.random() < 0.8
    if random.random() < 0.25:
        found["unique"] = True
    if type_ in BOUNDED and random.random() < 0.5:
        for name in random.sample(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], random.choice([1, 2])):
            found[name] = draw_cell(random, good, dirt / 20)
            if type_ in ("integer", "number") and random.random() < 0.7:
                found[name] = random.choice([0, 1, 100, -7, 10**19])
    if type_ in COUNTED and random.random() < 0.4:
        found[random.choice(["minLength", "maxLength"])] = random.randrange(5)
    if type_ == "string" and random.random() < 0.4:
        found["pattern"] = random.choice(PATTERNS)
    if type_ not in ("list",) and random.random() < 0.2:
        found["enum"] = random.sample(good, random.randrange(len(good)) or 1)
    return found


def _add_keys(random: Random, case: Case, schema: dict[str, Any], name: str) -> None:
    names = [made["name"] for made in schema["fields"]]
    if random.random() < 0.3:
        schema["primaryKey"] = random.sample(names, min(len(names), random.choice([1, 1, 2, 3])))
    if random.random() < 0.25:
        others = [("", names)] + [
            (resource["name"], [made["name"] for made in resource["schema"]["fields"]])
            for resource in case.descriptor["resources"]
            if "schema" in resource
        ]
        reference, theirs = random.choice(others)
        size = min(len(names), len(theirs), random.choice([1, 1, 2]))
        schema["foreignKeys"] = [
            {"fields": random.sample(names, size), "reference": {"resource": reference, "fields": random.sample(theirs, size)}}
        ]


def _draw_file(random: Random, resource: dict[str, Any], fields: list[dict[str, Any]], dirt: float) -> bytes:
    rows = [_draw_header(random, fields, dirt)]
    pools = [SPECIAL.get((made["type"], made.get("format", "")), GOOD[made["type"]]) for made in fields]
    for _ in range(random.choice([0, 1, 2, 3, 4, 5, 6, 8, 8, 10, 10, 15, 20, 120] if random.random() < 0.5 else [3, 6])):
        row = [draw_cell(random, pool, dirt) for pool in pools]
        if random.random() < dirt / 3:
            row = random.choice([row[:-1], [*row, "extra"], [], [""] * len(row), [*row, "", ""], [row[0]]])
        rows.append(row)
    for _ in range(int(dirt > 0 and random.random() < 0.3)):
        rows.insert(random.randrange(len(rows) + 1), random.choice(rows))
    return _write(random, resource, rows, dirt)


def _draw_statistics(random: Random, data: bytes) -> dict[str, Any]:
    """Return what a resource says of its file, right or wrong."""
    said = data if random.random() < 0.5 else data + b"x"
    digest = hashlib.new(random.choice(["md5", "sha256", "sha1"]), said)
    return random.choice(
        [
            {"hash": f"{digest.name}:{digest.hexdigest()}"},
            {"hash": digest.hexdigest()},
            {"bytes": len(said)},
            {"rows": 3},
            {"fields": 2},
        ]
    )


def _draw_header(random: Random, fields: list[dict[str, Any]], dirt: float) -> list[str]:
    names = [made["name"] for made in fields]
    if random.random() >= dirt / 2 + 0.03:
        return names
    wrong = [
        names[:-1], [*names, "more"], [*names, names[0]], names[::-1], [n.upper() for n in names], [names[0]] * len(names),
        [""] * len(names), [f" {name}" for name in names], [*names[:-1], ""], [*names, ""], [random.choice(NASTY), *names[1:]],
    ]  # fmt: skip
    return random.choice(wrong)


def _write(random: Random, resource: dict[str, Any], rows: list[list[str]], dirt: float) -> bytes:
    dialect = _draw_dialect(random, resource) if random.random() < 0.3 else {}
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=dialect.get("delimiter", ","),
        quotechar=dialect.get("quoteChar", '"'),
        quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        lineterminator=random.choice(["\n", "\n", "\n", "\r\n", "\r"] if dirt else ["\n", "\n", "\r\n"]),
    )
    writer.writerows(rows if dialect.get("header", True) else rows[1:])
    written = text.getvalue()
    if random.random() < 0.2:
        written = written.rstrip("\r\n")
    if random.random() < dirt:
        place = random.randrange(len(written) + 1)
        written = written[:place] + random.choice(['"', "\n", "\n\n", "\r", ",", ", ", '""', "\0", "\ufeff"]) + written[place:]
    encoding = random.choice(ENCODINGS) if random.random() < 0.15 else "utf-8"
    data = written.encode(encoding, "replace")
    if encoding != "utf-8" and random.random() < 0.8:
        resource["encoding"] = random.choice([encoding, encoding, "utf-8"])
    if random.random() < dirt / 10:
        place = random.randrange(len(data) + 1)
        data = data[:place] + random.choice([b"\xff", b"\xc3", b"\x00"]) + data[place:]
    return data


def _draw_dialect(random: Random, resource: dict[str, Any]) -> dict[str, Any]:
    dialect = dict(random.choice(DIALECTS))
    if random.random() < 0.8:
        resource["dialect"] = dialect
    return dialect
