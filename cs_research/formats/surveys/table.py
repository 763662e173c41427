"""A table of header rows and cells from any file that a survey platform writes, recognised by its first bytes.

CSV, TSV and text with semicolons in the declared encoding, spreadsheets (.xlsx, .ods, .xls), Parquet, SPSS and Stata
files, LimeSurvey's XML, and any of them packed by gzip. The name of the file says nothing. All cells are text as the
program shows them.
"""

from __future__ import annotations

import gzip
import json
import re
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cs_research._files import MAX_BYTES, read_bytes
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.files.archive import OLD, ZIP, names_of, read_member
from cs_research.formats.files.parquet import PARQUET, columns_of
from cs_research.formats.files.workbook import Sheet, sheets_of
from cs_research.formats.surveys.cells import Cells, cells_of_rows, column_of, read_cells
from cs_research.formats.surveys.limesurvey import response_data
from cs_research.formats.surveys.reader_process import output_of

#: The name of the stream in an old file of Office that holds a workbook; one with a password has none.
_WORKBOOK = "Workbook".encode("utf-16-le")
_SECONDS = 90
_GZIP = b"\x1f\x8b"
#: What a packed file may unpack to: this many times its size, and never more than is read of any file.
_RATIO, _SMALL = 200, 2**28
#: What a sheet of a repeat group has beside its own columns.
_REPEAT = {"_parent_index", "_parent_table_name", "_submission__uuid"}
#: Sheets of a workbook that holds counts, a sheet a question, as SurveyMonkey writes them.
_SUMMARY = re.compile(r"question \d+", re.IGNORECASE)
_RESPONSES = "export the individual responses (in SurveyMonkey: Export all > All responses data)"
_OTHERS = (
    (b"%PDF", "a PDF", "export the responses as .csv or .xlsx"),
    (b"SQLite format 3", "an SQLite database", "export the responses as .csv or .xlsx"),
    (b"{", "JSON", "export the responses as .csv or .xlsx"),
)
#: Questionnaires, which hold no answers: how their files start, or what is in the start.
_QUESTIONNAIRES = (
    (re.compile(rb'\s*\{\s*"SurveyEntry"'), "a Qualtrics survey (.qsf)"),
    (
        re.compile(rb".{0,200}<LimeSurveyDocType>\s*(Survey|Group|Question)\b", re.DOTALL),
        "a LimeSurvey questionnaire",
    ),
    (re.compile(rb'(\xef\xbb\xbf)?"?Variable / Field Name\b'), "a REDCap data dictionary"),
    (
        re.compile(rb'(\xef\xbb\xbf)?"?field_name"?,"?form_name"?,"?section_header\b'),
        "a REDCap data dictionary",
    ),
)
_QUESTIONS = "export the responses; an instrument to start from is made of this file by: cs-research instrument import"
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(!doctype html|html|table)", re.IGNORECASE)


def read_table(path: Path, encoding: str | None = None, sheet: str | None = None) -> Cells:
    """The header rows and cells of a file.

    Parameters
    ----------
    encoding
        Only for text that is not UTF-8.
    sheet
        The sheet of a workbook, where several hold a table.

    Raises
    ------
    ReadError
        No such file; something that holds no table, with what it looks like; a workbook with several tables.
    """
    data = read_bytes(path)
    if not data.startswith(_GZIP):
        return _read(path, data, encoding, sheet)
    unpacked = unpack(path, data)
    if not unpacked.startswith(ZIP) and not _labelled(unpacked):
        return _read(path, unpacked, encoding, sheet)
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / path.stem
        inner.write_bytes(unpacked)
        try:
            return replace(_read(inner, unpacked, encoding, sheet), path=path)
        except ReadError as error:
            faults = [replace(fault, place=fault.place.replace(str(inner), str(path))) for fault in error.faults]
            raise ReadError(faults) from error


def unpack(path: Path, data: bytes) -> bytes:
    """Return the content of a gzip archive; one that unpacks to an extraordinary size is a `ReadError`."""
    most = min(MAX_BYTES, max(_SMALL, _RATIO * len(data)))
    try:
        with gzip.open(path) as stream:
            content = stream.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(Fault(str(path), "gzip archive", "be complete", "a broken one")) from error
    if len(content) > most:
        raise ReadError(Fault(str(path), "gzip archive", "unpack to an ordinary size", f"over {most:,} bytes"))
    if not content.strip():
        raise ReadError(Fault(str(path), "file", "have content", "an empty file in a gzip archive"))
    if content.startswith(_GZIP):
        raise ReadError(Fault(str(path), "gzip archive", "hold a file", "another gzip archive"))
    return content


def _labelled(data: bytes) -> bool:
    from cs_research.formats.surveys.statistics_files import fits

    return fits(data)


def _read(path: Path, data: bytes, encoding: str | None, sheet: str | None) -> Cells:
    if data.startswith(ZIP):
        return _workbook(path, sheet)
    if sheet is not None and not data.startswith(OLD):
        rule = "be given for a workbook"
        raise ReadError(Fault(str(path), "sheet", rule, f"'{sheet}' for another kind of file"))
    if data.startswith(PARQUET):
        return _parquet(path, data)
    if _labelled(data):
        from cs_research.formats.surveys.statistics_files import read_labelled

        return read_labelled(path, encoding)
    if data.startswith(OLD) and _WORKBOOK in data:
        return _table_of_sheets(path, _spreadsheet(path, "Excel 97 (.xls)"), sheet, ".xls")
    if data.startswith(OLD):
        found = "an old file of Microsoft Office, or one with a password"
        hint = "open it in Excel or LibreOffice and save it as .xlsx, without a password"
        raise ReadError(Fault(str(path), "file", "be a table of answers", found, hint))
    if response_data.fits(data):
        return response_data.read_responses(path, data)
    for pattern, found in _QUESTIONNAIRES:
        if pattern.match(data[:500]):
            rule = "be a table of answers"
            raise ReadError(Fault(str(path), "file", rule, f"{found}, which has no answers", _QUESTIONS))
    for start, found, hint in _OTHERS:
        if data.startswith(start):
            raise ReadError(Fault(str(path), "file", "be a table of answers", found, hint))
    if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml"):
        hint = "export the responses as .csv or .xlsx"
        raise ReadError(Fault(str(path), "file", "be a table of answers", "an XML file", hint))
    if _MARKUP.match(data[:200]):
        hint = "some programs give a web page the name .xls: open it in Excel and save it as .xlsx"
        raise ReadError(Fault(str(path), "file", "be a table of answers", "a web page (HTML)", hint))
    return read_cells(path, encoding, data)


