"""Every page of an edition in both languages, with the JSON files, pictures and scripts beside them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parpipe.model import TOTAL
from parpipe.package import LICENCE, METHOD, RIGHTS
from parpipe.schema import load_schema
from parpipe.site import drawings, records
from parpipe.site.area_view import area_view
from parpipe.site.edition import Edition, Package, View
from parpipe.site.page import HOME, STATIC, Page, Site, place, render, short_name
from parpipe.site.ranking_view import areas_of, home_view, index_view, movers, ranking_view, release_line
from parpipe.site.words import LANGUAGES, WORDS, Language
from parpipe.site.words.codes import CODES

PICTURE = f"{STATIC}/preview.png"
_EXPLORED = 3_000_000
"""Bytes of the largest Parquet file that is also put into a script, for pages that were opened from a folder."""

_MANY = 400
"""Units up to which the home page lists all."""


def site_of(edition: Edition) -> Site:
    """Return what all pages of an edition share."""
    publisher = edition.packages[0].release.info.publisher
    return Site(
        base=publisher.base,
        publisher={"vi": publisher.name_vi, "en": publisher.name},
        homepage=publisher.homepage,
        email=publisher.email,
        licence={"vi": LICENCE["title@vi"], "en": LICENCE["title"]},
        licence_url=LICENCE["path"],
        indices=tuple(package.index_id for package in edition.packages),
    )


def files_of(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the site with its path below the folder of releases; the home pages, which lead to all, come last.

    Paths and bytes depend on the edition alone. Nothing is kept of a unit when its files have been yielded.
    """
    site, names = site_of(edition), list[str]()
    for page in _pages(edition):
        if isinstance(page, Page):
            names += [page.name] if page.language == "vi" else []
            yield page.path, render(page, site)
        else:
            yield page
    yield from _scripts(edition)
    for path in sorted((Path(__file__).parent / "static").iterdir()):
        yield f"{STATIC}/{path.name}", path.read_bytes()
    yield "site/json/catalog.json", as_json(records.catalog(edition))
    yield from records.records(edition, site, [*names, HOME])
    home = home_view(edition)
    for language in LANGUAGES:
        yield place(HOME, language), render(_home(edition, home, language), site)


def _pages(edition: Edition) -> Iterator[Page | tuple[str, bytes]]:
    """Yield every page but the home pages, and the JSON file and picture beside it."""
    for ref_area in edition.shown:
        view = area_view(edition, ref_area)
        yield from (_area(view, language) for language in LANGUAGES)
        yield f"site/json/areas/{ref_area}.json", as_json(view)
        if picture := drawings.preview(view):
            yield f"site/previews/{ref_area}.png", picture
    for package in edition.packages:
        index = index_view(edition, package)
        yield from (_index(package, index, language) for language in LANGUAGES)
        yield f"site/json/{package.index_id}/index.json", as_json(index)
        for year in package.years:
            if (ranking := ranking_view(edition, package, year))["levels"]:
                yield from (_ranking(edition, package, ranking, language) for language in LANGUAGES)
                yield f"site/json/{package.index_id}/{year}.json", as_json(ranking)
    files = [{"package": one, "files": records.files_of_release(one)} for one in edition.packages]
    history = {one.name: (one, records.history(edition, one)) for one in edition.packages}
    for language in LANGUAGES:
        yield _list(edition, language)
        yield from _about(edition, language, files, history)


def _home(edition: Edition, home: View, language: Language) -> Page:
    say = WORDS[language]
    listed = home["areas"] if len(home["areas"]) <= _MANY else []
    linked = records.catalog_record(edition)
    years = {one["time_period"] for index in home["indices"] for level in index["coverage"] for one in level["coverage"]}
    content = {**home, "listed": listed, "shown": {*edition.shown}, "coverage_years": sorted(years, reverse=True)}
    return Page(
        HOME, language, "home.html", say["site"], say["lede"], content,
        json="site/json/catalog.json", picture=PICTURE, scripts=("site.js",), linked=(linked,),
    )  # fmt: skip


def _list(edition: Edition, language: Language) -> Page:
    say = WORDS[language]
    content = {"areas": areas_of(edition)}
    return Page(
        "areas/index.html", language, "areas.html", say["areas"], say["areas_note"], content,
        json="site/json/catalog.json", picture=PICTURE, scripts=("site.js",),
    )  # fmt: skip


