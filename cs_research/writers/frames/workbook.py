"""A workbook of one sheet: text as it is, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

__all__ = ["MOST_IN_CELL", "too_long", "workbook"]

#: What a cell holds, in the units that Excel counts.
MOST_IN_CELL = 32_767
_CREATED = datetime(2000, 1, 1)


def workbook(
    title: str, sheet: str, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> bytes:
    """The bytes of the workbook; no text becomes a formula, a number or a link."""
    from xlsxwriter import Workbook

    stream = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(stream, options)
    book.set_properties({"title": title, "author": "", "comments": "", "created": _CREATED})
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (name, width) in enumerate(zip(header, widths, strict=True)):
        page.set_column(place, place, width, wrapped)
        page.write_string(0, place, name, bold)
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            if text:
                page.write_string(number, place, _fitting(text), wrapped)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


def too_long(text: str) -> bool:
    """Whether a text is more than a cell holds."""
    return len(text.encode("utf-16-le")) > 2 * MOST_IN_CELL


def _fitting(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * MOST_IN_CELL].decode("utf-16-le", "ignore")
