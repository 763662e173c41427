"""The pupils' survey with its adaptation, the pathways, and the case-study template: what they ask, in whose words."""

import pytest

from cs_research.definitions import crosswalk, differences, load_case_study, load_instrument

PLACES = [
    "classrooms", "corridors", "toilets", "canteen", "playground", "gates", "bus_stop", "streets", "shops", "park",
]  # fmt: skip
TIMES = ["arriving", "lessons", "moving", "break", "lunch", "leaving", "evening_online"]


@pytest.fixture(scope="module")
def survey():
    return load_instrument("student-safety/survey")


@pytest.fixture(scope="module")
def hillside():
    return load_instrument("student-safety/hillside")


def test_the_survey_asks_of_each_place_and_time_alone_and_of_harm_by_the_same(survey):
    assert [item.id for item in survey.items if item.scale == "safe_place"] == [f"safe_{name}" for name in PLACES]
    assert [item.id for item in survey.items if item.scale == "safe_time"] == [f"safe_{name}" for name in TIMES]
    where = [option.id for option in survey.item("harm_where").options]
    assert where == [*PLACES, "online", "elsewhere"]
    assert [option.id for option in survey.item("harm_when").options] == [*TIMES, "other_time"]
    assert len(survey.items) == 30


def test_places_and_times_share_their_answers_and_only_those_who_go_there_count(survey):
    place, time = (survey.scale_of(survey.item(name)) for name in ("safe_toilets", "safe_lunch"))
    assert place.points[:-1] == time.points[:-1]
    assert place.nets == time.nets
    assert place.nets[0].points == ("mostly_safe", "very_safe")
    for scale in (place, time):
        last = scale.points[-1]
        assert (last.id, last.absence, last.drawn) == ("not_applicable", "not_applicable", False)
    assert place.scores() == {
        "very_unsafe": 1,
        "mostly_unsafe": 2,
        "varies": 3,
        "mostly_safe": 4,
        "very_safe": 5,
    }


def test_nothing_in_the_survey_tells_who_answered(survey):
    assert survey.identifier is None
    assert [item.id for item in survey.items if item.role == "background"] == ["year_group"]
    last = survey.scale_of(survey.item("year_group")).points[-1]
    assert (last.id, last.absence, last.drawn) == ("prefer_not", "not_applicable", False)


def test_only_those_who_saw_something_are_asked_for_more(survey):
    asked = [item.id for item in survey.items if item.asked_if]
    assert asked == ["harm_where", "harm_when", "harm_kinds", "harm_often"]
    assert {survey.item(name).asked_if.points for name in asked} == {("yes", "not_sure")}


def test_the_adaptation_differs_from_the_survey_in_what_it_says_and_in_nothing_else(survey, hillside):
    told = {(found.part, found.kind): found.into for found in differences(survey, hillside)}
    assert told == {
        ("safe_corridors", "split"): ("safe_corridors_east", "safe_corridors_west"),
        ("harm_where.corridors", "split"): ("harm_where.corridors_east", "harm_where.corridors_west"),
        ("safe_canteen", "reworded"): (),
        ("harm_where.canteen", "reworded"): (),
        ("safe_bus_stop", "retired"): (),
        ("harm_where.bus_stop", "retired"): (),
        ("safe_park", "retired"): (),
        ("harm_where.park", "retired"): (),
        ("safe_corridors_east", "added"): (),
        ("safe_corridors_west", "added"): (),
        ("harm_where.corridors_east", "added"): (),
        ("harm_where.corridors_west", "added"): (),
        ("safe_changing_rooms", "added"): (),
        ("harm_where.changing_rooms", "added"): (),
        ("safe_tram_stop", "added"): (),
        ("harm_where.tram_stop", "added"): (),
        ("safe_footbridge", "added"): (),
        ("harm_where.footbridge", "added"): (),
        ("would_help.tram_staff", "added"): (),
    }
    assert all(change.reason for change in hillside.changes)


def test_the_adaptation_asks_its_places_in_an_order_that_makes_sense(hillside):
    asked = [item.id.removeprefix("safe_") for item in hillside.asked if item.scale == "safe_place"]
    assert asked == [
        "classrooms", "corridors_east", "corridors_west", "toilets", "changing_rooms", "canteen", "playground",
        "gates", "tram_stop", "streets", "footbridge", "shops",
    ]  # fmt: skip
    offered = {item.id: item.options for item in hillside.asked}["harm_where"]
    assert [option.id for option in offered] == [*asked, "online", "elsewhere"]
    assert "The Hub" in [option.label for option in offered]
    assert "made-up" in hillside.title
    assert "made up" in hillside.description


def test_the_adaptation_keeps_the_numbers_of_the_surveys_options(survey, hillside):
    values = {option.id: option.value for option in hillside.item("harm_where").options}
    assert [values[option.id] for option in survey.item("harm_where").options] == [str(n) for n in range(1, 13)]
    assert [values[name] for name in ("corridors_east", "corridors_west", "changing_rooms")] == [
        "13",
        "14",
        "15",
    ]


def test_a_crosswalk_says_what_may_be_compared_with_other_schools(survey, hillside):
    rows = {row.item: row for row in crosswalk(survey, hillside)}
    apart = {name: row.status for name, row in rows.items() if not row.comparable}
    assert apart == {
        "safe_corridors": "split", "safe_corridors_east": "new", "safe_corridors_west": "new",
        "safe_changing_rooms": "new", "safe_canteen": "reworded", "safe_bus_stop": "retired",
        "safe_tram_stop": "new", "safe_footbridge": "new", "safe_park": "retired",
        "harm_where": "reworded", "would_help": "reworded",
    }  # fmt: skip
    assert len(rows) - len(apart) == 24


def test_the_pathways_cross_harm_with_parenting_in_the_order_of_the_slide():
    pathways = load_instrument("thresholds/pathways")
    cases = [item for item in pathways.items if item.kind == "single"]
    assert [item.id for item in cases] == [
        "harm_concern",
        "need_concern",
        "harm_no_concern",
        "need_no_concern",
    ]
    assert [item.source[-2:] for item in cases] == ["a)", "b)", "c)", "d)"]
    assert {item.scale for item in cases} == {"pathway"}
    scale = pathways.scale_of(cases[0])
    assert scale.kind == "nominal"
    assert [point.id for point in scale.points if point.absence] == ["not_sure"]
    assert scale.points[-1].drawn
    assert pathways.identifier.id == "service"


def test_the_template_has_its_five_parts_and_knows_the_headings_of_the_case_study(shared):
    template = load_case_study("case-study/template")
    assert [part.id for part in template.parts] == [
        "issue",
        "response",
        "challenges",
        "difference",
        "learning",
    ]
    seed = shared("seeds/case-study-peer-group.txt").read_text(encoding="utf-8")
    found = [part.id for line in seed.splitlines() if (part := template.section_for_heading(line))]
    assert found == ["issue", "response", "challenges", "difference", "learning"]
    assert not any(part.heading in seed for part in template.parts)
