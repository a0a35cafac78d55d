"""A data folder with sources that a server of a test publishes, and a run of fetch against it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import anyio

from parpipe.captures import read_ledger
from parpipe.fetch import Fetched, fetch
from parpipe.registry import load_registry
from parpipe.settings import Settings
from parpipe.transfer import Limits
from parpipe.web import Manners, Web
from tests.conftest import DATA

RECORDED = "2026-11-22"
STORED = datetime(2026, 11, 22, 3, tzinfo=UTC)
QUICK = Manners(between=0, tries=2, pause=0.01, longest=5, limits=Limits(silence=5, total=10, largest=200_000))
ROWS = {"Sơn La": ("85,91", 44), "Lai Châu": ("86,10", 40)}


def page(rows: dict[str, tuple[str, int]] = ROWS, beside: str = "", charset: str = "utf-8") -> str:
    """Return a page of a table of provinces, with something beside it that is no content."""
    cells = "".join(f"<tr><td>{name}</td><td>{score}</td><td>{rank}</td></tr>" for name, (score, rank) in rows.items())
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="{charset}"><title>PAR INDEX 2023</title></head><body>'
        f"<aside>{beside}</aside><main><h1>Chỉ số cải cách hành chính (PAR INDEX) năm 2023 của các tỉnh</h1>"
        f"<table><tr><th>Tỉnh</th><th>Điểm PAR INDEX 2023</th><th>Xếp hạng</th></tr>{cells}</table></main></body></html>"
    )


@dataclass
class Site:
    """A data folder, its clock, and how patient its guests are."""

    settings: Settings
    now: datetime = STORED + timedelta(days=1)
    waited: list[float] = field(default_factory=list)

    def publish(
        self,
        source_id: str,
        url: str,
        text: str | None = None,
        source: str = "",
        document: str = "",
        recorded: str = "2026-11-22",
    ) -> None:
        """Register a live page as it was stored."""
        folder = self.settings.data / "snapshots" / source_id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "page.html").write_text(page() if text is None else text, encoding="utf-8")
        said = [
            *(f"source_id: {source_id}", "title: a province", "publisher: a province", "publisher_kind: province"),
            *(f"site: {'/'.join(url.split('/')[:3])}", "language: vi", "authority: province", "licence: null"),
            *("mirror: false", "area: null", "schedule: 30 6 * * 1", source or "private: true", "documents:"),
            *("  - file: page.html", "    kind: page", f"    url: {url}", f"    recorded_at: {recorded}", "    live: true"),
            *("    index: PAR", "    level: province", *([f"    {document}"] if document else [])),
        ]
        (self.settings.data / "sources" / f"{source_id}.yaml").write_text("\n".join(said) + "\n", encoding="utf-8")

    def fetch(self, sources: Sequence[str] = (), *, manners: Manners = QUICK, accept: bool = False) -> list[Fetched]:
        return fetch(self.settings, sources, web=self.web(manners), accept=accept)

    def web(self, manners: Manners = QUICK) -> Web:
        return Web(lambda: self.now, Random(1), manners, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        await anyio.sleep(0)

    def folder(self, source_id: str) -> Path:
        return self.settings.captures / source_id

    def ledger(self, source_id: str) -> list[tuple[str, str]]:
        return [(one.outcome, one.reason) for one in read_ledger(self.folder(source_id))]

    def snapshots(self, source_id: str) -> list[str]:
        """Return the days of the snapshots of a source, as a build sees them."""
        found = load_registry(self.settings.data, self.settings.captures).sources[source_id].snapshots
        return [one.recorded_at.isoformat() for one in found]

    def later(self, days: int = 1) -> None:
        self.now += timedelta(days=days)


def make_site(folder: Path) -> Site:
    """Return a data folder with all reference data and no source."""
    data = folder / "data"
    for name in ("indices", "reference", "vocabulary"):
        (data / name).parent.mkdir(exist_ok=True, parents=True)
        shutil.copytree(DATA / name, data / name)
    for name in ("sources", "snapshots"):
        (data / name).mkdir()
    return Site(Settings.load(data=data, environ={}))
