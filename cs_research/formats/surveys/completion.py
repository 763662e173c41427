"""Which rows of an export are finished answers of respondents, by what its platform says about each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.surveys.answers import absent, ticked, whole
from cs_research.formats.surveys.cells import Codes, Column
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.match import Match
from cs_research.formats.surveys.read_log import first_rows
from cs_research.records.responses import LeftOut

#: Why a row may be left out; each can be kept by name.
REASONS = (
    "preview", "test", "spam", "synthetic", "unfinished", "screened out", "rejected", "duplicate", "empty row",
    "header row",
)  # fmt: skip
#: What a status that is not known may be declared to be: an answer, or why its rows are left out.
KEEP = ("keep", *(reason for reason in REASONS if reason not in {"duplicate", "empty row", "header row"}))
#: What a column may say about each row, in the order in which the reason of a row is looked for.
ROLES = ("status", "review", "finished", "submitted", "form")

#: Words of common platforms for the end of an answer, with spaces for hyphens and underscores; "" is an answer.
#: SurveyMonkey, Alchemer, QuestionPro, Typeform, Forsta, LimeSurvey, Snap.
WORDS: Mapping[str, str] = {
    **dict.fromkeys(("complete", "completed", "finished", "submitted", "live"), ""),
    **dict.fromkeys(("partial", "partially complete", "partially completed", "partial response"), "unfinished"),
    **dict.fromkeys(("incomplete", "unfinished", "not finished", "not complete", "not completed"), "unfinished"),
    **dict.fromkeys(("not submitted", "in progress", "started", "abandoned", "draft", "saved"), "unfinished"),
    **dict.fromkeys(("dropout", "drop out", "dropped out", "break off"), "unfinished"),
    **dict.fromkeys(("disqualified", "screened out", "screen out", "screenout", "screened"), "screened out"),
    **dict.fromkeys(("terminated", "ineligible", "not eligible"), "screened out"),
    **dict.fromkeys(("overquota", "over quota", "quota full", "quotafull"), "screened out"),
    **dict.fromkeys(("test", "test data"), "test"),
    "preview": "preview",
    "spam": "spam",
}
#: What the column about the end of an answer may say beside yes and no.
FINISHED: Mapping[str, str] = {word: WORDS[word] for word in ("complete", "completed", "finished", "submitted")} | {
    word: reason for word, reason in WORDS.items() if reason in {"unfinished", "screened out"}
}
#: KoBo's review of a submission. One that nobody has reviewed yet is an answer.
_REVIEW = {
    **dict.fromkeys(("", "{}", "validation status approved", "approved"), ""),
    **dict.fromkeys(("validation status not approved", "not approved"), "rejected"),
}
#: REDCap's state of a form. 1, unverified, is set by hand: it says nothing about the end of a survey.
_FORM = {"0": "unfinished", "incomplete": "unfinished", "2": "", "complete": ""}
_UNVERIFIED = {"1", "unverified"}
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\d{1,2} [a-z]{3,9} \d{4}", re.IGNORECASE)

#: "" for an answer, why its rows are left out, or None where a value is not known.
Meaning = Callable[[str], str | None]


@dataclass(frozen=True)
class _StatusColumn:
    """A column that says something about each row."""

    role: str
    name: str
    column: Column
    meaning: Meaning


def unfinished(
    export: Export,
    matched: Match,
    *,
    columns: Mapping[str, str],
    ignore: Collection[str],
    keep: Collection[str],
    status: Mapping[str, str],
) -> list[LeftOut]:
    """The rows that are no finished answers, each with its reason.

    Where several columns say something of a row, the first of `ROLES` that leaves it out gives the reason.

    Raises
    ------
    ReadError
        A value that is not known in a row that is not left out otherwise, unless ``status`` says what it is; a
        column that says of no row that it was finished; a column that an item takes too.
    """
    faults = list(_claimed(export, matched, columns))
    columns_of_status = list(_columns(export, matched, ignore, faults))
    given = {normalise_text(value): reason for value, reason in status.items()}
    met: set[str] = set()
    left = {} if "empty row" in keep else _empty_rows(export)
    left |= {} if "header row" in keep else _header_rows(export)
    unknown: list[tuple[_StatusColumn, NDArray[np.bool_]]] = []
    for each in columns_of_status:
        seen = each.column.seen().tolist()
        reasons = [
            _reason(each.meaning, value, given, met) if there else ""
            for value, there in zip(each.column.values, seen, strict=True)
        ]
        gone = np.array([bool(reason) and reason not in keep for reason in reasons], dtype=bool)
        for row in np.flatnonzero(gone[each.column.codes]).tolist():
            code = each.column.codes[row]
            detail = f"{each.role} {each.column.values[code] or 'blank'}"
            left.setdefault(row, LeftOut(export.first + row, str(reasons[code]), detail))
        unknown.append((each, np.array([reason is None for reason in reasons], dtype=bool)))
        if _says_nothing(each) and "unfinished" not in keep:
            faults.append(_empty(export, each))
    out = np.zeros(export.rows, dtype=bool)
    out[list(left)] = True
    faults += [fault for each, odd in unknown if (fault := _unknown(export, each, odd, out))]
    faults += _not_met(export, status, met, columns_of_status)
    if faults:
        raise ReadError(faults)
    return list(left.values())


def _empty_rows(export: Export) -> dict[int, LeftOut]:
    """The rows in which no cell holds anything; a record of SPSS or Stata is one of a respondent all the same."""
    if export.first == 1 and not export.hidden:
        return {}
    empty = np.ones(export.rows, dtype=bool)
    for column in export.columns:
        empty &= column.blank()
        if not empty.any():
            break
    return {
        row: LeftOut(export.first + row, "empty row", "no cell holds anything")
        for row in np.flatnonzero(empty).tolist()
    }


def _header_rows(export: Export) -> dict[int, LeftOut]:
    """The rows that repeat the headings, as where several files were put one below the other."""
    repeats = np.ones(export.rows, dtype=bool)
    named = 0
    for column, headings in zip(export.columns, zip(export.names, export.texts, strict=True), strict=True):
        known = {heading.strip() for heading in headings} - {""}
        named += bool(known)
        repeats &= column.each(
            np.array([value in known or not (value or known) for value in column.values], dtype=bool)
        )
        if not repeats.any():
            break
    return {
        row: LeftOut(export.first + row, "header row", "every cell repeats the heading of its column")
        for row in (np.flatnonzero(repeats).tolist() if named else [])
    }


def _reason(meaning: Meaning, value: str, given: Mapping[str, str], met: set[str]) -> str | None:
    """What a value means by itself, else what the study says that it is."""
    reason = meaning(value)
    if reason is not None:
        return reason
    known = normalise_text(value) or "blank"
    if known not in given:
        return None
    met.add(known)
    return "" if given[known] == "keep" else given[known]


def _columns(export: Export, matched: Match, ignore: Collection[str], faults: list[Fault]) -> Iterator[_StatusColumn]:
    """The columns that say something about each row, with the meaning of their values."""
    for role in ROLES:
        index = _form(export, matched, ignore, faults) if role == "form" else export.meta.get(role)
        if index is None or (role != "form" and index in matched.used()):
            continue
        column = export.columns[index]
        if role == "status" and column.blank().all():
            continue
        yield _StatusColumn(role, export.names[index], column, _meaning(role, column, export))


def _meaning(role: str, column: Column, export: Export) -> Meaning:
    if role == "status":
        return lambda value: export.statuses.get(_plain(value))
    if role == "review":
        return lambda value: _REVIEW.get(_plain(value))
    if role == "form":
        return lambda value: _FORM.get(_plain(value), "unfinished" if absent(value) is not None else None)
    dates = _values(column)
    if role == "submitted" or (dates and all(map(_DATE.match, dates))):
        return _submitted
    return _finished


def _plain(value: str) -> str:
    return " ".join(normalise_text(whole(value)).replace("-", " ").replace("_", " ").split())


def _finished(value: str) -> str | None:
    tick = ticked(value)
    if tick is None:
        return FINISHED.get(_plain(value))
    return "" if tick else "unfinished"


def _submitted(value: str) -> str | None:
    """A time is that of an answer that was submitted; an empty cell that of one that was not."""
    if absent(value) is not None or normalise_text(value) == "[not completed]":
        return "unfinished"
    return "" if any(letter.isdecimal() for letter in value) else None


def _form(export: Export, matched: Match, ignore: Collection[str], faults: list[Fault]) -> int | None:
    """REDCap's column about the end of the form that holds the items: the next after their columns."""
    passed = {normalise_text(name) for name in ignore}
    ends = [
        index
        for index, name in enumerate(export.names)
        if is_form_state(name, export.columns[index])
        and not passed & export.called(index)
        and index not in matched.used()
        and index not in export.meta.values()
    ]
    forms = {next((end for end in ends if end > index), None) for index in matched.used()}
    ends_of_items = sorted(end for end in forms if end is not None)
    if len(ends_of_items) > 1:
        found = " and ".join(f"'{export.named(end)}'" for end in ends_of_items)
        hint = "list the others under 'ignore' (--ignore), so that one says which answers were finished"
        faults.append(Fault(f"{export.path}, header", "form that holds the questions", "be one", found, hint))
        return None
    return ends_of_items[0] if ends_of_items else None


