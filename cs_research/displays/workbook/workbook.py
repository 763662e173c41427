"""Write an accessible workbook: cover, contents, notes, and one marked-up table per sheet."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil
from textwrap import wrap
from typing import Any

import pandas as pd

from cs_research._characters import printable
from cs_research._files import CREATED
from cs_research.errors import Fault, PublishError

#: Maximum characters of a column, characters of a column of sentences, and points of a line.
_MAX_WIDTH, _LEAD, _LINE = 60, 110, 16.5
#: The headings that gptables puts on a cover.
_COVER_HEADINGS = ("Introductory information", "About these data")
#: Breaks up characters that gptables would read as links or notes.
_WORD_JOINER = "\u2060"


@dataclass(frozen=True)
class Sheet:
    """One sheet with one table: the name on its tab, its title, and the lines between title and table.

    ``table`` has headings for people as columns, and no empty cell: a missing number is a symbol such as ``[c]``.
    ``notes`` maps headings to keys of notes, ``decimals`` headings to the decimals that print.
    """

    name: str
    title: str
    table: pd.DataFrame
    lead: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkbookText:
    """The text of the cover, the notes by key, and the meaning of each symbol.

    ``warning`` is first on the cover and on every sheet; empty if there is none.
    """

    title: str
    intro: tuple[str, ...]
    about: tuple[str, ...]
    notes: Mapping[str, str]
    shorthand: Mapping[str, str]
    author: str = ""
    warning: str = ""


def build_workbook(text: WorkbookText, sheets: Sequence[Sheet]) -> bytes:
    """Return the workbook as bytes; no text becomes a formula, a link or a number.

    Raises
    ------
    PublishError
        If a table has an empty cell or no row, or a symbol or note has no explanation; all faults at once.
    """
    faults = [fault for sheet in sheets for fault in _faults(text, sheet)]
    if faults:
        raise PublishError(faults)
    stream, gptables = BytesIO(), _gptables()
    marked = {sheet.name: _to_gptable(gptables, text, sheet) for sheet in sheets}
    with warnings.catch_warnings():
        _ignore_gptables_warnings()
        book = gptables.produce_workbook(
            stream,
            marked,
            theme=_theme(gptables),
            cover=_cover(gptables, text, sheets),
            contentsheet_options={"title": "Contents", "subtitles": _warning_lines(text)},
            notes_table=_notes(text, sheets),
            auto_width=False,
            workbook_options={"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
    book.set_properties(
        {
            "title": printable(text.title),
            "author": printable(text.author),
            "subject": "Tables of a study",
            "keywords": "tables, survey, coded segments",
            "comments": printable(text.warning),
            "created": CREATED,
        }
    )
    _set_layout(book, text, sheets, marked)
    book.close()
    return stream.getvalue()


def _gptables() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves the file of its theme open
        import gptables
    return gptables


def _ignore_gptables_warnings() -> None:
    """Ignore warnings about gptables's use of pandas, which users of this package cannot act on."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"gptables\.")
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"gptables\.")


def _theme(gptables: Any) -> Any:
    """Return the theme of gptables, with text at the top of its cell in rows of several lines."""
    theme = deepcopy(gptables.gptheme)
    theme.update_data_format({"valign": "top"})
    theme.update_cover_text_format({"valign": "top"})
    return theme


def _faults(text: WorkbookText, sheet: Sheet) -> list[Fault]:
    place, table = f"workbook, sheet {sheet.name}", sheet.table
    faults = [] if len(table) else [Fault(place, "table", "have at least one row", "none")]
    for heading in table.columns:
        empty = [number for number, cell in enumerate(table[heading], start=1) if _is_empty(cell)]
        if empty:
            rule = "contain a value or a symbol in every cell"
            faults.append(Fault(place, f"'{heading}'", rule, f"an empty cell in row {empty[0]}"))
    for kind, used, known in (
        ("shorthand", _symbols_used(table), text.shorthand),
        ("note", sheet.notes.values(), text.notes),
    ):
        faults += [Fault(place, kind, "have an explanation", f"'{name}'") for name in used if name not in known]
    return faults


def _is_empty(cell: Any) -> bool:
    return not cell.strip() if isinstance(cell, str) else bool(pd.isna(cell))


def _symbols_used(table: pd.DataFrame) -> list[str]:
    """Return the symbols that a table uses, in alphabetical order."""
    found = {
        cell
        for heading in table.columns
        for cell in table[heading]
        if isinstance(cell, str) and len(cell) == 3 and cell[0] + cell[2] == "[]"
    }
    return sorted(found)


def _warning_lines(text: WorkbookText) -> list[str]:
    return [_escape_markup(text.warning)] if text.warning else []


def _to_gptable(gptables: Any, text: WorkbookText, sheet: Sheet) -> Any:
    """Return the sheet as a table of gptables."""
    cells = {heading: [_cell(gptables, value) for value in sheet.table[heading]] for heading in sheet.table.columns}
    places = {heading: place for place, heading in enumerate(cells)}
    formats = [
        {"column": {"columns": [places[heading]], "format": {"num_format": f"0.{'0' * of}" if of else "0"}}}
        for heading, of in sheet.decimals.items()
    ]
    numeric = [places[heading] for heading in places if any(not isinstance(v, str) for v in sheet.table[heading])]
    aligned = [
        {"column": {"columns": [place], "format": how, "include_names": True}}
        for place in places.values()
        for how in [{"align": "right"} if place in numeric else {"align": "left", "indent": min(place, 1)}]
    ]
    return gptables.GPTable(
        table=pd.DataFrame(cells, dtype=object),
        table_name=sheet.name.lower(),
        title=_escape_markup(sheet.title),
        subtitles=[*_warning_lines(text), *map(_escape_markup, sheet.lead)],
        legend=[f"{mark} {text.shorthand[mark]}" for mark in _symbols_used(sheet.table)],
        instructions=_instructions(sheet),
        table_notes={places[heading]: f"$${key}$$" for heading, key in sheet.notes.items()},
        index_columns={},
        additional_formatting=[*aligned, *formats],
    )


