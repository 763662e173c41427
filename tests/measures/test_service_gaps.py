"""Services that stand on both sides, worked on paper."""

import pandas as pd
import pytest

from cs_research.definitions import load_pairing
from cs_research.errors import MeasureError
from cs_research.measures.service_gaps import paired_gap, service_gaps


def frame(**answers):
    table = pd.DataFrame({"service": ["North", "South", "West", None]})
    for item in ("assess_contexts", "record_contexts", "knowledge", "local_work", "measure_safety"):
        table[item] = answers.get(item, [None] * 4)
    return table


def cells(**scores):
    practices = {
        "target.assessments": "target",
        "outcomes.goals": "outcomes",
        "outcomes.highlighting": "outcomes",
    }
    rows = [
        {"practice": practice, "domain": domain, "site": site, "state": "shown", "score": score}
        for (practice, domain), of in zip(practices.items(), zip(*scores.values(), strict=True), strict=True)
        for site, score in zip(scores, of, strict=True)
    ]
    return pd.DataFrame(rows)


SERVICES = {"a": "North", "b": "South", "c": "West"}


def test_each_service_against_its_own_sources(instrument):
    answers = {
        "assess_contexts": ["extremely", "neither", None, "somewhat"],
        "record_contexts": ["not_very", "somewhat", None, "somewhat"],
        "measure_safety": ["part_way", "not_starting", "fully", None],
    }
    table = service_gaps(
        frame(**answers),
        instrument,
        cells(a=(1, 0, 0.5), b=(0, 0, 0), c=(1, 1, 1)),
        load_pairing("pairing"),
        SERVICES,
    )
    rows = table.set_index(["domain", "site"])
    # target: one of two confident answers at North and South, none given at West
    assert rows.loc[("target", "a")].tolist() == [2, 0.5, 1, -0.5]
    assert rows.loc[("target", "b")].tolist() == [2, 0.5, 0, 0.5]
    assert rows.loc[("target", "c"), "answered"] == 0
    assert pd.isna(rows.loc[("target", "c"), "gap"])
    # outcomes: part way or further at North and West, not at South
    assert rows.loc[("outcomes", "a")].tolist() == [1, 1, 0.25, 0.75]
    assert rows.loc[("outcomes", "b")].tolist() == [1, 0, 0, 0]
    assert rows.loc[("outcomes", "c")].tolist() == [1, 1, 1, 0]
    assert "framework" not in set(table["domain"])


def test_the_mean_gap_and_its_interval():
    table = pd.DataFrame(
        {
            "domain": "target",
            "site": list("abc"),
            "confidence": [1, 1, 1],
            "evidence": [0, 0.5, 1],
            "gap": [1, 0.5, 0],
        }
    )
    row = paired_gap(table).iloc[0]
    # of 27 draws one is 1, 1, 1 (.037 of all), so the interval reaches from 0 to 1
    assert row[["services", "confidence", "evidence", "gap", "low", "high"]].tolist() == [
        3,
        1,
        0.5,
        0.5,
        0,
        1,
    ]
    assert row["verdict"] == "cannot be told"
    assert paired_gap(table.assign(gap=[0.5, 0.5, 0.5])).iloc[0]["verdict"] == "confidence outruns evidence"
    assert paired_gap(table.assign(gap=[0.5, 0.5, None])).iloc[0][["services", "verdict"]].tolist() == [
        2,
        "cannot be told",
    ]


def test_a_service_that_did_not_answer_is_told(instrument):
    with pytest.raises(MeasureError) as caught:
        service_gaps(
            frame(), instrument, cells(a=(1, 1, 1)), load_pairing("pairing"), {"a": "Nroth", "b": "East"}
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "site 'a': service must be named by one response, got 'Nroth' in 0.\n  Hint: did you mean 'North'?",
        "site 'b': service must be named by one response, got 'East' in 0.\n  Hint: did you mean 'West'?",
    ]


@pytest.mark.parametrize("typed", [" north ", "NORTH", "No\u00adrth", "North."])
def test_a_service_is_known_however_its_name_is_typed(instrument, typed):
    pairing, scores = load_pairing("pairing"), cells(a=(1, 0, 0.5))
    given = frame(measure_safety=["part_way", None, None, None])
    exact = service_gaps(given, instrument, scores, pairing, {"a": "North"})
    assert exact["answered"].sum() == 1
    pd.testing.assert_frame_equal(service_gaps(given, instrument, scores, pairing, {"a": typed}), exact)


def test_a_site_without_a_service_is_left_out(instrument):
    table = service_gaps(
        frame(), instrument, cells(a=(1, 1, 1)), load_pairing("pairing"), {"a": "North", "b": " "}
    )
    assert set(table["site"]) == {"a"}
