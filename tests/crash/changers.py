"""Where code changes the disk: calls that make, write, move or remove files, found in its syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_OF_ANYTHING = frozenset(
    {
        *("write_bytes", "write_text", "unlink", "rename", "mkdir", "makedirs", "rmdir", "removedirs", "touch", "truncate"),
        *("symlink", "symlink_to", "hardlink_to", "chmod", "lchmod", "chown", "lchown", "utime", "mkfifo", "mknod"),
        *("write_feather", "write_table", "write_csv", "write_dataset", "ParquetWriter", "OSFile", "memory_map", "new_file"),
        *("to_csv", "to_parquet", "to_feather", "to_json", "to_excel", "to_pickle", "to_sql", "to_file", "extractall"),
        *("save", "savefig", "connect", "Workbook", "ZipFile", "TarFile", "urlretrieve", "print_to", "serialize", "pwrite"),
    }
)
"""Names that are enough, whatever they are called on; some also have harmless uses, which the exceptions name."""

_OF_OS = frozenset({"open", "remove", "link", "replace", "write"})
_HARMLESS = {"shutil": frozenset({"which", "get_terminal_size"})}


def changes_of(source: str) -> Iterator[str]:
    """Yield the calls in a module that may change the disk, as they are written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := _called(node.func)) and _changes(name, node):
            yield name
        if isinstance(node, ast.ImportFrom) and node.module in ("os", "shutil", "tempfile", "sqlite3"):
            yield from (f"from {node.module} import {alias.name}" for alias in node.names if alias.name != "PathLike")


def _called(function: ast.expr) -> str | None:
    """Return the last two names of what is called: os.replace, path.open, open."""
    if isinstance(function, ast.Name):
        return function.id
    if not isinstance(function, ast.Attribute):
        return None
    owner = function.value
    last = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return f"{last}.{function.attr}"


def _changes(name: str, call: ast.Call) -> bool:
    owner, _, method = name.rpartition(".")
    if owner in ("shutil", "tempfile"):
        return method not in _HARMLESS.get(owner, frozenset())
    if owner == "os" and method in _OF_OS:
        return True
    if method == "open" and owner != "os":
        return _may_write(call, at=1 if name == "open" or owner in ("io", "codecs", "gzip", "bz2", "lzma") else 0)
    if method == "replace":  # of a path: one place; of a string: two; of a date: by name
        return len(call.args) == 1 and not call.keywords
    return method in _OF_ANYTHING


def _may_write(call: ast.Call, at: int) -> bool:
    """Return whether an ``open`` has a mode that writes, or one that cannot be told."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    modes = named or call.args[at : at + 1]
    return any(not (isinstance(mode, ast.Constant) and set(str(mode.value)) <= set("rbtU")) for mode in modes)
