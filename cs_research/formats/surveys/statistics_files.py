"""SPSS (.sav, .zsav) and Stata (.dta) files: a variable a column, its label the wording, its values by their labels.

Values that the file declares to be missing stay apart from those that are absent: where the scale has such a point
they are that answer, else they are listed. A tick box has one labelled value, which is the option.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from cs_research.definitions.wording import normalise_text
from cs_research.formats.surveys.cells import Cells, Column
from cs_research.formats.surveys.completion import WORDS
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.labelled import KINDS
from cs_research.formats.surveys.platform import Platform
from cs_research.formats.surveys.qualtrics.results import STATUSES
from cs_research.formats.surveys.tidy import roles_of

__all__ = ["SPSS", "STATA", "parse"]

_HEAD = 3
_ABSENCES = (
    "a value that is absent from the file is a question that was not asked or was left blank; values that the file "
    "declares to be missing are answers where the scale has them, else they are listed and count as left blank"
)
#: What Jisc Online surveys calls the first variable of its files.
_URN = "unique response number"


def _looks_like(cells: Cells) -> tuple[str, ...]:
    return (f"the first bytes of a file of {cells.format}",)


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export; Jisc Online surveys declares 0 to be missing where a question was shown and not answered."""
    names, texts, ticks = cells.head[0], cells.head[1], cells.head[2]
    meta, about = roles_of(cells, names, ignore)
    columns = tuple(column.of(slice(_HEAD, None)) for column in cells.columns)
    platform = cells.format
    if normalise_text(texts[0]) == _URN:
        platform = f"Jisc Online surveys, {cells.format}"
        columns = tuple(_seen(column) for column in columns)
        about.add(0)
        if normalise_text(names[0]) not in {normalise_text(name) for name in ignore}:
            meta.setdefault("response", 0)
    qualtrics = {"responseid", "status", "finished"} <= {name.casefold() for name in names}
    if qualtrics:
        place = [name.casefold() for name in names].index("responseid")
        meta.setdefault("response", place)
        about.add(place)
    return Export(
        path=cells.path,
        platform=platform,
        names=names,
        texts=texts,
        columns=columns,
        first=1,
        meta=meta,
        hidden=frozenset(about),
        statuses={**WORDS, **STATUSES} if qualtrics else WORDS,
        parts=ticks,
        notes=cells.notes,
    )


def _seen(column: Column) -> Column:
    """The column whose value 0 is a question that was shown and left blank."""
    return replace(
        column, absences={**column.absences, "0": "seen"} if "0" in column.absences else column.absences
    )


SPSS = Platform("spss", "SPSS", _looks_like, parse, _ABSENCES, (KINDS["spss"],))
STATA = Platform("stata", "Stata", _looks_like, parse, _ABSENCES, (KINDS["stata"],))
