"""Services that stand on both sides, worked on paper."""

import pandas as pd
import pytest

from cs_research.definitions import load_pairing
from cs_research.errors import MeasureError
from cs_research.measures.evidence.cells import site_interval
from cs_research.measures.evidence.service_gaps import paired_gap, service_gaps


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
    assert rows.loc[("target", "a")].tolist() == [2, 1, 0.5, 1, -0.5]
    assert rows.loc[("target", "b")].tolist() == [2, 1, 0.5, 0, 0.5]
    assert rows.loc[("target", "c"), "answered"] == 0
    assert pd.isna(rows.loc[("target", "c"), "gap"])
    # outcomes: part way or further at North and West, not at South
    assert rows.loc[("outcomes", "a")].tolist() == [1, 2, 1, 0.25, 0.75]
    assert rows.loc[("outcomes", "b")].tolist() == [1, 2, 0, 0, 0]
    assert rows.loc[("outcomes", "c")].tolist() == [1, 2, 1, 1, 0]
    assert "framework" not in set(table["domain"])


def services(confidence, evidence, practices=6):
    table = pd.DataFrame({"domain": "target", "site": [str(at) for at in range(len(confidence))]})
    table = table.assign(practices=practices, confidence=confidence, evidence=evidence)
    return table.assign(gap=table["confidence"] - table["evidence"])


def test_the_mean_gap_and_its_interval():
    # evidence of 1, 2, 3, 1 and 2 of 6 practices has the interval .117176 to .570537, and confidence of
    # 1, 1/2, 1, 1 and 1, a score a service, its own
    shown = [1 / 6, 2 / 6, 3 / 6, 1 / 6, 2 / 6]
    low, high = site_interval([1, 0.5, 1, 1, 1], 1)
    row = paired_gap(services([1, 0.5, 1, 1, 1], shown)).iloc[0]
    assert row[["services", "confidence", "evidence", "gap"]].tolist() == pytest.approx([5, 0.9, 0.3, 0.6])
    assert row["low"] == pytest.approx(0.6 - ((0.9 - low) ** 2 + (0.570537 - 0.3) ** 2) ** 0.5, abs=1e-6)
    assert row["high"] == pytest.approx(0.6 + ((high - 0.9) ** 2 + (0.3 - 0.117176) ** 2) ** 0.5, abs=1e-6)


@pytest.mark.parametrize(
    ("count", "interval", "verdict", "caution"),
    [
        (2, False, "cannot be told", "fewer than 8 services: descriptive only"),
        (3, True, "cannot be told", "fewer than 8 services: descriptive only"),
        (7, True, "cannot be told", "fewer than 8 services: descriptive only"),
        (8, True, "confidence outruns evidence", ""),
    ],
)
def test_few_services_are_described_without_a_verdict(count, interval, verdict, caution):
    row = paired_gap(services([1.0] * count, [0.1] * count)).iloc[0]
    assert row["gap"] == pytest.approx(0.9)
    assert pd.notna(row["low"]) == pd.notna(row["high"]) == interval
    assert row[["verdict", "caution"]].tolist() == [verdict, caution]


def test_a_service_without_a_gap_is_left_out():
    table = services([1.0] * 7 + [float("nan")], [0.1] * 8)
    assert paired_gap(table).iloc[0][["services", "evidence", "verdict"]].tolist() == [
        7,
        pytest.approx(0.1),
        "cannot be told",
    ]


def test_without_the_number_of_practices_evidence_counts_as_one_score():
    table = services([1.0] * 8, [0.1] * 8, practices=1)
    pd.testing.assert_frame_equal(paired_gap(table), paired_gap(table.drop(columns="practices")))


def test_a_service_that_did_not_answer_is_rejected(instrument):
    with pytest.raises(MeasureError) as caught:
        service_gaps(frame(), instrument, cells(a=(1, 1, 1)), load_pairing("pairing"), {"a": "Nroth", "b": "East"})
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
    table = service_gaps(frame(), instrument, cells(a=(1, 1, 1)), load_pairing("pairing"), {"a": "North", "b": " "})
    assert set(table["site"]) == {"a"}
