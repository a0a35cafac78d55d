"""Tables that readers of columns get wrong, each with the errors that Frictionless finds in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.validation.cases import Case

AREAS: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "area", "type": "string", "constraints": {"maxLength": 12}},
        {"name": "score", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
    ],
    "primaryKey": ["id"],
}


@dataclass
class Dirty:
    """A table with its name and the types of its errors, in order."""

    name: str
    case: Case
    errors: list[str]


def _dirty(name: str, data: bytes, *errors: str, schema: dict[str, Any] | None = None, **resource: Any) -> Dirty:
    described = {"name": "a", "type": "table", "path": "a.csv", "schema": schema or AREAS, **resource}
    described["schema"] = {**described["schema"], "fields": [dict(field) for field in described["schema"]["fields"]]}
    profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    return Dirty(name, Case({"$schema": profile, "name": "p", "resources": [described]}, {"a.csv": data}), list(errors))


def _one_field(**field: Any) -> dict[str, Any]:
    return {"fields": [{"name": "x", **field}]}


_HEAD = b"id,area,score\n"
_MANY = b"".join(b"%d,a,1\n" % number for number in range(1, 5000))
CORPUS = [
    _dirty("good", b'id,area,score\n1,"Lai Ch\xc3\xa2u",67.41\n2,"a ""b"", c",99\n'),
    _dirty("a blank line in the middle", _HEAD + b"1,a,1\n\n2,b,2\n", "blank-row", "primary-key"),
    _dirty("a line of empty cells", _HEAD + b"1,a,1\n,,\n", "blank-row", "primary-key"),
    _dirty("blank lines at the end", _HEAD + b"1,a,1\n\n\n", "blank-row", "primary-key", "blank-row", "primary-key"),
    _dirty("a line too short and one too long", _HEAD + b"1,a\n2,b,2,x,\n", "missing-cell", "extra-cell", "extra-cell"),
    _dirty("a quote in the middle of a cell", _HEAD + b'1,5" pipe,1\n2,b,101\n', "constraint-error"),
    _dirty("text after a closing quote", _HEAD + b'1,"a"b,1\n2,b,101\n', "constraint-error"),
    _dirty("a quote that is never closed", _HEAD + b'1,"a,1\n2,b,2\n', "missing-cell"),
    _dirty("newlines in cells", _HEAD + b'1,"a\nb",1\n2,"a\r\nb",101\n', "constraint-error"),
    _dirty("carriage returns alone", b"id,area,score\r1,a,1\r2,b,101\r", "constraint-error"),
    _dirty("lines that end as in Windows", b"id,area,score\r\n1,a,1\r\n2,b,101\r\n", "constraint-error"),
    _dirty("a mark of byte order", b"\xef\xbb\xbfid,area,score\n1,a,1\n"),
    _dirty("a byte order mark as the first cell", b"x\n\xef\xbb\xbf1\n", "type-error", schema=_one_field(type="integer")),
    _dirty("a byte that is no UTF-8", _HEAD + b"1,a,1\n2,\xff,2\n", "encoding-error", encoding="utf-8"),
    _dirty("a byte that is no UTF-8, far away", _HEAD + _MANY + b"0,\xff,101\n", "encoding-error", encoding="utf-8"),
    _dirty("NUL in a cell", _HEAD + b"1,a\0,1\n1,b,2\n", "primary-key"),
    _dirty("UTF-16", "id,area,score\n1,ă,1\n1,b,2\n".encode("utf-16"), "primary-key", encoding="utf-16"),
    _dirty("windows-1258", "id,area,score\n1,ă,1\n1,b,2\n".encode("cp1258"), "primary-key", encoding="cp1258"),
    _dirty("keys in many spellings", _HEAD + b"5,a,1\n 5,b,1\n+5,c,1\n05,d,1\n", *["primary-key"] * 3),
    _dirty(
        "numbers that are equal",
        b"x\n1\n1.0\n1e0\n10E-1\n0.10\n.1\n",
        *["unique-error"] * 4,
        schema=_one_field(type="number", constraints={"unique": True}),
    ),
    _dirty(
        "bounds at the last digit",
        b"x\n0.1\n0.10000000000000001\n0.09999999999999999\n1e400\n-1e400\n",
        "constraint-error",
        "constraint-error",
        schema=_one_field(type="number", constraints={"minimum": "0.1"}),
    ),
    _dirty(
        "digits of other scripts",
        "x\n١٢\n²\n1_000\n".encode(),
        "type-error",
        schema=_one_field(type="integer"),
    ),
    _dirty(
        "a pattern with alternatives",
        b"x\nab\nxb\nb\na\n",
        "constraint-error",
        schema=_one_field(type="string", constraints={"pattern": "a|b"}),
    ),
    _dirty(
        "a pattern before a last newline",
        b'x\n"ab\n"\n"ab"\n"ab\n\n"\n',
        "constraint-error",
        schema=_one_field(type="string", constraints={"pattern": "[a-z]+"}),
    ),
    _dirty(
        "dates that are none",
        b"x\n2016-02-29\n2015-02-29\n2016-2-9\n0999-01-01\n2016-13-01\n",
        "type-error",
        "type-error",
        schema=_one_field(type="date"),
    ),
    _dirty(
        "a date at its bound",
        b"x\n2015-12-31\n2016-01-01\n9999-12-31\n",
        "constraint-error",
        schema=_one_field(type="date", constraints={"minimum": "2016-01-01"}),
    ),
    _dirty(
        "missing values that look like values",
        b"x\n-999\n-999.0\n\n5\n",
        "blank-row",
        "constraint-error",
        "blank-row",
        schema={"fields": [{"name": "x", "type": "number", "constraints": {"minimum": 0}}], "missingValues": ["-999"]},
    ),
    _dirty("a header in another order", b"area,id,score\n1,a,1\n", "incorrect-label", "incorrect-label"),
    _dirty("a header twice", b"id,area,id\n1,a,1\n", "duplicate-label"),
    _dirty("an empty file", b"", "source-error"),
    _dirty("a header alone", _HEAD),
]