def _area(view: View, language: Language) -> Page:
    say, name = WORDS[language], view[f"name_{language}"]
    charts = {one["index_id"]: drawings.series_drawing(view, one, language) for one in view["indices"]}
    indices = ", ".join(short_name(one["index_id"]) for one in view["indices"])
    title = f"{name}: {indices}" if indices else name
    has_picture = any(charts.values())
    return Page(
        f"areas/{view['ref_area']}.html", language, "area.html", title, f"{title}. {say['tagline']}.",
        {"area": view, "charts": charts}, json=f"site/json/areas/{view['ref_area']}.json",
        picture=f"site/previews/{view['ref_area']}.png" if has_picture else PICTURE, scripts=("site.js",),
    )  # fmt: skip


def _ranking(edition: Edition, package: Package, ranking: View, language: Language) -> Page:
    say, year = WORDS[language], ranking["time_period"]
    title = say["ranking_title"].format(index=short_name(package.index_id), year=year)
    levels = [
        {
            **level,
            "spread": drawings.spread_drawing(level, language),
            "movers": movers(level),
            "pages": {row["ref_area"] for row in level["rows"]} & {*edition.shown},
        }
        for level in ranking["levels"]
    ]
    return Page(
        f"{package.index_id}/{year}.html", language, "ranking.html", title, f"{title}. {ranking[f'name_{language}']}.",
        {"ranking": ranking, "levels": levels, "years": package.years, "shown": {*edition.shown}},
        json=f"site/json/{package.index_id}/{year}.json", picture=PICTURE, scripts=("site.js",),
    )  # fmt: skip


def _index(package: Package, index: View, language: Language) -> Page:
    charts = {level["level"]: drawings.index_drawings(index, level, language) for level in index["levels"]}
    title = f"{short_name(package.index_id)}: {index[f'name_{language}']}"
    return Page(
        f"{package.index_id}/index.html", language, "index_of_years.html", title, index[f"description_{language}"],
        {"index": index, "charts": charts, "colours": drawings.STATE_COLOURS},
        json=f"site/json/{package.index_id}/index.json", picture=PICTURE, scripts=("site.js",),
        linked=(records.dataset(package),),
    )  # fmt: skip


def _about(edition: Edition, language: Language, files: list[View], history: View) -> Iterator[Page]:
    """Yield the pages about the data: downloads, dictionary, method, findings, releases, explorer."""
    say, packages = WORDS[language], edition.packages
    yield _plain("data", language, say["data"], say["data_lede"], {"packages": files}, json="site/json/catalog.json")
    yield _plain(
        "dictionary", language, say["dictionary"], say["dictionary_lede"], {"tables": _tables(edition), "codes": CODES}
    )
    content: dict[str, Any] = {"method": METHOD[language], "rights": RIGHTS[language], "packages": packages}
    yield _plain("about", language, say["about_page"], say["lede"], content)
    found = {one.index_id: one.tables["findings"] for one in packages}
    yield _plain(
        "findings",
        language,
        say["findings_page"],
        say["findings_lede"],
        {"found": found, "shown": {*edition.shown}, "codes": CODES},
    )
    yield _plain("releases", language, say["releases"], say["releases_lede"], {"history": history, "line": release_line})
    explored = {one.name: one for one in packages}
    components = {one.name: _component_names(one, language) for one in packages}
    scripts = ("site.js", "hyparquet.js", "explorer.js")
    yield _plain(
        "explorer",
        language,
        say["explorer"],
        say["explorer_lede"],
        {"explored": explored, "components": components},
        scripts=scripts,
    )


def _component_names(package: Package, language: Language) -> dict[str, str]:
    """Return what the components of a package are called, by code, the index as a whole by what it is."""
    names = {component: package.component_name(component, language) for component in package.component_names}
    return names | {TOTAL: WORDS[language]["whole_index"]}


def _plain(name: str, language: Language, title: str, told: str, content: View, **more: Any) -> Page:
    given: dict[str, Any] = {"picture": PICTURE, "scripts": ("site.js",), **more}
    return Page(f"{name}.html", language, f"{name}.html", title, told, content, **given)


def _tables(edition: Edition) -> list[View]:
    names = dict.fromkeys(name for package in edition.packages for name in package.release.tables)
    return [{"name": name, **load_schema(name)} for name in names]


def as_json(view: View) -> bytes:
    """Return a view as JSON in UTF-8."""
    return (json.dumps(view, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _scripts(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield the released Parquet of every package as a script: pages opened from a folder may read no other files."""
    for package in edition.packages:
        content = package.published.read("observations.parquet")
        if len(content) <= _EXPLORED:
            text = base64.b64encode(content).decode()
            yield f"site/explorer/{package.name}.js", f'explorer.take("{package.name}","{text}")\n'.encode()
