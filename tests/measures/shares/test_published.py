"""Published percentages against counts worked by enumeration."""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import floor, isnan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions import PublishedFigures, load_published
from cs_research.errors import DefinitionError, MeasureError
from cs_research.measures.shares.published import HOW, attainable, audit, denominators, nearest_run


@pytest.mark.parametrize(
    ("percent", "direct", "two", "three"),
    [
        (93, (53,), (53,), (53,)),
        (85, (), (48,), (48, 49)),
        (73, (), (42,), (41, 42)),
        (65, (37,), (37,), (37,)),
        (70, (40,), (40,), (40,)),
        (97, (), (55,), (55,)),
    ],
)
def test_the_six_percentages_of_the_bulletin_of_57(percent, direct, two, three):
    assert attainable(percent, 57) == direct
    assert attainable(percent, 57, bars=2) == two
    assert attainable(percent, 57, bars=3) == three


def test_smaller_numbers_of_which_the_bulletins_percentages_are_shares():
    # 44/52 = 84.62, 45/53 = 84.91, 46/54 = 85.19, 47/55 = 85.45; 43/51 = 84.31 and 44/51 = 86.27
    assert nearest_run(denominators(85, 57)) == (52, 53, 54, 55)
    assert nearest_run(denominators(73, 57)) == (55, 56)
    # 28/29 = 96.55 and 38/39 = 97.44; 39/40 = 97.5 is 98
    assert denominators(97, 57) == (29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39)
    assert denominators(65, 57)[-1] == 57


def brute(n, bars, unit):
    """Every sum of rounded bars, in steps of 1/unit of a per cent, and the counts that it stands for."""
    share = [floor(Fraction(100 * unit * count, n) + Fraction(1, 2)) for count in range(n + 1)]
    found = {}
    for parts in product(range(n + 1), repeat=bars):
        if sum(parts) <= n:
            found.setdefault(sum(share[part] for part in parts), set()).add(sum(parts))
    return {printed: tuple(sorted(counts)) for printed, counts in found.items()}


@pytest.mark.parametrize(("bars", "most"), [(1, 40), (2, 24), (3, 11), (4, 6), (5, 5)])
def test_counts_are_those_of_trying_every_parting(bars, most):
    for n in range(1, most + 1):
        every = brute(n, bars, 1)
        for percent in range(101):
            assert attainable(percent, n, bars=bars) == every.get(percent, ()), (percent, n)


@pytest.mark.parametrize("bars", [1, 2, 3])
def test_tenths_are_rounded_to_tenths(bars):
    for n in (1, 3, 7, 8):
        every = brute(n, bars, 10)
        for tenths in range(1001):
            printed = f"{tenths // 10}.{tenths % 10}"
            assert attainable(printed, n, bars=bars) == every.get(tenths, ()), (printed, n)


@given(st.integers(1, 70), st.integers(0, 1000), st.sampled_from([1, 2]))
def test_larger_numbers_agree_with_every_parting(n, tenths, bars):
    every = brute(n, bars, 10)
    assert attainable(f"{tenths // 10}.{tenths % 10}", n, bars=bars) == every.get(tenths, ())


@given(st.integers(1, 10_000), st.integers(0, 100), st.integers(1, 4))
def test_more_bars_never_allow_less(n, percent, bars):
    assert set(attainable(percent, n, bars=bars)) <= set(attainable(percent, n, bars=bars + 1))


