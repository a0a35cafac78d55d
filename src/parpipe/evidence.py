"""Statements as the JSON objects of ``parpipe extract --format json``, and documents as golden files keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from parpipe.model import Extraction, Statement

_LEFT_OUT = ("published", "mirror", "url")


def statement_json(statement: Statement) -> dict[str, Any]:
    """Return the statement as JSON: decimals as plain strings, exactly as precise as printed, the date with its precision."""
    values: dict[str, Any] = {
        field.name: getattr(statement, field.name) for field in fields(statement) if field.name not in _LEFT_OUT
    }
    published = statement.published
    return {
        **values,
        "value": format(statement.value, "f"),
        "scale_max": None if statement.scale_max is None else format(statement.scale_max, "f"),
        "published_at": published.day.isoformat() if published else None,
        "published_precision": published.precision if published else None,
    }


def golden_json(found: Sequence[Extraction]) -> dict[str, list[dict[str, Any]]]:
    """Return what the extractors found in a document: its statements, and what was seen and not trusted."""
    names = ("code", "key", "value", "message")
    return {
        "statements": [statement_json(one) for extraction in found for one in extraction.statements],
        "findings": [{name: getattr(one, name) for name in names} for extraction in found for one in extraction.findings],
    }
