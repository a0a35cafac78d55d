"""How many pages of prose are read a second on one core, beside the bare parser on the same pages, and how that grows.

The pages are of our own: news about a province in paragraphs of a few sentences, of which every third has numbers and one in
twelve figures of an index, with the markup, menu, scripts, links and footer of such pages. Half of a page's bytes are text.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from parpipe.areas import Areas
from parpipe.extractors.narrative import Context, extract_narrative
from parpipe.indices import Index
from parpipe.readers.html import read_html
from parpipe.registry import load_reference

DATA = Path(__file__).parents[2] / "data"
SIZES = (50_000, 500_000, 5_000_000)
"""Bytes of the pages on which it is measured that the time grows with the length and no faster."""

_PLAIN = (
    "Sáng nay, lãnh đạo tỉnh làm việc với các huyện vùng cao về tiến độ xây dựng trường học và đường giao thông.",
    "Nhiều hộ dân ở các xã biên giới đã mạnh dạn chuyển đổi cây trồng, vay vốn ưu đãi để mở rộng vườn cây ăn quả.",
    "Theo đại diện ngành nông nghiệp, thời tiết thuận lợi giúp lúa trổ đều, song cần phòng trừ sâu bệnh ở cuối vụ.",
    "Cán bộ bộ phận một cửa hướng dẫn người dân nộp hồ sơ trực tuyến, nhờ vậy thời gian chờ đợi ngắn lại.",
    "Các đại biểu thảo luận sôi nổi về việc sắp xếp bộ máy, tinh giản biên chế và nâng cao chất lượng phục vụ.",
    "Tại buổi gặp gỡ, doanh nghiệp kiến nghị rút ngắn thủ tục đất đai, hỗ trợ đào tạo lao động và kết nối thị trường tiêu thụ.",
    "Đêm hội diễn ra trong không khí vui tươi với các tiết mục múa hát do học sinh trong vùng biểu diễn.",
    "Cơ quan chức năng khuyến cáo người tham gia giao thông tuân thủ tín hiệu đèn và không sử dụng rượu bia khi điều khiển xe.",
)
_NUMBERED = (
    "Ngày 19/4, đoàn công tác trao 120 suất quà trị giá 36 triệu đồng cho học sinh nghèo vượt khó của {area}.",
    "Năm {year}, thu ngân sách trên địa bàn đạt 2.350 tỷ đồng, bằng 104% dự toán, tạo việc làm cho hơn 8.000 lao động.",
    "Dự án có chiều dài 12,5 km, tổng mức đầu tư 450 tỷ đồng, dự kiến khởi công vào quý 3 và hoàn thành sau 18 tháng.",
)
_FIGURES = (
    "Năm {year}, PAR INDEX của {area} đạt {score} điểm, xếp thứ {rank}/63 tỉnh, thành phố, tăng {up} bậc so với năm {before}.",
    "SIPAS năm {year} của {area} đạt {score}%, đứng thứ {rank}/63 tỉnh, thành phố.",
)
_AREAS = ("Lai Châu", "Quảng Trị", "Đồng Tháp", "Bắc Giang", "Quảng Nam", "Cà Mau", "Hòa Bình", "Nghệ An", "Phú Yên")
_HEAD = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{area}: tin trong tỉnh</title>
<script>var page = {{"id": 4{page}, "section": "tin-tuc"}}; function count(n) {{ return n > 63 ? 1 : n + 1; }}</script>
<style>.article p {{ margin: 0 0 12px; font-size: 16px }} .menu li {{ float: left; padding: 4px 12px }}</style></head><body>
<ul class="menu">{menu}</ul><div id="content"><h1>{area} đẩy mạnh cải cách, phục vụ người dân</h1><div class="article">"""
_MARKUP = """<p class="MsoNormal" style="margin: 6pt 0cm; text-align: justify; line-height: normal; text-indent: 36pt">
<span lang="VI" style="font-size: 14pt; font-family: 'Times New Roman', serif; color: black">{text}</span>
</p><div class="quang-cao" id="vung-{number}" data-vi-tri="{number}" data-rong="300" data-cao="250" data-loai="xen-giua"></div>
<div class="anh"><a href="/thu-vien/anh-{number}.html"><img src="/anh/2021/bai-viet/anh-{number}_660x440.jpg"
 srcset="/anh/2021/bai-viet/anh-{number}_1320x880.jpg 2x" width="660" height="440" loading="lazy" alt="Ảnh minh họa"></a></div>
"""
_FOOT = '</div></div><div id="tin-lien-quan">{links}</div><div id="footer">Bản quyền thuộc về báo {area}</div></body></html>'


