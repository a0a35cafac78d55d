"""YAML files that people write, read with their JSON Schema, and every problem with the line it stands in.

Numbers with a point come as Decimal and dates as text: ``2022-11`` and ``2022-11-10`` are then of one kind. Lines are
looked up only when there is a problem, because composing the tree of nodes again costs more than reading the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from parpipe.errors import BadConfiguration
from parpipe.settings import SCHEMAS

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Problem = tuple[tuple[str | int, ...], str]
"""Where in the file (the keys and positions that lead there), and what is wrong."""


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A YAML file; ``content`` can be trusted when there are no problems."""

    path: Path
    text: str
    content: Any
    problems: tuple[Problem, ...]


class _Loader(yaml.CSafeLoader):
    """Safe YAML without dates and floats, and without keys that silently replace an earlier one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set[str]()
        for key in [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]:
            if key.value in seen:
                raise _refusal(f"the key {key.value!r} stands here twice", key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _construct_decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    text = str(loader.construct_scalar(node))
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise _refusal(f"{text!r} is no decimal number", node) from error


def _refusal(what: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, what, node.start_mark)


_Loader.add_constructor("tag:yaml.org,2002:float", _construct_decimal)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_config(path: Path, kind: str) -> ConfigFile:
    """Return a file judged by ``schemas/config/<kind>.json``."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return ConfigFile(path, text, None, (((-line,), f"this is no YAML: {error.problem or error.context}"),))
    except OSError as error:
        return ConfigFile(path, text, None, (((-1,), f"this cannot be read: {error.strerror}"),))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return ConfigFile(path, text, None, (((-1,), f"this is no YAML in UTF-8: {' '.join(str(error).split())}"),))
    return ConfigFile(path, text, content, tuple(_schema_problems(content, kind)))


def read_vocabulary(path: Path) -> dict[str, Any]:
    """Return a vocabulary file, which has no schema; BadConfiguration with file and line if it is no YAML mapping."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadConfiguration(f"{path}:{line}: this is no YAML: {error.problem or error.context}") from error
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"{path}:1: this cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise BadConfiguration(f"{path}:1: this is no mapping of senses to words")
    return content


def place(file: ConfigFile, problems: Iterable[Problem]) -> list[str]:
    """Return the problems as ``file:line: what``, in the order of the lines."""
    lines = [(_line(file, where), what) for where, what in problems]
    return [f"{file.path}:{line}: {what}" for line, what in sorted(lines)]


def _line(file: ConfigFile, where: tuple[str | int, ...]) -> int:
    """Return the line of a key or item; a line that YAML itself gave comes negative."""
    if where and isinstance(where[0], int) and where[0] < 0:
        return -where[0]
    node = yaml.compose(file.text, Loader=_Loader)
    line = 0
    for step in where:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
    return line + 1


def _schema_problems(content: Any, kind: str) -> Iterator[Problem]:
    for error in _validator(kind).iter_errors(content):
        where = tuple(error.absolute_path)
        schema, instance = error.schema, error.instance
        if error.validator == "additionalProperties" and isinstance(schema, Mapping) and isinstance(instance, Mapping):
            for name in sorted(set(instance) - set(schema["properties"]), key=str):
                yield (*where, name), f"{name!r} is no key that belongs here"
        elif error.validator == "minItems" and isinstance(schema, Mapping) and isinstance(instance, list) and _names(schema):
            lacking = [name for name in _names(schema) if name not in instance]
            yield where, f"{_name(where)}there is no {', '.join(lacking)}"
        else:
            yield where, f"{_name(where)}{error.message}"


def _names(schema: Mapping[str, Any]) -> list[str]:
    """Return the only names that a list may hold; none where it may hold any."""
    return list(schema["items"].get("enum", ()))


def _name(where: tuple[str | int, ...]) -> str:
    return "".join(f"{step}: " for step in where if isinstance(step, str))


@cache
def _validator(kind: str) -> Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((SCHEMAS / "config" / f"{kind}.json").read_text(encoding="utf-8")))
