"""Without a cluster partitions are called in turn; without Dask a cluster is refused in one sentence."""

import pickle
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from prefect import flow

from flows.build import read
from flows.cluster import Part, running
from parpipe import pipeline
from parpipe.errors import BadConfiguration, Unavailable, Usage
from parpipe.settings import Cluster, Settings
from tests.conftest import ROOT

WITHOUT_DASK = "import sys; sys.modules.update(dask=None, distributed=None, prefect_dask=None)"


def test_without_a_cluster_nothing_runs_after_the_first_failure(small_data: Path) -> None:
    good = pipeline.plan_build(Settings.load(data=small_data))
    bad = pipeline.plan_build(Settings.load(data=small_data, releases=small_data / "elsewhere"))
    (bad.work / "sources").write_text("a file where the folder should be")
    done = list[list[Path]]()

    @flow
    def read_some() -> None:
        once = read.with_options(retries=0)
        with running(None) as run:
            done.extend(run(once, [{"part": Part(plan)} for plan in (good.part(good.sources[:2]), bad, good)]))

    state = read_some(return_state=True)

    assert isinstance(state.result(raise_on_failure=False), Unavailable)
    assert [[path.parent.name for path in files] for files in done] == [list(good.sources[:2])]
    assert len(list((good.work / "sources").iterdir())) == 2


def test_threads_of_one_worker_take_turns(small_data: Path) -> None:
    part = Part(pipeline.plan_build(Settings.load(data=small_data)))
    at_work, together = list[int](), list[int]()

    def work(number: int) -> None:
        with part.opened():
            at_work.append(number)
            time.sleep(0.02)
            together.append(len(at_work))
            at_work.remove(number)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(8)))

    assert together == [1] * 8


def test_parts_with_equal_reference_data_share_it_in_one_process(small_data: Path) -> None:
    plan = pipeline.plan_build(Settings.load(data=small_data))
    first, second = (pickle.loads(pickle.dumps(Part(plan.part((source_id,))))) for source_id in plan.sources[:2])
    assert first.plan.registry.areas is not second.plan.registry.areas

    with first.opened() as one:
        pass
    with second.opened() as other:
        pass

    assert other.registry.areas is one.registry.areas
    assert other == second.plan


def test_parts_with_other_reference_data_do_not(small_data: Path) -> None:
    part = Part(pipeline.plan_build(Settings.load(data=small_data)))
    with part.opened():
        pass
    with (small_data / "vocabulary/words.yaml").open("a", encoding="utf-8") as words:
        words.write("# another byte\n")
    changed = pipeline.plan_build(Settings.load(data=small_data))

    with Part(changed).opened() as plan:
        assert plan.registry.areas is changed.registry.areas


def test_a_part_of_another_parpipe_is_not_opened(small_data: Path) -> None:
    plan = pipeline.plan_build(Settings.load(data=small_data))

    with pytest.raises(BadConfiguration, match="not that of the run"), Part(replace(plan, program="0" * 64)).opened():
        pass


def test_flows_need_no_dask() -> None:
    code = f"{WITHOUT_DASK}; import flows.build, flows.refresh, flows.serve; print('imported')"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout == "imported\n", done.stderr


@pytest.mark.parametrize("missing", ["distributed", "prefect_dask"])
def test_a_cluster_without_dask_is_refused_in_one_sentence(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)

    with pytest.raises(Usage, match="pip install"), running(Cluster(processes=2)):
        pass


def test_a_scheduler_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.cluster.ANSWER_SECONDS", 1)

    with pytest.raises(Unavailable, match=r"tcp://127\.0\.0\.1:9"), running(Cluster(address="tcp://127.0.0.1:9")):
        pass
