"""A study that is weighted to its register: values worked out by hand, refusals, and what is published."""

import pandas as pd
import pytest
from annual_study import write_study

from cs_research.errors import ResearchError
from cs_research.protection import Policy, protect
from cs_research.results import measure
from cs_research.study.load import load_study

# 6 services in the north and 4 in the south; 3 of each answered, 2 and 1 of them "High"
REGISTERED = [(n, "North" if n <= 6 else "South") for n in range(1, 11)]
ROWS = [
    (1, "North", "High", "High"), (2, "North", "High", "Low"), (3, "North", "Low", ""),
    (7, "South", "Low", "High"), (8, "South", "Low", "High"), (9, "South", "High", "Low"),
]  # fmt: skip
CELLS = "settings: {minimum_base: 3}\nweights: {cells: [region]}\n"


def study(folder, more=CELLS, rows=ROWS, register=REGISTERED, outside=""):
    return load_study(write_study(folder, rows, register=register, more=more, outside=outside))


@pytest.mark.parametrize("key", ["cells", "rake"])
def test_weights_balance_and_effective_size_by_hand(tmp_path, key):
    data = study(tmp_path, CELLS.replace("cells", key))
    # 6 of 10 over 3 of 6 is 1.2; 4 of 10 over 3 of 6 is .8
    assert data.weights.weights.tolist() == pytest.approx([1.2] * 3 + [0.8] * 3)
    results = measure(data)
    cost = results["weighting"].iloc[0]
    assert (cost["kind"], cost["groups"]) == ("raking" if key == "rake" else "cells", "region")
    assert (cost["invited"], cost["weighted"], cost["outside"]) == (10, 6, 0)
    assert cost["effective"] == pytest.approx(36 / (3 * 1.44 + 3 * 0.64))
    assert cost["design_effect"] == pytest.approx(6 * (3 * 1.44 + 3 * 0.64) / 36)
    table = results["weighting_balance"].set_index("group")
    assert table.loc["north", ["invited", "answered"]].tolist() == [6, 3]
    assert table.loc["north", ["invited_share", "answered_share", "weighted_share"]].tolist() == pytest.approx(
        [0.6, 0.5, 0.6]
    )


def test_weighted_shares_by_hand_are_beside_those_without_weights(tmp_path):
    table = measure(study(tmp_path))["weighted"].set_index("item")
    assert table.loc["knowledge", ["n", "base", "share"]].tolist() == [3, 6, 0.5]
    assert table.loc["knowledge", "weighted_share"] == pytest.approx((2 * 1.2 + 0.8) / 6)
    # one service of the north left "other" blank
    assert table.loc["other", "share"] == pytest.approx(3 / 5)
    assert table.loc["other", "weighted_share"] == pytest.approx((1.2 + 2 * 0.8) / (2 * 1.2 + 3 * 0.8))
    assert table.loc["other", "weighting_change"] == pytest.approx(2.8 / 4.8 - 0.6)
    assert table.loc["knowledge", "weighted_low"] < 0.533 < table.loc["knowledge", "weighted_high"]


def test_a_service_outside_the_register_has_no_weight_and_is_counted(tmp_path):
    rows = [*ROWS, (99, "North", "High", "High")]
    data = study(tmp_path, rows=rows, outside="Service 99")
    results = measure(data)
    assert (len(data.weights.weights), results["weighting"]["outside"].item()) == (6, 1)
    row = results["weighted"].set_index("item").loc["knowledge"]
    assert (row["n"], row["base"]) == (4, 7)
    assert row["weighted_share"] == pytest.approx((2 * 1.2 + 0.8) / 6)


def test_merged_categories_share_one_weight(tmp_path):
    more = "settings: {minimum_base: 3}\nweights: {rake: [region], merge: {region: {All: [north, south]}}}\n"
    data = study(tmp_path, more)
    assert data.weights.weights.tolist() == pytest.approx([1.0] * 6)
    assert measure(data)["weighting_balance"]["group"].tolist() == ["All"]