def is_form_state(name: str, column: Column) -> bool:
    """Whether a column holds the states of a REDCap form and nothing else."""
    states = _values(column) if name.casefold().endswith("_complete") or name.casefold() == "complete?" else []
    return bool(states) and all(_plain(value) in {*_FORM, *_UNVERIFIED} for value in states)


def _values(column: Column) -> list[str]:
    """The values of a column that a row has and that are no words for nothing."""
    return [
        value
        for value, there in zip(column.values, column.seen().tolist(), strict=True)
        if there and absent(value) is None
    ]


def _says_nothing(column: _StatusColumn) -> bool:
    """Whether a column that is to say who finished is empty in every row."""
    return column.role in {"finished", "submitted"} and bool(len(column.column.codes)) and not _values(column.column)


def _empty(export: Export, column: _StatusColumn) -> Fault:
    return Fault(
        f"{export.path}, column '{column.name}'",
        "column that says which answers were finished",
        "hold something in a row at least",
        f"nothing in all {export.rows} rows" if export.rows > 1 else "nothing in the one row",
        "if its values were taken out of the file, or unfinished answers are meant, list the column under 'ignore' "
        "(--ignore): then every row counts as finished",
    )


def _claimed(export: Export, matched: Match, columns: Mapping[str, str]) -> Iterator[Fault]:
    """Columns that an item takes and that may say which answers were finished, unless the study settles it."""
    owners = {index: item for item, index in matched.single.items()}
    owners |= {index: f"{item}.{option}" for item, parts in matched.parts.items() for option, index in parts.items()}
    for role in ROLES:
        index = export.meta.get(role)
        if index is None or index not in owners or owners[index] in columns:
            continue
        name, owner = export.names[index], owners[index]
        yield Fault(
            f"{export.path}, header",
            f"column '{name}'",
            f"be the question '{owner}' or say which answers were finished",
            "a name that fits both",
            f"say under 'columns' that it is the question ({owner}: {name}), or give it another name in the file",
        )