@given(st.integers(1, 400), st.data())
def test_a_count_is_among_those_of_its_own_percentage(n, data):
    sizes = data.draw(st.lists(st.integers(0, n), min_size=1, max_size=5).filter(lambda x: sum(x) <= n))
    printed = sum((200 * size + n) // (2 * n) for size in sizes)
    if printed <= 100:
        assert sum(sizes) in attainable(printed, n, bars=len(sizes))


def test_the_decimals_that_are_printed_tell_the_unit():
    # 52/56 = 92.857
    assert attainable("92.9", 56) == (52,)
    assert attainable("92.86", 56) == (52,)
    assert attainable("92.8", 56) == ()
    # 93.0 of 57 would be 53.01: 53/57 = 92.98, to hundredths no longer
    assert attainable("93.0", 57) == (53,)
    assert attainable("93.00", 57) == ()
    # 185/200 is 92.5: 93 in whole per cent, but not 93.0
    assert attainable("93", 200) == (185, 186)
    assert attainable("93.0", 200) == (186,)


def test_a_number_stands_for_what_it_shows():
    assert attainable(93.0, 200) == attainable(93, 200) == attainable(" 93 ", 200) == (185, 186)
    assert attainable(92.9, 56) == (52,)
    assert attainable(Decimal("93.0"), 200) == (186,)


def test_halves_are_rounded_up():
    # 1/8 is 12.5, 1/200 is 0.5
    assert attainable(13, 8) == (1,)
    assert attainable(12, 8) == ()
    assert attainable(0, 200) == (0,)
    assert attainable(1, 200) == (1, 2)


def test_the_ends_and_one_respondent():
    assert attainable(0, 57) == (0,)
    assert attainable(100, 57) == (57,)
    assert attainable(0, 1) == (0,)
    assert attainable(100, 1, bars=5) == (1,)
    assert attainable(50, 1) == ()
    # of 1,000, 995 are 99.5 and 4 are 0.4; two bars of 4 are nought each
    assert attainable("100", 1000) == (995, 996, 997, 998, 999, 1000)
    assert attainable(0, 1000) == (0, 1, 2, 3, 4)
    assert attainable(0, 1000, bars=2) == (0, 1, 2, 3, 4, 5, 6, 7, 8)
    # three thirds, one by one: 33 + 33 + 33
    assert attainable(99, 3, bars=3) == (3,)
    assert denominators(100, 3) == (1, 2, 3)
    assert denominators(50, 1) == ()


def test_many_respondents_and_bars_are_no_matter():
    # 7,250 to 7,349 are 73 per cent; each further bar gives a half per cent away at either end
    assert attainable(73, 10_000) == tuple(range(7250, 7350))
    assert attainable(73, 10_000, bars=2) == tuple(range(7200, 7399))
    assert attainable(73, 10_000, bars=5) == tuple(range(7050, 7546))


def test_denominators_with_bars():
    # two bars of one third each: 33 + 33, where two thirds at once are 67
    assert denominators(66, 3) == ()
    assert denominators(66, 3, bars=2) == (3,)
    assert denominators(66, 3, bars=3) == (3,)


def test_runs_end_where_a_number_is_left_out():
    assert nearest_run([3, 7, 8, 9]) == (7, 8, 9)
    assert nearest_run([4]) == (4,)
    assert nearest_run([]) == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("93%", 57, 1),
            "percent must be a number as printed, such as 85 or 92.9, without a per cent sign, got '93%'",
        ),
        (("92,9", 57, 1), "percent must be a number as printed, .*, got '92,9'"),
        (("", 57, 1), "percent must be a number as printed"),
        ((True, 57, 1), "percent must be a number as printed, .*, got 'True'"),
        ((float("nan"), 57, 1), "percent must be a number as printed, .*, got 'nan'"),
        ((-1, 57, 1), "percent must be a number as printed, .*, got '-1'"),
        ((None, 57, 1), "percent must be a number as printed, .*, got 'None'"),
        ((101, 57, 1), "percent must lie between 0 and 100, got '101'"),
        (("100.1", 57, 1), "percent must lie between 0 and 100, got '100.1'"),
        ((93, 0, 1), "n must be an integer of at least 1, got '0'"),
        ((93, 57.5, 1), "n must be an integer, got 57.5"),
        ((93, "57", 1), "n must be an integer, got '57'"),
        ((93, 57, 0), "bars must be an integer of at least 1 and at most 5, got '0'"),
        ((93, 57, 6), "bars must be an integer of at least 1 and at most 5, got '6'"),
        ((93, 57, True), "bars must be an integer, got True"),
    ],
)
def test_what_is_no_percentage_is_rejected(arguments, message):
    percent, n, bars = arguments
    for measure in (attainable, denominators):
        with pytest.raises(MeasureError, match=message):
            measure(percent, n, bars=bars)


@pytest.fixture(scope="module")
def bulletin():
    return load_published("published/bulletin-2023-02")


def test_the_audit_of_the_bulletin(bulletin):
    table = audit(bulletin)
    assert list(table.columns) == [
        "id", "label", "percent", "n", "bars", "direct", "least_bars", "summed", "smaller_base", "how", "low", "high",
    ]  # fmt: skip
    assert table["id"].tolist() == [
        "knowledge", "assess_contexts", "record_contexts", "local_work", "measure_safety", "appropriate",
    ]  # fmt: skip
    two = "two bars rounded, then added"
    assert table["how"].tolist() == ["directly", two, two, "directly", "directly", two]
    assert table["direct"].tolist() == [(53,), (), (), (37,), (40,), ()]
    assert table["least_bars"].tolist() == [1, 2, 2, 1, 1, 2]
    assert table["summed"].tolist() == [(53,), (48,), (42,), (37,), (40,), (55,)]
    assert table["bars"].tolist() == [3, 2, 2, 1, 3, 2]
    assert table["percent"].tolist() == ["93", "85", "73", "65", "70", "97"]
    assert table["smaller_base"][5] == (29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39)
    # 40 of 57 of 157, tails inverted: 93 to 124
    assert (table["low"][4], table["high"][4]) == pytest.approx((93 / 157, 124 / 157))


