"""A proof is never wrong: what it calls certain, Frictionless' reader takes; and it is worth having."""

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from frictionless import Field, Schema
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parpipe.validation.lexical import CANONICAL, canonical_test, lexical_proof
from parpipe.validation.patterns import provable
from parpipe.validation.typed import typed_proof
from tests.validation.cells import GOOD, NASTY

FIELDS: list[dict[str, Any]] = [
    {"type": "any"},
    {"type": "string", "constraints": {"minLength": 2, "maxLength": 5, "pattern": "[a-zA-Z ]+"}},
    {"type": "integer", "constraints": {"minimum": 0, "exclusiveMaximum": 100}},
    {"type": "integer", "missingValues": ["-7", "007"]},
    {"type": "number", "constraints": {"minimum": "0.1", "maximum": 100}},
    {"type": "number", "floatNumber": True, "constraints": {"exclusiveMinimum": 1.1}},
    {"type": "date", "constraints": {"minimum": "2016-01-01", "maximum": "2018-03-29"}},
    {"type": "datetime"},
]
PIECES = [
    "a",
    "b",
    ".",
    r"\d",
    r"\w",
    r"\.",
    "[a-c]",
    "[^a]",
    "*",
    "+",
    "?",
    "{2}",
    "{1,}",
    "{,3}",
    "(",
    ")",
    "|",
    "^",
    "$",
    r"\b",
]
PIECES += ["(?:", "(?i)", "1", "-", "^", "$"]
TEXTS = st.one_of(st.sampled_from([*NASTY, *(cell for cells in GOOD.values() for cell in cells)]), st.text(max_size=6))
NUMBERS = st.from_regex(r"-?[0-9]{1,19}(\.[0-9]{1,18})?", fullmatch=True)


def field_of(descriptor: dict[str, Any]) -> Field:
    schema = Schema.from_descriptor({"fields": [{"name": "x", **descriptor}]}, datapackage_version="v2")
    return schema.get_field("x")


@pytest.mark.parametrize("descriptor", FIELDS, ids=lambda descriptor: descriptor["type"])
@settings(deadline=None)
@given(texts=st.lists(TEXTS | NUMBERS, max_size=20))
@example(texts=["0.1", "0.10000000000000001", "0.09999999999999999", "100", "99.999999999999999"])
@example(texts=["2016-02-29", "2015-02-29", "2016-01-01", "10000-01-01"])
def test_what_is_proven_is_read_without_a_note(descriptor: dict[str, Any], texts: list[str]) -> None:
    field = field_of(descriptor)
    proof = lexical_proof(field, field.missing_values)
    assert proof is not None

    proven = proof(pa.array(texts, pa.string())).to_pylist()

    for text, certain in zip(texts, proven, strict=True):
        value, notes = field.read_cell(text)
        assert not certain or (value is not None and not notes)


@pytest.mark.parametrize(("descriptor", "text"), [(FIELDS[2], "42"), (FIELDS[4], "67.41"), (FIELDS[6], "2016-03-01")])
def test_good_values_of_the_common_types_are_proven(descriptor: dict[str, Any], text: str) -> None:
    field = field_of(descriptor)

    proof = lexical_proof(field, field.missing_values)

    assert proof is not None
    assert proof(pa.array([text, "x"])).to_pylist() == [True, False]


@pytest.mark.parametrize(
    "descriptor",
    [
        {"type": "string", "format": "email"},
        {"type": "string", "constraints": {"enum": ["a"]}},
        {"type": "string", "constraints": {"pattern": r"(?i)a"}},
        {"type": "integer", "bareNumber": False},
        {"type": "integer", "constraints": {"minimum": 10**19}},
        {"type": "number", "decimalChar": ","},
        {"type": "number", "constraints": {"maximum": "NaN"}},
        {"type": "date", "format": "any"},
        {"type": "datetime", "constraints": {"minimum": "2016-01-01T00:00:00"}},
        {"type": "boolean"},
        {"type": "geopoint"},
    ],
    ids=str,
)
def test_what_has_no_proof_is_read(descriptor: dict[str, Any]) -> None:
    assert lexical_proof(field_of(descriptor), [""]) is None