def _instructions(sheet: Sheet) -> str:
    return (
        "This worksheet contains one table. Notes are referred to in its headings and stand on the worksheet Notes."
        if sheet.notes
        else "This worksheet contains one table."
    )


def _cell(gptables: Any, value: Any) -> Any:
    """Return a cell for gptables; text becomes a list of formats, in which gptables does not look for links."""
    return _literal_text(gptables, value) if isinstance(value, str) else value


def _literal_text(gptables: Any, text: str) -> Any:
    return gptables.core.gptable.FormatList([{}, printable(text)])


def _escape_markup(text: str) -> str:
    """Return a text in which gptables finds no link and no note."""
    return printable(text).replace("](", f"]{_WORD_JOINER}(").replace("$$", f"${_WORD_JOINER}$")


def _cover(gptables: Any, text: WorkbookText, sheets: Sequence[Sheet]) -> Any:
    return gptables.Cover(
        title=_literal_text(gptables, text.title),
        intro=[[{}, printable(line)] for line in _intro(text)],
        about=[[{}, printable(line)] for line in _about(text, sheets)],
        width=_LEAD,
    )


def _intro(text: WorkbookText) -> list[str]:
    return [line for line in (text.warning, *text.intro) if line]


def _about(text: WorkbookText, sheets: Sequence[Sheet]) -> list[str]:
    """Return the lines about the data: the symbols that are used, and then the text of the study."""
    used = sorted({mark for sheet in sheets for mark in _symbols_used(sheet.table)})
    symbols = [f"{mark} {text.shorthand[mark]}" for mark in used]
    meaning = ["Shorthand in the tables, where a cell has no number or one of low reliability:", *symbols]
    return [*(meaning if used else []), *text.about]


def _cover_lines(text: WorkbookText, sheets: Sequence[Sheet]) -> list[str]:
    """Return the lines of the cover from the top, as gptables writes them."""
    intro, about = _COVER_HEADINGS
    return [text.title, intro, *_intro(text), about, *_about(text, sheets)]


def _notes(text: WorkbookText, sheets: Sequence[Sheet]) -> pd.DataFrame:
    """Return the notes that some heading refers to."""
    used = dict.fromkeys(key for sheet in sheets for key in sheet.notes.values())
    return pd.DataFrame([(key, text.notes[key]) for key in used], columns=["key", "Note"])


def _set_layout(book: Any, text: WorkbookText, sheets: Sequence[Sheet], marked: Mapping[str, Any]) -> None:
    """Set widths, heights (which not every program calculates), and pages as wide as their table."""
    cover = book.get_worksheet_by_name("Cover")
    for row, line in enumerate(_cover_lines(text, sheets)):
        cover.set_row(row, _LINE * _lines(line, _LEAD) + (6 if row == 0 or line in _COVER_HEADINGS else 0))
    texts = {
        "Contents": (["Sheet name", *marked], ["Table description", *(sheet.title for sheet in sheets)]),
        "Notes": (["Note number"], ["Note", *(_notes(text, sheets)["Note"])]),
    }
    for name, (first, second) in texts.items():
        page = book.get_worksheet_by_name(name)
        widths = max(map(len, first)) + 3, _LEAD
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        start = 3 if name == "Contents" and text.warning else 2
        for row, line in enumerate(second, start=start):
            page.set_row(row, _LINE * _lines(line, _LEAD))
    for sheet in sheets:
        page, start = book.get_worksheet_by_name(sheet.name), marked[sheet.name].data_range[0]
        _fit_cells(page, sheet, start)
        page.repeat_rows(start)
    for page in book.worksheets():
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)


def _fit_cells(page: Any, sheet: Sheet, start: int) -> None:
    """Make columns wide enough, and rows high enough, for their content."""
    widths = {heading: _width(heading, sheet) for heading in sheet.table.columns}
    heads = [_lines(heading, widths[heading] - 1) + (heading in sheet.notes) for heading in widths]
    page.set_row(start, _LINE * max(heads))
    for place, width in enumerate(widths.values()):
        page.set_column(place, place, width)
    for number, cells in enumerate(sheet.table.itertuples(index=False), start=start + 1):
        lines = max(_lines(str(cell), width) for cell, width in zip(cells, widths.values(), strict=True))
        page.set_row(number, _LINE * lines)


def _width(heading: str, sheet: Sheet) -> int:
    """Return the width in characters for the longest cell, the longest word of the heading, and the heading."""
    cells = [len(str(cell)) for cell in sheet.table[heading]]
    words = [len(word) for word in [*heading.split(), "[note 1]"]]
    return min(max(*cells, *words, ceil(len(heading) / 4)) + 4, _MAX_WIDTH)


def _lines(text: str, width: int) -> int:
    """Return the number of lines of a text in a column of a width."""
    return max(len(wrap(text, width)), 1)
