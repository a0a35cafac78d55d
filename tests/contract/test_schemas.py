"""The table schemas as a contract: their columns, what they say in two languages, and that a name means one thing."""

import json
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import frictionless
import jsonschema
import pytest

from parpipe.schema import load_schema, table_names

KEY = ["index_id", "level", "ref_area", "component", "time_period", "statistic"]
WITH_KEY = ("observations", "changes", "reconciliation", "implied", "revisions")

COLUMNS = {
    "observations": """
        area_name_vi area_name_en unit score scale_max scale_basis score_pct rank ranked_count rank_basis percentile tier
        gap_to_mean obs_status comparability_group claim_count rival_count voice_count support rivals equations
        held_because score_statement rank_statement published_at recorded_at
    """,
    "changes": """
        previous_period score_change score_pct_change rank_change comparable not_comparable_reason stated_score_change
        stated_rank_change score_verdict rank_verdict
    """,
    "reconciliation": "measure base_period stated derived difference verdict stated_statement derived_from",
    "statements": """
        statement_id index_id level ref_area area_code area_name time_period component component_name measure value printed
        scale_max unit ranked_count base_period scope approximate grade basis locator quote mirror snapshot_sha256 source_id
        source_url extractor published_at published_precision recorded_at superseded_at
    """,
    "implied": """
        measure kind value low high held verdict independent from_statements quotes published_at recorded_at
    """,
    "relations": """
        relation_id source_url index_id level time_period component relation of_area other_area value count published_at
        published_precision recorded_at
    """,
    "revisions": """
        field old new old_statement new_statement kind seen_in old_source_url old_quote new_source_url new_quote recorded_at
        revision_id
    """,
    "findings": "code severity table key field value message statement_id source_id status accepted_because",
    "coverage": "index_id level time_period ref_area score rank",
    "targets": """
        who index_id ref_area component time_period from_period measure bound value plan evidence locator snapshot_sha256
        source_id source_url published_at published_precision recorded_at observed observed_statement outcome
    """,
    "profiles": """
        index_id level ref_area area_name_vi area_name_en first_period last_period year_count rank_years best_rank
        best_rank_period worst_rank worst_rank_period bottom_quarter_years bottom_quarter_share comparability_group score_years
        score_mean score_deviation trend trend_error strengths weaknesses
    """,
    "areas": "ref_area level iso_3166_2 valid_from valid_to",
    "area_names": "ref_area valid_from valid_to name_vi name_en kind code region",
    "area_succession": "predecessor successor date decree",
    "components": "index_id component level parent partition name_vi name_en valid_from valid_to scale_max citation",
    "sources": "source_id title publisher publisher_kind site language authority licence mirror",
    "transcription": """
        page page_date index_id level statistic area time_period component score scale_max rank ranked_count rank_basis
        score_change rank_change base_period change_unit approximate mirror note
    """,
}

OWN_MEANING = {
    ("implied", "kind"): "the kind of an equation, not of a unit",
    ("implied", "value"): "it follows from figures, and is stated by nobody",
    ("implied", "verdict"): "on what is held, not on a stated change",
    ("implied", "published_at"): "of the last figure behind it",
    ("revisions", "field"): "a column of observations or a measure, not the column that a finding speaks of",
    ("revisions", "kind"): "the kind of a revision, not of a unit",
    ("revisions", "recorded_at"): "of the release, or the capture with the later reading",
    ("relations", "value"): "a gap or bound, no figure of one unit",
    ("observations", "published_at"): "the day by which a value was certainly public, over all pages that state it",
    ("coverage", "score"): "what is known of the score, not the score",
    ("coverage", "rank"): "what is known of the rank, not the rank",
    **{("targets", name): "promised, not stated" for name in ("ref_area", "time_period", "measure", "value")},
    ("profiles", "comparability_group"): "the longest of the runs of a unit",
    ("findings", "value"): "the offending value is kept as text",
    ("area_names", "code"): "the official code of a unit, not the code of a finding",
    ("components", "valid_from"): "frameworks begin with a year, units with a day",
    ("components", "valid_to"): "frameworks end with a year, units with a day",
    ("transcription", "component"): "a name as printed, not yet a code",
    ("transcription", "score_change"): "as printed, not derived",
    ("transcription", "rank_change"): "as printed, not derived",
    ("transcription", "approximate"): "people type yes",
    ("transcription", "mirror"): "people type yes",
}
"""The only columns whose meaning differs from that of their namesakes, and why."""

