"""The views of a package's database: what people ask of several tables at once, as SQL that anybody can read and copy.

A page that only copies others has no address in a view: what looks like an address becomes a link in Datasette.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A view: its title and description in English and Vietnamese, and the SELECT that makes it."""

    title: str
    title_vi: str
    description: str
    description_vi: str
    select: str


_RANKING = View(
    "Ranking",
    "Bảng xếp hạng",
    "Every ranking, year by year, best rank first, with the words and the page that the rank (else the score) is taken from.",
    "Mọi bảng xếp hạng theo năm, hạng cao đứng trước, kèm nguyên văn và trang làm căn cứ cho thứ hạng (nếu không có thì điểm).",
    """
SELECT o.index_id, o.level, o.time_period, o.component,
       (SELECT min(c.name_vi) FROM components c WHERE c.index_id = o.index_id AND c.component = o.component)
           AS component_name_vi,
       o.rank, o.ranked_count, o.ref_area, o.area_name_vi, o.area_name_en,
       o.score, scored.printed AS score_printed, o.scale_max, o.score_pct, o.unit, o.obs_status, o.rival_count,
       evidence.quote AS evidence_quote,
       iif(evidence.mirror, NULL, evidence.source_url) AS evidence_url
FROM observations o
LEFT JOIN statements scored ON scored.statement_id = o.score_statement
LEFT JOIN statements evidence ON evidence.statement_id = coalesce(o.rank_statement, o.score_statement)
WHERE o.statistic = 'value'
ORDER BY o.index_id, o.level <> 'province', o.level, o.time_period DESC, o.component <> '_T', o.component,
         o.rank IS NULL, o.rank, o.score DESC, o.ref_area
""",
)

_SERIES = View(
    "Series",
    "Chuỗi số liệu",
    "Each unit over the years: score, rank, the change since the year before, and whether the two years compare.",
    "Từng đơn vị qua các năm: điểm, thứ hạng, mức thay đổi so với năm trước và hai năm có so sánh được hay không.",
    """
SELECT o.index_id, o.level, o.ref_area, o.area_name_vi, o.area_name_en, o.component, o.statistic, o.time_period,
       o.score, o.scale_max, o.score_pct, o.unit, o.rank, o.ranked_count, o.obs_status, o.comparability_group,
       c.previous_period, c.score_change, c.rank_change, c.comparable, c.not_comparable_reason
FROM observations o
LEFT JOIN changes c USING (index_id, level, ref_area, component, time_period, statistic)
ORDER BY o.index_id, o.level <> 'province', o.level, o.ref_area, o.component <> '_T', o.component, o.statistic, o.time_period
""",
)

_EVIDENCE = View(
    "Evidence",
    "Bằng chứng",
    "Where each held score and rank stands: the words, the place in the stored document, the page and who publishes it.",
    "Mỗi điểm và thứ hạng được chọn nằm ở đâu: nguyên văn, vị trí trong bản lưu, trang nguồn và cơ quan công bố.",
    """
SELECT held.index_id, held.level, held.ref_area, held.area_name_vi, held.component, held.time_period, held.statistic,
       held.measure, held.value, s.printed, s.quote, s.locator, s.grade, s.basis, s.statement_id,
       source.title AS source_title, source.publisher_kind, source.authority,
       iif(s.mirror, NULL, s.source_url) AS source_url, s.published_at, s.snapshot_sha256
FROM (SELECT *, 'score' AS measure, score AS value, score_statement AS statement_id FROM observations
      UNION ALL
      SELECT *, 'rank', rank, rank_statement FROM observations) held
JOIN statements s ON s.statement_id = held.statement_id
JOIN sources source USING (source_id)
ORDER BY held.index_id, held.level <> 'province', held.level, held.ref_area, held.component <> '_T', held.component,
         held.time_period, held.statistic, held.measure DESC
""",
)

_CONTESTED = View(
    "Contested figures",
    "Số liệu có nguồn nêu khác nhau",
    "Every statement on a figure that sources state differently, beside the value that is held and why it is.",
    "Mọi phát biểu về những số liệu mà các nguồn nêu khác nhau, bên cạnh giá trị được chọn và lý do chọn.",
    """
SELECT o.index_id, o.level, o.ref_area, o.area_name_vi, o.component, o.time_period, o.statistic, m.measure,
       iif(m.measure = 'score', o.score, o.rank) AS held, s.value AS stated, s.printed, s.approximate,
       s.statement_id = iif(m.measure = 'score', o.score_statement, o.rank_statement) AS is_evidence,
       o.rivals, o.support, o.held_because, s.quote, s.statement_id, source.title AS source_title, source.authority,
       iif(s.mirror, NULL, s.source_url) AS source_url, s.published_at
FROM observations o
JOIN (SELECT 'score' AS measure UNION ALL SELECT 'rank') m ON instr('|' || o.rivals, '|' || m.measure || ':')
JOIN statements s USING (index_id, level, ref_area, component, time_period)
JOIN sources source USING (source_id)
WHERE s.measure = iif(o.statistic = 'value', '', o.statistic || '_') || m.measure
  AND s.scope = 'national' AND s.superseded_at IS NULL
ORDER BY o.index_id, o.level <> 'province', o.level, o.ref_area, o.component <> '_T', o.component, o.time_period, o.statistic,
         m.measure DESC, is_evidence DESC, s.published_at, s.statement_id
""",
)

VIEWS = {"ranking": _RANKING, "series": _SERIES, "evidence": _EVIDENCE, "contested": _CONTESTED}
"""The views by name."""
