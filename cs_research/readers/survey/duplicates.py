"""Answers of one respondent that stand more than once: the latest is kept."""

from __future__ import annotations

from datetime import datetime

from cs_research.definitions.instrument import Instrument
from cs_research.definitions.wording import name_key
from cs_research.readers.survey.account import Account
from cs_research.readers.survey.columns import Match
from cs_research.readers.survey.export import Export
from cs_research.records.responses import LeftOut

__all__ = ["duplicates"]

#: How platforms, and spreadsheets after them, write a moment.
_FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ",
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y",
)  # fmt: skip


def duplicates(
    export: Export, instrument: Instrument, matched: Match, candidates: list[int], account: Account
) -> list[LeftOut]:
    """All but the latest answer of one respondent: by response id, then by the identifying item.

    Where the file does not tell when an answer was recorded, the lower row is the later.
    """
    left: dict[int, LeftOut] = {}
    keys = [("response", export.meta.get("response"))]
    if instrument.identifier:
        keys.append((instrument.identifier.id, matched.single.get(instrument.identifier.id)))
    order, told_by = _by_time(export, candidates)
    for name, place in keys:
        if place is None:
            continue
        latest: dict[str, int] = {}
        for index in (index for index in order if index not in left):
            value = name_key(export.rows[index][place])
            if value and value in latest:
                older = latest[value]
                told = f"same {name} as row {export.numbers[index]}, which is later"
                left[older] = LeftOut(export.numbers[older], "duplicate", told)
            if value:
                latest[value] = index
    if left and not told_by:
        account.notes.append(
            "when answers were recorded is not told, or in dates that can be read in several ways; of two "
            "answers of one respondent the lower in the file was kept"
        )
    return list(left.values())


def _by_time(export: Export, candidates: list[int]) -> tuple[list[int], bool]:
    """The rows from the first recorded to the last, and whether the file tells that.

    A date such as 9/5/2024 may be the ninth of May or the fifth of September: where the ways to read all
    dates of the file disagree on their order, the file's own order stands.
    """
    written = {
        index: export.cell(index, "recorded") for index in candidates if export.cell(index, "recorded")
    }
    orders = [_sorted(candidates, written, form) for form in _FORMATS]
    readable = [order for order in orders if order]
    if written and readable and all(order == readable[0] for order in readable):
        return readable[0], True
    return candidates, False


def _sorted(candidates: list[int], written: dict[int, str], form: str) -> list[int]:
    """The rows by the moments written in one form; empty where a moment is not of that form."""
    try:
        moments = {index: datetime.strptime(text, form) for index, text in written.items()}
    except ValueError:
        return []
    return sorted(candidates, key=lambda index: (moments.get(index, datetime.min), index))
