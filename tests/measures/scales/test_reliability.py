"""Reliability of items as one scale, against R's psych and against arithmetic."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.scales import reliability as scales
from cs_research.records.responses import not_asked

MEASURES = [scales.alpha, scales.alpha_if_dropped, scales.omega, scales.ordinal_alpha]


def instrument():
    agree = [{"id": name, "label": name.title()} for name in ("no", "partly", "yes")]
    agree.append({"id": "unsure", "label": "Not sure", "absence": "dont_know"})
    return Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p", "year": 2023},
        scales=[
            {"id": "agree", "points": agree},
            {"id": "often", "points": [{"id": "never", "label": "Never", "score": 0}, {"id": "daily", "label": "Daily", "score": 10}]},
            {"id": "region", "kind": "nominal", "points": [{"id": "n", "label": "North"}, {"id": "s", "label": "South"}]},
        ],
        items=[
            *({"id": f"q{n}", "kind": "single", "text": f"Question {n}", "scale": "agree", "source": "s"} for n in (1, 2, 3)),
            {"id": "habit", "kind": "single", "text": "Habit", "scale": "often", "source": "s"},
            {"id": "region", "kind": "single", "text": "Region", "scale": "region", "source": "s"},
            {"id": "remarks", "kind": "open", "text": "Remarks", "source": "s"},
        ],
    )  # fmt: skip


def answers(**columns):
    points = ["no", "partly", "yes", "unsure"]
    return pd.DataFrame(
        {name: pd.Categorical(answers, categories=points, ordered=True) for name, answers in columns.items()}
    )


FRAME = answers(q1=["no", "yes", None, "unsure"], q2=["yes", "yes", "partly", "no"])


def with_correlations(r, n):
    """n respondents whose correlations are exactly r, and whose variances are 1."""
    r = np.asarray(r, dtype=float)
    drawn = np.random.default_rng(1).normal(size=(n, len(r)))
    apart = np.linalg.qr(drawn - drawn.mean(axis=0))[0] * np.sqrt(n - 1)
    table = (apart - apart.mean(axis=0)) @ np.linalg.cholesky(r).T
    return pd.DataFrame(table, columns=[f"V{place}" for place in range(1, len(r) + 1)])


# --- answers to scores


def test_points_become_scores_and_absences_are_missing():
    table = scales.scores(FRAME, instrument(), ["q2", "q1"])
    assert list(table.columns) == ["q2", "q1"]
    assert table["q2"].tolist() == [3.0, 3.0, 2.0, 1.0]
    assert table["q1"].tolist()[:2] == [1.0, 3.0]
    assert table["q1"].isna().tolist() == [False, False, True, True]


def test_a_reversed_item_is_mirrored_within_its_scale():
    table = scales.scores(FRAME, instrument(), ["q1", "q2"], reverse=["q2"])
    assert table["q2"].tolist() == [1.0, 1.0, 2.0, 3.0]
    assert table["q1"].tolist()[:2] == [1.0, 3.0]


def test_a_scale_may_have_scores_of_its_own():
    frame = pd.DataFrame({"habit": ["never", "daily", None]}, index=[7, 8, 9])
    table = scales.scores(frame, instrument(), ["habit"], reverse=["habit"])
    assert table["habit"].tolist()[:2] == [10.0, 0.0]
    assert list(table.index) == [7, 8, 9]


def test_who_was_not_asked_has_no_score_and_nobody_at_all_is_no_error():
    frame = answers(q1=[None, None]).assign(**{not_asked("q1"): [True, False]})
    assert scales.scores(frame, instrument(), ["q1"])["q1"].isna().all()
    assert len(scales.scores(FRAME.iloc[:0], instrument(), ["q1", "q2"])) == 0


@pytest.mark.parametrize(
    ("items", "reverse", "message"),
    [
        (["q1", "qq2"], [], "item must be a single-choice item, got 'qq2'.\n  Hint: did you mean 'q2'?"),
        (["remarks"], [], "item must be a single-choice item, got 'remarks'"),
        (["q1", "q3"], [], "item must be a column of the frame, got 'q3'"),
        (["q1", "q1"], [], "items must be given, and once each, got q1, q1"),
        ([], [], "items must be given, and once each, got none"),
        (["q1"], ["q2"], "reversed item must be among the items, got 'q2'"),
        (["q1", "habit"], [], "items must be on one scale, got 'agree' and 'often'"),
        (["region"], [], "scale 'region' must be ordinal, got nominal"),
        (["q2"], [], "point of 'q2' must be 'no', 'partly', 'yes' or 'unsure', got 'maybe'"),
    ],
)
def test_items_that_make_no_scale_are_rejected(items, reverse, message):
    frame = FRAME.assign(habit="never", region="n", remarks="")
    if message.startswith("point"):
        frame["q2"] = "maybe"
    with pytest.raises(MeasureError) as raised:
        scales.scores(frame, instrument(), items, reverse=reverse)
    assert message in str(raised.value)


def test_all_faults_are_reported_at_once():
    with pytest.raises(MeasureError) as raised:
        scales.scores(FRAME, instrument(), ["qq1", "q3"], reverse=["q9"])
    assert len(raised.value.faults) == 3


# --- alpha

SMALL = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 4, 3], "c": [2, 1, 3, 4]})


def test_alpha_by_hand():
    row = scales.alpha(SMALL).iloc[0]
    # Means 2.5. Variances: (2.25 + .25 + .25 + 2.25) / 3 = 5/3, each. Covariances, over 3:
    # ab 2.25 + .25 + .75 + .75 = 4, ac .75 + .75 + .25 + 2.25 = 4, bc .75 + .75 + .75 + .75 = 3.
    # Sum of all: 3 * 5/3 + 2 * (4 + 4 + 3) / 3 = 37/3. alpha = 3/2 * (1 - 5 / (37/3)) = 33/37.
    assert row["alpha"] == pytest.approx(33 / 37, abs=1e-12)
    # Equal variances, so standardised is the same; correlations 4/5, 4/5, 3/5 with mean 11/15.
    assert row["standardised"] == pytest.approx(33 / 37, abs=1e-12)
    assert row["mean_r"] == pytest.approx(11 / 15, abs=1e-12)
    assert row[["items", "n", "complete", "left_out", "note"]].tolist() == [3, 4, 4, 0, ""]


def test_each_item_dropped_by_hand():
    table = scales.alpha_if_dropped(SMALL).set_index("item")
    # two items with variances 5/3: alpha = 2 * (1 - (10/3) / (10/3 + 2 cov)), cov 1, 4/3 and 4/3
    assert table["alpha"].tolist() == pytest.approx([3 / 4, 8 / 9, 8 / 9], abs=1e-12)
    # a with b + c: (4/3 + 4/3) / sqrt(5/3 * (10/3 + 2)) = (8/3) / sqrt(80/9)
    assert table.loc["a", "item_rest"] == pytest.approx(8 / np.sqrt(80), abs=1e-12)
    assert table["mean"].tolist() == [2.5, 2.5, 2.5]
    assert table["sd"].tolist() == pytest.approx([np.sqrt(5 / 3)] * 3)
    assert table["n"].tolist() == [4, 4, 4]


def bfi(shared):
    table = pd.read_csv(shared("data/spss/psych/bfi.csv"))[["A1", "A2", "A3", "A4", "A5"]]
    return table.assign(A1=7 - table["A1"])


def test_alpha_is_that_of_psych(shared):
    # R: psych::alpha(bfi[1:5], check.keys = TRUE), which takes pairwise covariances
    row = scales.alpha(bfi(shared), missing="pairwise").iloc[0]
    assert row[["items", "n", "complete", "left_out"]].tolist() == [5, 2800, 2709, 0]
    assert row["alpha"] == pytest.approx(0.7030184461, abs=5e-11)
    assert row["standardised"] == pytest.approx(0.7130285787, abs=5e-11)
    assert row["mean_r"] == pytest.approx(0.3319676571, abs=5e-11)
    dropped = scales.alpha_if_dropped(bfi(shared), missing="pairwise").set_index("item")
    assert dropped.loc["A1", "alpha"] == pytest.approx(0.7185, abs=5e-5)
    assert dropped["n"].tolist() == [2784, 2773, 2774, 2781, 2784]


def test_listwise_rests_on_complete_answers_alone(shared):
    table = bfi(shared)
    complete = table.dropna()
    row = scales.alpha(table).iloc[0]
    assert row[["n", "complete", "left_out"]].tolist() == [2709, 2709, 91]
    # Hoyt (1941): alpha is 1 - residual / respondents mean square of items by respondents
    x = complete.to_numpy(dtype=float)
    n, k = x.shape
    rows, columns = x.mean(axis=1, keepdims=True), x.mean(axis=0, keepdims=True)
    residual = ((x - rows - columns + x.mean()) ** 2).sum() / ((n - 1) * (k - 1))
    respondents = k * ((rows - x.mean()) ** 2).sum() / (n - 1)
    assert row["alpha"] == pytest.approx(1 - residual / respondents, abs=1e-12)
    dropped = scales.alpha_if_dropped(table).set_index("item")
    rest = complete.drop(columns="A2").sum(axis=1)
    assert dropped.loc["A2", "item_rest"] == pytest.approx(np.corrcoef(complete["A2"], rest)[0, 1], abs=1e-12)


def test_an_item_that_was_not_reversed_is_named(shared):
    table = bfi(shared)
    assert scales.alpha(table.assign(A1=7 - table["A1"]))["note"].item() == "running against the rest: 'A1'"
    assert scales.alpha(table)["note"].item() == ""


CONGENERIC = np.outer([0.8, 0.7, 0.6, 0.5], [0.8, 0.7, 0.6, 0.5])
np.fill_diagonal(CONGENERIC, 1)


def test_four_congeneric_items_come_out_as_in_the_help_of_psych():
    # psych::alpha(sim.congeneric()), as printed in its examples: alpha .74, mean r .42, then item by item
    table = with_correlations(CONGENERIC, 30)
    assert scales.alpha(table)[["alpha", "standardised", "mean_r"]].iloc[0].tolist() == pytest.approx(
        [0.74, 0.74, 0.42], abs=5e-3
    )
    dropped = scales.alpha_if_dropped(table)
    assert dropped["alpha"].tolist() == pytest.approx([0.62, 0.66, 0.70, 0.74], abs=5e-3)
    assert dropped["item_rest"].tolist() == pytest.approx([0.64, 0.57, 0.51, 0.43], abs=5e-3)


def test_the_interval_is_feldts():
    # R: statpsych::ci.cronbach(.05, .85, 7, 89) documents .7971 to .8932; 7 items that all correlate
    # .85 / (7 - 6 * .85) have an alpha of .85
    r = np.full((7, 7), 0.85 / (7 - 6 * 0.85))
    np.fill_diagonal(r, 1)
    row = scales.alpha(with_correlations(r, 89)).iloc[0]
    assert row["alpha"] == pytest.approx(0.85, abs=1e-12)
    assert (row["low"], row["high"]) == pytest.approx((0.7971, 0.8932), abs=5e-5)


tables = st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=4, max_size=12).map(
    lambda rows: pd.DataFrame(rows, columns=["a", "b", "c"])
)
NUMBERS = ["alpha", "low", "high", "standardised", "mean_r"]


def same(one, other):
    return one[NUMBERS].iloc[0].tolist() == pytest.approx(other[NUMBERS].iloc[0].tolist(), abs=1e-9, nan_ok=True)


@given(tables, st.integers(-5, 5))
def test_alpha_does_not_see_a_shift_of_all_scores(table, by):
    assert same(scales.alpha(table + by), scales.alpha(table))


@given(tables)
def test_alpha_does_not_see_all_items_reversed(table):
    assert same(scales.alpha(6 - table), scales.alpha(table))


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_respondents_and_items_does_not_matter(table, random):
    order, items = list(table.index), list(table.columns)
    random.shuffle(order)
    random.shuffle(items)
    assert same(scales.alpha(table.loc[order, items]), scales.alpha(table))


@given(tables)
def test_alpha_lies_in_its_interval_and_is_at_most_1(table):
    row = scales.alpha(table).iloc[0]
    if pd.notna(row["alpha"]):
        assert row["low"] <= row["alpha"] <= row["high"] + 1e-12
        assert row["alpha"] <= 1 + 1e-12
    else:
        assert row["note"]


# --- omega


def test_omega_is_that_of_psych(shared):
    # R: psych::omega(bfi[1:5] with A1 reversed, nfactors = 1)$omega.tot, whose search stops a little earlier
    row = scales.omega(bfi(shared), missing="pairwise").iloc[0]
    assert row["omega"] == pytest.approx(0.7229431365, abs=1e-8)
    assert row[["n", "complete", "left_out", "note"]].tolist() == [2800, 2709, 0, ""]


def test_omega_of_one_factor_by_hand():
    row = scales.omega(with_correlations(CONGENERIC, 30)).iloc[0]
    # loadings .8, .7, .6 and .5: (2.6)^2 over 4 + 2 * (.56 + .48 + .40 + .42 + .35 + .30) = 9.02
    assert row["omega"] == pytest.approx(6.76 / 9.02, abs=1e-8)
    assert row["residual"] == pytest.approx(0, abs=1e-8)


def test_omega_is_that_of_principal_axes_run_to_their_end(shared):
    from statsmodels.multivariate.factor import Factor

    table = bfi(shared).dropna()
    r = table.corr().to_numpy()
    fitted = Factor(corr=r, n_factor=1, method="pa").fit(maxiter=1000, tol=1e-14)
    expected = 1 - (1 - fitted.loadings[:, 0] ** 2).sum() / r.sum()
    row = scales.omega(table).iloc[0]
    assert row["omega"] == pytest.approx(expected, abs=1e-8)
    left = (r - fitted.loadings @ fitted.loadings.T)[np.triu_indices(5, 1)]
    assert row["residual"] == pytest.approx(np.sqrt((left**2).mean()), abs=1e-8)


def test_omega_does_not_see_all_items_reversed(shared):
    table = bfi(shared).dropna().head(200)
    forth, back = scales.omega(table), scales.omega(7 - table)
    assert forth["omega"].item() == pytest.approx(back["omega"].item(), abs=1e-8)


def test_an_item_that_the_factor_takes_up_wholly_is_named():
    # r12 * r13 / r23 = .9 * .9 / .7 > 1: no loading within 1 gives these correlations
    table = with_correlations([[1, 0.9, 0.9], [0.9, 1, 0.7], [0.9, 0.7, 1]], 20)
    row = scales.omega(table).iloc[0]
    assert row["note"] == "the factor takes up all of 'V1'"
    assert row["residual"] > 0.01


# --- ordinal alpha


def test_ordinal_alpha_is_that_of_psych(shared):
    # R: psych::alpha(psych::polychoric(bfi[1:5] with A1 reversed)$rho), .7589921786; conogive documents
    # .7589922. R's search stops 1e-4 from the top of the likelihood, which tests/measures/test_polychoric.py
    # shows to be the whole difference.
    row = scales.ordinal_alpha(bfi(shared), missing="pairwise").iloc[0]
    assert row["alpha"] == pytest.approx(0.7589921786, abs=5e-6)
    assert row[["n", "complete", "left_out", "note"]].tolist() == [2800, 2709, 0, ""]


def test_ordinal_alpha_does_not_see_all_items_reversed_nor_new_scores(shared):
    table = bfi(shared).head(300)
    plain = scales.ordinal_alpha(table)["alpha"].item()
    assert scales.ordinal_alpha(7 - table)["alpha"].item() == pytest.approx(plain, abs=1e-6)
    assert scales.ordinal_alpha(table**2)["alpha"].item() == pytest.approx(plain, abs=1e-12)


def test_correlations_that_nobody_could_have_are_rejected():
    # each pair rests on three respondents of its own: a and b agree, b and c agree, a and c are opposed
    gap = np.nan
    table = pd.DataFrame(
        {
            "a": [1, 2, 3, gap, gap, gap, 1, 2, 3],
            "b": [1, 2, 3, 1, 2, 3, gap, gap, gap],
            "c": [gap, gap, gap, 1, 2, 3, 3, 2, 1],
        }
    )
    row = scales.ordinal_alpha(table, missing="pairwise").iloc[0]
    assert row["note"] == "no set of respondents could have these correlations"
    assert scales.alpha(table, missing="pairwise")["note"].item() == (
        "no set of respondents could have these correlations; too few complete answers for an interval"
    )
    assert scales.omega(table, missing="pairwise")["note"].item().startswith("no set of respondents could")


# --- what cannot be told


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
@pytest.mark.parametrize(
    ("table", "note"),
    [
        (SMALL.head(2), "fewer than 3 respondents answered every item"),
        (SMALL.head(0), "fewer than 3 respondents answered every item"),
        (SMALL * np.nan, "fewer than 3 respondents answered every item"),
        (SMALL.assign(b=3), "everyone gave the same answer to 'b'"),
        (SMALL * 0, "everyone gave the same answer to 'a', 'b' and 'c'"),
    ],
)
def test_what_the_answers_cannot_give_is_missing_with_its_reason(measure, missing, table, note):
    found = measure(table, missing=missing)
    value = "omega" if measure is scales.omega else "alpha"
    if measure is scales.alpha_if_dropped:
        found = found[found["item"] == "a"]
        note = note.replace("'a', 'b' and 'c'", "'b' and 'c'")
    assert found[value].isna().all()
    assert found["note"].tolist() == [note]


def test_pairwise_without_complete_answers_has_alpha_but_no_interval():
    gap = np.nan
    table = pd.DataFrame(
        {
            "a": [1, 2, 3, gap, gap, gap, 1, 2, 3, gap],
            "b": [1, 2, 3, 1, 2, 3, gap, gap, gap, gap],
            "c": [gap, gap, gap, 1, 2, 3, 1, 2, 3, gap],
        }
    )
    row = scales.alpha(table, missing="pairwise").iloc[0]
    # variances of 1, 2, 3, 1, 2, 3: 4/5; covariances of 1, 2, 3 with itself: 1; so V = 12/5 + 6
    assert row["alpha"] == pytest.approx(1.5 * (1 - 2.4 / 8.4))
    assert row[["n", "complete", "left_out"]].tolist() == [9, 0, 1]
    assert row[["low", "high"]].isna().all()
    # a covariance above the variances is told as well
    assert row["note"].split("; ")[1:] == ["too few complete answers for an interval"]
    table.loc[[0, 1], "c"] = [1, 2]
    row = scales.alpha(table, missing="pairwise").iloc[0]
    assert row["complete"] == 2
    assert row[["low", "high"]].isna().all()


def test_pairwise_alpha_may_pass_1_and_then_has_no_interval():
    # those who answered both items lie further apart than those who answered one
    gap = np.nan
    table = pd.DataFrame({"a": [1, 9, 1, *[5, 5, 5], gap, gap, gap], "b": [1, 9, 1, gap, gap, gap, *[5, 5, 5]]})
    row = scales.alpha(table, missing="pairwise").iloc[0]
    # means of 1, 9, 1, 5, 5, 5 are 13/3: variance (2 * 100/9 + 196/9 + 3 * 4/9) / 5 = 136/15; covariance of
    # 1, 9, 1 with itself 64/3: alpha = 2 * (1 - (272/15) / (272/15 + 128/3))
    assert row["alpha"] == pytest.approx(2 * (1 - 272 / (272 + 640)))
    assert row[["low", "high"]].isna().all()
    assert row["note"] == "no set of respondents could have these correlations"


def test_an_item_that_is_still_among_those_who_answered_another_has_no_omega():
    gap = np.nan
    table = pd.DataFrame({"a": [1, 1, 1, 2, 3, 2], "b": [1, 2, 3, gap, gap, gap], "c": [1, 2, 3, 3, 2, 1]})
    assert scales.omega(table, missing="pairwise")["note"].item() == (
        "no correlation among those who answered 'a' and 'b'"
    )


def test_two_items_that_cancel_out_have_no_alpha():
    row = scales.alpha(pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]})).iloc[0]
    assert np.isnan(row["alpha"])
    assert row["mean_r"] == pytest.approx(-1)
    assert row["note"] == "the sum of the items does not vary; running against the rest: 'a' and 'b'"


def test_an_item_without_variance_is_the_one_to_drop():
    table = scales.alpha_if_dropped(SMALL.assign(d=3)).set_index("item")
    assert table.loc["d", "alpha"] == pytest.approx(33 / 37)
    assert np.isnan(table.loc["d", "item_rest"])
    assert table["note"].tolist() == ["everyone gave the same answer to 'd'"] * 3 + [""]