def news_page(size: int, page: int = 0) -> bytes:
    """Return a page of at least so many bytes; pages with other numbers have other areas, years and figures."""
    area = _AREAS[page % len(_AREAS)]
    menu = "".join(f'<li><a href="/chuyen-muc-{place}" title="Chuyên mục">Chuyên mục {place}</a></li>' for place in range(20))
    links = "".join(f'<p><a href="/bai-{place}">{_PLAIN[place % 8][:60]}</a></p>' for place in range(10))
    parts = [_HEAD.format(area=area, page=page, menu=menu)]
    length, number = len(parts[0].encode()), 0
    while length < size - 2_000:
        parts.append(_MARKUP.format(text=_paragraph(page, number), number=number))
        length, number = length + len(parts[-1].encode()), number + 1
    return "".join([*parts, _FOOT.format(area=area, links=links)]).encode()


def _paragraph(page: int, number: int) -> str:
    turn = page * 7 + number
    sentences = [_PLAIN[(turn * 3 + place) % len(_PLAIN)] for place in range(3)]
    year = 2012 + turn % 10
    values = {
        **{"area": _AREAS[turn % len(_AREAS)], "year": year, "before": year - 1},
        **{"score": f"{60 + turn % 35},{10 + turn % 90}", "rank": 1 + turn % 63, "up": 1 + turn % 20},
    }
    if number % 3 == 0:
        sentences.append(_NUMBERED[turn % len(_NUMBERED)].format(**values))
    if number % 12 == 0:
        sentences.append(_FIGURES[turn % len(_FIGURES)].format(**values))
    return " ".join(sentences)


def seconds(step: Callable[[bytes], object], pages: Iterable[bytes]) -> float:
    """Return the seconds of processor time that a step takes for all pages, the best of three rounds."""
    rounds = list[float]()
    for _ in range(3):
        start = time.process_time()
        for page in pages:
            step(page)
        rounds.append(time.process_time() - start)
    return min(rounds)


def measure(indices: Mapping[str, Index], areas: Areas) -> dict[str, tuple[float, float]]:
    """Return pages a second and the multiple of the bare parser's time, by what was done to which pages."""
    context = Context(indices, areas)
    steps: dict[str, Callable[[bytes], object]] = {
        "selectolax parses": lambda page: LexborHTMLParser(page).body,
        "parpipe reads": read_html,
        "parpipe reads and extracts": lambda page: extract_narrative(read_html(page), context),
    }
    measured = dict[str, tuple[float, float]]()
    for size in SIZES:
        pages = [news_page(size, page) for page in range(max(1, 1_000_000 // size))]
        bare = 0.0
        for name, step in steps.items():
            spent = seconds(step, pages) / len(pages)
            bare = bare or spent
            measured[f"{name} {size / 1000:,.0f} kB"] = 1 / spent, spent / bare
    return measured


def print_reading() -> None:
    """Print the table."""
    print(f"{'pages/s':>9}  {'x selectolax':>12}  one core, prose in HTML")
    for name, (rate, ratio) in measure(*load_reference(DATA)).items():
        print(f"{rate:9.1f}  {ratio:12.1f}  {name}")


if __name__ == "__main__":
    print_reading()
