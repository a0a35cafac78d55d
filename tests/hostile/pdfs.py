"""PDF that are made to do harm: objects that lead to each other, streams that unpack without end, fonts without maps."""

from __future__ import annotations

import zlib

from tests.conformance.documents import Drawing, assemble_pdf, draw_pdf, stream
from tests.hostile.attack import Attack

CATALOG = "<</Type/Catalog/Pages 2 0 R>>"
PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"
PAGE = "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"


def looping_pdf(content: str, resources: str, *more: str) -> bytes:
    """Return a page that draws something with the objects 5, 6, …."""
    return assemble_pdf(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
            f"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{resources}>>>>",
            stream(content),
            *more,
        ]
    )


def form(content: str, resources: str) -> str:
    return stream(content).replace("<<", f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<{resources}>>", 1)


def ruled_pdf(pages: int) -> bytes:
    """Return pages of as many fields as there can be: lines that are nearer to each other are taken for one."""
    drawing = Drawing()
    drawing.write(50, 60, "A")
    drawing.rule_grid([10 + 3.2 * number for number in range(180)], [10 + 3.2 * number for number in range(255)])
    return draw_pdf([drawing] * pages)


def unmapped_pdf() -> bytes:
    drawing = Drawing()
    drawing.write(50, 60, "Lai Châu đạt 67,41 điểm")
    return draw_pdf([drawing], mapped=False)


def plain(*objects: str, trailer: str = "") -> bytes:
    """Return a PDF of objects that need not fit together; XREF in the trailer is the place of its table of objects."""
    data = assemble_pdf(objects)
    place = data.rfind(b"startxref\n") + 10
    table = data[place : data.index(b"\n", place)]
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R" + trailer.encode().replace(b"XREF", table))


def packed(content: bytes, times: int = 1, head: str = "") -> str:
    """Return a stream that was packed, and packed again."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = "/FlateDecode" * times
    return f"<<{head}/Filter[{filters}]/Length {len(content)}>>stream\n{content.decode('latin-1')}\nendstream"


def drawn(content: str, *more: str) -> bytes:
    return plain(CATALOG, PAGES, PAGE, content, *more)


def deep_tree() -> bytes:
    nodes = (f"<</Type/Pages/Kids[{number + 1} 0 R]/Count 1/Parent {max(number - 1, 2)} 0 R>>" for number in range(2, 20_000))
    return plain(CATALOG, *nodes, "<</Type/Page>>")


NOTHING = "no text layer|cannot be read|no words"
HARM = "made to do harm"
PDFS: dict[str, Attack] = {
    "a pdf whose table of objects comes before itself": Attack(
        ".pdf", lambda: plain(CATALOG, PAGES, PAGE, stream(""), trailer="/Prev XREF/XRefStm XREF"), NOTHING
    ),
    "a pdf whose page is its own parent": Attack(
        ".pdf", lambda: plain(CATALOG, PAGES, PAGE.replace("2 0 R", "3 0 R"), stream("")), NOTHING
    ),
    "a pdf whose pages hold each other": Attack(
        ".pdf", lambda: plain(CATALOG, PAGES, "<</Type/Pages/Parent 2 0 R/Kids[2 0 R 2 0 R]/Count 2>>"), NOTHING
    ),
    "a pdf whose objects are each other": Attack(".pdf", lambda: plain(CATALOG, PAGES, "4 0 R", "3 0 R"), NOTHING),
    "a pdf whose stream is as long as itself": Attack(
        ".pdf", lambda: drawn("<</Length 4 0 R>>stream\nBT ET\nendstream"), NOTHING
    ),
    "a pdf whose objects stand in themselves": Attack(
        ".pdf",
        lambda: drawn(stream(""), packed(b"5 0 <</Type/ObjStm>>", 1, "/Type/ObjStm/N 1/First 4/Extends 5 0 R")),
        NOTHING,
    ),
    "a pdf with a tree of pages 20,000 deep": Attack(".pdf", deep_tree, NOTHING),
    "a pdf of lists in lists": Attack(
        ".pdf", lambda: plain(CATALOG, PAGES, PAGE.replace(">>", f"/A{'[' * 500_000}{']' * 500_000}>>"), stream("")), NOTHING
    ),
    "a pdf of two billion pages": Attack(
        ".pdf", lambda: plain(CATALOG, PAGES.replace("Count 1", "Count 2000000000"), PAGE, stream("")), f"{NOTHING}|pages"
    ),
    "a pdf with a stream of 200 MB": Attack(".pdf", lambda: drawn(packed(b" " * 200_000_000)), f"{NOTHING}|{HARM}"),
    "a pdf with a stream packed twice": Attack(".pdf", lambda: drawn(packed(bytes(300_000_000), 2)), f"{NOTHING}|{HARM}"),
    "a pdf with 50 million operators": Attack(".pdf", lambda: drawn(packed(b"q " * 50_000_000)), f"{NOTHING}|{HARM}"),
    "a pdf with two million lines": Attack(".pdf", lambda: drawn(packed(b"0 0 m 9 0 l S\n" * 2_000_000)), f"{NOTHING}|{HARM}"),
    "a pdf with a table of a million fields": Attack(".pdf", lambda: ruled_pdf(23), "300,000 cells"),
    "a pdf whose pages are its pages": Attack(
        ".pdf",
        lambda: assemble_pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
        ".",
    ),
    "a pdf whose form draws itself": Attack(
        ".pdf", lambda: looping_pdf("/X Do", "/XObject<</X 5 0 R>>", form("/X Do /X Do", "/XObject<</X 5 0 R>>")), "."
    ),
    "a pdf whose forms draw each other": Attack(
        ".pdf",
        lambda: looping_pdf(
            "/X Do",
            "/XObject<</X 5 0 R>>",
            form("/Y Do /Y Do", "/XObject<</Y 6 0 R>>"),
            form("/X Do /X Do", "/XObject<</X 5 0 R>>"),
        ),
        ".",
    ),
    "a pdf whose font descends from itself": Attack(
        ".pdf",
        lambda: looping_pdf(
            "BT /F 9 Tf <0041> Tj ET",
            "/Font<</F 5 0 R>>",
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 5 0 R>>",
        ),
        ".",
    ),
    "a pdf with a font without a map": Attack(".pdf", unmapped_pdf, "fonts do not say"),
}
