"""Every form of publishing that FORMS.md lists is shown by a document of the corpus, and another comes close to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.golden.corpus import read_cases

_LINE = re.compile(r"- (?P<form>[\w.]+): (?P<what>.+?)(?P<alone> \(no near miss: .+\))?")
FORMS: Mapping[str, re.Match[str]] = {
    match["form"]: match
    for line in (Path(__file__).parent / "FORMS.md").read_text(encoding="utf-8").splitlines()
    if (match := _LINE.fullmatch(line))
}
CASES = (*read_cases("seen"), *read_cases("open"))


def test_every_form_has_a_document_that_shows_it() -> None:
    shown = {form for case in CASES for form in case.forms}

    assert sorted(FORMS.keys() - shown) == []


def test_every_form_has_a_near_miss_or_a_reason_for_none() -> None:
    missed = {form for case in CASES for form in case.near}
    alone = {form for form, match in FORMS.items() if match["alone"]}

    assert sorted(FORMS.keys() - missed - alone) == []
    assert sorted(alone & missed) == []


def test_the_documents_name_listed_forms_only() -> None:
    named = {form for case in CASES for form in (*case.forms, *case.near)}

    assert sorted(named - FORMS.keys()) == []


def test_no_document_is_a_near_miss_of_what_it_shows() -> None:
    both = {case.path.name: sorted({*case.forms} & {*case.near}) for case in CASES}

    assert {name: forms for name, forms in both.items() if forms} == {}
