"""Policies of a release, and the keys of a study that set them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from annual_study import write_study

from cs_research.definitions.study import Publishing
from cs_research.errors import PublishError, ResearchError
from cs_research.protection import Policy
from cs_research.results import measure
from cs_research.study.load import load_study

ROWS = [(n, "North" if n <= 12 else "South", "High" if n % 2 else "Low", "Mid") for n in range(1, 25)]
REGISTER = [(n, "North" if n <= 12 else "South") for n in range(1, 41)]


def facts(results, **keys):
    return replace(results.study, publishing=Publishing(**keys))


def test_a_publication_is_national_unless_the_study_says_otherwise(demo_results):
    policy = Policy.for_publication(demo_results.study)
    assert (policy.name, policy.minimum_base, policy.minimum_cell, policy.width) == ("national", 10, 5, 3)
    assert list(policy.areas) == ["North", "Midlands and East", "South and Wales"]
    assert Policy.of(demo_results.study) == Policy()


@pytest.mark.parametrize("name", ["small_population", "strict"])
def test_a_study_names_another_policy(demo_results, name):
    policy = Policy.for_publication(facts(demo_results, policy=name))
    assert policy.name == name
    assert policy.small_answers == "merged"


def test_numbers_make_a_policy_stricter_and_never_weaker(demo_results):
    assert Policy.for_publication(facts(demo_results, minimum_base=12, width=4)).minimum_base == 12
    with pytest.raises(PublishError) as caught:
        Policy.for_publication(facts(demo_results, minimum_base=9, width=2))
    assert [fault.thing for fault in caught.value.faults] == ["minimum_base", "width"]
    assert "at least 10, as in the policy national" in str(caught.value)


def test_the_minimum_of_the_settings_counts_if_it_is_larger(demo_results):
    settings = demo_results.study.settings.model_copy(update={"minimum_base": 15})
    study = replace(demo_results.study, settings=settings)
    assert Policy.for_publication(study).minimum_base == 15


def publishing(areas):
    return f"publishing: {{areas: {areas}}}\n"


@pytest.mark.parametrize(
    ("areas", "place", "said"),
    [
        ("{All: [North, south]}", "", ""),
        ("{All: [North]}", "publishing.areas", "none with 'South'"),
        ("{All: [North, Souht]}", "publishing.areas.All", "'Souht'"),
        ("{One: [North], Two: [south, NORTH]}", "publishing.areas.Two", "'NORTH' again, which is in 'One'"),
    ],
)
def test_every_category_is_in_one_area(tmp_path, areas, place, said):
    path = write_study(tmp_path, ROWS, register=REGISTER, more=publishing(areas))
    if not said:
        assert measure(load_study(path)).study.register.areas == {"All": ("north", "south")}
        return
    with pytest.raises(ResearchError) as caught:
        load_study(path)
    assert said in str(caught.value)
    assert all(part in str(caught.value) for part in place.split("."))


def test_areas_need_a_register(tmp_path):
    path = write_study(tmp_path, ROWS, more=publishing("{All: [North, South]}"))
    with pytest.raises(ResearchError, match=r"no services\.groups"):
        load_study(path)


@pytest.mark.parametrize("key", ["policy: nation", "minimum_base: 0", "secret: 3", "signed_off: [{by: A}]"])
def test_other_keys_and_values_are_refused(tmp_path, key):
    with pytest.raises(ResearchError, match="publishing"):
        load_study(write_study(tmp_path, ROWS, register=REGISTER, more=f"publishing: {{{key}}}\n"))
