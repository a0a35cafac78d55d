"""Signatures of OpenSSH (SSHSIG) by Ed25519 keys, which ``ssh-keygen -Y verify`` accepts.

The format is that of PROTOCOL.sshsig of OpenSSH. Ed25519 needs no random numbers, so the same key and bytes give the same
signature. A private key is only held in memory, and nothing prints it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from parpipe.errors import BadConfiguration, Missing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMESPACE = "file"
"""What the signature is for; ``file`` is what ssh-keygen's manual proposes for files."""

_MAGIC, _VERSION, _HASH, _ALGORITHM = b"SSHSIG", 1, b"sha512", b"ssh-ed25519"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n"
_WIDTH = 70
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who can sign: a private key, and its public half as it stands in authorized_keys, decoded."""

    key: Ed25519PrivateKey = field(repr=False)
    public: bytes

    @property
    def fingerprint(self) -> str:
        """The public key in short, as ``ssh-keygen -l`` prints it: SHA256:..."""
        return fingerprint(self.public)

    def sign(self, content: bytes) -> bytes:
        """Return the signature of some bytes as an armored SSHSIG file."""
        signature = _string(_ALGORITHM) + _string(self.key.sign(_to_be_signed(content)))
        parts = (self.public, NAMESPACE.encode(), b"", _HASH, signature)
        return _armor(_MAGIC + struct.pack(">I", _VERSION) + b"".join(map(_string, parts)))


def load_signer(path: Path | None) -> Signer | None:
    """Return who signs with the OpenSSH private key in a file, None without a file.

    Raises Missing if it is not there, BadConfiguration if it is no Ed25519 key, or needs a passphrase.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    if path is None:
        return None
    wanted = "PARPIPE_SIGNING_KEY names an Ed25519 key of OpenSSH without passphrase (ssh-keygen -t ed25519 -N '')"
    try:
        key = load_ssh_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise Missing(f"the signing key {path} cannot be read: {error.strerror}; {wanted}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm):  # its own words may tell of the key
        raise BadConfiguration(f"{path} is no signing key; {wanted}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadConfiguration(f"{path} is a key of another kind; {wanted}")
    return Signer(key, _string(_ALGORITHM) + _string(key.public_key().public_bytes_raw()))


def fingerprint(public: bytes) -> str:
    """Return a public key in short, as ``ssh-keygen -l`` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(public).digest()).decode().rstrip("=")


def read_public_key(line: str) -> bytes:
    """Return the public key of a line as in authorized_keys; ValueError if it holds no Ed25519 key."""
    try:
        kind, encoded, *_ = line.split()
        public = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise ValueError("it is no public key of the form “ssh-ed25519 AAAA…”") from error
    head = _string(_ALGORITHM) + struct.pack(">I", _KEY_BYTES)
    if kind.encode() != _ALGORITHM or not public.startswith(head) or len(public) != len(head) + _KEY_BYTES:
        raise ValueError("it is no Ed25519 public key of OpenSSH")
    return public


def signed_by(signature: bytes, content: bytes) -> bytes:
    """Return the public key that made a signature of some bytes; ValueError if the signature is not good."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public, raw = _parts(signature)
    try:
        Ed25519PublicKey.from_public_bytes(public[-_KEY_BYTES:]).verify(raw, _to_be_signed(content))
    except InvalidSignature as error:
        raise ValueError("the signature does not fit the file: it is of other bytes") from error
    return public


def allowed_signers(email: str, keys: tuple[str, ...]) -> str:
    """Return the allowed_signers file for ``ssh-keygen -Y verify``: who may sign as this address, one key a line."""
    return "".join(f'{email} namespaces="{NAMESPACE}" {key}\n' for key in keys)


def _to_be_signed(content: bytes) -> bytes:
    return _MAGIC + b"".join(map(_string, (NAMESPACE.encode(), b"", _HASH, hashlib.sha512(content).digest())))


def _parts(signature: bytes) -> tuple[bytes, bytes]:
    """Return public key and raw signature of an armored file, which has exactly the form in which ``sign`` writes it."""
    wrong = ValueError("it is no Ed25519 signature of OpenSSH for files")
    try:
        text = signature.decode("ascii")
        blob = base64.b64decode(text.removeprefix(_BEGIN).removesuffix(_END))
    except ValueError:
        raise wrong from None
    head = _MAGIC + struct.pack(">I", _VERSION)
    key = _string(_ALGORITHM) + _string(bytes(_KEY_BYTES))
    public, raw = blob[len(head) + 4 :][: len(key)], blob[-64:]
    parts = (public, NAMESPACE.encode(), b"", _HASH, _string(_ALGORITHM) + _string(raw))
    if public[:-_KEY_BYTES] != key[:-_KEY_BYTES] or _armor(head + b"".join(map(_string, parts))) != signature:
        raise wrong
    return public, raw


def _string(content: bytes) -> bytes:
    """Return bytes as a string of the SSH protocol: their length before them."""
    return struct.pack(">I", len(content)) + content


def _armor(blob: bytes) -> bytes:
    text = base64.b64encode(blob).decode()
    lines = [text[place : place + _WIDTH] + "\n" for place in range(0, len(text), _WIDTH)]
    return (_BEGIN + "".join(lines) + _END).encode()
