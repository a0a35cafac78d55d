"""JSON-LD as Turtle, in the order of the document: harvesters keep the order of a file, and a file is the same every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from rdflib import RDF, BNode, Graph
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node


class _AsGiven(TurtleSerializer):
    """Turtle class by class, with everything where the graph got it first; the serializer of rdflib sorts by address."""

    def orderSubjects(self) -> list[Any]:  # noqa: N802 (rdflib's name)
        """Return the subjects as they came, those without an address last: they are written where they are referred to."""
        classed = dict.fromkeys(self.store.subjects(RDF.type))
        return sorted(
            [*classed, *sorted(set(self._subjects) - classed.keys(), key=str)], key=lambda one: isinstance(one, BNode)
        )

    def sortProperties(self, properties: Mapping[Any, list[Node]]) -> list[Any]:  # noqa: N802 (rdflib's name)
        """Return the predicates as they came, the class first; their values are left as they came."""
        return sorted(properties, key=lambda one: one != RDF.type)


def turtle(document: Mapping[str, Any]) -> bytes:
    """Return a JSON-LD document, whose context stands in it, as Turtle in UTF-8."""
    graph = Graph(bind_namespaces="none").parse(data=json.dumps(document), format="json-ld")
    stream = BytesIO()
    _AsGiven(graph).serialize(stream, encoding="utf-8")
    return stream.getvalue()
