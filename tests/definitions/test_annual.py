"""The annual survey: what it adds to 2022, what it leaves comparable, and its pairing."""

import pytest

from cs_research.definitions import Instrument, Pairing, crosswalk, load_instrument, load_pairing

#: Each expected practice, and the one question of the annual survey that speaks of it.
PRACTICES = {
    "target.assessments": "map_places",
    "target.context_weighting": "weigh_contexts",
    "target.group_work": "friend_groups",
    "target.reflection": "supervise_contexts",
    "target.multi_agency": "raise_themes",
    "target.space": "time_for_themes",
    "framework.social_care": "joint_plans",
    "framework.identification": "name_harm",
    "framework.advocacy": "speak_up",
    "framework.language": "caring_words",
    "partnerships.partners": "safer_places",
    "partnerships.young_people_parents": "plan_together",
    "partnerships.local_knowledge": "know_places",
    "partnerships.criminal_justice": "challenge_agencies",
    "outcomes.goals": "goals_for_contexts",
    "outcomes.reflection_challenge": "question_sanctions",
    "outcomes.highlighting": "ask_what_is_safe",
}


@pytest.fixture(scope="module")
def annual() -> Instrument:
    """The annual survey, laid over that of 2022."""
    return load_instrument("yjs-survey/annual")


@pytest.fixture(scope="module")
def pairing() -> Pairing:
    """The pairing of the annual survey."""
    return load_pairing("pairing/annual")


def test_each_domain_has_four_questions_or_more(annual):
    domains = [item.domain for item in annual.asked]
    counts = {name: domains.count(name) for name in ("target", "framework", "partnerships", "outcomes")}
    assert counts == {"target": 8, "framework": 5, "partnerships": 5, "outcomes": 4}


def test_the_questions_are_asked_in_this_order(annual):
    assert [item.id for item in annual.asked] == [
        "service", "region", "nation", "size", "role", "time_in_post", "engagement", "knowledge",
        "assess_contexts", "record_contexts", "map_places", "weigh_contexts", "friend_groups",
        "supervise_contexts", "raise_themes", "time_for_themes",
        "joint_plans", "name_harm", "speak_up", "caring_words",
        "local_work", "safer_places", "plan_together", "know_places", "challenge_agencies",
        "measure_safety", "goals_for_contexts", "question_sanctions", "ask_what_is_safe",
        "appropriate", "enablers", "barriers", "why_appropriate", "challenges", "answered_with",
    ]  # fmt: skip


def test_each_practice_is_claimed_once_by_a_question_of_its_domain(annual, pairing, frame):
    claimed = [(claim.evidence, [side.item for side in claim.confidence]) for claim in pairing.claims]
    assert claimed == [((practice,), [item]) for practice, item in PRACTICES.items()]
    assert sorted(PRACTICES) == sorted(code.id for code in frame.practices())
    domains = {code.id: frame.group(code.group).domain for code in frame.practices()}
    for claim in pairing.claims:
        (side,) = claim.confidence
        (practice,) = claim.evidence
        assert claim.domain == domains[practice] == annual.item(side.item).domain
        assert annual.item(side.item).kind == "single"
        assert side.net == annual.scale_of(annual.item(side.item)).nets[0].id == "mostly_or_always"


def test_the_pairing_fits_the_instrument_and_the_frame(annual, pairing, frame):
    assert (pairing.instrument, pairing.frame) == (annual.key, frame.key)
    assert list(pairing.faults("annual.yaml", annual, frame)) == []


def test_the_pairing_of_2022_can_be_used_with_the_annual_survey_too(annual, frame):
    assert list(load_pairing("pairing").faults("pairing.yaml", annual, frame)) == []


def test_every_new_question_names_its_section_and_the_twelve_months(annual):
    for name in PRACTICES.values():
        item = annual.item(name)
        assert item.source.startswith("section 2."), name
        assert item.text.startswith("In the last twelve months, "), name
        assert item.text.count("?") == 1, name
        assert item.text.endswith("?"), name


def test_how_often_runs_from_never_to_always_and_not_sure_stays_in_the_base(annual):
    scale = annual.scale_of(annual.item("map_places"))
    assert scale.scores() == {"never": 1, "rarely": 2, "sometimes": 3, "mostly": 4, "always": 5}
    assert [(point.id, point.drawn) for point in scale.points if point.absence] == [("not_sure", True)]
    assert scale.nets[0].points == ("mostly", "always")


def test_what_became_of_each_item_of_2022(instrument, annual):
    found: dict[str, list[str]] = {}
    for line in crosswalk(instrument, annual):
        found.setdefault(line.status, []).append(line.item)
        assert line.comparable == (line.status == "same"), line.item
    assert found == {
        "same": [
            "service", "region", "nation", "role", "engagement", "knowledge", "assess_contexts",
            "record_contexts", "local_work", "measure_safety", "why_appropriate", "challenges",
        ],
        "reworded": ["appropriate", "enablers", "barriers"],
        "new": [
            "size", "time_in_post", "map_places", "weigh_contexts", "friend_groups", "supervise_contexts",
            "raise_themes", "time_for_themes", "joint_plans", "name_harm", "speak_up", "caring_words",
            "safer_places", "plan_together", "know_places", "challenge_agencies", "goals_for_contexts",
            "question_sanctions", "ask_what_is_safe", "answered_with",
        ],
        "retired": ["best_part"],
    }  # fmt: skip


def test_a_new_label_leaves_the_question_as_it_was(instrument, annual):
    for name in ("assess_contexts", "record_contexts"):
        old, new = instrument.item(name), annual.item(name)
        assert old.text == new.text
        assert new.label.startswith("Confidence in ")
        assert not old.label.startswith("Confidence in ")


def test_options_keep_their_value_of_2022_where_new_ones_stand_between_them(annual):
    assert [(point.id, point.value) for point in annual.item("enablers").options] == [
        ("training", "1"),
        ("shared_understanding", "2"),
        ("managers", "3"),
        ("strategy", "12"),
        ("supervision", "4"),
        ("social_care", "5"),
        ("referral_route", "13"),
        ("recording", "6"),
        ("police", "7"),
        ("child_first", "8"),
        ("relationships", "9"),
        ("participation", "14"),
        ("assetplus", "10"),
        ("community", "11"),
    ]
    assert [(point.id, point.value) for point in annual.item("barriers").options] == [
        ("training", "1"),
        ("understanding", "2"),
        ("thresholds", "3"),
        ("referral_route", "12"),
        ("social_care", "4"),
        ("recording", "5"),
        ("police", "6"),
        ("aims", "13"),
        ("resources", "7"),
        ("interventions", "8"),
        ("kpis", "9"),
        ("relocation", "10"),
        ("legal", "11"),
        ("age_18", "14"),
    ]


def test_what_is_retired_stays_readable_and_is_not_offered(annual):
    assert annual.item("best_part").retired.startswith("retired in annual: ")
    options = {point.id: point for point in annual.item("enablers").options}
    assert options["child_first"].retired.startswith("retired in annual: ")
    offered = {item.id: [point.id for point in item.options] for item in annual.asked}
    assert "best_part" not in offered
    assert "child_first" not in offered["enablers"]
    assert len(offered["enablers"]) == 13
    assert len(offered["barriers"]) == 14
