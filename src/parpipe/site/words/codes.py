"""What the codes of findings mean, in English as docs/findings.md says it, and in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, Mapping[str, str]] = {
    "rank_outside_count": {
        "en": "the rank is greater than the number of ranked units",
        "vi": "hạng lớn hơn số đơn vị được xếp hạng",
    },
    "rank_below_one": {
        "en": "the rank is smaller than one",
        "vi": "hạng nhỏ hơn một",
    },
    "rank_not_whole": {
        "en": "a rank or a rank change is no whole number",
        "vi": "hạng hoặc số bậc thay đổi không phải số nguyên",
    },
    "score_above_scale": {
        "en": "the score is above the maximum printed with it",
        "vi": "điểm cao hơn mức tối đa được in cùng",
    },
    "score_below_zero": {
        "en": "the score is negative",
        "vi": "điểm âm",
    },
    "change_exceeds_count": {
        "en": "the rank change is larger than the number of units",
        "vi": "số bậc thay đổi lớn hơn số đơn vị",
    },
    "published_after_capture": {
        "en": "the page's date lies after the day it was recorded",
        "vi": "ngày công bố của trang sau ngày thu thập",
    },
    "figure_before_its_year": {
        "en": "the page was published before the year that the figure speaks of",
        "vi": "trang được công bố trước năm mà số liệu phản ánh",
    },
    "source_withheld": {
        "en": "error: more than a fifth of a source's figures had to be withheld",
        "vi": "lỗi: hơn một phần năm số liệu của một nguồn phải giữ lại",
    },
    "corrected_figure": {
        "en": ("what a page states counts for nothing, or for another value; the message says why and whose error it is"),
        "vi": ("con số trang nêu không được tính, hoặc được tính bằng giá trị khác; nội dung nêu rõ lý do và lỗi của ai"),
    },
    "doubtful_figure": {
        "en": "what a page states is in doubt, and counts all the same",
        "vi": "con số trang nêu còn đáng ngờ nhưng vẫn được tính",
    },
    "correction_outdated": {
        "en": "the statement of a correction is gone or says something else than when somebody looked",
        "vi": "phát biểu mà một đính chính nói tới không còn, hoặc nay nói khác lúc có người xem",
    },
    "licence_forbids": {
        "en": (
            "the file of the source says redistribution: forbidden; none of its figures, targets and "
            "words is in any table or counts for anything, and the message says how many there are "
            "(licences.md)"
        ),
        "vi": (
            "nguồn cấm phân phối lại; không con số, mục tiêu hay câu chữ nào của nguồn có trong các "
            "bảng hoặc được tính, nội dung cho biết có bao nhiêu"
        ),
    },
    "rival_values": {
        "en": "another value is stated for what is held; both are named with their pages",
        "vi": "có nguồn nêu giá trị khác với giá trị được chọn; cả hai đều được nêu kèm trang",
    },
    "change_mismatch": {
        "en": "a stated change does not follow from the held levels",
        "vi": "mức thay đổi được nêu không suy ra được từ các giá trị được chọn",
    },
    "unit_mixup": {
        "en": ("a stated change is a hundredfold, or a hundredth, of what the held levels give: its unit was mistaken"),
        "vi": "mức thay đổi được nêu gấp trăm lần, hoặc bằng một phần trăm, mức tính được: nhầm đơn vị",
    },
    "rival_changes": {
        "en": "pages state one change, since one base year, with two values that do not agree",
        "vi": "các trang nêu cùng một thay đổi, từ cùng một năm gốc, bằng hai giá trị không khớp nhau",
    },
    "change_across_scales": {
        "en": "a stated change is the difference of two scores on different scales",
        "vi": "mức thay đổi được nêu là hiệu của hai điểm trên hai thang khác nhau",
    },
    "on_another_scale": {
        "en": ("a score is above its declared maximum and prints no other: percent called points, or a share times a hundred"),
        "vi": (
            "điểm cao hơn mức tối đa đã biết mà trang không in mức nào khác: phần trăm gọi là điểm, hoặc tỷ lệ nhân một trăm"
        ),
    },
    "printed_on_two_scales": {
        "en": "a score says on another scale what is held, as 50.77 % says 40.62 of 80",
        "vi": "điểm nói bằng thang khác chính giá trị được chọn, như 50,77 % là 40,62 trên 80",
    },
    "approximate_only": {
        "en": "the figure is stated as an approximation only, so nothing is held",
        "vi": "chỉ có giá trị gần đúng, nên không chọn giá trị nào",
    },
    "unattributed_figure": {
        "en": "a number that looks like a figure but cannot be attributed with certainty",
        "vi": "một số giống số liệu nhưng không thể quy chắc chắn cho đơn vị nào",
    },
    "internal_index": {
        "en": "a table about departments, districts or communes, whose index is another",
        "vi": "bảng về các sở, huyện hoặc xã, thuộc một bộ chỉ số khác",
    },
    "unmapped_table": {
        "en": ("a table, or parts of it, that cannot be mapped with certainty; the message has its header and the reasons"),
        "vi": "bảng, hoặc một phần bảng, không xác định chắc chắn được; nội dung có tiêu đề bảng và lý do",
    },
    "unknown_area_in_table": {
        "en": "a row of a table names no known area and is not read",
        "vi": "một dòng của bảng không nêu đơn vị nào đã biết và không được đọc",
    },
    "illegible_figure": {
        "en": ("a figure in a picture, or its name, year, maximum, count or base year, is barely legible; it is not read"),
        "vi": ("một số liệu trong ảnh, hoặc tên, năm, mức tối đa, số đơn vị hay năm gốc của nó, khó đọc; không được đọc"),
    },
    "unread_page": {
        "en": "a page of a PDF is a picture, and tesseract, which reads pictures, is not installed",
        "vi": "một trang PDF là ảnh, và tesseract, chương trình đọc ảnh, chưa được cài",
    },
    "transcriptions_differ": {
        "en": ("two transcriptions of one picture have other text in a cell; key is its region (parpipe transcribe --compare)"),
        "vi": "hai bản chép của một ảnh khác nhau ở một ô",
    },
    "rank_against_score": {
        "en": "a unit stands out of order: a better rank than another one, but a lower score",
        "vi": "một đơn vị đứng sai thứ tự: hạng cao hơn đơn vị khác mà điểm thấp hơn",
    },
    "shared_rank": {
        "en": ("two units have one rank without equal scores; where scores are unknown, no page that names both ties them"),
        "vi": ("hai đơn vị cùng hạng mà không bằng điểm; khi không rõ điểm, không trang nào nêu cả hai là đồng hạng"),
    },
    "rank_beyond_last": {
        "en": "the rank is greater than the number of units ranked that year",
        "vi": "hạng lớn hơn số đơn vị được xếp hạng năm đó",
    },
    "same_score": {
        "en": ("two units have one score on one page, which no other page confirms, and no tie: perhaps a copying error"),
        "vi": ("hai đơn vị cùng điểm trên một trang mà không trang nào khác xác nhận, cũng không đồng hạng: có thể chép nhầm"),
    },
    "parts_do_not_add": {
        "en": ("the parts of a complete partition, printed on one page, do not make the whole, beyond what rounding allows"),
        "vi": ("các phần của một tổng đầy đủ, in trên một trang, cộng lại không bằng tổng, quá mức làm tròn cho phép"),
    },
    "mean_against_table": {
        "en": ("a mean is not that of the complete table, or lies outside what the units without a score can make of it"),
        "vi": ("giá trị trung bình không phải của bảng đầy đủ, hoặc nằm ngoài khoảng mà các đơn vị chưa có điểm có thể tạo ra"),
    },
    "median_called_mean": {
        "en": "what one page calls the mean another one calls the median, and another mean is stated",
        "vi": ("điều một trang gọi là trung bình thì trang khác gọi là trung vị, và có nơi nêu một trung bình khác"),
    },
    "counts_differ": {
        "en": "pages count differently: ranked units, criteria, or units above or below a score",
        "vi": ("các trang đếm khác nhau: số đơn vị được xếp hạng, số tiêu chí, hoặc số đơn vị trên hay dưới một mức điểm"),
    },
    "count_against_table": {
        "en": "a stated number of units above or below a score is not what scores and ranks of the table allow",
        "vi": "số đơn vị trên hoặc dưới một mức điểm được nêu không khớp với điểm và hạng trong bảng",
    },
    "outside_stated_bounds": {
        "en": "a held score lies outside bounds that a page states",
        "vi": "điểm được chọn nằm ngoài khoảng mà một trang nêu",
    },
    "gap_mismatch": {
        "en": "a stated gap between two units is not the difference of their held scores",
        "vi": "khoảng cách được nêu giữa hai đơn vị không phải hiệu của hai điểm được chọn",
    },
    "sudden_jump": {
        "en": "a change since the year before that is at least twice any other of the unit, and large",
        "vi": "thay đổi so với năm trước lớn gấp ít nhất hai lần mọi thay đổi khác của đơn vị, và lớn",
    },
}
"""By code, then by language. Codes of transcriptions stop a release and those of fetching stand in none: neither is here."""
