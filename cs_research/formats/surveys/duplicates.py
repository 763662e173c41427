"""Answers of one respondent that are there more than once: the latest is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cs_research.definitions.instrument import Instrument
from cs_research.definitions.service_names import service_key
from cs_research.definitions.wording import name_key
from cs_research.formats.surveys.answers import absent
from cs_research.formats.surveys.cells import Codes, Column
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.match import Match
from cs_research.formats.surveys.read_log import Account
from cs_research.records.responses import LeftOut

__all__ = ["duplicates", "recorded_days"]

#: How platforms, and spreadsheets after them, write a moment.
_FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ",
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y",
)  # fmt: skip


def duplicates(
    export: Export,
    instrument: Instrument,
    matched: Match,
    candidates: Codes,
    account: Account,
    services: Mapping[str, str] | None = None,
) -> list[LeftOut]:
    """All but the latest answer of one respondent: by response id, then by the identifying item.

    Where the file does not tell when an answer was recorded, the lower row is the later. A cell that holds no
    answer, such as "NA", is nobody's name. Names of services are compared by `service_key`; ``services`` leads from
    such keys to one name of each service, where it has several.
    """
    keys: list[tuple[str, int | None, Callable[[str], str]]] = [
        ("response", export.meta.get("response"), name_key)
    ]
    if instrument.identifier:
        known, own = services or {}, instrument.identifier.id
        keys.append((own, matched.single.get(own), partial(_service, known)))
    left: dict[int, LeftOut] = {}
    order: Codes | None = None
    told_by = True
    for name, place, key in keys:
        if place is None:
            continue
        rows = candidates[~np.isin(candidates, np.fromiter(left, np.intp, len(left)))]
        column = export.columns[place].of(rows)
        who = _respondents(column, key)
        if not _repeated(who).any():
            continue
        written = dict(zip(rows.tolist(), column.each(column.values).tolist(), strict=True))
        if order is None:
            order, told_by = _by_time(export, candidates)
        several = dict(zip(rows[_repeated(who)].tolist(), who[_repeated(who)].tolist(), strict=True))
        latest: dict[int, int] = {}
        for index in (index for index in order.tolist() if index in several):
            older = latest.get(several[index])
            if older is not None:
                told = f"same {name} as row {export.first + index}, which is later"
                if name_key(written[older]) != name_key(written[index]):
                    told += ", under another name"  # never the name: reports hold these lines
                left[older] = LeftOut(export.first + older, "duplicate", told)
            latest[several[index]] = index
    if left and not told_by:
        account.notes.append(
            "when answers were recorded is not told, or in dates that can be read in several ways; of two "
            "answers of one respondent the lower in the file was kept"
        )
    return list(left.values())


def _service(services: Mapping[str, str], name: str) -> str:
    key = service_key(name)
    return services.get(key, key)


def _respondents(column: Column, key: Callable[[str], str]) -> Codes:
    """A number for each respondent by row; -1 where the cell names nobody."""
    known: dict[str, int] = {}
    meaning = [
        -1 if not seen or not name or absent(value) is not None else known.setdefault(name, len(known))
        for value, name, seen in zip(
            column.values, map(key, column.values), column.seen().tolist(), strict=True
        )
    ]
    return column.each(np.array(meaning, dtype=np.intp))


def _repeated(who: Codes) -> NDArray[np.bool_]:
    """Which rows are of a respondent who has several."""
    counts = np.bincount(who[who >= 0]) if (who >= 0).any() else np.zeros(1, np.intp)
    return (who >= 0) & (counts[who] > 1)


def _by_time(export: Export, candidates: Codes) -> tuple[Codes, bool]:
    """The rows from the first recorded to the last, and whether the file tells that.

    A date such as 9/5/2024 may be the ninth of May or the fifth of September: where the ways to read all
    dates of the file disagree on their order, the file's own order stands.
    """
    recorded = export.about("recorded")
    if recorded is None:
        return candidates, False
    column = recorded.of(candidates)
    told = np.array([absent(value) is None for value in column.values], dtype=bool) & column.seen()
    written = [column.values[at] for at in np.flatnonzero(told)]
    orders = []
    for form in _FORMATS if written else ():
        moments = _moments(written, form)
        if moments is not None:
            by_value = np.full(len(column.values), np.iinfo(np.int64).min)
            by_value[told] = moments
            orders.append(candidates[np.argsort(column.each(by_value), kind="stable")])
    if orders and all(np.array_equal(order, orders[0]) for order in orders):
        return orders[0], True
    return candidates, False


def recorded_days(export: Export) -> list[date | None] | None:
    """The day on which each answer was recorded, None for one without; None where the file does not tell.

    It does not where its dates can be read in two ways that give other days.
    """
    recorded = export.about("recorded") or export.about("submitted")
    if recorded is None:
        return None
    told = np.array([absent(value) is None for value in recorded.values], dtype=bool) & recorded.seen()
    written = [recorded.values[at] for at in np.flatnonzero(told)]
    found = [moments for form in _FORMATS if written and (moments := _moments(written, form)) is not None]
    read = {tuple(moments.astype("datetime64[us]").astype("datetime64[D]").tolist()) for moments in found}
    if len(read) != 1:
        return None
    by_value: list[date | None] = [None] * len(recorded.values)
    for at, day in zip(np.flatnonzero(told).tolist(), next(iter(read)), strict=True):
        by_value[at] = day
    return [by_value[code] for code in recorded.codes.tolist()]


def _moments(written: list[str], form: str) -> NDArray[np.int64] | None:
    """The moments that are written in one form, to be put in order; None where one is not of that form."""
    try:
        datetime.strptime(written[0], form)
    except ValueError:
        return None
    quick = pd.to_datetime(pd.Series(written, dtype=object), format=form, errors="coerce")
    if not bool(quick.isna().any()):
        return np.asarray(quick, dtype="datetime64[us]").astype(np.int64)
    try:
        slow = [datetime.strptime(text, form) for text in written]
    except ValueError:
        return None
    return np.array(slow, dtype="datetime64[us]").astype(np.int64)
