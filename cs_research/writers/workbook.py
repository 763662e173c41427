"""Workbooks: text as it is, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from cs_research._characters import printable

__all__ = ["Sheet", "fitting", "opened", "too_long", "workbook"]

#: What a cell holds, in the units that Excel counts.
_MOST_IN_CELL = 32_767
_CREATED = datetime(2000, 1, 1)


class Sheet(NamedTuple):
    """A sheet with its header, the widths of its columns in letters, and its rows."""

    name: str
    header: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


def workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """The bytes of the workbook; no text becomes a formula, a number or a link. Texts that are `too_long` are cut."""
    stream = BytesIO()
    with opened(stream, title=title, comments="") as book:
        for sheet in sheets:
            _fill(book, sheet)
    return stream.getvalue()


@contextmanager
def opened(stream: BytesIO, **properties: str) -> Iterator[Any]:
    """A workbook that is written to a stream, with its properties; no text becomes a formula, a number or a link."""
    from xlsxwriter import Workbook

    shown = {name: printable(text) for name, text in properties.items()}
    never = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    with Workbook(stream, {"in_memory": True, **never}) as book:
        book.set_properties({"author": "", "created": _CREATED, **shown})
        yield book


def _fill(book: Any, sheet: Sheet) -> None:
    bold = book.add_format({"bold": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(sheet.name)
    for place, (name, width) in enumerate(zip(sheet.header, sheet.widths, strict=True)):
        page.set_column(place, place, width, wrapped)
        page.write_string(0, place, fitting(name), bold)
    for number, row in enumerate(sheet.rows, start=1):
        for place, text in enumerate(row):
            if text:
                page.write_string(number, place, fitting(text), wrapped)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def too_long(sheet: Sheet) -> list[tuple[int, str]]:
    """The number of each row with a text that is more than a cell holds, and that text."""
    return [
        (number, text)
        for number, row in enumerate(sheet.rows, start=2)
        for text in row
        if len(text.encode("utf-16-le")) > 2 * _MOST_IN_CELL
    ]


def fitting(text: str) -> str:
    """As much of a text as a cell holds, without control characters (see `printable`)."""
    return printable(text).encode("utf-16-le")[: 2 * _MOST_IN_CELL].decode("utf-16-le", "ignore")
