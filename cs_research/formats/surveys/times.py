"""Dates and times as survey platforms and spreadsheets write them, put in order where there is one way to read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cs_research.formats.surveys.answers import absent
from cs_research.formats.surveys.cells import Codes
from cs_research.formats.surveys.export import Export

_HALF = r"[ap]\.?\s?m\.?"
_ZONE = r"(?:Z|[A-Z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{1,2}(?::?\d{2})?)"
#: ``4/22/2016 19:57:50``, ``2019-06-25T06:59:49Z``, ``2020/06/05 11:34:01 AM EST``, ``12/02/2026 19.07.17``,
#: ``2021/05/12 10:22:33 a. m. CET``, ``2019/06/25 6:59:49 AM GMT+1``.
_TIME = re.compile(
    rf"\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}(?:[T ,]+\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}}(?:\.\d+)?)?\s*(?:{_HALF})?"
    rf"(?:\s*{_ZONE})*)?",
    re.IGNORECASE,
)
_DATES = (
    "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y",
)  # fmt: skip
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %H.%M.%S", " %I:%M %p", " %I:%M:%S %p")
_FORMATS = tuple(day + clock for day, clock in product(_DATES, _CLOCKS))
#: What spreadsheets make of a date: days since the end of 1899.
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
_ZERO = datetime(1899, 12, 30)


def are_times(texts: Iterable[str]) -> bool:
    """Whether all texts are dates or times of a date, and there is one."""
    seen = [text for text in texts if text]
    return bool(seen) and all(_TIME.fullmatch(text) for text in seen)


def readings(texts: Sequence[str]) -> list[NDArray[np.int64]]:
    """Every way to read all texts as times: microseconds in the order of the texts; none where there is none.

    A date such as 9/5/2024 may be the ninth of May or the fifth of September. Times with different names of zones, such
    as EST and EDT, are not read; those with offsets are.
    """
    if texts and all(map(_SERIAL.fullmatch, texts)):
        serial = [_ZERO + timedelta(days=float(text)) for text in texts]
        return [np.array(serial, dtype="datetime64[us]").astype(np.int64)]
    split = [_without_zone(text) for text in texts]
    zones = {zone for _, zone in split}
    offsets = [_offset(zone) for _, zone in split] if len(zones) > 1 else [0] * len(split)
    if not texts or None in offsets:
        return []
    plain = [text for text, _ in split]
    shift = np.array(offsets, dtype=np.int64) * 60_000_000
    return [times - shift for form in _FORMATS if (times := _read(plain, form)) is not None]


def _without_zone(text: str) -> tuple[str, str]:
    """A time with a space between its parts and AM or PM in one form, and its zone."""
    found = re.fullmatch(rf"(.*?\d)\s*({_HALF})?\s*((?:{_ZONE}\s*)*)", text.strip(), re.IGNORECASE)
    if found is None or ":" not in found.group(1).replace(".", ":"):
        return text.strip(), ""
    half = re.sub(r"[^ap]", "", (found.group(2) or "").casefold())
    plain = re.sub(r"(?<=\d)(?:T|,?\s+)(?=\d)", " ", found.group(1))
    return f"{plain} {half}m" if half else plain, "".join(found.group(3).upper().split())


def _offset(zone: str) -> int | None:
    """Minutes ahead of UTC; None for a zone that has a name only, and for times without one among others."""
    found = re.fullmatch(r"(?:Z|UTC|GMT)|(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", zone)
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    return 0 if sign is None else int(f"{sign}1") * (60 * int(hours) + int(minutes or 0))


def _read(written: list[str], form: str) -> NDArray[np.int64] | None:
    """The times that are written in one form; None where one is not of that form."""
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


def by_time(export: Export, rows: Codes) -> tuple[Codes, bool]:
    """The rows from the first recorded to the last, and whether the file says so.

    Where the ways to read all its dates disagree on their order, the file's own order is kept.
    """
    recorded = export.about("recorded")
    if recorded is None:
        return rows, False
    column = recorded.of(rows)
    held = np.array([absent(value) is None for value in column.values], dtype=bool) & column.seen()
    orders = []
    for times in readings([column.values[at] for at in np.flatnonzero(held)]):
        by_value = np.full(len(column.values), np.iinfo(np.int64).min)
        by_value[held] = times
        orders.append(rows[np.argsort(column.each(by_value), kind="stable")])
    if orders and all(np.array_equal(order, orders[0]) for order in orders):
        return orders[0], True
    return rows, False


def recorded_days(export: Export) -> list[date | None] | None:
    """The day on which each answer was recorded, None for one without; None where the file does not say it.

    It does not where its dates can be read in two ways that give other days.
    """
    recorded = export.about("recorded") or export.about("submitted")
    if recorded is None:
        return None
    held = np.array([absent(value) is None for value in recorded.values], dtype=bool) & recorded.seen()
    found = readings([recorded.values[at] for at in np.flatnonzero(held)])
    read = {tuple(times.astype("datetime64[us]").astype("datetime64[D]").tolist()) for times in found}
    if len(read) != 1:
        return None
    by_value: list[date | None] = [None] * len(recorded.values)
    for at, day in zip(np.flatnonzero(held).tolist(), next(iter(read)), strict=True):
        by_value[at] = day
    return [by_value[code] for code in recorded.codes.tolist()]
