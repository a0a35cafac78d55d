"""Articles at random: Vietnamese and English sentences and a table, of real units, with figures that nobody published."""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.sentences import PROVINCES, PROVINCES_EN, ranks, scores, years

VIETNAMESE = (
    "Năm {year}, tỉnh {name} đạt {score}/100 điểm, xếp thứ {rank}/63 tỉnh, thành phố về Chỉ số PAR INDEX.",
    "Chỉ số cải cách hành chính năm {year} của {name} đạt {score}%, xếp hạng {rank}/63, tăng {step} bậc so với năm {before}.",
    "Theo kết quả SIPAS {year}, {name} đạt {score}%, tăng {change}% so với năm {before}, đứng thứ {rank} cả nước.",
    "{name} xếp thứ {rank}/63 về Chỉ số PCI năm {year} với {score} điểm, giảm {change} điểm và tụt {step} bậc.",
    "Đứng đầu PAR INDEX {year} là {name} với {score} điểm; xếp cuối bảng là {other}, đạt {least} điểm.",
    "Chỉ số PAPI năm {year} của {name} đạt gần {score} điểm (thứ {rank}/63), còn {other} đạt {least} điểm.",
    "PAR INDEX năm {year}, {name} và {other} lần lượt đạt {score}% và {least}%.",
    "Phấn đấu đến năm 2030, Chỉ số PAR INDEX của {name} đạt trên {score}%, nằm trong nhóm {rank} tỉnh dẫn đầu.",
    "Theo Quyết định số {step}{rank}/QĐ-BNV ngày {rank}/4/{year}, Chỉ số DTI của {name} xếp thứ {rank} cả nước.",
    "Kết quả Chỉ số CCHC của {name} năm {year} là {score} điểm/100 điểm (năm {before}: {least} điểm), tăng {step} hạng.",
)
ENGLISH = (
    "In {year}, {name} scored {score} points in the PAR Index, ranking {rank}th among 63 provinces and cities.",
    "{name} topped the {year} Provincial Competitiveness Index (PCI) with {score} points, followed by {other} with {least}.",
    "{name} and {other} scored {score} and {least} in the {year} PAR Index, respectively.",
    "The SIPAS of {name} reached {score}% in {year}, up {change} percentage points from {before}, and it ranked {rank}/63.",
    "{name} aims to be among the top {rank} provinces in the PAR Index by 2030, with at least {score} points.",
    "With {score} points, {name} moved up {step} places to {rank}th in the {year} PAR Index.",
)
FORMS = (*((form, True) for form in VIETNAMESE), *((form, False) for form in ENGLISH))
_HEADERS = (
    ("STT", "Tỉnh, thành phố", "Điểm năm {year}", "Xếp hạng năm {year}"),
    ("TT", "Đơn vị", "Điểm PAR INDEX {year}", "Thứ hạng {year}"),
)


@dataclass(frozen=True)
class Article:
    """Paragraphs, the first its headline, and the rows of a table."""

    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _sentence(form: tuple[str, bool], places: list[int], numbers: tuple[str, str, str], rank: int, step: int, year: int) -> str:
    text, vietnamese = form
    names = [(PROVINCES if vietnamese else PROVINCES_EN)[place] for place in places]
    score, least, change = numbers if vietnamese else (number.replace(",", ".") for number in numbers)
    values = {"score": score, "least": least, "change": change, "rank": rank, "step": step, "year": year, "before": year - 1}
    return text.format(name=names[0], other=names[1], **values)


_changes = st.integers(1, 999).map(lambda cents: f"{cents // 100},{cents % 100:02d}")
_places = st.lists(st.integers(0, len(PROVINCES) - 1), min_size=2, max_size=2, unique=True)
sentences = st.builds(
    _sentence, st.sampled_from(FORMS), _places, st.tuples(scores, scores, _changes), ranks, st.integers(1, 30), years
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    year = draw(years)
    names = draw(st.lists(st.sampled_from(PROVINCES), min_size=4, max_size=10, unique=True))
    body = [(str(number), name, draw(scores), f"{draw(ranks)}") for number, name in enumerate(names, start=1)]
    headline = f"Bảng xếp hạng Chỉ số cải cách hành chính (PAR INDEX) năm {year} của các tỉnh, thành phố"
    said = draw(st.lists(sentences, min_size=1, max_size=5))
    header = tuple(text.format(year=year) for text in draw(st.sampled_from(_HEADERS)))
    return Article((headline, *said), (header, *body))