def test_shares_are_released_in_whole_per_cents_and_not_where_a_small_group_could_be_worked_out(tmp_path):
    results = measure(study(tmp_path))
    names = ["weighted_share", "weighted_low", "weighted_high", "weighting_change"]
    hidden = protect(results)["weighted"]
    assert hidden[names].isna().all(axis=None)
    assert hidden["share"].notna().all()
    shown = protect(results, Policy(minimum_base=3, minimum_group=3))["weighted"].set_index("item")
    assert shown.loc["knowledge", "weighted_share"] == pytest.approx(0.53)
    assert shown.loc["knowledge", "weighting_change"] == pytest.approx(0.03)


def test_what_too_few_answered_is_withheld_with_weights_too(tmp_path):
    release = protect(measure(study(tmp_path)), Policy(minimum_base=6, minimum_group=3))
    table = release["weighted"].set_index("item")
    assert pd.isna(table.loc["other", "share"])
    assert pd.isna(table.loc["other", "weighted_share"])
    assert release["weighting_balance"]["answered"].isna().all()  # fewer than 6 in the south


@pytest.mark.parametrize(
    ("more", "thing", "mentioned"),
    [
        ("weights: {rake: [region]}", "rake", ["at least 5", "'region'", "3 of 6 in 'north', 3 of 4 in 'south'", "weights.merge"]),
        ("weights: {cells: [region]}\nsettings: {minimum_base: 4}", "cells", ["at least 4 services", "3 of 6 in 'north'"]),
        ("weights: {}", "weights", ["either rake or cells", "got neither"]),
        ("weights: {rake: [region], cells: [region]}", "weights", ["either rake or cells", "got both"]),
        ("weights: {rake: [area]}", "entry 1", ["one of services.groups, 'region'", "'area'"]),
        ("weights: {rake: [region, region]}", "entry 2", ["be given once", "'region' again"]),
        ("weights: {rake: region}", "rake", ["be a list"]),
        ("weights: {cells: [region], limit: 2}", "limit", ["be used with rake"]),
        ("weights: {rake: [region], limit: 0.5}", "limit", ["be more than 1"]),
        ("weights: {rake: [region], merge: {other: {X: [low, mid]}}}", "other", ["one of weights.rake"]),
        ("weights: {rake: [region], merge: {region: {X: [north, suoth]}}}", "X", ["'suoth'", "did you mean 'south'"]),
        ("weights: {rake: [region], merge: {region: {south: [north, south]}}}", "south", ["that no category of 'region' has"]),
        ("weights: {rake: [region], merge: {region: {X: [north, south], Y: [south, north]}}}", "Y", ["'south' again"]),
    ],
)  # fmt: skip
def test_weights_that_cannot_be_made_name_their_line_and_a_remedy(tmp_path, more, thing, mentioned):
    with pytest.raises(ResearchError) as caught:
        study(tmp_path, more + "\n")
    fault = next(fault for fault in caught.value.faults if fault.thing == thing)
    assert f"{tmp_path / 'study.yaml'}, line " in fault.place
    for text in mentioned:
        assert text in str(fault)


def test_a_category_without_an_answer_is_named(tmp_path):
    rows = [row for row in ROWS if row[1] == "North"]
    with pytest.raises(ResearchError, match="got none of 4 in 'south'"):
        study(tmp_path, "settings: {minimum_base: 0}\nweights: {cells: [region]}\n", rows)


def test_a_service_without_a_category_is_named_with_its_register(tmp_path):
    register = [*REGISTERED, (11, "")]
    with pytest.raises(ResearchError) as caught:
        study(tmp_path, register=register)
    (fault,) = caught.value.faults
    assert fault.place == str(tmp_path / "register.csv")
    assert fault.found == "1 without: 'Service 11'"
    assert "weights.cells in study.yaml" in fault.hint


def test_weights_need_a_register(tmp_path):
    with pytest.raises(ResearchError, match="services must be given where there are weights"):
        study(tmp_path, register=None)


def test_a_limit_that_cannot_be_kept_names_the_setting(tmp_path):
    more = "settings: {minimum_base: 3}\nweights: {rake: [region], limit: 1.1}\n"
    with pytest.raises(ResearchError) as caught:
        study(tmp_path, more)
    assert all(fault.place.endswith("weights, rake") for fault in caught.value.faults)
    assert all("weights.limit" in fault.hint for fault in caught.value.faults)
