"""Every form of file that a release holds is known to every vocabulary that describes it: what is missing is named."""

from collections.abc import Collection

import pytest

from parpipe.descriptors.datapackage import _FORMATS as DATA_PACKAGE
from parpipe.descriptors.dcat import _FORMATS as DCAT
from parpipe.descriptors.ro_crate import _SPECIFICATIONS as RO_CRATE
from parpipe.package import FORMS, MEDIA_TYPES
from parpipe.writers import BOOKS, WRITERS

ALL = {*WRITERS, *BOOKS}


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        pytest.param(MEDIA_TYPES, ALL, id="package.MEDIA_TYPES"),
        pytest.param(FORMS, {*BOOKS}, id="package.FORMS"),
        pytest.param(DATA_PACKAGE, {*BOOKS}, id="descriptors.datapackage._FORMATS"),
        pytest.param(DCAT, ALL, id="descriptors.dcat._FORMATS"),
        pytest.param(RO_CRATE, ALL, id="descriptors.ro_crate._SPECIFICATIONS"),
    ],
)
def test_a_list_names_every_form_and_no_other(known: Collection[str], wanted: set[str]) -> None:
    assert {*known} == wanted
