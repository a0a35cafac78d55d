"""Settings: what the environment says, and what it cannot mean."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.errors import BadConfiguration
from parpipe.settings import Cluster, Settings
from tests.conftest import DATA, ROOT

ADDRESSES = ("tcp://127.0.0.1:8786", "tls://dask.example.vn:8786", "tcp://[::1]:80", "tcp://worker-1:8786")
NONSENSE = ("4", "processes", "processes:", "processes:0", "processes:-2", "processes:2.5", "processes:99999", "processes: 2")
NO_ADDRESSES = (
    "127.0.0.1:8786",
    "http://host:8786",
    "tcp://host",
    "tcp://:8786",
    "tcp://host:port",
    "tcp://a b:1",
    "dask",
    " ",
)


@given(st.integers(1, 9999))
def test_processes_are_read_as_they_are_written(count: int) -> None:
    cluster = Cluster.parse(f"processes:{count}")

    assert cluster == Cluster(processes=count)
    assert Cluster.parse(str(cluster)) == cluster


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_a_scheduler_is_taken_as_it_is(address: str) -> None:
    cluster = Cluster.parse(address)

    assert cluster == Cluster(address=address)
    assert str(cluster) == address


@pytest.mark.parametrize("said", [*NONSENSE, *NO_ADDRESSES, "processes:2\n", "tcp://host:1\n"])
def test_a_cluster_that_cannot_be_is_refused_with_what_can(said: str) -> None:
    with pytest.raises(BadConfiguration, match="PARPIPE_CLUSTER") as caught:
        Settings.load(environ={"PARPIPE_CLUSTER": said})

    assert repr(said) in str(caught.value)
    assert "processes:4" in str(caught.value)


@pytest.mark.parametrize("environ", [{}, {"PARPIPE_CLUSTER": ""}])
def test_without_the_setting_there_is_no_cluster(environ: dict[str, str]) -> None:
    assert Settings.load(environ=environ).cluster is None


def test_with_a_cluster_folders_are_named_from_the_root() -> None:
    folders = {"PARPIPE_DATA": "data", "PARPIPE_RELEASES": "out", "PARPIPE_CAPTURES": "kept"}

    alone = Settings.load(environ=folders)
    shared = Settings.load(environ={**folders, "PARPIPE_CLUSTER": "processes:2"})

    assert (alone.data, alone.releases, alone.captures) == (Path("data"), Path("out"), Path("kept"))
    here = Path.cwd()
    assert (shared.data, shared.releases, shared.captures) == (here / "data", here / "out", here / "kept")


def test_the_command_line_says_in_one_sentence_what_is_wrong(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PARPIPE_DATA": str(DATA), "PARPIPE_CLUSTER": "four"}

    done = subprocess.run(
        [sys.executable, "-c", "from parpipe.cli import main; main()", "build"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("parpipe: PARPIPE_CLUSTER is 'four'")
    assert len(done.stderr.splitlines()) == 1
