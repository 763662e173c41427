"""XLSForm: the workbook from which KoBoToolbox, ODK and others make a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cs_research.errors import Fault, ReadError
from cs_research.readers.instruments.draft import Imported, build
from cs_research.readers.instruments.xlsform_rows import Form, take_rows
from cs_research.readers.instruments.xlsform_table import Table, lists_of, plain, table_of
from cs_research.readers.names import is_name
from cs_research.readers.workbook import Row, may_be_workbook, sheets_of

__all__ = ["fits", "read"]

_SHEETS = ("survey", "choices", "settings")
_USED = ("type", "name", "relevant")
_OWN = ("item_id", "item_role")
_SETTINGS = ("form_title", "default_language")


def fits(head: bytes) -> bool:
    """Any workbook, since which sheets it has shows when it is opened."""
    return may_be_workbook(head)


def read(path: Path) -> Imported:
    """The questions of the form in one language, and all that they leave out.

    Routing is taken over where it rests on the answers to one earlier question. Groups are taken apart;
    questions within a repeat are left out, since one respondent answers them several times. In a form that
    our own writer made, ids and values are those of the instrument it was made from.
    """
    found_sheets, names = sheets_of(path, _SHEETS)
    sheets = {sheet.name.strip().lower(): sheet.rows for sheet in found_sheets}
    if "survey" not in sheets:
        found = ", ".join(f"'{name}'" for name in names) or "no sheet"
        hint = "an XLSForm has sheets 'survey' and 'choices'; an export of answers is no form"
        raise ReadError(Fault(str(path), "workbook", "have a sheet 'survey'", found, hint))
    settings, survey, choices = _tables(path, sheets)
    own = "item_id" in survey.headings
    lists = lists_of(choices, own=own)
    form = take_rows(path, survey, lists, own=own)
    if form.faults:
        raise ReadError(form.faults)
    kept = settings if own else {key: settings[key] for key in _SETTINGS if key in settings}
    notes = [*_notes(form), *lists.notes, *_others(names, settings, kept)]
    title = plain(settings.get("form_title", ""))
    imported = build(list(form.questions.values()), path=path, title=title, platform="XLSForm", notes=notes)
    return _keyed(imported, settings) if own else imported


def _tables(path: Path, sheets: Mapping[str, Sequence[Row]]) -> tuple[Mapping[str, str], Table, Table]:
    """The settings, the survey and the choices; a `ReadError` where a heading that is needed is lacking."""
    first = table_of("settings", sheets.get("settings", ()))
    settings = first.rows[0][1] if first.rows else {}
    language = settings.get("default_language", "")
    survey = table_of("survey", sheets["survey"], language)
    choices = table_of("choices", sheets.get("choices", ()), language)
    faults = list(survey.faults(str(path), "type", "name"))
    if choices.rows:
        faults += choices.faults(str(path), "list_name", "name")
    if faults:
        raise ReadError(faults)
    return settings, survey, choices


def _notes(form: Form) -> Iterator[str]:
    """A line for each thing that became of questions and rows, and for each column that is left out."""
    yield from form.told.lines()
    yield from form.table.left((*_USED, *(_OWN if form.own else ())), form.kept)


def _others(names: Sequence[str], settings: Mapping[str, str], kept: Mapping[str, str]) -> Iterator[str]:
    left = [f"{key} '{text}'" for key, text in settings.items() if key not in kept]
    if left:
        yield f"settings left out: {', '.join(left)}"
    others = [name for name in names if name.strip().lower() not in _SHEETS]
    if others:
        yield f"sheets left out: {', '.join(others)}"


def _keyed(imported: Imported, settings: Mapping[str, str]) -> Imported:
    """The instrument by the id and version that our own form keeps."""
    given = {"id": settings.get("form_id", ""), "version": plain(settings.get("version", ""))}
    if not is_name(given["id"]):
        del given["id"]
    known = {key: text for key, text in given.items() if text}
    return replace(imported, instrument=imported.instrument.model_copy(update=known))
