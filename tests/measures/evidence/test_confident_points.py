"""What those who count as confident chose, on the study of `triangulation_study`."""

import pandas as pd
from triangulation_study import instrument, pairing

from cs_research.measures.evidence.confident_points import confident_points


def distribution():
    counts = {"q": (1, 0, 3, 0), "r": (0, 2, 1, 1)}
    rows = [
        {
            "item": item,
            "group": "all",
            "point": point,
            "label": point.title(),
            "n": n,
            "base": 4,
            "share": n / 4,
        }
        for item, of in counts.items()
        for point, n in zip(("none", "some", "much", "most"), of, strict=True)
    ]
    return pd.DataFrame(rows)


def test_points_of_the_net_in_order_with_zeros():
    table = confident_points(distribution(), instrument(), pairing())
    assert table.to_numpy().tolist() == [
        ["target", "c", "q", "yes", "much", "Much", 3, 4, 0.75],
        ["target", "c", "q", "yes", "most", "Most", 0, 4, 0.0],
        ["outcomes", "d", "r", "yes", "much", "Much", 1, 4, 0.25],
        ["outcomes", "d", "r", "yes", "most", "Most", 1, 4, 0.25],
    ]


def test_numbers_that_are_withheld_stay_missing():
    withheld = distribution().astype({"n": "Int64", "base": "Int64", "share": "Float64"})
    withheld.loc[withheld["item"] == "q", ["n", "base", "share"]] = pd.NA
    table = confident_points(withheld, instrument(), pairing())
    assert table.loc[table["item"] == "q", ["n", "base", "share"]].isna().all(axis=None)
    assert table.loc[table["item"] == "r", "n"].tolist() == [1, 1]
