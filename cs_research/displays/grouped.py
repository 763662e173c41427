"""A table of HTML made by hand: header cells, and rows under headings of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["grouped_table"]


def grouped_table(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[int] = (),
) -> str:
    """HTML of a table whose first column heads its rows; a row of one cell heads those below it.

    Parameters
    ----------
    header
        Plain text, which is escaped. The caption is the page's, not the table's.
    rows
        Cells of HTML that is made by the caller, who escapes what people wrote.
    widths
        Of each column, in per cent, where they are not to follow from the words.
    """
    columns = "".join(f'<col style="width: {width}%">' for width in widths)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    body = "".join(_row(first, cells, len(header)) for first, *cells in rows)
    return (
        f'<table id="{name}">\n{f"<colgroup>{columns}</colgroup>" if columns else ""}'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
    )


def _row(first: str, cells: Sequence[str], width: int) -> str:
    if not cells:
        heading = f'<th scope="colgroup" class="gt_group_heading" colspan="{width}">{first}</th>'
        return f"<tr>{heading}</tr>\n"
    others = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{first}</th>{others}</tr>\n'
