"""Weights to a register's margins, against arithmetic, statsmodels and R's survey."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares.weighted_intervals import beta, logit, share_error
from cs_research.measures.weights import cell_weights as weighting
from cs_research.measures.weights.cell_weights import (
    Weights,
    balance,
    cell_weights,
    design_effect,
    effective_n,
    rake,
    trim,
    weighted_error,
)

# 4 respondents in England, of whom 3 small; 3 in Wales, of whom 1 small.
# The register gives England 6 of 10 and the small 5 of 10.
FRAME = pd.DataFrame({"nation": list("eeeewww"), "size": list("ssslsll")}, index=range(11, 18))
MARGINS = {"nation": {"e": 6, "w": 4}, "size": {"s": 5, "l": 5}}


def cells(values):
    """What a table of nation by size gives each respondent of FRAME: es, el, ws, wl."""
    es, el, ws, wl = values
    return [es, es, es, el, ws, wl, wl]


# --- cell weights


def test_a_cell_weighs_its_services_by_its_respondents():
    register = pd.DataFrame({"nation": ["e"] * 6 + ["w"] * 4})
    # e: 6 services for 4 respondents, times 7 respondents for 10 services: 6/4 * 7/10 = 1.05; w: 4/3 * 7/10
    weights = cell_weights(FRAME, "nation", register)
    assert weights.tolist() == pytest.approx([1.05] * 4 + [2.8 / 3] * 3, abs=1e-15)
    assert weights.sum() == pytest.approx(7)
    assert (weights.name, list(weights.index)) == ("weight", list(FRAME.index))
    # each respondent stands for 1.5 services in e and for 4/3 in w
    weights = cell_weights(FRAME, "nation", register, scale="population")
    assert weights.tolist() == [1.5] * 4 + [4 / 3] * 3


def test_cells_may_be_combinations_and_the_register_counts():
    register = pd.DataFrame(
        {"size": ["s", "l", "s", "l", "s"], "nation": ["e", "e", "w", "w", "e"], "n": [2, 4, 6, 6, 2]}
    )
    # es 2 + 2 = 4 services for 3 respondents, el 4 for 1, ws 6 for 1, wl 6 for 2; times 7/20
    expected = cells([4 / 3 * 0.35, 4 * 0.35, 6 * 0.35, 3 * 0.35])
    assert cell_weights(FRAME, ["nation", "size"], register).tolist() == pytest.approx(expected, abs=1e-15)
    whole = FRAME.astype("category")
    assert cell_weights(whole, ["nation", "size"], register).tolist() == pytest.approx(expected, abs=1e-15)


def test_who_has_no_cell_gets_the_mean_if_asked_for_and_is_counted():
    frame = pd.DataFrame({"nation": ["e", "e", None, "w"], "size": ["s", "s", "s", None]})
    register = pd.DataFrame({"nation": ["e", "w"], "n": [2, 8]})
    # known: 2 in e and 1 in w of 3; e: 2/2 * 3/10 = .3, w: 8/1 * 3/10 = 2.4; 2 * .3 + 2.4 = 3
    weights = cell_weights(frame, "nation", register, missing="mean")
    assert weights.tolist() == pytest.approx([0.3, 0.3, 1, 2.4])
    assert weights.attrs == {"missing": 1}
    # 10 services for 4 respondents: each of the above times 2.5
    weights = cell_weights(frame, "nation", register, missing="mean", scale="population")
    assert weights.tolist() == pytest.approx([0.75, 0.75, 2.5, 6])
    register = pd.DataFrame({"nation": ["e"], "size": ["s"]})
    weights = cell_weights(frame, ["nation", "size"], register, missing="mean")
    assert (weights.tolist(), weights.attrs) == ([1, 1, 1, 1], {"missing": 2})


@pytest.mark.parametrize(
    ("by", "register", "options", "message"),
    [
        (
            ["nation", "size"],
            {"nation": ["e", "e", "w", "w", "n", "n"], "size": ["s", "l", "s", "l", "s", "l"]},
            {},
            "cell_weights: cells of 'nation' and 'size' must have a respondent each, got none in 'n / s' (1 of 6), "
            "'n / l' (1 of 6).\n  Hint: merge each with one that is like it",
        ),
        (
            "nation",
            {"nation": ["e", "wa"], "n": [3, 0]},
            {},
            "cells of 'nation' must be in the register, got 'w' (3 of 7 respondents)",
        ),
        ("natoin", {"nation": ["e"]}, {}, "column must be a column of the frame, got 'natoin'.\n  Hint: did you"),
        ("size", {"nation": ["e"]}, {}, "cell_weights, register: column must be a column of the frame, got 'size'"),
        ("nation", {"nation": ["e", None, "w"]}, {}, "'nation' must be known of every row, got 1 of 3 rows without"),
        ("nation", {"nation": ["e", "w"], "n": [1, -2]}, {}, "column 'n' must hold numbers of 0 or more, got '-2'"),
        ("nation", {"nation": ["e", "w"], "n": [1, None]}, {}, "column 'n' must hold numbers of 0 or more, got 'nan'"),
        ("nation", {"nation": []}, {}, "column 'n' must hold a number above 0, got a total of 0"),
        ("nation", {"nation": ["e", "w"]}, {"scale": "N"}, "scale must be 'respondents' or 'population', got 'N'"),
        ("nation", {"nation": ["e", "w"]}, {"missing": "drop"}, "missing must be 'error' or 'mean', got 'drop'"),
        ([], {"nation": ["e", "w"]}, {}, "columns must be given, and once each, got none"),
    ],
)  # fmt: skip
def test_cells_that_do_not_match_are_named(by, register, options, message):
    with pytest.raises(MeasureError) as raised:
        cell_weights(FRAME, by, pd.DataFrame(register), **options)
    assert message in str(raised.value)


def test_who_has_no_cell_is_an_error_unless_it_is_said_what_becomes_of_them():
    frame = FRAME.assign(nation=["e", None, "e", "e", "w", "w", None])
    with pytest.raises(MeasureError, match=r"'nation' must be known of every respondent, got 2 of 7 without"):
        cell_weights(frame, "nation", pd.DataFrame({"nation": ["e", "w"]}))


def test_made_up_respondents_of_real_regions(shared):
    lookup = pd.read_csv(shared("data/uk/yjs-lookup/yjs_by_upper_tier_authority_DERIVED.csv"))
    register = lookup.drop_duplicates("yjs_name")
    assert len(register) == 155
    respondents = {"London": 10, "North West": 8, "South East": 8, "Yorkshire and The Humber": 7, "South West": 6,
            "Wales": 6, "West Midlands": 6, "North East": 5, "East of England": 4, "East Midlands": 2}  # fmt: skip
    frame = pd.DataFrame({"region": np.repeat(list(respondents), list(respondents.values()))})
    weights = cell_weights(frame, "region", register)
    # 62 respondents for 155 services: .4; London has 31 services, 31/10 * .4 = 1.24; North West 20/8 * .4 = 1;
    # Wales 17/6 * .4 = 1.1333; East Midlands 6/2 * .4 = 1.2; West Midlands 12/6 * .4 = .8
    by_region = weights.groupby(frame["region"]).first()
    expected = {"London": 1.24, "North West": 1, "Wales": 6.8 / 6, "East Midlands": 1.2, "West Midlands": 0.8}
    assert by_region[list(expected)].to_dict() == pytest.approx(expected)
    # the sum of squares, 10 * 1.24² + 8 + 8 * .95² + 6 * 1.13333² + 7 * .9142857² + 6 * .866667² + 6 * .8² +
    # 5 * .88² + 4 + 2 * 1.2², is 63.252762; 62² by it is 60.772
    assert effective_n(weights) == pytest.approx(60.772, abs=5e-4)
    table = balance(frame, {"region": register["region"].value_counts()}, weights).set_index("category")
    assert table.loc["London", ["register", "before", "after"]].tolist() == pytest.approx([0.2, 10 / 62, 0.2])
    assert table["difference_after"].abs().max() < 1e-15


# --- raking


def test_raking_two_margins_by_hand():
    found = rake(FRAME, MARGINS)
    # Raking leaves the odds ratio of the table, (3 * 2) / (1 * 1) = 6. The table with 6 and 4, 5 and 5 in its
    # margins and this odds ratio is [[4, 2], [1, 3]] of 10. So es: 4/10 * 7 / 3, el: 2/10 * 7 / 1,
    # ws: 1/10 * 7 / 1, wl: 3/10 * 7 / 2.
    assert found.weights.tolist() == pytest.approx(cells([2.8 / 3, 1.4, 0.7, 1.05]), abs=1e-8)
    assert (found.weights.name, list(found.weights.index)) == ("weight", list(FRAME.index))
    assert (found.trimmed, found.at_limit, found.moved) == (0, 0, 0)
    assert 1 < found.sweeps < 30


def test_one_margin_gives_cell_weights_in_one_sweep():
    register = pd.DataFrame({"nation": ["e"] * 6 + ["w"] * 4})
    found = rake(FRAME, {"nation": register["nation"].value_counts()})
    assert found.sweeps == 1
    assert found.weights.tolist() == pytest.approx(cell_weights(FRAME, "nation", register).tolist(), abs=1e-15)


def test_a_published_table():
    # Wikipedia, "Iterative proportional fitting": four rows and columns, and the table after three rounds
    table = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]])
    rows, columns = (at.ravel().repeat(table.ravel()) for at in np.indices(table.shape))
    frame = pd.DataFrame({"row": rows, "column": columns})
    margins = {
        "row": dict(enumerate([150, 300, 400, 150])),
        "column": dict(enumerate([200, 300, 400, 100])),
    }
    # after three rounds the first row adds to 150.14, which is 1.4e-4 of 1000 off
    found = rake(frame, margins, tolerance=1e-3)
    fitted = found.weights.groupby([rows, columns]).sum().unstack().to_numpy() * 1000 / len(frame)
    published = [[64.61, 46.28, 35.42, 3.83], [49.95, 68.15, 156.49, 25.37], [56.70, 144.40, 145.06, 53.76],
                 [28.74, 41.18, 63.03, 17.03]]  # fmt: skip
    assert found.sweeps == 3
    assert fitted == pytest.approx(np.array(published), abs=0.005)


def test_counts_and_shares_go_together():
    shares = {"nation": pd.Series({"w": 0.4, "e": 0.6}), "size": {"l": 5, "s": 5}}
    assert rake(FRAME, shares).weights.tolist() == pytest.approx(rake(FRAME, MARGINS).weights.tolist(), abs=1e-8)


@pytest.mark.parametrize(
    ("margins", "message"),
    [
        (
            {"nation": {"e": 6, "w": 4, "s": 1, "n": 2}},
            "rake: categories of 'nation' must have a respondent each, got none in 's' (1 of 13), 'n' (2 of 13).",
        ),
        ({"nation": {"e": 6, "W": 4}}, "must be in the register, got 'w' (3 of 7 respondents).\n  Hint: did you mean 'W'"),
        (
            MARGINS | {"size": {"s": 5, "l": 6}},
            "rake: totals of the margins must agree, got 10 for 'nation' and 11 for 'size'.",
        ),
        ({"nation": {"e": 0.6, "w": 0.3}}, "margin 'nation' must hold counts, or shares that add to 1, got a total of 0.9"),
        ({"nation": {"e": 6, "w": -4}}, "margin 'nation' must hold numbers of 0 or more, got '-4'"),
        ({"nation": pd.Series(["e", "w"])}, "margin 'nation' must hold numbers of 0 or more, got 'e'.\n  Hint: give counts"),
        ({"nation": ["e", "w"]}, "margin 'nation' must hold a number above 0, got a total of 0"),
        ({"nation": pd.Series([1, 2], ["e", "e"])}, "margin 'nation' must hold each category once, got 'e' again"),
        ({"nation": {"e": 6, None: 4}}, "margin 'nation' must name every category, got a count without one"),
        ({"nations": {"e": 6}}, "margin must be a column of the frame, got 'nations'.\n  Hint: did you mean 'nation'?"),
        ({}, "rake: margins must be given, got none"),
    ],
)  # fmt: skip
def test_margins_that_cannot_be_met_are_rejected(margins, message):
    with pytest.raises(MeasureError) as raised:
        rake(FRAME, margins)
    assert message in str(raised.value)


def test_every_empty_margin_and_every_unknown_category_is_reported_at_once():
    frame = FRAME.assign(size=[None, "s", "l", "l", "xl", "l", "l"])
    with pytest.raises(MeasureError) as raised:
        rake(frame, {"nation": {"e": 6, "w": 3, "n": 1}, "size": {"s": 4, "l": 5, "m": 1}})
    assert [fault.found for fault in raised.value.faults] == [
        "none in 'n' (1 of 10)",
        "1 of 7 without",
        "'xl' (1 of 6 respondents)",
        "none in 'm' (1 of 10)",
    ]


def test_margins_that_contradict_each_other_say_which_still_misses_and_where_nobody_is():
    # all of Wales is large, so that the large cannot be fewer than Wales
    frame = pd.DataFrame({"nation": list("wwweeeee"), "size": list("lllsslll")})
    with pytest.raises(MeasureError) as raised:
        rake(frame, {"nation": {"w": 0.7, "e": 0.3}, "size": {"l": 0.5, "s": 0.5}})
    (fault,) = raised.value.faults
    assert fault.thing == "margin 'nation'"
    assert fault.rule == "come within 1e-09 of the register in 200 sweeps"
    assert fault.found in {"0.5 in 'w', -0.2 from its 0.7", "0.5 in 'e', +0.2 from its 0.3"}
    assert "no respondent in 'w' has 'size' 's'" in fault.hint


def test_too_few_sweeps_are_not_taken_for_a_contradiction():
    with pytest.raises(MeasureError, match=r"in 2 sweeps.*\n  Hint: the miss still falls .* allow more"):
        rake(FRAME, MARGINS, max_sweeps=2)
    with pytest.raises(MeasureError, match="max_sweeps must be 1 or more, got 0"):
        rake(FRAME, MARGINS, max_sweeps=0)


# --- trimming


def test_trimming_by_hand_meets_limits_and_margins():
    found = trim(rake(FRAME, MARGINS), upper=1.3)
    # The one in el is cut from 1.4 to 1.3. England is to add to 4.2, so each in es has (4.2 - 1.3) / 3 = .96667;
    # the small to 3.5, so ws has 3.5 - 2.9 = .6; Wales to 2.8, so each in wl has (2.8 - .6) / 2 = 1.1.
    assert found.weights.tolist() == pytest.approx(cells([2.9 / 3, 1.3, 0.6, 1.1]), abs=1e-7)
    # .1 went from el and .1 from ws; 3 * .03333 went to es and 2 * .05 to wl: .2 of 7
    assert found.moved == pytest.approx(0.2 / 7, abs=1e-8)
    assert (found.trimmed, found.at_limit, found.lower, found.upper) == (1, 1, 0, 1.3)
    assert found.weights.max() == 1.3


def test_a_lower_limit_by_hand_and_a_limit_at_once():
    # ws is lifted from .7 to .8: es has (3.5 - .8) / 3 = .9, el 4.2 - 2.7 = 1.5, wl (2.8 - .8) / 2 = 1
    found = trim(rake(FRAME, MARGINS), lower=0.8)
    assert found.weights.tolist() == pytest.approx(cells([0.9, 1.5, 0.8, 1.0]), abs=1e-7)
    limited = rake(FRAME, MARGINS, limit=1.3)
    assert limited.weights.tolist() == trim(rake(FRAME, MARGINS), upper=1.3).weights.tolist()
    assert limited.trimmed == 1


def test_limits_that_nobody_reaches_change_nothing():
    raked = rake(FRAME, MARGINS)
    found = trim(raked, lower=0.5, upper=2)
    assert found.weights.tolist() == raked.weights.tolist()
    assert (found.trimmed, found.at_limit, found.moved) == (0, 0, 0)


def test_limits_that_leave_no_room_are_rejected():
    # el at u leaves (4.2 - u) / 3 to es and (3.5 - u) / 2 to wl; the latter is within u from 3.5 / 3 = 1.1667 on
    assert trim(rake(FRAME, MARGINS), upper=1.167).weights.max() == 1.167
    with pytest.raises(MeasureError) as raised:
        trim(rake(FRAME, MARGINS), upper=1.16)
    assert {fault.thing for fault in raised.value.faults} == {"margin 'nation'", "margin 'size'"}
    assert "with weights from 0 to 1.16" in str(raised.value)
    assert "the limits leave too little room" in str(raised.value)
    with pytest.raises(MeasureError, match=r"limits must hold the mean weight, 1, got 0 to 0\.9"):
        trim(rake(FRAME, MARGINS), upper=0.9)
    with pytest.raises(MeasureError, match="weights must come from rake"):
        trim(Weights(pd.Series([1.0, 1.0]), 1), upper=2)


def test_trimmed_weights_are_the_nearest_to_equal_ones_whatever_the_order_of_margins():
    from scipy.optimize import minimize

    n = np.array([[6, 2, 1], [3, 5, 4], [1, 2, 6]])
    rows, columns = (at.ravel().repeat(n.ravel()) for at in np.indices(n.shape))
    frame = pd.DataFrame({"row": rows, "column": columns})
    first, second = np.array([0.25, 0.4, 0.35]), np.array([0.4, 0.3, 0.3])
    margins = {"row": dict(enumerate(first)), "column": dict(enumerate(second))}

    def met(w):
        table = n * w.reshape(n.shape) / n.sum()
        return np.concatenate([table.sum(axis=1) - first, table.sum(axis=0)[:2] - second[:2]])

    def apart(w):
        return (n.ravel() * (w * np.log(w) - w + 1)).sum()

    limits = (0.5, 1.7)
    start = np.ones(n.size)
    best = minimize(apart, start, bounds=[limits] * n.size, constraints={"type": "eq", "fun": met}, tol=1e-12)
    assert best.success
    for order in (list(margins), list(margins)[::-1]):
        found = trim(rake(frame, {name: margins[name] for name in order}), lower=limits[0], upper=limits[1])
        by_cell = found.weights.groupby([rows, columns]).first().to_numpy()
        assert by_cell == pytest.approx(best.x, abs=1e-5)
        assert 1 < found.at_limit < len(frame)


# --- Kish


def test_effective_n_by_hand():
    # (.8 * 3 + 1.6)² = 16; 3 * .64 + 2.56 = 4.48; 16 / 4.48; and 4 of them: 4 * 4.48 / 16
    assert effective_n([0.8, 0.8, 0.8, 1.6]) == pytest.approx(16 / 4.48)
    assert design_effect([0.8, 0.8, 0.8, 1.6]) == pytest.approx(1.12)
    assert effective_n(rake(FRAME, MARGINS)) == pytest.approx(49 / (3 * (2.8 / 3) ** 2 + 1.96 + 0.49 + 2 * 1.1025))
    assert np.isnan(effective_n([0.0, 0.0]))


def test_effective_n_of_a_tally():
    frame = pd.DataFrame({"q": ["yes", "yes", "no", None], "w": [1.0, 3.0, 2.0, 9.0]})
    table = tally(frame, {"q": ["yes", "no", "unsure"]}, weight="w").table
    sums = {"weighted_n": table["weighted_n"], "squared_weights": table["squared_weights"]}
    # yes: (1 + 3)² / (1 + 9) = 1.6, and 2 * 10 / 16 = 1.25; no: 1; nobody unsure
    assert effective_n(**sums).tolist() == pytest.approx([1.6, 1, np.nan], nan_ok=True)
    assert design_effect(n=table["n"], **sums).tolist() == pytest.approx([1.25, 1, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("measure", "arguments", "message"),
    [
        (effective_n, {"weights": [1.0, -1.0]}, "weights must be numbers of 0 or more, got 1 that are missing or below 0"),
        (effective_n, {"weights": [1.0, None]}, "got 1 that are missing or below 0"),
        (effective_n, {}, "weights must be given, or weighted_n and squared_weights"),
        (effective_n, {"weighted_n": 3}, "weights must be given, or weighted_n and squared_weights"),
        (effective_n, {"weights": [1.0], "weighted_n": 3, "squared_weights": 3}, "weights must be given, or weighted_n"),
        (design_effect, {"weighted_n": 3, "squared_weights": 3}, "n must be given with sums of weights"),
    ],
)  # fmt: skip
def test_weights_that_are_none_are_rejected(measure, arguments, message):
    with pytest.raises(MeasureError, match=message):
        measure(**arguments)


# --- balance


def test_balance_by_hand():
    table = balance(FRAME, MARGINS, rake(FRAME, MARGINS))
    assert table[["margin", "category"]].to_numpy().tolist() == [
        ["nation", "e"], ["nation", "w"], ["size", "s"], ["size", "l"],
    ]  # fmt: skip
    assert table["register"].tolist() == [0.6, 0.4, 0.5, 0.5]
    assert table["n"].tolist() == [4, 3, 4, 3]
    assert table["before"].tolist() == pytest.approx([4 / 7, 3 / 7, 4 / 7, 3 / 7])
    assert table["after"].tolist() == pytest.approx([0.6, 0.4, 0.5, 0.5], abs=1e-9)
    assert table["difference_before"].tolist() == pytest.approx([4 / 7 - 0.6, 3 / 7 - 0.4, 1 / 14, -1 / 14])
    # standard deviations √(.6 * .4) = .4899 and √(.5 * .5) = .5
    assert table["standardised_before"].tolist()[2:] == pytest.approx([1 / 7, -1 / 7])
    assert table["standardised_before"].iloc[0] == pytest.approx((4 / 7 - 0.6) / 0.4898979486)
    assert table["standardised_after"].abs().max() < 1e-8


def test_balance_leaves_nobody_out():
    frame = pd.DataFrame({"nation": ["e", "e", "x", None]})
    table = balance(frame, {"nation": {"e": 1.0, "w": 0}}, [1, 2, 1, 5]).set_index("category")
    assert table["n"].to_dict() == {"e": 2, "w": 0, "x": 1}
    assert table["register"].to_dict() == {"e": 1, "w": 0, "x": 0}
    assert table["after"].to_dict() == {"e": 0.75, "w": 0, "x": 0.25}
    assert set(table["missing"]) == {1}
    assert table["standardised_after"].isna().all()


def test_balance_of_weights_that_belong_to_others():
    with pytest.raises(MeasureError, match="weights must be those of the frame's rows, got 3 for 7 rows"):
        balance(FRAME, MARGINS, [1, 1, 1])
    with pytest.raises(MeasureError, match="weights must be those of the frame's rows, got another index"):
        balance(FRAME, MARGINS, rake(FRAME.reset_index(drop=True), MARGINS).weights)
    with pytest.raises(MeasureError, match="balance: margin must be a column of the frame, got 'region'"):
        balance(FRAME, {"region": {"n": 1}}, [1] * 7)


# --- properties

pairs = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), max_size=30)
counts = st.tuples(*[st.integers(1, 20)] * 2, *[st.integers(1, 20)] * 3)


def sampled(rows):
    """Some in every cell, so that any margins can be met."""
    every = [(one, other) for one in "ab" for other in "xyz"]
    return pd.DataFrame(every + rows, columns=["first", "second"])


def shares_of(numbers):
    first, second = np.array(numbers[:2]), np.array(numbers[2:])
    return {
        "first": dict(zip("ab", first / first.sum(), strict=True)),
        "second": dict(zip("xyz", second / second.sum(), strict=True)),
    }


@given(pairs, counts)
def test_raked_margins_are_those_of_the_register(rows, numbers):
    frame, margins = sampled(rows), shares_of(numbers)
    found = rake(frame, margins).weights
    assert found.sum() == pytest.approx(len(frame))
    for name, shares in margins.items():
        assert (found.groupby(frame[name]).sum() / len(frame)).to_dict() == pytest.approx(shares, abs=1e-9)


@given(pairs, counts, st.randoms(use_true_random=False))
def test_the_order_of_respondents_and_of_margins_makes_no_difference(rows, numbers, random):
    frame, margins = sampled(rows), shares_of(numbers)
    order = list(frame.index)
    random.shuffle(order)
    found = rake(frame, margins).weights
    pd.testing.assert_series_equal(rake(frame.loc[order], margins).weights, found.loc[order], rtol=1e-12)
    turned = dict(reversed(margins.items()))
    pd.testing.assert_series_equal(rake(frame, turned).weights, found, rtol=1e-6)


@given(pairs, counts, st.integers(2, 1000))
def test_scaling_all_margins_leaves_the_weights(rows, numbers, times):
    # counts of both margins brought to one total
    frame, (a, b, *others) = sampled(rows), numbers
    first = {"a": a * sum(others), "b": b * sum(others)}
    second = {name: (a + b) * number for name, number in zip("xyz", others, strict=True)}
    found = rake(frame, {"first": first, "second": second}).weights
    larger = {"first": pd.Series(first) * times, "second": pd.Series(second) * times}
    pd.testing.assert_series_equal(rake(frame, larger).weights, found, rtol=1e-9)


@given(pairs)
def test_a_sample_that_has_the_margins_already_keeps_weights_of_1(rows):
    frame = sampled(rows)
    own = {name: frame[name].value_counts() for name in frame.columns}
    found = rake(frame, own)
    assert found.weights.tolist() == pytest.approx([1] * len(frame), abs=1e-12)
    assert found.sweeps == 1
    assert cell_weights(frame, ["first", "second"], frame).tolist() == pytest.approx([1] * len(frame), abs=1e-12)


@given(pairs, counts, st.floats(1.5, 10))
def test_trimmed_weights_stay_within_their_limit_and_meet_the_margins(rows, numbers, limit):
    frame, margins = sampled(rows), shares_of(numbers)
    try:
        found = trim(rake(frame, margins), upper=limit)
    except MeasureError as raised:
        assert "the limits leave too little room" in str(raised) or "still falls" in str(raised)
        return
    assert found.weights.max() <= limit
    assert balance(frame, margins, found)["difference_after"].abs().max() <= 2e-9
    assert found.sweeps == 1 or found.trimmed or not found.moved > 1e-8


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=50), st.floats(0.01, 100))
def test_kishs_n_is_at_most_n_and_knows_no_scale(weights, times):
    assert effective_n(weights) <= len(weights) * (1 + 1e-12)
    assert effective_n(np.array(weights) * times) == pytest.approx(effective_n(weights))
    assert effective_n([times] * len(weights)) == pytest.approx(len(weights))
    assert design_effect(weights) * effective_n(weights) == pytest.approx(len(weights))


# --- standard errors of weighted shares


def linearised(y, w, inside, strata=None, population=np.inf):
    """Mean and standard error of a part of a sample, straight from the scores of all who were drawn."""
    strata = np.zeros(len(y)) if strata is None else np.asarray(strata)
    mean = (w * y)[inside].sum() / w[inside].sum()
    scores = np.where(inside, w * (y - mean) / w[inside].sum(), 0)
    variance = 0.0
    for stratum in np.unique(strata):
        z = scores[strata == stratum]
        variance += (1 - len(z) / population) * len(z) / (len(z) - 1) * ((z - z.mean()) ** 2).sum()
    return mean, np.sqrt(variance)


def test_the_oracle_below_is_the_survey_package():
    # vignette "Estimates in subpopulations" of R survey, data fpc: svyby(~x, ~I(x > 4), dfpc, svymean)
    x = np.array([2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2])
    w = np.array([3.0] * 5 + [4.0] * 3)
    strata = [1] * 5 + [2] * 3
    assert linearised(x, w, x <= 4, strata) == pytest.approx((3.314286, 0.3117042), abs=5e-7)
    assert linearised(x, w, x > 4, strata) == pytest.approx((6.195000, 0.7555129), abs=5e-7)


def test_a_published_total_of_a_simple_random_sample():
    # Lumley (2010), Complex Surveys, chapter 2: apisrs, 200 of 6194 schools, svytotal(~stype): totals and errors
    schools = {"E": (142, 4397.74, 196.00), "H": (25, 774.25, 142.85), "M": (33, 1022.01, 160.33)}
    types = [name for name, (count, _, _) in schools.items() for _ in range(count)]
    table = tally(pd.DataFrame({"stype": types, "w": 30.97}), {"stype": list(schools)}, weight="w")
    found = weighted_error(replace(table, population=6194)).droplevel(["item", "group"]) * 6194
    for name, (_, total, error) in schools.items():
        assert found.loc[name, ["share", "error"]].tolist() == pytest.approx([total, error], abs=0.005)


def drawn():
    rng = np.random.default_rng(3)
    n = 400
    return pd.DataFrame(
        {
            "q": rng.choice(["low", "middle", "high", None], n, p=[0.05, 0.35, 0.5, 0.1]),
            "g": rng.choice(["a", "b", "c", None], n, p=[0.5, 0.3, 0.1, 0.1]),
            "w": rng.gamma(2, 1, n) * 7,
            "q.not_asked": rng.random(n) < 0.2,
        }
    )


POINTS = {"q": ["low", "middle", "high"]}


@pytest.mark.parametrize("population", [None, 1000])
def test_errors_by_group_are_those_of_scores_of_all_who_were_drawn(population):
    frame = drawn()
    found = weighted_error(replace(tally(frame, POINTS, group="g", weight="w"), population=population))
    groups = frame["g"].fillna("(no group)")
    for (_, group, point), row in found.iterrows():
        inside = (groups == group) & frame["q"].notna()
        answers, w = (frame["q"] == point).to_numpy(dtype=float), frame["w"].to_numpy()
        expected = linearised(answers, w, inside.to_numpy(), population=population or np.inf)
        assert (row["share"], row["error"]) == pytest.approx(expected, rel=1e-12)
        assert (row["base"], row["df"]) == (inside.sum(), inside.sum() - 1)


def test_errors_by_stratum():
    frame = drawn().dropna(subset="g")
    sizes = {"a": 300, "b": 1000, "c": 90}
    table = tally(frame, POINTS, group="g", weight="w")
    found = weighted_error(replace(table, population=sizes), strata=True)
    for (_, group, point), row in found.iterrows():
        part = frame[frame["g"] == group]
        answers, w = (part["q"] == point).to_numpy(dtype=float), part["w"].to_numpy()
        expected = linearised(answers, w, part["q"].notna().to_numpy(), population=sizes[group])
        assert (row["share"], row["error"]) == pytest.approx(expected, rel=1e-12)


def test_errors_are_the_robust_ones_of_a_weighted_regression():
    import statsmodels.api as sm

    frame = drawn().dropna(subset=["q", "g"])
    found = weighted_error(tally(frame, POINTS, group="g", weight="w"))
    groups = pd.get_dummies(frame["g"]).astype(float)
    fitted = sm.WLS((frame["q"] == "high").astype(float), groups, weights=frame["w"]).fit(cov_type="HC0")
    errors = fitted.bse * np.sqrt(len(frame) / (len(frame) - 1))
    high = found.xs("high", level="point").droplevel("item")
    assert high["share"].to_dict() == pytest.approx(fitted.params.to_dict(), rel=1e-12)
    assert high["error"].to_dict() == pytest.approx(errors.to_dict(), rel=1e-12)


def test_the_error_of_a_share_by_hand():
    frame = pd.DataFrame({"q": ["yes", "yes", "no", "no", None], "w": [2.0, 1, 1, 1, 4]})
    row = weighted_error(tally(frame, {"q": ["no", "yes"]}, weight="w")).iloc[1]
    # p = 3/5; Σw²(y − p)² = 4 * .16 + .16 + 2 * .36 = 1.52; with 5 drawn 5/4 * 1.52 / 25 = .076;
    # .6 * .4 / .076 = 3.157895
    assert row["share"] == pytest.approx(0.6)
    assert row["error"] == pytest.approx(np.sqrt(0.076))
    assert row["effective"] == pytest.approx(60 / 19)
    assert (row["base"], row["df"]) == (4, 3)
    # of 20 services .75 of the variance is left
    finite = weighted_error(replace(tally(frame, {"q": ["no", "yes"]}, weight="w"), population=20)).iloc[1]
    assert finite["error"] == pytest.approx(np.sqrt(0.057))


def test_without_weights_errors_and_intervals_are_those_of_counts():
    # 40 of 57 services, of 157; and 0 of 57, where the log-odds have no value
    frame = pd.DataFrame({"q": ["yes"] * 40 + ["no"] * 17})
    found = weighted_error(replace(tally(frame, {"q": ["yes", "no", "never"]}), population=157))
    assert found["error"].iloc[0] == pytest.approx(share_error(40 / 57, 57, population=157), rel=1e-12)
    for count, row in zip((40, 17, 0), found.itertuples(), strict=True):
        for method in (logit, beta):
            ours = method(row.share * row.base, row.base, effective=row.effective, df=row.df)
            assert ours == pytest.approx(method(count, 57, population=157), abs=1e-12)


def test_weights_to_a_register_go_all_the_way_to_an_interval():
    frame = FRAME.assign(q=["yes", "yes", "no", "no", "yes", "no", "no"], w=rake(FRAME, MARGINS).weights)
    row = weighted_error(replace(tally(frame, {"q": ["yes", "no"]}, weight="w"), population=10)).iloc[0]
    # (2 * .93333 + .7) / 7
    assert row["share"] == pytest.approx(0.366667, abs=1e-6)
    low, high = logit(row["share"] * row["base"], row["base"], effective=row["effective"], df=row["df"])
    assert 0 < low < row["share"] < high < 1


def test_points_left_out_are_in_no_base():
    frame = pd.DataFrame({"q": ["yes", "yes", "no", "no", "na"], "w": [2.0, 1, 1, 1, 4]})
    found = weighted_error(tally(frame, {"q": ["no", "yes", "na"]}, weight="w"), leave_out=["na"])
    # as by hand above: who said "na" was drawn, as those who left it blank were
    assert found["error"].iloc[1] == pytest.approx(np.sqrt(0.076))
    assert found["base"].tolist() == [4, 4, 4]
    assert found.iloc[2][["share", "error", "effective"]].isna().all()


def test_one_answer_tells_nothing_of_the_spread_and_none_has_no_share():
    frame = pd.DataFrame({"q": ["yes", "yes", "no", None], "g": list("aabc"), "w": [1.0, 3, 1, 1]})
    found = weighted_error(tally(frame, {"q": ["yes", "no"]}, group="g", weight="w")).droplevel(["item"])
    # two of two: the share is 1, its error 0, and Kish's (1 + 3)² / (1 + 9) times 3/4 stands in
    assert found.loc[("a", "yes"), ["share", "error", "effective"]].tolist() == pytest.approx([1, 0, 1.6 * 3 / 4])
    assert found.loc[("b", "no"), "share"] == 1
    assert found.loc[["b", "c"], ["error", "effective"]].isna().all(axis=None)
    assert found.loc["c", "share"].isna().all()


def test_a_census_has_no_error():
    frame = pd.DataFrame({"q": ["yes", "yes", "no", "no"], "w": [1.0, 1, 2, 1]})
    found = weighted_error(replace(tally(frame, {"q": ["yes", "no", "never"]}, weight="w"), population=4))
    assert found["error"].tolist() == [0, 0, 0]
    assert np.isinf(found["effective"]).all()


def choose_all():
    frame = pd.DataFrame({"q": ["yes", "no"]})
    table = tally(frame, {"q": ["yes", "no"]})
    return replace(table, table=table.table.assign(n=[2, 1], weighted_n=[2.0, 1.0]))


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (choose_all(), {}, "item must be single-choice, its points adding to all who answered, got 'q'"),
        (None, {"leave_out": ["hihg"]}, "point to leave out must be in the tally, got 'hihg'.\n  Hint: did you mean 'high'?"),
        (None, {"population": 399}, "population must hold everybody tallied, got 399 for 400 respondents"),
        (None, {"population": {"a": 900, "b": 900, "c": 900, "(no group)": 900}}, "population must be one number without strata, got a mapping"),
        (None, {"population": 500, "strata": True}, "population must be a number for each of the strata, got 500"),
        (
            None,
            {"population": {"a": 900, "b": 900}, "strata": True},
            "population must be given for every group, got none for 'c' and '(no group)'",
        ),
    ],
)  # fmt: skip
def test_tallies_and_populations_that_give_no_error_are_rejected(table, options, message):
    table = tally(drawn(), POINTS, group="g", weight="w") if table is None else table
    options = dict(options)
    sizes = {"population": options.pop("population")} if "population" in options else {}
    with pytest.raises(MeasureError) as raised:
        weighted_error(replace(table, **sizes), **options)
    assert message in str(raised.value)


@given(st.lists(st.tuples(st.sampled_from(["low", "middle", "high"]), st.floats(0.1, 10)), min_size=2, max_size=40))
def test_errors_come_from_the_sums_as_from_the_answers(rows):
    frame = pd.DataFrame(rows, columns=["q", "w"])
    found = weighted_error(tally(frame, POINTS, weight="w"))
    for (_, _, point), row in found.iterrows():
        answers, w = (frame["q"] == point).to_numpy(dtype=float), frame["w"].to_numpy()
        expected = linearised(answers, w, np.ones(len(frame), dtype=bool))
        assert (row["share"], row["error"]) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_public_names_are_all_there():
    assert all(getattr(weighting, name).__doc__ for name in weighting.__all__)
