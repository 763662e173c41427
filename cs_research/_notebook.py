"""Notebook representation of objects: one line, and a small table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cs_research._characters import printable

#: Rows that a small table has before it says how many more there are.
_ROWS = 10


def count_of(n: int, word: str) -> str:
    """Return a number with its noun: ``1 group``, ``1,200 responses``."""
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{n:,} {word if n == 1 else plural}"


def small_table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return an HTML table of the first rows, with a line for the number of others; all text is escaped.

    Parameters
    ----------
    caption
        What the table is of, such as the one-line form of the object.
    columns
        Headings. Text is aligned left and numbers are aligned right.
    rows
        A cell for each column.
    """
    head = "".join(f'<th scope="col" style="text-align:left">{_text(name)}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows[:_ROWS])
    if len(rows) > _ROWS:
        body += f'<tr><td colspan="{len(columns)}">… and {len(rows) - _ROWS:,} more</td></tr>'
    caption = f'<caption style="text-align:left">{_text(caption)}</caption>'
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f'<td style="text-align:right">{value:,}</td>'
    return f'<td style="text-align:left">{_text(value)}</td>'


def _text(value: object) -> str:
    return escape(printable(str(value)))
