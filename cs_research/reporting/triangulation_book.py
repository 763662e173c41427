"""The workbook of a triangulation: numbers as numbers, text never a formula, the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pandas as pd

from cs_research.writers.workbook import fitting, opened

__all__ = ["book", "cut_texts"]

#: Columns that hold sentences, and how wide they are in letters; the others are as wide as their heading.
_WIDE = {"text": 50, "quote": 70, "title": 40, "silent_sources": 40, "verdict": 28}


def book(title: str, sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """The bytes of the workbook. Texts longer than a cell holds are cut; `cut_texts` lists them."""
    stream = BytesIO()
    with opened(stream, title=title, comments=title) as made:
        for name, table in sheets.items():
            _fill(made, made.add_worksheet(name), table)
    return stream.getvalue()


def _fill(made: Any, page: Any, table: pd.DataFrame) -> None:
    bold = made.add_format({"bold": True, "valign": "top", "bottom": 1})
    text = made.add_format({"text_wrap": True, "valign": "top"})
    number = made.add_format({"valign": "top", "num_format": "0.000"})
    whole = made.add_format({"valign": "top"})
    for column, name in enumerate(table.columns):
        page.set_column(column, column, _WIDE.get(str(name), max(len(str(name)) + 2, 12)))
        page.write_string(0, column, fitting(str(name)), bold)
        formats = {int: whole, float: number, str: text}
        for row, value in enumerate(table[name].tolist(), start=1):
            cell = _plain(value)
            if isinstance(cell, str):
                page.write_string(row, column, fitting(cell), text)
            elif cell is not None:
                page.write_number(row, column, cell, formats[type(cell)])
    page.freeze_panes(1, 0)


def _plain(value: Any) -> str | int | float | None:
    """What a cell holds; nothing where there is no number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | str) and value == value:
        return value
    return None if pd.isna(value) else str(value)


def cut_texts(sheets: Mapping[str, pd.DataFrame]) -> list[str]:
    """A line for each text that the workbook cuts, with where it stands; the CSV files have it whole."""
    return [
        f"ledger.xlsx, sheet {name}, row {row}: '{column}' is longer than a cell holds and is cut; the CSV has it whole"
        for name, table in sheets.items()
        for column in table.columns
        for row, value in enumerate(table[column].tolist(), start=2)
        if isinstance(text := _plain(value), str) and fitting(text) != text
    ]