SDMX = "http://purl.org/linked-data/sdmx/2009/"
TABLES = pytest.mark.parametrize("table", table_names())
Field = dict[str, Any]


def fields() -> Iterator[tuple[str, Field]]:
    for table in table_names():
        for field in load_schema(table)["fields"]:
            yield table, field


def meaning(field: Field) -> Field:
    """Return a field without its constraints, which may be tighter in one table than in another."""
    return {key: value for key, value in field.items() if key not in ("constraints", "trueValues", "falseValues")}


def official_profile() -> Any:
    return json.loads(resources.files("dplib").joinpath("profiles/2.0/tableschema.json").read_text(encoding="utf-8"))


def test_there_is_one_schema_for_every_table_of_the_contract() -> None:
    assert set(table_names()) == COLUMNS.keys()


@TABLES
def test_the_columns_stand_as_promised_and_the_key_comes_first(table: str) -> None:
    key = KEY if table in WITH_KEY else []

    names = [field["name"] for field in load_schema(table)["fields"]]

    assert names == key + COLUMNS[table].split()


@TABLES
def test_a_schema_is_valid_by_the_official_profile_and_by_frictionless(table: str) -> None:
    schema = load_schema(table)

    jsonschema.validate(schema, official_profile())

    assert schema["$schema"] == "https://datapackage.org/profiles/2.0/tableschema.json"
    assert frictionless.Schema.from_descriptor(schema).to_descriptor()["fields"] == schema["fields"]


@TABLES
def test_every_schema_and_field_is_described_in_both_languages(table: str) -> None:
    schema = load_schema(table)

    for described in (schema, *schema["fields"]):
        assert described["title"].strip()
        assert described["description"].strip()
        for key in ("title@vi", "description@vi"):
            assert re.search(r"[à-ỹđĐ]", described[key]), f"{described['name']}: {described[key]!r} is not Vietnamese"
            assert described[key] != described[key.removesuffix("@vi")]


def test_the_same_name_has_the_same_type_and_meaning_everywhere() -> None:
    shared = dict[str, Field]()
    for table, field in fields():
        if (table, field["name"]) not in OWN_MEANING:
            shared.setdefault(field["name"], field)

    own = {(table, field["name"]) for table, field in fields() if meaning(field) != meaning(shared.get(field["name"], field))}

    assert own == OWN_MEANING.keys()


def test_numbers_and_counts_have_a_unit_and_never_a_group_character() -> None:
    for table, field in fields():
        if field["type"] in ("number", "integer"):
            assert field["unit"], (table, field["name"])
        assert not field.keys() & {"groupChar", "decimalChar", "bareNumber", "format"}


def test_only_types_that_the_writers_know_are_used() -> None:
    assert {field["type"] for _, field in fields()} == {"string", "number", "integer", "boolean", "date"}


def test_years_lie_between_2000_and_2100() -> None:
    years = [field for _, field in fields() if field.get("unit") == "year"]

    assert years
    assert all(field["constraints"]["minimum"] == 2000 and field["constraints"]["maximum"] == 2100 for field in years)


def test_fields_that_can_be_null_say_what_null_means() -> None:
    explained = re.compile(r"\b(null|empty)\b", re.IGNORECASE)

    silent = [
        (table, field["name"])
        for table, field in fields()
        if not field.get("constraints", {}).get("required") and not explained.search(field["description"])
    ]

    assert silent == []


def test_a_rank_change_above_zero_is_said_to_mean_moved_up() -> None:
    ranks = [field for _, field in fields() if field["name"].endswith("rank_change")]

    assert len(ranks) == 3
    assert all(
        "positive means the area moved up" in field["description"] and "tăng hạng" in field["description@vi"] for field in ranks
    )


