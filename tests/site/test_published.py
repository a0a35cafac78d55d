"""What is published of a site: all of it, before the page that leads to it, and nothing twice."""

from pathlib import Path

import pytest

from parpipe.checksums import SITE_FILES
from parpipe.deliveries import Delivery
from parpipe.publishing import publish
from parpipe.releases import open_release
from tests.site.parsing import broken_links


def test_a_folder_gets_the_site_with_the_release_and_every_link_leads_somewhere_there(releases: Path, tmp_path: Path) -> None:
    target = tmp_path / "public"

    first = publish(releases / "par-index", str(target), tmp_path / "receipts")
    again = publish(releases / "par-index", str(target), tmp_path / "receipts")

    assert first.complete
    assert not again.changed
    assert broken_links(target) == []
    for path in (releases / "site").rglob("*.*"):
        assert (target / path.relative_to(releases)).read_bytes() == path.read_bytes()


def test_the_first_page_follows_all_that_it_leads_to(releases: Path) -> None:
    names = list(Delivery.read(open_release(releases / "par-index")).around)

    assert names.index("index.html") > max(names.index(name) for name in names if name.startswith("site/"))


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "site/../../secret", "par-index/1.0.0/README.md"])
def test_a_list_cannot_name_what_is_of_no_site(name: str, releases: Path) -> None:
    (releases / SITE_FILES).write_text(f'{{"made_of": "", "files": {{"{name}": ""}}}}')

    around = Delivery.read(open_release(releases / "par-index")).around

    assert name not in around
