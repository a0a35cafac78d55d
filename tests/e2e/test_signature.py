"""A release is verified by stock tools alone: sha256sum for its files, ssh-keygen for who made it."""

import subprocess
from pathlib import Path

import pytest

from parpipe import pipeline
from parpipe.errors import BadConfiguration
from parpipe.settings import Settings
from parpipe.signing import load_signer
from tests.conftest import copy_data

pytestmark = pytest.mark.programs


def made_key(path: Path, passphrase: str = "") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "tests", "-f", str(path)], check=True)
    return path


def verified(release: Path, signers: Path, identity: str) -> subprocess.CompletedProcess[str]:
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", identity, "-n", "file", "-s", "SHA256SUMS.sig"]
    with (release / "SHA256SUMS").open("rb") as sums:
        return subprocess.run(command, cwd=release, stdin=sums, capture_output=True, text=True, check=False)


def test_ssh_keygen_and_sha256sum_accept_a_release_and_nothing_that_was_changed_since(tmp_path: Path) -> None:
    key, data = made_key(tmp_path / "key"), copy_data(tmp_path / "data", ("cchc.laichau.gov.vn",))
    configured = data / "reference" / "publication.yaml"
    public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
    configured.write_text(
        configured.read_text(encoding="utf-8").replace("signers: []", f"signers: ['{public}']"), encoding="utf-8"
    )

    settings = Settings.load(data=data, environ={"PARPIPE_SIGNING_KEY": str(key)})
    pipeline.build(settings, indices=("PAR",))
    release, signers = settings.releases / "par-index" / "latest", settings.releases / "allowed_signers"

    good = verified(release, signers, "data@parpipe.example")
    assert good.returncode == 0, good.stderr
    printed = subprocess.run(["ssh-keygen", "-l", "-f", str(key)], capture_output=True, text=True, check=True).stdout.split()[1]
    assert f'Good "file" signature for data@parpipe.example with ED25519 key {printed}' in good.stdout
    assert printed in (release / "README.md").read_text(encoding="utf-8")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=True)
    assert verified(release, signers, "somebody@else.example").returncode != 0
    with (release / "SHA256SUMS").open("ab") as sums:
        sums.write(b"\n")
    assert verified(release, signers, "data@parpipe.example").returncode != 0


def test_a_key_that_needs_a_passphrase_cannot_sign(tmp_path: Path) -> None:
    path = made_key(tmp_path / "key", "sesame")

    with pytest.raises(BadConfiguration, match="without passphrase"):
        load_signer(path)
