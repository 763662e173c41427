"""Weights count relative to each other: their scale changes nothing, and equal weights are no weights."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.definitions import crosswalk, load_instrument
from cs_research.errors import MeasureError
from cs_research.measures.comparison.banner import banner
from cs_research.measures.comparison.groups import groups, pairs
from cs_research.measures.comparison.rao_scott import rao_scott
from cs_research.measures.comparison.waves import waves
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.measures.weights.cell_weights import weighted_error
from cs_research.measures.weights.effective_size import design_effect, effective_n
from cs_research.records.responses import column

SURVEY = load_instrument("yjs-survey/2022")
SCALE = [point.id for point in SURVEY.scale_of(SURVEY.item("knowledge")).points]
OPTIONS = [column("enablers", point.id) for point in SURVEY.points_of(SURVEY.item("enablers"))]
RNG = np.random.default_rng(11)


def answers(weights):
    size = len(weights)
    rng = np.random.default_rng(size)
    frame = pd.DataFrame({"knowledge": rng.choice(SCALE, size), "nation": rng.choice(["n", "s"], size), "w": weights})
    frame.loc[: size // 8, "knowledge"] = None
    frame.loc[frame["nation"] == "s", "knowledge"] = frame.loc[frame["nation"] == "s", "knowledge"].replace(
        SCALE[0], SCALE[1]
    )  # nobody in one group at one point: shares of 0
    ticks = pd.DataFrame(rng.random((size, len(OPTIONS))) < 0.4, columns=OPTIONS).astype("boolean")
    return pd.concat([frame, ticks], axis=1)


def counts(frame, *, group="nation", weight="w"):
    part = frame.drop(columns=[] if weight else ["w"])
    kept = SURVEY.model_copy(
        update={"items": tuple(item for item in SURVEY.items if item.id in {"knowledge", "enablers"})}
    )
    return tally(part, kept, group=group, weight=weight)


SUMMARIES = {
    "distribution": lambda t: likert.distribution(replace(t, population=157)),
    "distribution without population": lambda t: likert.distribution(t),
    "nets": lambda t: likert.nets(replace(t, population=157)),
    "summary": lambda t: likert.summary(replace(t, population=157)),
    "multiple": lambda t: likert.multiple(replace(t, population=157)),
    "banner": lambda t: banner(replace(t, population={"n": 90, "s": 90}), rows="points", minimum=5),
    "groups": lambda t: groups(t),
    "waves": lambda t: waves(replace(t, population=157), replace(t, population=157), crosswalk(SURVEY, SURVEY)),
}


@pytest.mark.parametrize("name", SUMMARIES)
@settings(max_examples=4, deadline=None)
@given(scale=st.floats(1e-6, 1e6))
def test_a_constant_times_all_weights_changes_nothing(name, scale):
    weights = RNG.uniform(0.2, 3, 60)
    one, other = (SUMMARIES[name](counts(answers(w))) for w in (weights, weights * scale))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


@pytest.mark.parametrize("name", SUMMARIES)
@pytest.mark.parametrize("value", [2.0, 1e-3, 157 / 57])
def test_equal_weights_give_what_no_weights_give(name, value):
    frame = answers(np.full(60, value))
    pd.testing.assert_frame_equal(SUMMARIES[name](counts(frame)), SUMMARIES[name](counts(frame, weight=None)))


def test_equal_weights_keep_the_exact_interval_and_the_test_of_ranks():
    frame = answers(np.full(60, 2.0))
    found = counts(frame)
    assert set(likert.nets(replace(found, population=157))["method"]) == {"hypergeometric"}
    assert groups(found)["test"].iloc[0] == "Kruskal-Wallis"
    assert len(pairs(found)) == 1
    assert likert.multiple(found, base="asked")["share"].notna().all()


def test_weights_that_add_to_the_number_by_chance_are_weights():
    frame = answers(np.full(60, 1.0))
    # two at each point of each group would hide in sums alone: .5 and 1.5 add to 2
    frame = pd.concat([frame.assign(w=0.5), frame.assign(w=1.5)], ignore_index=True)
    found = counts(frame)
    assert np.allclose(found.table["weighted_n"], found.table["n"])
    assert set(likert.nets(replace(found, population=157))["method"]) == {"logit"}
    with pytest.raises(MeasureError, match="no weights for a test of ranks"):
        pairs(found)


def test_weights_of_nothing_give_no_share():
    found = likert.nets(replace(counts(answers(np.zeros(60))), population=157))
    assert found[["share", "low", "high"]].isna().all().all()


@settings(max_examples=8, deadline=None)
@given(scale=st.floats(1e-6, 1e6))
def test_sizes_errors_and_tests_of_tables_do_not_depend_on_the_scale(scale):
    weights = RNG.uniform(0.2, 3, 40)
    assert effective_n(weights * scale) == pytest.approx(effective_n(weights))
    assert design_effect(weights * scale) == pytest.approx(design_effect(weights))
    frame = pd.DataFrame({"q": RNG.choice(["a", "b"], 40), "g": RNG.choice(["x", "y"], 40), "w": weights})
    one, other = (
        tally(frame.assign(w=w), {"q": ["a", "b"]}, group="g", weight="w") for w in (weights, weights * scale)
    )
    pd.testing.assert_frame_equal(
        weighted_error(replace(one, population=99)), weighted_error(replace(other, population=99))
    )
    tables = [
        rao_scott(*(found.table[name].unstack() for name in ("n", "weighted_n", "squared_weights")))
        for found in (one, other)
    ]
    pd.testing.assert_frame_equal(*tables)