def test_an_audit_takes_a_model_a_path_or_a_shipped_name(bulletin, tmp_path):
    shipped = audit("published/bulletin-2023-02")
    own = tmp_path / "own.yaml"
    own.write_text(
        'type: published\nid: own\nversion: "1"\ntitle: Own\nsource: {title: T, publisher: P}\nn: 57\n'
        "figures:\n  - {id: a, label: A, percent: 85, bars: 3, source: p. 1}\n",
        encoding="utf-8",
    )
    assert shipped.equals(audit(bulletin))
    assert audit(own).equals(audit(str(own)))
    assert audit(own)["summed"].tolist() == [(48,)]
    with pytest.raises(DefinitionError, match="file must exist"):
        audit(Path(tmp_path / "other.yaml"))


def figures(*entries, n=57, population=None):
    return PublishedFigures.model_validate(
        {
            "type": "published", "id": "own", "version": "1", "title": "Own",
            "source": {"title": "T", "publisher": "P"}, "n": n, "population": population,
            "figures": [{"id": f"f{place}", "label": "F", "source": "p. 1", **entry} for place, entry in enumerate(entries)],
        }
    )  # fmt: skip


def test_without_a_population_the_interval_is_wilsons():
    table = audit(figures({"percent": "70"}))
    assert (table["low"][0], table["high"][0]) == pytest.approx((0.573357, 0.804674), abs=1e-6)


def test_of_several_counts_the_interval_takes_in_all():
    # 93 of 200 is 185 or 186
    table = audit(figures({"percent": "93"}, n=200))
    lone = [audit(figures({"percent": "92.5"}, n=200)), audit(figures({"percent": "93.0"}, n=200))]
    assert [one["direct"][0] for one in lone] == [(185,), (186,)]
    assert table["low"][0] == lone[0]["low"][0] < lone[1]["low"][0]
    assert table["high"][0] == lone[1]["high"][0] > lone[0]["high"][0]


def test_a_base_of_its_own_a_smaller_base_and_none_at_all():
    table = audit(
        figures({"percent": "85"}, {"percent": "85", "n": 52}, {"percent": "85", "bars": 5}, {"percent": "99"})
    )
    assert table["how"].tolist() == [
        "a smaller base",
        "directly",
        "two bars rounded, then added",
        "not at all",
    ]
    assert table["n"].tolist() == [57, 52, 57, 57]
    assert table["least_bars"].isna().tolist() == [True, False, False, True]
    assert table["direct"].tolist() == [(), (44,), (), ()]
    assert table["summed"].tolist() == [(), (44,), (48,), ()]
    assert table["smaller_base"][0][-5:] == (48, 52, 53, 54, 55)
    assert table["smaller_base"][3] == ()
    assert isnan(table["low"][3]) and isnan(table["high"][3])
    # Wilson for 44 of 52 and 47 of 55, by statsmodels: the outermost of four
    from statsmodels.stats.proportion import proportion_confint

    ends = [proportion_confint(*one, method="wilson") for one in ((44, 52), (45, 53), (46, 54), (47, 55))]
    assert table["low"][0] == pytest.approx(min(low for low, _ in ends))
    assert table["high"][0] == pytest.approx(max(high for _, high in ends))


def test_one_respondent_can_be_audited():
    table = audit(figures({"percent": "100"}, {"percent": "50"}, n=1, population=1))
    assert table["how"].tolist() == ["directly", "not at all"]
    assert (table["low"][0], table["high"][0]) == (1, 1)


def test_a_level_must_be_a_probability(bulletin):
    with pytest.raises(MeasureError, match="level must lie between 0 and 1, got 95"):
        audit(bulletin, level=95)
    narrow, wide = audit(bulletin, level=0.8), audit(bulletin, level=0.99)
    assert (narrow["high"] - narrow["low"] < wide["high"] - wide["low"]).all()


def test_every_account_has_its_words():
    # sevenths are 14, 29, 43, 57, 71, 86 and 100
    printed = {"57": (4,), "58": (4,), "42": (3,), "56": (4,), "70": (5,)}
    table = audit(figures(*({"percent": percent, "bars": 5} for percent in printed), n=7))
    assert table["how"].tolist() == list(HOW[:5])
    assert table["least_bars"].tolist() == [1, 2, 3, 4, 5]
    assert table["summed"].tolist() == list(printed.values())
