"""Response: services that answered or are missing, how alike they are, and what the missing could change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cs_research._arguments import Rows, accepts
from cs_research.definitions.categories import NO_GROUP
from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, MeasureError, found_of
from cs_research.measures.counts.kernel import ALL
from cs_research.records.register import Register
from cs_research.records.responses import not_asked

_SEED, _DRAWS = 2023, 9_999


@accepts(MeasureError)
def response(register: Register, services: Iterable[Any]) -> pd.DataFrame:
    """Return the share of each group's services that answered, in [0, 1].

    The denominator is ``invited``, the services of the register in the group. Who answered and is not in the register
    is in no row; see `not_registered`.

    Parameters
    ----------
    services
        What the identifying item says of each service that answered, in any form that the register knows.

    Returns
    -------
    DataFrame
        One row for all services (``by`` and ``group`` are "all"), then one a category of each of the register's groups,
        in the order of their scales: ``by, group, invited, answered, unanswered, rate``. Services whose group is not
        known have a row of their own. The rate is missing if nobody was invited.

    Examples
    --------
    >>> frame = pd.DataFrame({"service": ["A", "B", "C"], "nation": pd.Categorical(["england", "england", "wales"])})
    >>> response(Register("r.csv", frame, ("nation",)), ["a", "C "]).values.tolist()[1:]
    [['nation', 'england', 2, 1, 1, 0.5], ['nation', 'wales', 1, 1, 0, 1.0]]
    """
    came = np.zeros(len(register), dtype=bool)
    came[[place for service in services if (place := register.place(service)) >= 0]] = True
    parts = [(ALL, ALL, np.ones(len(register), dtype=bool))]
    for by in register.groups:
        group_values = register.frame[by]
        parts += [
            (by, str(group), (group_values == group).to_numpy(dtype=bool)) for group in group_values.cat.categories
        ]
        if group_values.isna().any():
            parts.append((by, NO_GROUP, group_values.isna().to_numpy()))
    rows = [(by, group, int(inside.sum()), int((inside & came).sum())) for by, group, inside in parts]
    table = pd.DataFrame(rows, columns=["by", "group", "invited", "answered"])
    table["unanswered"] = table["invited"] - table["answered"]
    table["rate"] = (table["answered"] / table["invited"]).where(table["invited"] > 0)
    return table


@accepts(MeasureError, rows=Rows("answered unanswered", empty=True))
def response_test(rows: pd.DataFrame) -> float:
    """Return p of the test that response does not go with the group, in [0, 1].

    Parameters
    ----------
    rows
        Rows of `response` of one grouping, with ``answered`` and ``unanswered``; groups that nobody is in are left out.

    Notes
    -----
    Pearson's chi-squared, and in place of its distribution, which small groups do not follow, that of 9,999 tables with
    the same margins, drawn with a seed: p = (1 + tables with a chi-squared as large) / 10,000. 1 where fewer than two
    groups were invited, or all or none answered.

    References
    ----------
    Patefield (1981), doi:10.2307/2346669 (drawing tables with given margins).

    Examples
    --------
    >>> response_test(pd.DataFrame({"answered": [20, 5], "unanswered": [0, 5]}))
    0.002
    """
    table = rows[["answered", "unanswered"]].to_numpy(dtype=np.int64)
    table = table[table.sum(axis=1) > 0]
    if len(table) < 2 or not table.sum(axis=0).all():
        return 1.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    drawn = stats.random_table(table.sum(axis=1), table.sum(axis=0), seed=_SEED).rvs(_DRAWS)
    squares = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
    seen = ((table - expected) ** 2 / expected).sum()
    return float((1 + (squares >= seen * (1 - 1e-9)).sum()) / (1 + _DRAWS))


@accepts(MeasureError)
def not_registered(register: Register, services: Iterable[Any]) -> list[str]:
    """Return the services that answered and are not in the register, by the name they gave; ``""`` without one."""
    return ["" if pd.isna(name) else str(name) for name in services if register.place(name) < 0]


@accepts(MeasureError)
def with_register(frame: pd.DataFrame, register: Register, id: str) -> pd.DataFrame:
    """Return the answers with the register's groups in place of the services' answers about their groups.

    Services that are not in the register have no group: a group then never has more answers than services.

    Parameters
    ----------
    frame
        One row per service, as in `Responses.frame`.
    id
        The column that names the service.
    """
    at = np.array([register.place(service) for service in frame[id]], dtype=np.int64)
    groups = {}
    for by in register.groups:
        group_values = register.frame[by].cat
        codes = np.where(at >= 0, group_values.codes.to_numpy()[at], -1)
        groups[by] = pd.Categorical.from_codes(codes, dtype=register.frame[by].dtype)
    return frame.assign(**groups)


@accepts(MeasureError)
def composition(register: Register, services: Iterable[Any]) -> pd.DataFrame:
    """The share of each group among the services that answered, beside its share of the register, both in [0, 1].

    The denominators are all services that answered and all of the register; those whose group is not known are a
    group of their own.

    Returns
    -------
    DataFrame
        One row a category of each of the register's groups, in the order of their scales: ``by, group, invited,
        answered, invited_share, answered_share, difference, p``. ``difference`` is that of the shares, in
        percentage points; ``p`` is of `response_test` for the grouping. Shares of the answered are missing where
        nobody answered.

    Examples
    --------
    >>> frame = pd.DataFrame({"service": ["A", "B", "C"], "nation": pd.Categorical(["england", "england", "wales"])})
    >>> composition(Register("r.csv", frame, ("nation",)), ["A", "C"]).round(3).values.tolist()[0]
    ['nation', 'england', 2, 1, 0.667, 0.5, -16.667, 1.0]
    """
    table = response(register, services)
    total = table.iloc[0]
    groups = table.iloc[1:].reset_index(drop=True)
    made = groups[["by", "group", "invited", "answered"]].copy()
    made["invited_share"] = made["invited"] / total["invited"]
    made["answered_share"] = made["answered"] / (total["answered"] or float("nan"))
    made["difference"] = 100 * (made["answered_share"] - made["invited_share"])
    tests = {by: response_test(rows) for by, rows in groups.groupby("by", sort=False)}
    made["p"] = [tests[by] for by in made["by"]]
    return made


@accepts(MeasureError)
def worst_case(frame: pd.DataFrame, instrument: Instrument, size: int) -> pd.DataFrame:
    """The headline share of each question among those who answered, and the least and the most that it can be of all.

    The least takes it that none of those who did not answer would be in the net, the most that all would: no
    assumption on them is made. No confidence level goes with these bounds. Whoever gave an answer outside the base,
    such as "not applicable", is in no denominator. Questions asked of some only are left out, since how many of the
    others would have been asked is not known.

    Parameters
    ----------
    frame
        One row a service that could be asked and answered, as in `Responses.frame`.
    size
        How many services could be asked.

    Returns
    -------
    DataFrame
        One row a single-choice question with a net: ``item, net, n, base, silent, size, share, low, high``. ``n`` of
        ``base`` are in the net, ``silent`` of ``size`` gave no answer; shares are in [0, 1], missing without answers.

    Raises
    ------
    MeasureError
        Fewer services than rows.

    References
    ----------
    Manski (1989), doi:10.2307/145818 (bounds without assumptions on those who did not answer).
    """
    if len(frame) > size:
        found = f"{size}, with {len(frame)} that answered"
        raise MeasureError(Fault("worst_case", "size", "be at least the number of services that answered", found))
    rows = [
        _bounds(frame[item.id], item, instrument, size)
        for item in instrument.asked
        if item.kind == "single" and item.role == "question" and instrument.scale_of(item).nets
        and item.id in frame and not (not_asked(item.id) in frame and frame[not_asked(item.id)].any())
    ]  # fmt: skip
    columns = ["item", "net", "n", "base", "silent", "size", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _bounds(answers: pd.Series, item: Item, instrument: Instrument, size: int) -> tuple[Any, ...]:
    scale = instrument.scale_of(item)
    net = scale.nets[0]
    counted = [scale.confident(answer, net.id) for answer in answers.dropna().astype(object)]
    base = sum(answer is not None for answer in counted)
    n = sum(answer is True for answer in counted)
    total = size - (len(counted) - base)
    silent = total - base
    share = n / base if base else float("nan")
    low, high = (n / total, (n + silent) / total) if total else (float("nan"), float("nan"))
    return item.id, net.id, n, base, silent, total, share, low, high


@accepts(MeasureError)
def answers_by_day(days: Iterable[date]) -> pd.DataFrame:
    """Return how many answered on each day from the first to the last, and how many by then: ``day, answers, total``.

    Examples
    --------
    >>> answers_by_day([date(2026, 5, 3), date(2026, 5, 1), date(2026, 5, 3)])[["answers", "total"]].values.tolist()
    [[1, 1], [0, 1], [2, 3]]
    """
    given = list(days)
    if wrong := [day for day in given if not isinstance(day, date)]:
        raise MeasureError(Fault("answers_by_day", "days", "be dates", found_of(wrong[0])))
    known = sorted(given)
    if not known:
        return pd.DataFrame({"day": [], "answers": [], "total": []})
    counts = pd.Series(known).value_counts()
    span = [day.date() for day in pd.date_range(known[0], known[-1])]
    answers = [int(counts.get(day, 0)) for day in span]
    table = pd.DataFrame({"day": [day.isoformat() for day in span], "answers": answers})
    return table.assign(total=table["answers"].cumsum())