def _workbook(path: Path, wanted: str | None) -> Cells:
    names = names_of(path)
    if "content.xml" in names and read_member(path, "mimetype").strip().endswith(b".spreadsheet"):
        return _table_of_sheets(path, _spreadsheet(path, "OpenDocument"), wanted, ".ods")
    if found_members := response_data.members_of(names):
        return response_data.read_archive(path, *found_members)
    if "xl/workbook.xml" not in names:
        raise ReadError(_archive(path, names))
    return _table_of_sheets(path, sheets_of(path), wanted, ".xlsx")


def _spreadsheet(path: Path, kind: str) -> tuple[list[Sheet], list[str]]:
    """The sheets of a spreadsheet of another kind than .xlsx, and their names."""
    program = Path(__file__).with_name("spreadsheet_program.py")
    rows: dict[str, list[list[str]]] = json.loads(
        output_of(program, [str(path.resolve())], path=path, kind=f"{kind} spreadsheet", seconds=_SECONDS)
    )
    return [Sheet(path, _filled(cells), name) for name, cells in rows.items()], list(rows)


def _filled(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows up to the last that holds anything."""
    last = max((at for at, row in enumerate(rows, 1) if any(row)), default=0)
    return tuple(map(tuple, rows[:last]))


def _table_of_sheets(path: Path, book: tuple[list[Sheet], list[str]], wanted: str | None, kind: str) -> Cells:
    found, all_names = book
    sheets = [each for each in found if each.rows]
    if wanted is None and {"survey", "choices"} <= {name.strip().casefold() for name in all_names}:
        found_form = "an XLSForm, a questionnaire for KoBo and ODK, which has no answers"
        hint = _QUESTIONS if kind == ".xlsx" else f"save it as .xlsx; then {_QUESTIONS}"
        raise ReadError(Fault(str(path), "workbook", "hold a row for each response", found_form, hint))
    if not sheets:
        raise ReadError(Fault(str(path), "workbook", "have a sheet with content", "empty sheets only"))
    if wanted is None and all(map(_SUMMARY.fullmatch, (each.name for each in sheets))) and _counts(sheets[0]):
        rule = "hold a row for each response"
        found_summary = f"a summary with a sheet for each of {len(sheets)} questions"
        raise ReadError(Fault(str(path), "workbook", rule, found_summary, _RESPONSES))
    sheet = _sheet(path, sheets, wanted, all_names)
    others = tuple(each.name for each in sheets if each is not sheet)
    cells = cells_of_rows(path, sheet.rows)
    return replace(cells, format=kind, sheet=sheet.name, others=others)


def _counts(sheet: Sheet) -> bool:
    """Whether a sheet holds how many gave each answer."""
    words = {word for row in sheet.rows[:6] for cell in row[1:] for word in cell.casefold().split()}
    return bool(words & {"responses", "total"})


def _sheet(path: Path, sheets: list[Sheet], wanted: str | None, names: list[str]) -> Sheet:
    """The sheet that is wanted, else the only one that is no repeat group of another."""
    if wanted is not None:
        found = [each for each in sheets if each.name.strip().casefold() == wanted.strip().casefold()]
        if not found:
            rule = f"be {join_names([each.name for each in sheets])}"
            what = f"'{wanted}'" + (", which is empty" if wanted in names else "")
            raise ReadError(Fault(str(path), "sheet", rule, what, closest(wanted, names)))
        return found[0]
    main = [each for each in sheets if not _REPEAT & set(each.rows[0])] or sheets[:1]
    if len(main) > 1:
        named = join_names([each.name for each in main], "and")
        hint = f"say which holds the answers: --sheet '{main[0].name}', or 'sheet' under 'survey' in study.yaml"
        raise ReadError(Fault(str(path), "workbook", "have one sheet of answers", named, hint))
    return main[0]


def _archive(path: Path, names: list[str]) -> Fault:
    """The fault of an archive that is no workbook."""
    rule = "be a table of answers"
    files = [name for name in names if not name.endswith("/")]
    if "content.xml" in names:
        return Fault(str(path), "file", rule, "an OpenDocument text", "export the responses as .csv or .xlsx")
    if "word/document.xml" in names:
        return Fault(str(path), "file", rule, "a Word document", "export the responses as .csv or .xlsx")
    held = f"a zip archive that holds {join_names(files, 'and', 5)}" if files else "an empty zip archive"
    return Fault(str(path), "file", rule, held, "unpack it and give the file inside")


def _parquet(path: Path, data: bytes) -> Cells:
    columns = columns_of(path, data)
    rows = max((len(codes) for _, codes in columns.values()), default=0)
    if not columns:
        raise ReadError(Fault(str(path), "table", "have a column", "none"))
    return Cells(
        path=path,
        head=(tuple(columns),),
        columns=tuple(column_of([name], values, codes) for name, (values, codes) in columns.items()),
        rows=rows + 1,
        format="Parquet",
    )
