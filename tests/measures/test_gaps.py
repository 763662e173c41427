"""The gap between confidence and evidence."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions import load_pairing
from cs_research.errors import MeasureError
from cs_research.measures import evidence, gaps


def nets(**shares):
    rows = {
        "assess_contexts": "confident", "record_contexts": "confident", "knowledge": "good_or_better",
        "local_work": "a_lot", "measure_safety": "part_way_or_further",
    }  # fmt: skip
    return pd.DataFrame(
        [
            {"item": item, "group": "all", "net": net, "n": 10 * shares.get(item, 0.8), "base": 10,
             "share": shares.get(item, 0.8), "low": shares.get(item, 0.8) - 0.1, "high": shares.get(item, 0.8) + 0.1}
            for item, net in rows.items()
        ]
    )  # fmt: skip


def cells(domain, *means):
    return pd.DataFrame(
        [
            {
                "domain": domain,
                "practice": "p",
                "site": str(n),
                "state": "shown" if m else "silent",
                "score": m,
            }
            for n, m in enumerate(means)
        ]
    )


def test_confidence_is_the_mean_over_a_domains_items():
    table = gaps.confidence(nets(assess_contexts=0.9, record_contexts=0.6), load_pairing("pairing"))
    row = table.set_index("domain").loc["target"]
    assert row["items"] == ("assess_contexts", "record_contexts")
    assert (row["share"], row["low"], row["high"]) == pytest.approx((0.75, 0.65, 0.85))
    assert pd.isna(row["n"])
    assert list(table["domain"]) == ["target", "framework", "partnerships", "outcomes"]


@pytest.mark.parametrize(("item", "domain"), [("record_contexts", "target"), ("knowledge", "framework")])
def test_a_withheld_item_withholds_its_domain(item, domain):
    table = nets()
    table.loc[table["item"] == item, ["n", "base", "share", "low", "high"]] = float("nan")
    confident = gaps.confidence(table, load_pairing("pairing")).set_index("domain")
    assert confident.loc[domain, ["n", "base", "least_base", "share", "low", "high"]].isna().all()
    assert confident.loc["outcomes", "share"] == pytest.approx(0.8)


def test_a_net_that_is_missing_is_an_error():
    with pytest.raises(MeasureError, match="got 0 rows for net 'good_or_better' of 'knowledge'"):
        gaps.confidence(nets().query("item != 'knowledge'"), load_pairing("pairing"))


def one(confidence, low, high, *means, margin=0.1):
    confident = pd.DataFrame([{"domain": "target", "share": confidence, "low": low, "high": high}])
    return gaps.gap(confident, cells("target", *means), margin=margin).iloc[0]


def test_the_gap_and_its_interval_worked_by_hand():
    # sites 0 and 1: evidence .5; drawn again (0, 0) or (1, 1) a quarter each, so the interval is 0 to 1
    row = one(0.8, 0.7, 0.85, 0.0, 1.0)
    assert row["gap"] == pytest.approx(0.3)
    assert (row["evidence_low"], row["evidence_high"]) == (0, 1)
    assert row["low"] == pytest.approx(0.3 - (0.1**2 + 0.5**2) ** 0.5)
    assert row["high"] == pytest.approx(0.3 + (0.05**2 + 0.5**2) ** 0.5)


@pytest.mark.parametrize(
    ("confidence", "means", "verdict"),
    [
        (0.9, (0.1, 0.1, 0.1), "confidence outruns evidence"),
        (0.1, (0.9, 0.9, 0.9), "evidence outruns confidence"),
        (0.5, (0.5, 0.5, 0.5), "in step"),
        (0.5, (0.0, 0.5, 1.0), "cannot be told"),
    ],
)
def test_verdicts(confidence, means, verdict):
    assert one(confidence, confidence - 0.05, confidence + 0.05, *means)["verdict"] == verdict


def test_full_evidence_and_full_confidence_leave_no_gap():
    row = one(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    assert (row["gap"], row["low"], row["high"], row["verdict"]) == (0, 0, 0, "in step")


def test_swapping_the_sides_changes_the_sign():
    assert one(0.9, 0.8, 1.0, 0.2, 0.2)["gap"] == pytest.approx(-one(0.2, 0.1, 0.3, 0.9, 0.9)["gap"])


# sites of which nothing is said at all have no interval, so one at least says something
SHARES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=3, max_size=5).filter(any)


def of(said, shown):
    """The gap between two lists of shares, each with the interval of drawing its members again."""
    table = pd.DataFrame({"site": range(len(said)), "score": said})
    return one(float(np.mean(said)), *evidence.site_interval(table), *shown)


@given(SHARES, SHARES)
def test_swapping_the_sides_mirrors_the_gap_its_interval_and_its_verdict(said, shown):
    row, swapped = of(said, shown), of(shown, said)
    mirrored = [-swapped["gap"], -swapped["high"], -swapped["low"]]
    assert row[["gap", "low", "high"]].tolist() == pytest.approx(mirrored, abs=1e-9, nan_ok=True)
    other = {
        "confidence outruns evidence": "evidence outruns confidence",
        "evidence outruns confidence": "confidence outruns evidence",
    }
    assert row["verdict"] == other.get(swapped["verdict"], swapped["verdict"])


@given(st.integers(min_value=2, max_value=9))
def test_full_evidence_and_full_confidence_leave_no_gap_at_any_number_of_sites(sites):
    row = one(1.0, 1.0, 1.0, *[1.0] * sites)
    assert (row["gap"], row["low"], row["high"]) == (0, 0, 0)


def test_a_single_site_has_a_gap_and_no_verdict():
    row = one(0.9, 0.8, 1.0, 0.5)
    assert row["gap"] == pytest.approx(0.4)
    assert row["verdict"] == "cannot be told"
