"""Every attack ends within limits of time and memory, refused with its reason, or read where it is harmless."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hostile.attack import TOLD
from tests.hostile.attacks import ATTACKS

Outcomes = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What became of each attack; nothing for one that ended the process that read it."""
    folder = tmp_path_factory.mktemp("attacks")
    usual = folder / "usual.txt"
    usual.write_text(TOLD, encoding="utf-8")
    paths = list[Path]()
    for number, attack in enumerate(ATTACKS.values()):
        paths.append(folder / f"{number}{attack.kind}")
        paths[-1].write_bytes(attack.make())
    found, waiting = Outcomes(), paths
    while waiting:
        command = [sys.executable, "-m", "tests.hostile.reading", str(usual), *map(str, waiting)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        found |= {line["name"]: line for line in lines}
        if done.returncode:
            name = waiting[len(lines)].name if len(lines) < len(waiting) else ""
            found[name] = {"died": f"exit {done.returncode}: {done.stderr[-500:]}"}
        waiting = waiting[len(lines) + 1 :] if done.returncode else []
    return {name: found[path.name] for name, path in zip(ATTACKS, paths, strict=True)}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_with_its_reason_or_read_without_harm(outcomes: Outcomes, name: str) -> None:
    attack, outcome = ATTACKS[name], outcomes[name]

    assert "died" not in outcome
    if attack.reason is None:
        assert outcome.get("statements", outcome.get("reason")) == attack.statements
    else:
        _, named, reason = str(outcome.get("reason")).partition(str(outcome["name"]))
        assert named
        assert re.search(attack.reason, reason)
