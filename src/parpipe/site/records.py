"""What machines read of the site: catalog, feeds, sitemap, schema.org; and the files and versions of the packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from parpipe.descriptors.schema_org import schema_org
from parpipe.package import CATALOG, LICENCE
from parpipe.releases import PublishedRelease
from parpipe.site.edition import Edition, Package, View
from parpipe.site.page import Site, place
from parpipe.site.ranking_view import areas_of, release_line
from parpipe.site.words import LANGUAGES, WORDS
from parpipe.versions import VERSION, version_key

REVISED = ("index_id", "level", "ref_area", "component", "time_period", "field", "old", "new", "kind", "seen_in")
"""The columns of revisions that are told; those that an earlier version has not are missing."""

_HEAVY = ("distribution", "isBasedOn", "variableMeasured")


def catalog(edition: Edition) -> View:
    """Return what there is: packages with their versions, indices with their years, units, and where their JSON files are."""
    return {
        "base": edition.base,
        "licence": LICENCE["name"],
        "packages": [
            {
                **release_line(package),
                "name_vi": package.titles["vi"],
                "name_en": package.titles["en"],
                "years": package.years,
                "json": f"site/json/{package.index_id}/index.json",
            }
            for package in edition.packages
        ],
        "areas": [{**row, "json": f"site/json/areas/{row['ref_area']}.json"} for row in areas_of(edition)],
    }


def catalog_record(edition: Edition) -> View:
    """Return the DataCatalog of schema.org."""
    return {
        "@context": "https://schema.org/",
        "@id": f"{edition.base}/catalog",
        "@type": "DataCatalog",
        "name": CATALOG["en"],
        "alternateName": CATALOG["vi"],
        "url": f"{edition.base}/",
        "license": LICENCE["path"],
        "dataset": [{"@id": package.release.info.address} for package in edition.packages],
    }


def dataset(package: Package) -> View:
    """Return the Dataset of schema.org of a package, without its long lists, which stand in its dataset.jsonld."""
    return {name: value for name, value in schema_org(package.release).items() if name not in _HEAVY}


def files_of_release(package: Package) -> list[View]:
    """Return the files of a release with their sizes in bytes, checksums and rows, data first."""
    sums = package.published.checksums()
    data = list(package.release.data_files())
    others = [*sorted(sums.keys() - {*data}), "SHA256SUMS"]
    rows = {f"{name}.{ending}": table.rows for name, table in package.release.tables.items() for ending in ("csv", "parquet")}
    return [
        {
            "name": name,
            "path": f"{package.name}/{package.release.version}/{name}",
            "size": len(package.published.read(name)),
            "sha256": sums.get(name),
            "rows": rows.get(name),
        }
        for name in [*(one for one in data if one in sums), *others]
    ]


def history(edition: Edition, package: Package) -> list[View]:
    """Return the versions of a package that stand in the folder, the newest first, with what each changed."""
    folders = (edition.releases / package.name).iterdir()
    versions = sorted((path.name for path in folders if VERSION.fullmatch(path.name)), key=version_key, reverse=True)
    latest = version_key(package.release.version)
    return [_told(edition, package, version) for version in versions if version_key(version) <= latest]


def _told(edition: Edition, package: Package, version: str) -> View:
    published = PublishedRelease(str(edition.releases / package.name / version))
    revisions = published.texts("revisions", REVISED).to_pylist()
    revisions = [row for row in revisions if row["seen_in"] in ("release", None)]
    counts = {kind: sum(row["kind"] == kind for row in revisions) for kind in ("added", "revised", "withdrawn")}
    descriptor = published.descriptor()
    told = {"version": version, "created": descriptor["created"][:10], "first": "parpipe:previous" not in descriptor, **counts}
    return {**told, "revisions": revisions, "has_changes": published.has("CHANGES.md")}


def records(edition: Edition, site: Site, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemap and the feeds."""
    yield "sitemap.xml", _sitemap(site, names).encode()
    told = [(package, one) for package in edition.packages for one in history(edition, package)]
    told.sort(key=lambda pair: (pair[1]["created"], pair[0].name, version_key(pair[1]["version"])), reverse=True)
    for language in LANGUAGES:
        yield f"site/{language}/feed.xml", _feed(told, site, language).encode()


def _sitemap(site: Site, names: Sequence[str]) -> str:
    lines = []
    for name in names:
        addresses = {one: site.address(place(name, one)) for one in LANGUAGES}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{one}" href={quoteattr(address)}/>' for one, address in addresses.items()
        )
        lines += [f"<url><loc>{escape(address)}</loc>{links}</url>" for address in addresses.values()]
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<urlset {spaces}>", *lines, "</urlset>", ""])


def _feed(told: Sequence[tuple[Package, View]], site: Site, language: Any) -> str:
    """Return the releases as an Atom feed, the newest first; the day of a release is that of its youngest input."""
    say = WORDS[language]
    own = site.address(f"site/{language}/feed.xml")
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<title>{escape(say['site'])}: {escape(say['releases'].lower())}</title>",
        f'<id>{escape(own)}</id><link rel="self" href={quoteattr(own)}/>',
        f"<link href={quoteattr(site.address(f'site/{language}/releases.html'))}/>",
        f"<updated>{told[0][1]['created']}T00:00:00Z</updated>",
        f"<author><name>{escape(site.publisher[language])}</name></author>",
    ]
    return "\n".join([*head, *(_entry(package, one, site, language) for package, one in told), "</feed>", ""])


def _entry(package: Package, one: View, site: Site, language: Any) -> str:
    say, address = WORDS[language], f"{site.base}/{package.name}/{one['version']}"
    title = say["release_title"].format(title=package.titles[language], version=one["version"])
    counts = any(one[kind] for kind in ("added", "revised", "withdrawn"))
    changes = say["release_changes"].format(**one) if counts else say["first_release" if one["first"] else "no_changes"]
    return (
        f"<entry><title>{escape(title)}</title><id>{escape(address)}</id><link href={quoteattr(address + '/README.md')}/>"
        f"<updated>{one['created']}T00:00:00Z</updated><summary>{escape(changes)}</summary></entry>"
    )
