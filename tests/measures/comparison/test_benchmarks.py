"""One service among the others: median, quartiles, region, and their intervals."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.comparison.benchmarks import benchmark, median_interval, spread
from cs_research.measures.shares.intervals import hypergeometric, wilson


def made(**extra):
    points = [{"id": f"p{place}", "label": f"P{place}"} for place in range(1, 6)]
    points.append({"id": "unsure", "label": "Not sure", "absence": "dont_know"})
    regions = [{"id": name, "label": name.title()} for name in ("north", "south", "west")]
    return Instrument(
        type="instrument", id="i", version="1", title="I", source={"title": "t", "publisher": "p"},
        scales=[{"id": "s", "points": points}, {"id": "region", "kind": "nominal", "points": regions}],
        items=[
            {"id": "service", "kind": "open", "text": "Service", "role": "identifier", "source": "s"},
            {"id": "region", "kind": "single", "text": "Region", "scale": "region", "source": "s"},
            {"id": "q", "kind": "single", "text": "Q", "scale": "s", "source": "s", **extra},
        ],
    )  # fmt: skip


FRAME = pd.DataFrame(
    {
        "service": [f"Service {place}" for place in range(1, 13)],
        "region": ["north"] * 7 + ["south"] * 4 + [None],
        "q": ["p1", "p2", "p2", "p3", "p3", "p3", "p4", "p4", "p5", "p5", "unsure", None],
    }
)


def test_a_service_against_all_by_hand():
    row = benchmark(FRAME, "service  7", ["q"], made()).iloc[0]
    # ten with a score: 1 2 2 3 3 3 4 4 5 5
    assert row[["item", "compared", "n", "score", "index"]].tolist() == ["q", "all", 10, 4, 75]
    assert row[["lower_quartile", "median", "upper_quartile", "median_index"]].tolist() == [2, 3, 4, 50]
    assert row[["lower_index", "upper_index"]].tolist() == [25, 75]
    # P(X < 2) = 11/1024 is at most .025, P(X < 3) = 56/1024 is not: second and ninth
    assert row[["low", "high"]].tolist() == [2, 5]
    assert row["at_or_below"] == 0.8
    assert (row["at_or_below_low"], row["at_or_below_high"]) == pytest.approx(wilson(8, 10))
    assert row[["position", "note"]].tolist() == ["from the median to the upper quartile", ""]


@pytest.mark.parametrize(
    ("service", "position"),
    [
        ("Service 1", "below the lower quartile"),
        ("Service 2", "from the lower quartile to the median"),
        ("Service 5", "at the median"),
        ("Service 8", "from the median to the upper quartile"),
        ("Service 9", "above the upper quartile"),
    ],
)
def test_where_a_score_lies(service, position):
    assert benchmark(FRAME, service, ["q"], made())["position"].item() == position


def test_a_service_against_its_region():
    table = benchmark(FRAME, "Service 7", ["q"], made(), region="region", population={"all": 157, "north": 9})
    assert table["compared"].tolist() == ["all", "north"]
    north = table.iloc[1]
    assert north[["n", "median", "lower_quartile", "upper_quartile", "at_or_below"]].tolist() == [
        7,
        3,
        2,
        3,
        1,
    ]
    # all seven of nine: at least seven of nine are no higher
    assert (north["at_or_below_low"], north["at_or_below_high"]) == pytest.approx((7 / 9, 1))
    assert (table["at_or_below_low"][0], table["at_or_below_high"][0]) == hypergeometric(8, 10, population=157)
    assert north["position"] == "above the upper quartile"


def test_what_the_answers_cannot_give_has_a_reason():
    frame = FRAME.assign(r=None)
    both = made().model_copy(update={"items": (*made().items, made().items[2].model_copy(update={"id": "r"}))})
    table = benchmark(frame, "Service 11", ["q", "r"], both, region="region").set_index(["item", "compared"])
    assert table.loc[("q", "all"), "note"] == "the service has no score"
    assert table.loc[("q", "all"), "median"] == 3
    assert pd.isna(table.loc[("q", "all"), "at_or_below"])
    assert table.loc[("q", "all"), "position"] == ""
    # the south has 4, 5 and 5
    assert table.loc[("q", "south"), ["n", "median"]].tolist() == [3, 5]
    assert table.loc[("q", "south"), "note"] == (
        "the service has no score; too few services for an interval of the median"
    )
    assert table.loc[("r", "all"), ["n", "note"]].tolist() == [0, "nobody has a score"]
    alone = benchmark(FRAME, "Service 12", ["q"], made(), region="region").iloc[1]
    assert alone[["compared", "n", "note"]].tolist() == [
        "(no region)",
        0,
        "the region of the service is not known",
    ]


def test_a_reversed_item_is_scored_against_its_scale():
    straight = benchmark(FRAME, "Service 1", ["q"], made()).iloc[0]
    turned = benchmark(FRAME, "Service 1", ["q"], made(reversed=True)).iloc[0]
    assert (straight["index"], turned["index"]) == (0, 100)
    assert turned["median"] == 6 - straight["median"]
    assert (turned["low"], turned["high"]) == (6 - straight["high"], 6 - straight["low"])
    assert turned["position"] == "above the upper quartile"


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        (("Servce 7", ["q"]), {}, "service must appear once in the frame, got 'Servce 7'.\n  Hint: did you mean 'Service 7'?"),
        (("Service 7", ["region"]), {}, "scale 'region' must be ordinal, got nominal"),
        (("Service 7", ["qq"]), {}, "item must be a single-choice item, got 'qq'"),
        (("Service 7", ["q"]), {"region": "regoin"}, "region must be a column of the frame, got 'regoin'.\n  Hint: did you mean 'region'?"),
        (("Service 7", ["q"]), {"region": "region", "population": {"all": 157}}, "population must be given for all and for the region, got none for 'north'"),
        (("Service 7", ["q"]), {"population": 9}, "population must hold all who answered, got 9 for 10"),
        (("Service 7", ["q"]), {"level": 0}, "level must lie between 0 and 1, got 0"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_rejected(arguments, keywords, message):
    with pytest.raises(MeasureError) as raised:
        benchmark(FRAME, *arguments, made(), **keywords)
    assert message in str(raised.value)


def test_a_service_twice_and_no_identifier_are_rejected():
    with pytest.raises(MeasureError, match="service must appear once in the frame, got 'Service 1' 2 times"):
        benchmark(pd.concat([FRAME, FRAME]), "Service 1", ["q"], made())
    with pytest.raises(MeasureError, match="identifier must be an item of the instrument and a column, got none"):
        benchmark(FRAME, "Service 1", ["q"], made().model_copy(update={"items": made().items[1:]}))
    with pytest.raises(MeasureError, match=r"identifier must be .* got no column 'service'"):
        benchmark(FRAME.drop(columns="service"), "Service 1", ["q"], made())


@given(st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_services_does_not_matter(random):
    order = list(FRAME.index)
    random.shuffle(order)
    one, other = (benchmark(frame, "Service 4", ["q"], made(), region="region") for frame in (FRAME, FRAME.loc[order]))
    pd.testing.assert_frame_equal(one, other)


# --- the interval of a median


def test_the_interval_by_the_tables_of_the_binomial():
    # P(X < 1) of six is 1/64, of five 1/32; P(X < 6) of twenty is .0207 and P(X < 7) .0577
    assert median_interval(range(1, 7)) == (1, 6)
    assert median_interval(range(1, 21)) == (6, 15)
    assert np.isnan(median_interval(range(1, 6))).all()
    assert median_interval([3, None, 1, 2, 9, 8, 7]) == (1, 9)
    assert np.isnan(median_interval([])).all()


def test_a_census_knows_its_median():
    assert median_interval(range(1, 10), population=9) == (5, 5)
    assert median_interval(range(1, 11), population=10) == (5, 6)


def test_the_interval_covers_by_enumeration():
    population = [1, 2, 2, 3, 4, 5, 5, 7, 9]
    for n in (5, 6, 7):
        for level in (0.6, 0.8, 0.95):
            found = [median_interval(sample, population=9, level=level) for sample in combinations(population, n)]
            known = [pair for pair in found if not np.isnan(pair[0])]
            if known:
                assert np.mean([low <= 4 <= high for low, high in known]) >= level


def test_how_far_services_lie_apart_by_hand():
    table = spread(FRAME, ["q"], made())
    row = table.iloc[0]
    assert row[["n", "lower_quartile", "median", "upper_quartile"]].tolist() == [10, 2, 3, 4]
    assert row[["lower_index", "median_index", "upper_index"]].tolist() == [25, 50, 75]
    assert "score" not in table.columns
    empty = spread(FRAME.assign(q=None), ["q"], made()).iloc[0]
    assert empty["n"] == 0
    assert pd.isna(empty["median"])


def test_how_many_say_at_least_as_much():
    # 1 2 2 3 3 3 4 4 5 5: four are at 4 or above
    assert benchmark(FRAME, "Service 7", ["q"], made()).iloc[0]["at_or_above"] == 0.4
    assert pd.isna(benchmark(FRAME, "Service 12", ["q"], made()).iloc[0]["at_or_above"])
