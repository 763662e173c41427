"""REDCap's records (CSV), raw or with labels: checkboxes are columns of their own, each form has a state.

Raw: ``field___code`` with 0 and 1; with labels: ``Question (choice=Option)`` with Unchecked and Checked. A project with
several events or repeated forms has several rows for one record.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError, join_names
from cs_research.formats.surveys import tidy
from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.completion import is_form_state
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.platform import Platform

_OWN = {
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group",
    "redcap_survey_identifier", "event name", "repeat instrument", "repeat instance", "survey identifier",
}  # fmt: skip
_EVENTS = {"redcap_event_name", "event name", "redcap_repeat_instrument", "repeat instrument"}
_BOX = re.compile(r".+___.+")
_CHOICE = re.compile(r"(.+) \(choice=(.+)\)", re.DOTALL)
_STATE_LABEL = "Complete?"
_STATES = {"0", "1", "2", "incomplete", "unverified", "complete", ""}
_TIME = re.compile(r".+_timestamp|survey timestamp", re.IGNORECASE)


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """REDCap's own columns, or the state of a form beside checkboxes in columns."""
    names = [cell.strip() for cell in cells.head[0]]
    own = [name for name in names if name.casefold() in _OWN and name.casefold().startswith("redcap")]
    if own:
        return (f"column {own[0]}",)
    choices = [name for name in names if _CHOICE.fullmatch(name)]
    if choices:
        return (f"column '{choices[0][:60]}'",)
    states = [name for at, name in enumerate(names) if name.endswith("_complete") and _state(cells, at)]
    boxes = [name for name in names if _BOX.fullmatch(name)]
    return (f"columns {states[0]} and {boxes[0]}",) if states and boxes else ()


def _state(cells: Cells, at: int) -> bool:
    column = cells.columns[at].of(slice(1, None))
    return all(
        normalise_text(value).split(".")[0] in _STATES
        for value, seen in zip(column.values, column.seen(), strict=True)
        if seen
    )


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export; several events in one file are a fault until the study says that each row is an answer."""
    export = tidy.parse(cells, (*ignore, _STATE_LABEL))  # each form has one, see `completion`
    passed = {normalise_text(name) for name in ignore}
    about = {at for at, name in enumerate(export.names) if name.casefold() in _OWN or _TIME.fullmatch(name)}
    for at in about:
        if export.names[at].casefold() in _EVENTS and normalise_text(export.names[at]) not in passed:
            _one_event(export, at)
    choices = [_CHOICE.fullmatch(name) for name in export.names]
    return replace(
        export,
        platform="REDCap, with labels" if any(choices) else "REDCap",
        texts=tuple(f"{found.group(1)} - {found.group(2)}" if found else "" for found in choices),
        parts=tuple(found.group(2) if found else "" for found in choices),
        hidden=export.hidden | about,
        asides=frozenset(at for at, name in enumerate(export.names) if is_form_state(name, export.columns[at])),
    )


def _one_event(export: Export, at: int) -> None:
    """Refuse rows of several events or forms, which are no answers of several respondents."""
    column = export.columns[at]
    events = [value for value, seen in zip(column.values, column.seen(), strict=True) if seen]
    if len(set(events)) > 1:
        name = export.names[at]
        raise ReadError(
            Fault(
                f"{export.path}, column '{name}'",
                "export",
                "have one row for each respondent",
                join_names([event or "nothing" for event in events], "and", 5),
                f"export one event or form; or list '{name}' under 'ignore' (--ignore) if each row is an answer",
            )
        )


PLATFORM = Platform("redcap", "REDCap", _looks_like, parse)