def _unknown(export: Export, column: _StatusColumn, odd: NDArray[np.bool_], out: NDArray[np.bool_]) -> Fault | None:
    """The values of a column that nobody knows, each with the rows that it decides on."""
    found: list[tuple[str, Codes]] = []
    for text, rows in column.column.places(odd):
        if len(rows := rows[~out[rows]]):
            found.append((text, export.numbers[rows]))
    if not found:
        return None
    shown = [f"'{text}' {len(rows)} × ({first_rows(rows)})" if text else _blank(rows) for text, rows in found]
    more = f" and {len(shown) - _SHOWN} more values" if len(shown) > _SHOWN else ""
    value = found[0][0] or "blank"
    return Fault(
        f"{export.path}, column '{column.name}'",
        column.role if column.role in {"status", "finished"} else f"value about the end of an answer ({column.role})",
        "be known to be that of an answer or of none",
        ", ".join(shown[:_SHOWN]) + more,
        f"say what each is under 'status' ({value}: keep; --status '{value}=keep'): {join_names(KEEP)}; or list the "
        "column under 'ignore' (--ignore) if it says something else",
    )


_SHOWN = 10


def _blank(rows: Codes) -> str:
    return f"a blank {len(rows)} × ({first_rows(rows)})"


def _not_met(
    export: Export, status: Mapping[str, str], met: Collection[str], columns_of_status: Collection[_StatusColumn]
) -> Iterator[Fault]:
    """Settings of values that the file does not have, or whose meaning is known anyway."""
    values = {normalise_text(value): value for each in columns_of_status for value in _values(each.column)}
    for value in status:
        if normalise_text(value) in met:
            continue
        if normalise_text(value) in values:
            rule = "name a value whose meaning is not known"
            hint = "keep its rows by their reason (--keep), or list the column under 'ignore'"
            yield Fault("status", "value", rule, f"'{value}'", hint)
        else:
            rule = f"be in a column of {export.path.name} that says which answers were finished"
            yield Fault("status", "value", rule, f"'{value}'", closest(value, values.values()))