def test_sdmx_concepts_carry_their_address() -> None:
    terms = {field["name"]: field.get("rdfType") for table, field in fields() if table == "observations"}

    assert terms["ref_area"] == f"{SDMX}dimension#refArea"
    assert terms["time_period"] == f"{SDMX}dimension#timePeriod"
    assert terms["obs_status"] == f"{SDMX}attribute#obsStatus"
    assert terms["score"] == f"{SDMX}measure#obsValue"


@TABLES
def test_primary_keys_name_columns_that_are_required_unless_time_or_level_is_open(table: str) -> None:
    schema = load_schema(table)
    constraints = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}

    for name in schema.get("primaryKey", []):
        assert constraints[name].get("required") or (table, name) in OPEN_KEYS


OPEN_KEYS = {("area_names", "valid_from"), ("components", "valid_from"), ("components", "level")}


@TABLES
def test_foreign_keys_lead_to_columns_of_the_same_type(table: str) -> None:
    schema = load_schema(table)
    types = {field["name"]: field["type"] for field in schema["fields"]}

    for key in schema.get("foreignKeys", []):
        other = {field["name"]: field["type"] for field in load_schema(key["reference"]["resource"] or table)["fields"]}
        assert [types[name] for name in key["fields"]] == [other[name] for name in key["reference"]["fields"]]


def test_the_tables_are_tied_together_by_these_foreign_keys() -> None:
    ties = {
        f"{table}.{'+'.join(key['fields'])} -> {key['reference']['resource'] or table}"
        for table in table_names()
        for key in load_schema(table).get("foreignKeys", [])
    }

    figures = (*WITH_KEY, "statements")
    assert ties == {
        *(f"{table}.ref_area -> areas" for table in (*figures, "area_names", "coverage", "targets", "profiles")),
        *(f"{table}.index_id+component -> components" for table in (*figures, "relations", "targets") if table != "revisions"),
        "relations.of_area -> areas",
        "relations.other_area -> areas",
        "revisions.new_statement -> statements",
        "observations.score_statement -> statements",
        "observations.rank_statement -> statements",
        "reconciliation.stated_statement -> statements",
        "statements.source_id -> sources",
        "targets.source_id -> sources",
        "targets.observed_statement -> statements",
        "findings.source_id -> sources",
        "area_names.region -> areas",
        "area_succession.predecessor -> areas",
        "area_succession.successor -> areas",
        "components.parent -> components",
    }


def test_enums_and_patterns_refuse_what_they_should() -> None:
    refused = {
        ("observations", "ref_area"): ["VN-14", "14", "GSO1", "Lai Châu"],
        ("observations", "obs_status"): ["X", "a"],
        ("changes", "not_comparable_reason"): ["scale_differs,gap_in_years", "other", "|"],
        ("statements", "statement_id"): ["1", "S0000000000000000"],
        ("statements", "source_url"): ["ftp://example.vn", "https://example.vn/a b"],
        ("transcription", "page_date"): ["3/2018", "2018-3-29", "2018-03-29T10:00"],
    }

    for (table, name), cells in refused.items():
        field = frictionless.Schema.from_descriptor(load_schema(table)).get_field(name)
        assert [cell for cell in cells if not field.read_cell(cell)[1]] == []


def test_years_scores_and_yes_are_read_from_a_transcription() -> None:
    cells = {
        "score_change": "-11.71",
        "rank_change": "+5",
        "score": "67.40",
        "page_date": "2018-03",
        "mirror": "yes",
        "rank_basis": "order",
    }
    schema = frictionless.Schema.from_descriptor(load_schema("transcription"))

    read = {name: schema.get_field(name).read_cell(cell) for name, cell in cells.items()}

    assert {name: notes for name, (_, notes) in read.items() if notes} == {}
    assert str(read["score"][0]) == "67.40"
    assert (read["rank_change"][0], read["mirror"][0]) == (5, True)
