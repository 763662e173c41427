"""A rubric as a workbook to fill in: a first sheet about the review, then one sheet per domain.

Every row has the id of its cell, since rows may be sorted or deleted. Sheets are protected without a password:
only what a rater fills in can be typed over, and anyone who must change more can remove the protection.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.rubric import COLOURS, Rubric
from cs_research.errors import Fault, PublishError
from cs_research.formats.files.workbook import open_workbook
from cs_research.formats.files.xml import writable
from cs_research.formats.unsupported import Written, unsupported_fields
from cs_research.records.ratings import (
    ABOUT,
    ABOUT_HEADINGS,
    ANSWERS,
    COLUMNS,
    DATE,
    FIELDS,
    PLACE,
    RATER,
    Rating,
    about,
    cell_id,
    sheet_name,
)

#: The fields that the form supports.
SUPPORTED = frozenset({
    "id", "version", "title", "description", "source", "levels", "stages", "colours.id", "colours.label",
    "colours.definition", "cells.domain", "cells.level", "cells.stage", "cells.red", "cells.amber", "cells.green",
})  # fmt: skip

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_WIDTHS = (14, 12, 30, 30, 30, 11, 26, 22, 13)
_ABOUT_WIDTHS = (26, 96, 40)
_RATING, _EVIDENCE, _COMMENT, _ID = (COLUMNS.index(name) for name in COLUMNS[5:])
#: Pale, so that the words on them can be read; and of three lightnesses, so that they differ without their hue.
_FILLS = {"red": "#E8A79B", "amber": "#FFE9B0", "green": "#C9E7DD"}
_INK, _QUIET, _HEAD, _INPUT = "#1D1D1B", "#555555", "#DCE3E9", "#EEF5FB"
_MOVES = {"format_columns": True, "format_rows": True}


def write(rubric: Rubric, *, filled: Sequence[Rating] = ()) -> Written:
    """Return the workbook, and what it does not support or had to change.

    Parameters
    ----------
    filled
        What one rater answered in one review, to fill in the form; if left out, the form is empty.
    """
    rubric, changed = writable(rubric)
    stream = BytesIO()
    with open_workbook(stream, title=rubric.title, subject=rubric.key) as book:
        form = _Form(rubric, book, filled)
        form.about()
        for domain in DOMAINS:
            form.domain(domain)
    return Written(stream.getvalue(), (*unsupported_fields(rubric, SUPPORTED), *changed))


class _Form:
    """The workbook while it is written, with its formats."""

    def __init__(self, rubric: Rubric, book: Any, filled: Sequence[Rating]) -> None:
        self.rubric, self.book = rubric, book
        self.given = {rating.cell: rating for rating in filled}
        self.review = filled[0] if filled else None
        self.cells = {cell_id(cell.domain, cell.level, cell.stage): cell for cell in rubric.cells}
        base = {
            "text_wrap": True,
            "valign": "top",
            "font_color": _INK,
            "border": 1,
            "border_color": "#B9C2CA",
        }
        self.body = book.add_format(base)
        self.row_head = book.add_format({**base, "bold": True})
        self.quiet = book.add_format({**base, "font_color": _QUIET, "font_size": 8})
        self.head = book.add_format({**base, "bold": True, "bg_color": _HEAD, "bottom": 2})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.input = book.add_format({**base, "bg_color": _INPUT, "locked": False})
        self.day = book.add_format(
            {**base, "bg_color": _INPUT, "locked": False, "num_format": "d mmmm yyyy", "align": "left"}
        )
        self.colours = {
            name: book.add_format({**base, "bold": True, "bg_color": fill, "bottom": 2})
            for name, fill in _FILLS.items()
        }
        self.marks = {name: book.add_format({"bg_color": fill, "font_color": _INK}) for name, fill in _FILLS.items()}

    def about(self) -> None:
        """Write the first sheet: what this is, who fills it in, and how."""
        sheet = self._sheet(ABOUT, _ABOUT_WIDTHS)
        rows = about(self.rubric)
        heads = [{"header": name, "header_format": self.head} for name in ABOUT_HEADINGS]
        self._table(sheet, "about", len(rows), heads)
        for number, (part, text, note) in enumerate(rows, start=1):
            self._text(sheet, number, 0, part, self.row_head)
            self._text(sheet, number, 2, note, self.body)
            if part not in FIELDS:
                self._text(sheet, number, 1, text, self.title if number == 1 else self.body)
                continue
            self._field(sheet, number, part)
            if part == DATE:
                sheet.data_validation(number, 1, number, 1, _day_rule())
        sheet.freeze_panes(1, 0)

    def domain(self, domain: str) -> None:
        """Write the sheet of a domain: one row per cell, by level and then stage."""
        sheet = self._sheet(sheet_name(domain), _WIDTHS)
        heads = [{"header": name, "header_format": self.colours.get(name.lower(), self.head)} for name in COLUMNS]
        steps = [(level, stage) for level in self.rubric.levels for stage in self.rubric.stages]
        self._table(sheet, domain, len(steps), heads)
        for number, (level, stage) in enumerate(steps, start=1):
            name = cell_id(domain, level.id, stage.id)
            self._text(sheet, number, 0, level.label, self.row_head)
            self._text(sheet, number, 1, stage.label, self.row_head)
            for column, colour in enumerate(COLOURS, start=2):
                self._text(sheet, number, column, getattr(self.cells[name], colour), self.body)
            given = self.given.get(name)
            values = (given.colour, given.evidence, given.comment) if given else ("", "", "")
            for column, text in zip((_RATING, _EVIDENCE, _COMMENT), values, strict=True):
                self._text(sheet, number, column, text, self.input)
            self._text(sheet, number, _ID, name, self.quiet)
        sheet.data_validation(1, _RATING, len(steps), _RATING, _rating_rule())
        for colour, mark in self.marks.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{colour}"', "format": mark}
            sheet.conditional_format(1, _RATING, len(steps), _RATING, rule)
        sheet.freeze_panes(1, 2)
        sheet.set_selection(1, _RATING, 1, _RATING)

    def _sheet(self, name: str, widths: tuple[int, ...]) -> Any:
        """Add a sheet, set for printing on A4."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(f"&L{self.rubric.key[:70].replace('&', '&&')}&C&A&RPage &P of &N")
        sheet.protect("", _MOVES)
        return sheet

    def _field(self, sheet: Any, row: int, part: str) -> None:
        """Write a field about the review, or a box to fill in."""
        if part == DATE and self.review:
            sheet.write_datetime(row, 1, datetime.combine(self.review.date, time()), self.day)
        elif part == DATE:
            sheet.write_blank(row, 1, None, self.day)
        else:
            values = {RATER: self.review.rater, PLACE: self.review.place} if self.review else {}
            self._text(sheet, row, 1, values.get(part, ""), self.input)

    def _table(self, sheet: Any, name: str, rows: int, heads: list[dict[str, Any]]) -> None:
        """Add a table to the sheet, so that screen readers know the row of the headings."""
        look = {"name": f"form_{name}", "columns": heads, "autofilter": False, "style": None}
        sheet.add_table(0, 0, rows, len(heads) - 1, look)

    def _text(self, sheet: Any, row: int, column: int, text: str, look: Any) -> None:
        if not text:
            sheet.write_blank(row, column, None, look)
        elif sheet.write_string(row, column, text, look):
            found = f"{len(text):,}, in '{text[:40]}…'"
            place = f"{self.rubric.key}, sheet {sheet.get_name()}, row {row + 1}"
            raise PublishError(Fault(place, "cell", "have 32,767 letters at most", found))


def _rating_rule() -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(ANSWERS),
        "input_title": "Rating",
        "input_message": "Choose from the list. Leave empty what you did not look at.",
        "error_title": "Rating",
        "error_message": f"Choose from the list: {', '.join(ANSWERS)}.",
    }


def _day_rule() -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": _FIRST_DAY,
        "maximum": _LAST_DAY,
        "error_title": "Date of review",
        "error_message": "Give a date, such as 1 March 2026.",
    }
