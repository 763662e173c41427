"""Response: services in the register that answered, that are missing, and respondents not in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cs_research._arguments import Rows, accepts
from cs_research.definitions.categories import NO_GROUP
from cs_research.errors import MeasureError
from cs_research.measures.counts.kernel import ALL
from cs_research.records.register import Register

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
            (by, str(group), (group_values == group).to_numpy(dtype=bool))
            for group in group_values.cat.categories
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
