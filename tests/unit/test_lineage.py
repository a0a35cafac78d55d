"""Run events as the official OpenLineage client takes them, to a file and to a service; a deaf service fails no run."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from parpipe.lineage import Traced, emit

RUN = Traced("0198c0de-0000-7000-8000-000000000001", "refresh", ("dti.gov.vn", "son"), (("dti", "1.1.0"),))
AT = datetime(2026, 12, 7, 6, 30, tzinfo=UTC)


def test_a_file_takes_one_event_a_line(tmp_path: Path) -> None:
    place = tmp_path / "made" / "lineage.jsonl"

    said = [emit(str(place), RUN, "START", AT), emit(str(place), RUN, "COMPLETE", AT)]

    events = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    assert said == [None, None]
    assert [one["eventType"] for one in events] == ["START", "COMPLETE"]
    assert {one["run"]["runId"] for one in events} == {RUN.run_id}
    assert [one["name"] for one in events[1]["inputs"]] == ["sources/dti.gov.vn", "sources/son"]
    assert events[1]["outputs"][0]["facets"]["version"]["datasetVersion"] == "1.1.0"


def test_a_service_takes_a_failure_with_its_reason() -> None:
    taken = list[dict[str, object]]()

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))) | {"path": self.path})
            self.send_response(201)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Service) as server:
        Thread(target=server.handle_request, daemon=True).start()
        said = emit(f"http://127.0.0.1:{server.server_port}", RUN, "FAIL", AT, "1 error in the data")

    assert said is None
    assert taken[0]["path"] == "/api/v1/lineage"
    assert taken[0]["eventType"] == "FAIL"
    assert taken[0]["run"]["facets"]["errorMessage"]["message"] == "1 error in the data"  # type: ignore[index]


def test_a_place_that_cannot_be_used_is_told_and_nothing_is_raised(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    said = emit(str(tmp_path / "file" / "lineage.jsonl"), RUN, "START", AT)

    assert said == "refresh START did not reach the lineage service: Unavailable"