@settings(deadline=None)
@given(
    pattern=st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    text=st.text(st.sampled_from("ab1.- \nđ٣"), max_size=6),
)
@example(pattern="a|b", text="xb")
@example(pattern="^a|b$", text="xb")
@example(pattern="^a$", text="a\n")
@example(pattern=r"\d", text="٣")
@example(pattern="a{,3}", text="a{,3}")
def test_what_re2_matches_by_a_provable_pattern_python_matches(pattern: str, text: str) -> None:
    if not provable(pattern):
        return
    try:
        compiled = re.compile(f"^{pattern}$")
        matched = pc.match_substring_regex(pa.array([text]), f"^(?:^{pattern}$)")[0].as_py()
    except (re.error, pa.ArrowInvalid):
        return

    assert not matched or compiled.match(text)


@pytest.mark.parametrize(
    ("pattern", "is_provable"),
    [("^s[0-9a-f]{16}$", True), ("^a|b$", True), ("^", True), ("a^b", False), ("a$b", False), ("^*", False), (r"^\S+$", False)],
)
def test_anchors_are_proved_at_the_ends_of_a_pattern_alone(pattern: str, is_provable: bool) -> None:
    assert provable(pattern) is is_provable


@pytest.mark.parametrize(
    ("type_", "text"), [("integer", "-0"), ("integer", "007"), ("number", "1.10"), ("number", "-0"), ("number", "1.")]
)
def test_a_text_that_is_not_the_only_one_of_its_value_is_not_canonical(type_: str, text: str) -> None:
    canonical = canonical_test(type_)
    assert canonical is not None

    assert not re.search(CANONICAL[type_], text)
    assert canonical(pa.array([text, "10"])).to_pylist()[0] is False


@settings(deadline=None)
@given(texts=st.lists(TEXTS | NUMBERS | st.sampled_from(["0", "00", "-0", "-7", "9" * 18, "9" * 19, "٣"]), max_size=20))
def test_quick_tests_say_what_the_patterns_say(texts: list[str]) -> None:
    canonical = canonical_test("integer")
    assert canonical is not None

    found = canonical(pa.array(texts, pa.string())).to_pylist()

    assert found == [bool(re.search(CANONICAL["integer"], text)) and not text.endswith("\n") for text in texts]


TYPED: list[tuple[dict[str, Any], pa.Array]] = [
    ({"type": "integer", "constraints": {"minimum": 0}}, pa.array([1, None, -1, 10**18, 2**63 - 1])),
    ({"type": "integer", "missingValues": ["-999"]}, pa.array([-999, 5], pa.int16())),
    ({"type": "number", "constraints": {"maximum": 100}}, pa.array([1.5, float("nan"), float("inf"), 100.0, None])),
    ({"type": "number"}, pa.array([1, 2], pa.int32())),
    ({"type": "datetime"}, pa.array([0, None], pa.timestamp("ns"))),
]


@pytest.mark.parametrize(("descriptor", "values"), TYPED, ids=str)
@pytest.mark.parametrize("keyed", [False, True])
def test_what_is_proven_of_a_typed_column_is_read_without_a_note(
    descriptor: dict[str, Any], values: pa.Array, keyed: bool
) -> None:
    field = field_of(descriptor)
    proof = typed_proof(field, values.type, field.missing_values, keyed=keyed)

    proven = np.zeros(len(values), dtype=bool) if proof is None else proof(values).to_numpy(zero_copy_only=False)

    assert proven.any() or (keyed and not pa.types.is_integer(values.type))
    for value, certain in zip(values.to_pylist(), proven, strict=True):
        read, notes = field.read_cell(value)
        assert not certain or (read is not None and not notes)
