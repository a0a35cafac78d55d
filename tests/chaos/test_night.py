"""One blow of `make chaos`: everything is killed at once in the middle of a run, and the team comes to the same releases."""

from pathlib import Path
from random import Random

import pytest

from tests.chaos.night import night

pytestmark = pytest.mark.programs


def test_a_team_of_which_everything_was_killed_comes_to_the_same_releases(tmp_path: Path) -> None:
    with night(tmp_path) as made:
        blow = made.round(Random(7), "everything")

        assert blow.wrong == ()
        assert made.site.ledger("page001.example")[-1][0] in ("new", "unchanged")
