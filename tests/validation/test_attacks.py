"""Tables thought up to break the columns: dialects, patterns, keys and numbers on which two readers like to differ."""

import warnings
from pathlib import Path
from random import Random
from typing import Any

import pytest
from frictionless import FrictionlessException

from tests.validation.cases import Case
from tests.validation.differential import verdict_of_columns, verdict_of_frictionless, write

pytestmark = pytest.mark.filterwarnings("ignore")
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def table(data: bytes, schema: dict[str, Any], **resource: Any) -> Case:
    described = {"name": "a", "type": "table", "path": "a.csv", "schema": schema, **resource}
    return Case({"$schema": PROFILE, "name": "p", "resources": [described]}, {"a.csv": data})


def field(name: str = "x", **more: Any) -> dict[str, Any]:
    return {"name": name, **more}


ATTACKS = {
    "a pattern with repetitions too large for RE2": table(
        b"x\naaa\nb\n", {"fields": [field(type="string", constraints={"pattern": "(a{999}){999}"})]}
    ),
    "a pattern with nested repetitions": table(
        b"x\naaa\nb\n", {"fields": [field(type="string", constraints={"pattern": "((a{0,100}){0,100}){0,100}"})]}
    ),
    "a pattern that is none": table(b"x\naaa\n", {"fields": [field(type="string", constraints={"pattern": "(a"})]}),
    "a range that runs backwards": table(b"x\naaa\n", {"fields": [field(type="string", constraints={"pattern": "[z-a]"})]}),
    "a possessive repetition": table(b"x\naaa\n", {"fields": [field(type="string", constraints={"pattern": "a*+"})]}),
    "a repetition that runs backwards": table(
        b"x\naaa\n", {"fields": [field(type="string", constraints={"pattern": "a{3,1}"})]}
    ),
    "a pattern with an empty group": table(b"x\na\n\n", {"fields": [field(type="string", constraints={"pattern": "()|a"})]}),
    "a repetition of nothing": table(b"x\na\nb\n", {"fields": [field(type="string", constraints={"pattern": "a|*"})]}),
    "a dot and a newline": table(
        b'x\n"a\nb"\n"a\rb"\n"a\xc2\x85b"\n', {"fields": [field(type="string", constraints={"pattern": "a.b"})]}
    ),
    "long cell": table(b"x\n" + b"y" * 200000 + b"\nz\n", {"fields": [field(type="string", constraints={"maxLength": 5})]}),
    "huge int": table(b"x\n" + b"9" * 5000 + b"\n1\n", {"fields": [field(type="integer", constraints={"unique": True})]}),
    "huge number key": table(b"x\n" + b"9" * 5000 + b"\n1\n", {"fields": [field(type="number", constraints={"unique": True})]}),
    "exp key": table(
        b"x\n1e999999\n1e-999999\n1e999999\n10e999998\n", {"fields": [field(type="number", constraints={"unique": True})]}
    ),
    "a foreign key of a bare name": table(
        b"x,y\n1,1\n2,3\n",
        {
            "fields": [field(type="integer"), field("y", type="integer")],
            "foreignKeys": [{"fields": "y", "reference": {"resource": "", "fields": "x"}}],
        },
    ),
    "a foreign key to no named table": table(
        b"x,y\n1,1\n2,3\n",
        {
            "fields": [field(type="integer"), field("y", type="integer")],
            "foreignKeys": [{"fields": ["y"], "reference": {"fields": ["x"]}}],
        },
    ),
    "foreign keys that repeat one another": table(
        b"x,y\n1,1\n2,3\n",
        {
            "fields": [field(type="integer"), field("y", type="integer")],
            "foreignKeys": [
                {"fields": ["y"], "reference": {"resource": "a", "fields": ["x"]}},
                {"fields": ["x"], "reference": {"resource": "", "fields": ["x"]}},
                {"fields": ["y"], "reference": {"resource": "a", "fields": ["x"]}},
            ],
        },
    ),
    "a foreign key to a field that is not there": table(
        b"x,y\n1,1\n2,3\n",
        {
            "fields": [field(type="integer"), field("y", type="integer")],
            "foreignKeys": [{"fields": ["y"], "reference": {"resource": "a", "fields": ["nope"]}}],
        },
    ),
    "a foreign key to a table that is not there": table(
        b"x,y\n1,1\n2,3\n",
        {
            "fields": [field(type="integer"), field("y", type="integer")],
            "foreignKeys": [{"fields": ["y"], "reference": {"resource": "zz", "fields": ["nope"]}}],
        },
    ),
    "a foreign key of no fields": table(
        b"x,y\n1,1\n2,3\n",
        {
            "fields": [field(type="integer"), field("y", type="integer")],
            "foreignKeys": [{"fields": [], "reference": {"resource": "", "fields": []}}],
        },
    ),
    "a primary key of a bare name": table(
        b"x,y\n1,1\n1,3\n", {"fields": [field(type="integer"), field("y", type="integer")], "primaryKey": "x"}
    ),
    "a primary key that names a field twice": table(
        b"x,y\n1,1\n1,3\n", {"fields": [field(type="integer"), field("y", type="integer")], "primaryKey": ["x", "x"]}
    ),
    "groupchar int": table(
        b'x\n1,000\n"1,000"\n5\n', {"fields": [field(type="integer", groupChar=",", constraints={"maximum": 10})]}
    ),
    "group digit": table(b"x\n100\n5\n", {"fields": [field(type="number", groupChar="0", constraints={"maximum": 10})]}),
    "true array": table(b"x\ntrue\nTRUE\n1\n", {"fields": [field(type="boolean", trueValues=["1"], falseValues=["1"])]}),
    "no type": table(b"x\ntrue\nTRUE\n1\n", {"fields": [field()]}),
    "unknown type": table(b"x\ntrue\nTRUE\n1\n", {"fields": [field(type="colour")]}),
    "unknown format": table(b"x\n1\nq\n", {"fields": [field(type="integer", format="weird")]}),
    "surrogate json": table(b"x\n1\n", {"fields": [field(type="string", constraints={"enum": ["\ud800", "1"]})]}),
    "missing not string": table(b"x\n0\n1\n", {"fields": [field(type="integer")], "missingValues": [0]}),
    "nbsp number": table(
        "x\n\u00a01\n1\u2009\n\u200b1\n".encode(), {"fields": [field(type="integer", constraints={"unique": True})]}
    ),
    "NUL as a cell": table(b"x\n\0\n1\n", {"fields": [field(type="integer")]}),
    "min str number": table(b"x\n1\n5\n10\n", {"fields": [field(type="integer", constraints={"minimum": "5"})]}),
    "min float int": table(b"x\n1\n5\n10\n", {"fields": [field(type="integer", constraints={"minimum": 4.5})]}),
    "min float num": table(
        b"x\n4.5\n4.4999999999999999999\n10\n0.1\n",
        {"fields": [field(type="number", constraints={"minimum": 4.5, "maximum": 9.99})]},
    ),
    "min 0.1 float": table(
        b"x\n0.1\n0.1000000000000000055511151231257827\n0.10000000000000001\n",
        {"fields": [field(type="number", constraints={"minimum": 0.1})]},
    ),
    "float number": table(
        b"x\n0.1\n0.1000000000000000055511151231257827\n0.10000000000000001\nnan\n",
        {"fields": [field(type="number", floatNumber=True, constraints={"minimum": 0.1, "unique": True})]},
    ),
    "enum number": table(b"x\n1.0\n1\n2\n", {"fields": [field(type="number", constraints={"enum": ["1"]})]}),
    "enum num ints": table(b"x\n1.0\n1\n2\n", {"fields": [field(type="integer", constraints={"enum": [1, "2"]})]}),
    "year out": table(b"x\n99999\n-1\n0000\n", {"fields": [field(type="year", constraints={"minimum": 2000})]}),
    "pattern on number": table(b"x\n1\n", {"fields": [field(type="number", constraints={"pattern": "a"})]}),
    "a header in the wrong case": table(
        b"X\n1\n1\n",
        {"fields": [field(type="number", constraints={"unique": True})], "primaryKey": ["x"]},
        dialect={"headerCase": False},
    ),
    "spaces only header": table(b" \n1\n", {"fields": [field(type="number")]}),
    "row of commas long": table(b"x,y\n" + b"1,2\n" * 3 + b",,,,,,\n", {"fields": [field(type="number"), field("y")]}),
    "two carriage returns before each newline": table(b"x,y\r\r\n1,2\r\r\n", {"fields": [field(type="number"), field("y")]}),
    "tsv": table(b'x\ty\n1\t2\n"a\tb"\tc\n', {"fields": [field(type="number"), field("y")]}, format="tsv"),
    "delim space": table(
        b'x y\n1 2\n"a b" c\n', {"fields": [field(type="number"), field("y")]}, dialect={"csv": {"delimiter": " "}}
    ),
    "delim multi": table(b"x||y\n1||2\n", {"fields": [field(type="number"), field("y")]}, dialect={"csv": {"delimiter": "||"}}),
    "delim section": table(
        "x§y\n1§2\n".encode(), {"fields": [field(type="number"), field("y")]}, dialect={"csv": {"delimiter": "§"}}
    ),
    "quote none": table(b'x,y\n"1,2\n', {"fields": [field(type="string"), field("y")]}, dialect={"csv": {"quoteChar": ""}}),
    "quote digit": table(
        b"x,y\n11,2\n121,2\n", {"fields": [field(type="string"), field("y")]}, dialect={"csv": {"quoteChar": "1"}}
    ),
    "sniff quote": table(b"x,y\n'1,2',3\n'a',4\n", {"fields": [field(type="string"), field("y")]}),
    "sniff space": table(b'x, y\n"1", "2"\n"3", "4"\n"a", "b, c"\n', {"fields": [field(type="string"), field("y")]}),
    "no final newline quote": table(b'x,y\n1,"2"', {"fields": [field(type="string"), field("y")]}),
    "quoted empty vs empty": table(
        b'x,y\n"",\n,""\n"",""\n', {"fields": [field(type="string", constraints={"required": True}), field("y")]}
    ),
    "one col quoted empty": table(b'x\n""\n\n" "\n', {"fields": [field(type="string", constraints={"required": True})]}),
    "utf16 odd": table("x\n1\n".encode("utf-16") + b"\0", {"fields": [field(type="string")]}, encoding="utf-16"),
    "enc wrong name": table(b"x\n1\n", {"fields": [field(type="string")]}, encoding="utf-99"),
    "overlong": table(
        b"x\n" + b"1\n" * 9000 + b"\xed\xa0\x80\n1\n",
        {"fields": [field(type="integer", constraints={"unique": True})]},
        encoding="utf-8",
    ),
    "datetime tz keys": table(
        b"x\n2016-01-01T10:00:00Z\n2016-01-01T17:00:00+07:00\n2016-01-01T10:00:00\n",
        {"fields": [field(type="datetime", constraints={"unique": True})]},
    ),
    "datetime bounds mixed": table(
        b"x\n2016-01-01T10:00:00Z\n2016-01-01T10:00:00\n",
        {"fields": [field(type="datetime", constraints={"minimum": "2016-01-01T10:00:00"})]},
    ),
    "date any": table(
        b"x\n2016-01-01\n1/2/2016\n", {"fields": [field(type="date", format="any", constraints={"unique": True})]}
    ),
    "rank 1 row stats": table(b"x\n1\n", {"fields": [field(type="integer")]}, rows=2, hash="md5:00", bytes=3),
    "schema subset": table(
        b"y,x,z\n1,2,3\n4,5,\n",
        {
            "fields": [
                field(type="integer"),
                field("y", type="integer", constraints={"maximum": 3}),
                field("w", type="integer", constraints={"required": True}),
            ],
            "fieldsMatch": "partial",
            "primaryKey": ["w"],
        },
    ),
    "equal reorder": table(
        b"y,x\n1,a\n4,5\n",
        {
            "fields": [field(type="integer"), field("y", type="integer", constraints={"maximum": 3})],
            "fieldsMatch": "equal",
            "primaryKey": ["y"],
        },
    ),
    "dup header fieldsmatch": table(
        b"x,x,y\n1,a,2\n4,5,3\n",
        {"fields": [field(type="integer"), field("y", type="integer", constraints={"maximum": 3})], "fieldsMatch": "superset"},
    ),
    "jsonschema obj": table(
        b'x\n"{""a"": 1}"\n"{}"\n',
        {"fields": [field(type="object", constraints={"jsonSchema": {"type": "object", "required": ["a"]}})]},
    ),
    "list unique": table(b'x\n"1,2"\n"1,2"\n', {"fields": [field(type="list", constraints={"unique": True})]}),
    "time key": table(b"x\n10:00:00\n10:00:00\n10:00:00.0\n", {"fields": [field(type="time", constraints={"unique": True})]}),
    "json inline": Case(
        {
            "name": "p",
            "$schema": PROFILE,
            "resources": [
                {
                    "name": "a",
                    "type": "table",
                    "data": [["x"], [1], ["a"], [None]],
                    "schema": {"fields": [field(type="integer")]},
                }
            ],
        }
    ),
    "multipart": Case(
        {
            "name": "p",
            "$schema": PROFILE,
            "resources": [
                {
                    "name": "a",
                    "type": "table",
                    "path": "a.csv",
                    "extrapaths": ["b.csv"],
                    "schema": {"fields": [field(type="integer")]},
                }
            ],
        },
        {"a.csv": b"x\n1\n", "b.csv": b"x\nq\n"},
    ),
    "path list": Case(
        {
            "name": "p",
            "$schema": PROFILE,
            "resources": [
                {"name": "a", "type": "table", "path": ["a.csv", "b.csv"], "schema": {"fields": [field(type="integer")]}}
            ],
        },
        {"a.csv": b"x\n1\n", "b.csv": b"x\nq\n"},
    ),
    "missing file": Case(
        {
            "name": "p",
            "$schema": PROFILE,
            "resources": [{"name": "a", "type": "table", "path": "zz.csv", "schema": {"fields": [field(type="integer")]}}],
        },
        {},
    ),
    "empty line first": table(b"\nx\n1\n", {"fields": [field(type="integer")]}),
    "header only bom": table(b"\xef\xbb\xbf", {"fields": [field(type="integer")]}),
    "formfeed sep": table(b"x\n1\x0c2\n\x1c\n\x1f3\n", {"fields": [field(type="integer", constraints={"unique": True})]}),
    "sep in key": table(
        b"x,y\na\x1f,b\na,\x1fb\n\\N,b\n,b\n\\N,b\n", {"fields": [field(type="string"), field("y")], "primaryKey": ["x", "y"]}
    ),
    "missing labelled v2": table(
        b"x\n-\n\n1\n", {"fields": [field(type="integer", missingValues=[{"value": "-", "label": "r"}])]}
    ),
    "nul-ish none text": table(b"x,y\nNone,1\n,2\n", {"fields": [field(type="string"), field("y")], "missingValues": ["None"]}),
    "example": table(b"x\n1\n", {"fields": [field(type="integer", example="q")]}),
}


def verdict(judge: Any, *arguments: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return judge(*arguments)
        except FrictionlessException as refused:
            return str(refused.error)


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("sizes", [0, 2])
def test_columns_and_frictionless_agree_on_tables_thought_up_to_part_them(tmp_path: Path, name: str, sizes: int) -> None:
    descriptor = write(ATTACKS[name], tmp_path)

    ours = verdict(verdict_of_columns, descriptor, Random(sizes))

    assert ours == verdict(verdict_of_frictionless, descriptor)


def test_the_attacks_are_judged_and_not_merely_refused(tmp_path: Path) -> None:
    told = [verdict(verdict_of_frictionless, write(attack, tmp_path)) for attack in ATTACKS.values()]

    kinds = {
        error["type"] for report in told if isinstance(report, dict) for task in report["tasks"] for error in task["errors"]
    }

    assert len(told) - sum(isinstance(report, str) for report in told) > 60
    assert {"constraint-error", "type-error", "primary-key", "unique-error", "foreign-key", "blank-row", "extra-cell"} <= kinds
