import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from parpipe.checksums import sha256
from parpipe.cli import main
from parpipe.deliveries import Delivery, Item, Target
from parpipe.errors import Missing, Rejected, Unavailable, Usage
from parpipe.publishing import publish
from parpipe.releases import open_release
from parpipe.settings import Credentials
from tests.package import INFO
from tests.published import release_package, revised_tables

NOBODY = Credentials()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Releases 1.0.0 of the small package; tests read it and leave it as it is."""
    return release_package(tmp_path_factory.mktemp("first"))


@pytest.fixture
def release(first: Path, tmp_path: Path) -> Path:
    """A release that a test may break."""
    return Path(shutil.copytree(first.parents[1], tmp_path / "releases", symlinks=True)) / INFO.name / first.name


def states(receipt_items: tuple[Item, ...]) -> set[str]:
    return {item.state for item in receipt_items}


def test_a_folder_published_to_looks_like_the_folder_of_releases(
    first: Path, tmp_path: Path, tree: Callable[..., object]
) -> None:
    receipt = publish(first.parent, str(tmp_path / "site"), tmp_path / "receipts", NOBODY)

    assert tree(tmp_path / "site") == tree(first.parents[1])
    assert receipt.complete
    assert states(receipt.items) == {"created"}
    assert [item.name for item in receipt.items][-3:] == ["SHA256SUMS", "latest", "latest.json"]


def test_publishing_again_changes_no_byte_and_no_time(first: Path, tmp_path: Path) -> None:
    def seen() -> dict[Path, tuple[int, int]]:
        return {path: (path.lstat().st_mtime_ns, path.lstat().st_ino) for path in tmp_path.rglob("*") if path.name != "lock"}

    publish(first, str(tmp_path / "site"), tmp_path / "receipts", NOBODY)
    before = seen()

    receipt = publish(first, str(tmp_path / "site"), tmp_path / "receipts", NOBODY)

    assert states(receipt.items) == {"unchanged"}
    assert not receipt.changed
    assert seen() == before


def test_the_catalog_beside_a_package_follows_it(release: Path, tmp_path: Path) -> None:
    (release.parents[1] / "catalog.ttl").write_text("# one\n")
    publish(release, str(tmp_path / "site"), tmp_path / "receipts", NOBODY)
    (release.parents[1] / "catalog.ttl").write_text("# two\n")

    receipt = publish(release, str(tmp_path / "site"), tmp_path / "receipts", NOBODY)

    assert (tmp_path / "site" / "catalog.ttl").read_text() == "# two\n"
    assert receipt.items[-1] == Item("catalog.ttl", "updated")


def test_the_files_beside_a_release_that_stands_elsewhere_are_left_alone(first: Path, tmp_path: Path) -> None:
    alone = shutil.copytree(first, tmp_path / "elsewhere" / "copy")
    (tmp_path / "index.html").write_text("somebody's page")

    publish(alone, str(tmp_path / "site"), tmp_path / "receipts", NOBODY)

    assert not (tmp_path / "site" / "index.html").exists()


def test_a_later_release_stands_beside_the_earlier_and_latest_never_goes_back(release: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(release, str(site), tmp_path / "receipts", NOBODY)
    later = release_package(release.parents[1], revised_tables())

    publish(later, str(site), tmp_path / "receipts", NOBODY)
    again = publish(release, str(site), tmp_path / "receipts", NOBODY)

    assert later.name == "1.1.0"
    assert sorted(path.name for path in (site / INFO.name).iterdir()) == ["1.0.0", "1.1.0", "latest", "latest.json"]
    assert (site / INFO.name / "latest").readlink() == Path("1.1.0")
    assert json.loads((site / INFO.name / "latest.json").read_text())["version"] == "1.1.0"
    assert states(again.items) == {"unchanged"}


def left_half_staged(site: Path, complete: Path) -> None:
    staged = site / ".work" / "published" / INFO.name
    staged.mkdir(parents=True)
    (staged / "observations.csv").write_text("half of i")


def left_placed_but_not_pointed_to(site: Path, complete: Path) -> None:
    shutil.copytree(complete / INFO.name / "1.0.0", site / INFO.name / "1.0.0")


def left_with_the_link_alone(site: Path, complete: Path) -> None:
    left_placed_but_not_pointed_to(site, complete)
    (site / INFO.name / "latest").symlink_to("1.0.0")


@pytest.mark.parametrize("left", [left_half_staged, left_placed_but_not_pointed_to, left_with_the_link_alone])
def test_what_a_killed_run_left_is_completed_by_the_next(
    first: Path, tmp_path: Path, tree: Callable[..., object], left: Callable[[Path, Path], None]
) -> None:
    left(tmp_path / "site", first.parents[1])

    receipt = publish(first, str(tmp_path / "site"), tmp_path / "receipts", NOBODY)

    assert receipt.complete
    assert tree(tmp_path / "site") == tree(first.parents[1])


@pytest.mark.parametrize(("change", "said"), [(lambda path: path.write_text("x"), "otherwise"), (Path.unlink, "missing")])
def test_a_published_version_is_never_changed(first: Path, tmp_path: Path, change: Callable[[Path], object], said: str) -> None:
    site = tmp_path / "site"
    publish(first, str(site), tmp_path / "receipts", NOBODY)
    change(site / INFO.name / "1.0.0" / "observations.csv")

    receipt = publish(first, str(site), tmp_path / "receipts", NOBODY)

    failed = [item for item in receipt.items if item.state == "failed"]
    assert [item.name for item in failed] == ["observations.csv"]
    assert said in str(failed[0].why)
    assert not receipt.complete


def test_a_release_at_an_address_is_published_like_one_in_a_folder(
    first: Path, tmp_path: Path, tree: Callable[..., object]
) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(first.parents[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        publish(f"http://127.0.0.1:{server.server_port}/{INFO.name}", str(tmp_path / "site"), tmp_path / "receipts", NOBODY)

        server.shutdown()
    assert tree(tmp_path / "site") == tree(first.parents[1])


def damage(release: Path) -> None:
    (release / "observations.csv").write_bytes((release / "observations.csv").read_bytes().replace(b"67.41", b"67.14"))


def lose(release: Path) -> None:
    (release / "changes.parquet").unlink()


def forget(release: Path) -> None:
    lines = (release / "SHA256SUMS").read_text().splitlines(keepends=True)
    (release / "SHA256SUMS").write_text("".join(line for line in lines if "changes.csv" not in line))


def hide(release: Path) -> None:
    sums = release / "SHA256SUMS"
    sums.write_text(f"{'0' * 64}  .htaccess\n{sums.read_text()}")


def unsign(release: Path) -> None:
    descriptor, sums = release / "datapackage.json", release / "SHA256SUMS"
    old = descriptor.read_bytes()
    descriptor.write_bytes(old.replace(b'"parpipe:signer": null', b'"parpipe:signer": "SHA256:somebody"'))
    sums.write_text(sums.read_text().replace(sha256(old), sha256(descriptor.read_bytes())))


@pytest.mark.parametrize(
    ("breaking", "said"),
    [
        (damage, "observations.csv is not what SHA256SUMS says"),
        (lose, "changes.parquet is missing, but SHA256SUMS has it"),
        (forget, "has changes.csv without a line in SHA256SUMS"),
        (hide, "which is no name of a file of a release"),
        (unsign, "SHA256SUMS.sig is missing, but the release is signed"),
    ],
)
def test_a_release_that_is_not_whole_is_not_published(
    release: Path, tmp_path: Path, breaking: Callable[[Path], None], said: str
) -> None:
    breaking(release)

    with pytest.raises(Rejected, match=said):
        publish(release, str(tmp_path / "site"), tmp_path / "receipts", NOBODY)

    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("ftp://host/folder", "name a folder, s3://bucket/prefix or ckan"),
        ("s3:///prefix", "names no bucket"),
        ("s3://bucket?colour=red", "takes no options"),
        ("ckan+https://host", "names no organisation"),
        ("ckan+https://host/org?files=both", r"takes \?files=upload or \?files=link"),
        ("ckan+https://host/org", "PARPIPE_CKAN_TOKEN"),
    ],
)
def test_a_target_that_is_not_understood_is_wrong_usage(first: Path, tmp_path: Path, target: str, said: str) -> None:
    with pytest.raises(Usage, match=said):
        publish(first, target, tmp_path, NOBODY)


def test_a_password_in_a_target_is_refused_and_not_repeated() -> None:
    with pytest.raises(Usage) as refused:
        Target.read("ckan+https://me:hunter2@host/org")

    assert "hunter2" not in str(refused.value)


def test_there_must_be_a_release(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="no release in"):
        publish(tmp_path, str(tmp_path / "site"), tmp_path, NOBODY)


def test_a_receipt_tells_of_every_file_and_is_kept_for_each_target(first: Path, tmp_path: Path) -> None:
    for site in ("one", "two"):
        publish(first, str(tmp_path / site), tmp_path / "receipts", NOBODY)

    kept = sorted((tmp_path / "receipts" / INFO.name).iterdir())

    said = [json.loads(path.read_text()) for path in kept]
    assert {one["target"] for one in said} == {str(tmp_path / "one"), str(tmp_path / "two")}
    assert all(path.name.startswith("1.0.0-") for path in kept)
    assert [one["name"] for one in said[0]["items"]][:2] == ["observations.csv", "changes.csv"]
    assert {file.name for file in first.iterdir()} <= {one["name"] for one in said[0]["items"]}


def test_a_receipt_of_a_run_that_broke_off_tells_what_was_done_and_what_not(first: Path, tmp_path: Path) -> None:
    def break_off(delivery: Delivery, target: Target, credentials: Credentials) -> Iterator[Item]:
        yield Item("observations.csv", "created")
        raise Unavailable("the disk is full")

    with pytest.raises(Unavailable, match="the disk is full"):
        publish(first, "somewhere", tmp_path, NOBODY, {"": break_off})

    (kept,) = (tmp_path / INFO.name).iterdir()
    said = json.loads(kept.read_text())
    assert said["complete"] is False
    assert said["items"][0] == {"name": "observations.csv", "state": "created"}
    assert all(one["why"] == "the disk is full" for one in said["items"][1:])
    assert len(said["items"]) == len(Delivery.read(open_release(first)).files)


def test_credentials_are_in_no_repr() -> None:
    credentials = Credentials.load({"PARPIPE_CKAN_TOKEN": "secret-1", "AWS_SECRET_ACCESS_KEY": "secret-2", "AWS_REGION": ""})

    assert credentials.ckan_token == "secret-1"
    assert credentials.aws == {"secret_access_key": "secret-2"}
    assert "secret" not in repr(credentials)


def test_the_command_shows_what_changed_and_ends_with_1_if_something_failed(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["publish", str(release), "--to", str(tmp_path / "site"), "--releases", str(release.parents[1])]

    codes, said = [], []
    for arguments in (command, [*command, "--format", "json"], command):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        codes.append(ended.value.code)
        said.append(capsys.readouterr().out)
        (tmp_path / "site" / INFO.name / "1.0.0" / "areas.csv").write_text("x") if len(codes) == 2 else None

    assert codes == [0, 0, 1]
    assert said[0].startswith(f"{INFO.name} 1.0.0 at {tmp_path / 'site'}: ")
    assert json.loads(said[1])["complete"] is True
    assert "areas.csv" in said[2]
    assert list((release.parents[1] / ".receipts" / INFO.name).iterdir())
