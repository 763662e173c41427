"""A survey platform: what its exports look like, and how one is read. Each platform is one such object."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.export import Export

#: For platforms that write nothing for a question that was not asked and for one that was left blank.
SAME_BLANK = (
    "the export has the same empty cell for a question that was not asked and for one that was left blank: only "
    "questions with 'asked_if' in the instrument are known as not asked"
)


@dataclass(frozen=True)
class Platform:
    """One platform.

    Parameters
    ----------
    name
        The word for ``--platform`` and for ``platform`` in a study.
    label
        What people call it.
    looks_like
        The signs of its export that a file has, in words; none where it is another's. A sign is something that no
        other platform writes.
    parse
        The export that a file is; the names are of columns to pass over. A file that it cannot be is a `ReadError`.
    absences
        Which of not asked, left blank and don't know the export does not keep apart; "" if it keeps all apart.
    reads
        The kinds of files that it may be (`Cells.format`).
    last
        Whether it is taken only where no other platform fits, as a plain table is.
    """

    name: str
    label: str
    looks_like: Callable[[Cells], tuple[str, ...]]
    parse: Callable[[Cells, Collection[str]], Export]
    absences: str = SAME_BLANK
    reads: tuple[str, ...] = ("CSV", ".xlsx", ".ods", ".xls", "Parquet")
    last: bool = False
