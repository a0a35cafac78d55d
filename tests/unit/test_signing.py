"""Signatures are those of OpenSSH: the same bytes that ssh-keygen writes, and good for nothing but the bytes they are of."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from parpipe.errors import BadConfiguration, Missing
from parpipe.package import Publisher
from parpipe.publication import Publication, read_publication
from parpipe.release import tell_signers
from parpipe.settings import Settings
from parpipe.signing import Signer, fingerprint, load_signer, read_public_key, signed_by
from tests.conftest import DATA

PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
BY_SSH_KEYGEN = b"""-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgA6EHv/POEL4dcN0Y50vAmWfk1j
CbpQ1fHdyGZBJVMbgAAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx
OQAAAECrO8197MsavSuRzS3i33gC++djIty7B/jCzRaOFpXaw42d/Fcb/FW2fiPJ9Hw/Rf
46OqvwFZlVppbFh/2Sx9AN
-----END SSH SIGNATURE-----
"""
"""What `ssh-keygen -Y sign -n file` of OpenSSH 9.2 made of "Lai Châu" and a line feed, with the key of the tests."""


def written(path: Path, key: Ed25519PrivateKey | rsa.RSAPrivateKey) -> Path:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    return path


def key_of_tests(seed: bytes = bytes(range(32))) -> Ed25519PrivateKey:
    """Return a key that everybody knows."""
    return Ed25519PrivateKey.from_private_bytes(seed)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    found = load_signer(written(tmp_path / "key", key_of_tests()))
    assert found
    return found


def test_a_signature_is_byte_for_byte_that_of_ssh_keygen(signer: Signer) -> None:
    signature = signer.sign("Lai Châu\n".encode())

    assert signature == BY_SSH_KEYGEN


def test_the_fingerprint_is_that_of_ssh_keygen(signer: Signer) -> None:
    assert signer.fingerprint == "SHA256:lbmsoA0yIEcEiVDRnMWuzm+nV+3ZEEpVIURqFoeSspg"
    assert fingerprint(read_public_key(f"{PUBLIC} somebody@example.vn")) == signer.fingerprint


def test_nothing_prints_the_private_key(signer: Signer) -> None:
    raw = key_of_tests().private_bytes_raw()

    shown = f"{signer!r} {signer}"

    assert "public" in shown
    assert raw.hex() not in shown
    assert repr(raw)[2:-1] not in shown


@given(content=st.binary(max_size=300), seed=st.binary(min_size=32, max_size=32))
def test_a_signature_tells_whose_it_is(content: bytes, seed: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    signer = Signer(key, read_public_key(line))

    assert signed_by(signer.sign(content), content) == read_public_key(line)


@given(place=st.integers(0, len(BY_SSH_KEYGEN) - 1), byte=st.integers(0, 255))
def test_no_other_byte_can_stand_in_a_signature(place: int, byte: int) -> None:
    changed = bytearray(BY_SSH_KEYGEN)
    changed[place] = byte

    if changed == BY_SSH_KEYGEN:
        assert signed_by(bytes(changed), "Lai Châu\n".encode()) == read_public_key(PUBLIC)
    else:
        with pytest.raises(ValueError, match=r"no Ed25519 signature|does not fit"):
            signed_by(bytes(changed), "Lai Châu\n".encode())


@given(content=st.binary(max_size=40).filter(lambda content: content != "Lai Châu\n".encode()))
def test_a_signature_is_of_no_other_bytes(content: bytes) -> None:
    with pytest.raises(ValueError, match="does not fit the file"):
        signed_by(BY_SSH_KEYGEN, content)


@pytest.mark.parametrize("junk", [b"", b"\xff", b"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n", b"U1NIU0lH"])
def test_what_is_no_signature_is_called_so(junk: bytes) -> None:
    with pytest.raises(ValueError, match="no Ed25519 signature of OpenSSH for files"):
        signed_by(junk, b"")


def test_without_a_key_nobody_signs() -> None:
    assert load_signer(Settings.load(environ={}).signing_key) is None
    assert load_signer(Settings.load(environ={"PARPIPE_SIGNING_KEY": ""}).signing_key) is None


def test_the_environment_names_the_key(tmp_path: Path) -> None:
    key = written(tmp_path / "key", key_of_tests())

    found = load_signer(Settings.load(environ={"PARPIPE_SIGNING_KEY": str(key)}).signing_key)

    assert found
    assert found.public == read_public_key(PUBLIC)


@pytest.mark.parametrize("kind", ["junk", "rsa"])
def test_a_key_that_cannot_sign_is_told_in_one_sentence_that_shows_nothing_of_it(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    if kind == "junk":
        path.write_bytes(b"sesame, open")
    else:
        written(path, rsa.generate_private_key(65537, 2048))

    with pytest.raises(
        BadConfiguration, match=r"PARPIPE_SIGNING_KEY names an Ed25519 key of OpenSSH without passphrase"
    ) as told:
        load_signer(path)

    assert "sesame" not in str(told.value)
    assert str(path) in str(told.value)


def test_a_key_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="nowhere cannot be read: No such file"):
        load_signer(tmp_path / "nowhere")


@pytest.mark.parametrize("line", ["ssh-ed25519 AAAA", "ssh-rsa AAAAC3NzaC1lZDI1NTE5", "ssh-ed25519", f"{PUBLIC[:-2]}"])
def test_a_signer_of_publication_yaml_that_is_no_key_is_named_with_its_line(line: str, small_data: Path) -> None:
    path = small_data / "reference" / "publication.yaml"
    lines = path.read_text(encoding="utf-8").replace("signers: []", f"signers:\n- {PUBLIC}\n- {line}").splitlines()
    path.write_text("\n".join(lines), encoding="utf-8")

    publication, problems = read_publication(small_data)

    assert publication == Publication.nobody()
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}:{len(lines)}: signers: ")


def publication_of(*keys: str) -> Publication:
    return Publication(Publisher("A", "B", "https://example.vn", "data@example.vn", "https://example.vn/data"), keys)


def test_allowed_signers_stands_beside_the_packages_as_long_as_somebody_may_sign(tmp_path: Path) -> None:
    path = tmp_path / "allowed_signers"

    tell_signers(publication_of(PUBLIC), tmp_path)
    first = path.read_text(encoding="utf-8")
    before = path.stat().st_mtime_ns
    tell_signers(publication_of(PUBLIC), tmp_path)
    same = path.stat().st_mtime_ns == before
    tell_signers(publication_of(), tmp_path)

    assert first == f'data@example.vn namespaces="file" {PUBLIC}\n'
    assert same
    assert not path.exists()


def test_the_project_itself_names_whoever_may_sign_in_a_good_file() -> None:
    publication, problems = read_publication(DATA)

    assert problems == []
    assert publication.publisher.email
