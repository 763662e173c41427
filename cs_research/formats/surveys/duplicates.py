"""Answers of one respondent that are there more than once: the latest is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cs_research.definitions.instrument import Instrument
from cs_research.definitions.service_names import service_key
from cs_research.definitions.wording import name_key
from cs_research.errors import Fault, ReadError
from cs_research.formats.surveys.answers import absent
from cs_research.formats.surveys.cells import Codes, Column
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.match import Match
from cs_research.formats.surveys.read_log import Account
from cs_research.formats.surveys.times import by_time
from cs_research.records.responses import LeftOut

#: Values of which `name_key` changes the case alone.
_PLAIN = re.compile(r"[A-Za-z0-9_\-\n]*")
#: A number in the form that spreadsheets give to long ones: ``1.14417E+11``.
_ROUNDED = re.compile(r"-?\d(\.\d+)?e\+?\d+", re.IGNORECASE)


def duplicates(
    export: Export,
    instrument: Instrument,
    matched: Match,
    candidates: Codes,
    account: Account,
    services: Mapping[str, str] | None = None,
) -> list[LeftOut]:
    """All but the latest answer of one respondent: by response id, then by the identifying item.

    Where the file does not say when an answer was recorded, the lower row is the later. A cell that holds no
    answer, such as "NA", is nobody's name. Names of services are compared by `service_key`; ``services`` leads from
    such keys to one name of each service, where it has several.
    """
    keys: list[tuple[str, int | None, Callable[[str], str]]] = [("response", export.meta.get("response"), name_key)]
    if instrument.identifier:
        known, own = services or {}, instrument.identifier.id
        keys.append((own, matched.single.get(own), partial(_service, known)))
    left: dict[int, LeftOut] = {}
    order: Codes | None = None
    is_dated = True
    for name, place, key in keys:
        if place is None:
            continue
        rows = candidates[~np.isin(candidates, np.fromiter(left, np.intp, len(left)))]
        column = export.columns[place].of(rows)
        who = _respondents(column, key)
        if not _repeated(who).any():
            continue
        if name == "response":
            _refuse_rounded(export, place, column, who)
        written = dict(zip(rows.tolist(), column.each(column.values).tolist(), strict=True))
        if order is None:
            order, is_dated = by_time(export, candidates)
        several = dict(zip(rows[_repeated(who)].tolist(), who[_repeated(who)].tolist(), strict=True))
        latest: dict[int, int] = {}
        for index in (index for index in order.tolist() if index in several):
            older = latest.get(several[index])
            if older is not None:
                detail = f"same {name} as row {export.first + index}, which is later"
                if name_key(written[older]) != name_key(written[index]):
                    detail += ", under another name"  # never the name: reports hold these lines
                left[older] = LeftOut(export.first + older, "duplicate", detail)
            latest[several[index]] = index
    if left and not is_dated:
        account.notes.append(
            "the file does not say when answers were recorded, or in dates that can be read in several ways; of two "
            "answers of one respondent the lower in the file was kept"
        )
    return list(left.values())


def _refuse_rounded(export: Export, place: int, column: Column, who: Codes) -> None:
    """Refuse ids that a spreadsheet has rounded, so that those of several respondents may have become one."""
    for code in dict.fromkeys(column.codes[_repeated(who)].tolist()):
        if _ROUNDED.fullmatch(column.values[code]):
            rule = "be whole, since those of one respondent are the same"
            hint = (
                f"a spreadsheet rounded them: export the file again and do not save it in one, or list "
                f"'{export.names[place]}' under 'ignore' (--ignore) if no respondent answered twice"
            )
            where = f"{export.path}, column '{export.names[place]}'"
            raise ReadError(Fault(where, "ids of responses", rule, f"'{column.values[code]}' more than once", hint))


def _service(services: Mapping[str, str], name: str) -> str:
    key = service_key(name)
    return services.get(key, key)


def _respondents(column: Column, key: Callable[[str], str]) -> Codes:
    """A number for each respondent by row; -1 where the cell names nobody."""
    known: dict[str, int] = {}
    meaning = [
        -1 if not seen or not name or absent(value) is not None else known.setdefault(name, len(known))
        for value, name, seen in zip(column.values, _keys(column.values, key), column.seen().tolist(), strict=True)
    ]
    return column.each(np.array(meaning, dtype=np.intp))


def _keys(values: Sequence[str], key: Callable[[str], str]) -> Iterable[str]:
    """The key of each value; those of a million plain ids are made at once."""
    text = "\n".join(values)
    if key is name_key and _PLAIN.fullmatch(text):
        return text.lower().split("\n")
    return map(key, values)


def _repeated(who: Codes) -> NDArray[np.bool_]:
    """Which rows are of a respondent who has several."""
    counts = np.bincount(who[who >= 0]) if (who >= 0).any() else np.zeros(1, np.intp)
    return (who >= 0) & (counts[who] > 1)
