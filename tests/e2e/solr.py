"""As much of Solr as CKAN needs to keep and show datasets: its schema, documents posted to it, and queries for a name or id.

``python -m tests.e2e.solr PORT SCHEMA`` serves it on the loopback. It searches nothing: a query without a name finds all.
"""

from __future__ import annotations

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Solr(BaseHTTPRequestHandler):
    """A core in memory; documents are dictionaries by their ``id``."""

    documents: dict[str, dict[str, Any]] = {}  # noqa: RUF012 (one core, shared by all requests)
    schema = b""

    def do_GET(self) -> None:
        """Answer a query, or give the schema."""
        place = urlsplit(self.path)
        if "/schema" in place.path:
            self._answer(self.schema, "application/xml")
        else:
            self._answer_query(place.query)

    def do_POST(self) -> None:
        """Keep documents, forget them, or answer a query that is too long for an address."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if "/update" not in self.path:
            self._answer_query(body)
            return
        if "json" in self.headers["Content-Type"]:
            self.documents.update({document["id"]: document for document in json.loads(body)})
        elif "<delete>" in body:
            for found in self._named(body):
                del self.documents[found["id"]]
        self._answer(b"{}", "application/json")

    def _named(self, query: str) -> list[dict[str, Any]]:
        """Return the documents whose name or id a query has in quotes, all where it has none."""
        words = re.findall(r'\b(?:name|id):(?:"|&quot;)([^"&]+)', query)
        return [one for one in self.documents.values() if not words or {one["id"], one["name"]} & set(words)]

    def _answer_query(self, query: str) -> None:
        asked = parse_qs(query)
        found = self._named(asked.get("q", ["*:*"])[0])
        content = {"response": {"numFound": len(found), "start": 0, "docs": found}, "facet_counts": {"facet_fields": {}}}
        self._answer(json.dumps(content).encode(), "application/json")

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    Solr.schema = Path(sys.argv[2]).read_bytes()
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Solr).serve_forever()
