"""LibreOffice, where it is installed, as the reader of what only office programs read: ``.doc`` and ``.rtf`` to ``.docx``."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from parpipe.errors import Unreadable

SECONDS = 60.0
"""How long one document may take; the program itself needs about two to start."""

_PROGRAMS = ("soffice", "libreoffice")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


def to_docx(data: bytes, kind: str) -> bytes:
    """Return a document of an old kind (``doc``, ``rtf``) as DOCX; Unreadable without LibreOffice, and if it cannot either.

    It runs in a folder and with a profile of its own, which are removed, without macros, and is ended after a time.
    """
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise Unreadable(
            f"a document of kind .{kind} is read by LibreOffice, which is not installed; "
            "install the package libreoffice-writer-nogui, or save the document as .docx"
        )
    with tempfile.TemporaryDirectory(prefix="parpipe-") as name:
        folder = Path(name)
        (folder / f"in.{kind}").write_bytes(data)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        _run([program, f"-env:UserInstallation={profile.parent.as_uri()}", *_arguments(folder, kind)], folder)
        result = folder / "out" / "in.docx"
        if not result.is_file():
            raise Unreadable(f"LibreOffice cannot read it as .{kind}; it is damaged, or protected by a password")
        return result.read_bytes()


def _arguments(folder: Path, kind: str) -> list[str]:
    reader = {"doc": "MS Word 97", "rtf": "Rich Text Format"}[kind]
    return [
        "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault", f"--infilter={reader}",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(folder / f"in.{kind}"),
    ]  # fmt: skip


def _run(command: list[str], folder: Path) -> None:
    """Run the program and whatever it starts, all ended together when it takes too long."""
    environment = {"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"LibreOffice takes more than {SECONDS:g} seconds to read it") from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
