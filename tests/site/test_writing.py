"""The site as files: the same bytes again, only what changed is written, and what a killed run left is mended."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from parpipe import storage
from parpipe.checksums import SITE_FILES
from parpipe.errors import Unreadable
from parpipe.leftovers import remove_leftovers
from parpipe.site import write_site
from tests.published import release_package, revised_tables
from tests.site.conftest import with_edits

Tree = Callable[[Path], dict[str, bytes | str]]


def test_the_same_releases_make_the_same_bytes(releases: Path, tmp_path: Path, tree: Tree) -> None:
    before = tree(releases)
    shutil.rmtree(releases / "site")

    assert write_site(releases)

    assert tree(releases) == before


def test_nothing_is_written_where_nothing_changed(releases: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in releases.rglob("*")}

    assert not write_site(releases)

    assert {path: path.stat().st_mtime_ns for path in releases.rglob("*")} == before


def test_a_page_whose_data_did_not_change_is_left_alone(releases: Path) -> None:
    same, other = releases / "site/vi/areas/R6-NMM.html", releases / "site/vi/areas/GSO12.html"
    same = same if same.is_file() else releases / "site/vi/dictionary.html"
    times = same.stat().st_mtime_ns, other.stat().st_mtime_ns
    release_package(releases, revised_tables())

    assert write_site(releases)

    assert same.stat().st_mtime_ns == times[0]
    assert other.stat().st_mtime_ns != times[1]


@pytest.mark.parametrize("name", ["index.html", "site/vi/areas/GSO12.html", "site/static/style.css"])
def test_a_file_that_is_gone_or_changed_is_mended(name: str, releases: Path, tree: Tree) -> None:
    before = tree(releases)
    for damage in (Path.unlink, lambda path: path.write_bytes(b"other")):
        damage(releases / name)

        assert write_site(releases)

        assert tree(releases) == before


def test_a_site_that_was_cut_off_while_it_was_written_is_made_again(
    releases: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(releases)
    release_package(releases, revised_tables())
    with monkeypatch.context() as patched:
        patched.setitem(storage.OPERATIONS, "rename files", _fail_halfway)
        with pytest.raises(KeyboardInterrupt):
            write_site(releases)
    assert not (releases / SITE_FILES).exists()
    shutil.rmtree(releases / "par-index")
    release_package(releases)

    remove_leftovers(releases, ["par-index"])
    write_site(releases)

    assert tree(releases) == before


def _fail_halfway(folder: Path, names: tuple[str, ...]) -> None:
    for name in names[: len(names) // 2]:
        storage.unfinished(folder / name).replace(folder / name)
    raise KeyboardInterrupt


def test_what_is_of_no_page_any_more_is_removed(releases: Path) -> None:
    (releases / "site/vi/areas/GSO99.html").write_text("gone")
    (releases / "site/old").mkdir()
    (releases / "site/old/page.html").write_text("gone")
    (releases / "index.html").write_text("changed")

    write_site(releases)

    assert not (releases / "site/vi/areas/GSO99.html").exists()
    assert not (releases / "site/old").exists()


def test_an_empty_folder_gets_no_site(tmp_path: Path) -> None:
    assert not write_site(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_release_of_another_form_leaves_the_site_as_it_was(releases: Path, tree: Tree) -> None:
    descriptor = releases / "par-index/1.0.0/datapackage.json"
    content = json.loads(descriptor.read_bytes())
    del content["contributors"]
    descriptor.write_text(json.dumps(content))
    (releases / SITE_FILES).unlink()
    before = tree(releases)

    with pytest.raises(Unreadable, match="older form"):
        write_site(releases)

    assert tree(releases) == before


def test_the_list_of_files_names_all_of_them(releases: Path) -> None:
    listed = json.loads((releases / SITE_FILES).read_bytes())["files"]

    written = {path.relative_to(releases).as_posix() for path in (releases / "site").rglob("*") if path.is_file()}
    assert written == listed.keys() - {"index.html", "sitemap.xml"} | {SITE_FILES}


def test_sitemap_and_feeds_name_the_pages_and_the_releases(releases: Path) -> None:
    release_package(releases, revised_tables())
    write_site(releases)

    sitemap = ElementTree.parse(releases / "sitemap.xml").getroot()
    feed = ElementTree.parse(releases / "site/vi/feed.xml").getroot()

    addresses = {node.text for node in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    pages = [path.relative_to(releases).as_posix() for path in (releases / "site").rglob("*.html")]
    assert addresses == {"https://example.vn/data/", *(f"https://example.vn/data/{page}" for page in pages)}
    titles = [node.findtext("{http://www.w3.org/2005/Atom}title") for node in feed.iter("{http://www.w3.org/2005/Atom}entry")]
    assert [str(title)[-5:] for title in titles] == ["1.1.0", "1.0.0"]
    told = [node.findtext("{http://www.w3.org/2005/Atom}summary") for node in feed.iter("{http://www.w3.org/2005/Atom}entry")]
    assert told == ["0 thêm, 1 sửa, 0 rút", "bản đầu tiên"]


def test_a_release_that_changed_no_figure_is_not_called_the_first(releases: Path) -> None:
    release_package(releases, with_edits("sources", title="Another title"))

    write_site(releases)

    feed = (releases / "site/en/feed.xml").read_text(encoding="utf-8")
    assert [part.partition("<")[0] for part in feed.split("<summary>")[1:]] == ["no figure changed", "the first"]
    assert "no figure changed" in (releases / "site/en/index.html").read_text(encoding="utf-8")
    assert "no figure changed" in (releases / "site/en/releases.html").read_text(encoding="utf-8")
