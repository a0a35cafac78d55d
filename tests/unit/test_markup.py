"""What no page can need is told before it is parsed, and what pages have is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parpipe.errors import Unreadable
from parpipe.markup import DEEPEST, MOST_ATTRIBUTES, refuse_harmful
from parpipe.readers.html import read_html

MANY = DEEPEST + 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<div>" * MANY, "nested in each other"),
        ("<div>" * MANY + "</div>" * MANY, "nested in each other"),
        ("<DIV class='a>b'>" * MANY, "nested in each other"),
        ("<!--><div>" * MANY, "nested in each other"),
        ("<b></i>" * MANY, "nested in each other"),
        ("<path/>" * MANY, "nested in each other"),
        ("<svg></p>" + "<path/>" * MANY, "nested in each other"),
        ("<svg><title>" + "<path/>" * MANY, "nested in each other"),
        ("<a" + " x" * (2 * MOST_ATTRIBUTES) + ">", "attributes"),
        ("<a" + ' x=">"' * MOST_ATTRIBUTES + " y>", "attributes"),
    ],
    ids=["open", "closed", "quoted", "in a comment", "mismatched", "slash", "svg", "in a title", "attributes", "quotes"],
)
def test_a_page_made_to_do_harm_is_refused(source: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        refuse_harmful(source)


@pytest.mark.parametrize(
    "source",
    [
        "<p>a" * 20_000,
        "<ul>" + "<li>a" * 20_000 + "</ul>",
        "<table>" + "<tr><td>a" * 20_000 + "</table>",
        "<svg>" + '<path d="M0 0"/>' * 20_000 + "</svg>",
        "<!--" + "<div>" * 20_000 + "-->",
        "<script>" + "if (a<b) c" * 20_000 + "</script>",
        "<br><img src=a>" * 20_000,
        '<img src="data:' + "a " * 200_000 + '">',
    ],
    ids=["paragraphs", "items", "rows", "drawing", "comment", "script", "empty elements", "long value"],
)
def test_what_pages_have_is_read(source: str) -> None:
    refuse_harmful(source)


@given(st.lists(st.sampled_from([*"<>/!-='\" ab", "<b", "</b>", "<!--", "-->", "<script>", "</script"]), max_size=60))
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    refuse_harmful("".join(parts) * 50)


def test_a_style_sheet_names_fonts_of_before_unicode() -> None:
    page = "<style>@media x { p.cu, li { margin: 0; font-family: .VnTime } }</style><p class=cu>tØnh Lai Ch©u</p><p>Ø</p>"

    assert [block.text for block in read_html(page.encode()).blocks] == ["tỉnh Lai Châu", "Ø"]
