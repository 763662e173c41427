"""Tidy CSV: one header row, one row a response, a column an item (or an option of a choose-all item).

Columns that say which answers were finished are known by the names that common platforms give them, such as
``status``, ``Completed`` or LimeSurvey's ``submitdate``; ``response_id`` and ``recorded`` say what they say
elsewhere. Every other column is matched to the instrument. A first column without a name is passed over where it
holds row numbers, as R and pandas write them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cs_research.definitions.wording import normalise_text
from cs_research.formats.surveys.cells import Cells, Column
from cs_research.formats.surveys.completion import WORDS
from cs_research.formats.surveys.export import Export, is_ignored, only_one, row_numbers
from cs_research.formats.surveys.platform import Platform

#: Names of columns about the act of answering, with spaces for underscores. ``submitted`` is empty until then:
#: LimeSurvey's code, long and joined headings, Microsoft Forms, Jisc, Alchemer, Typeform, KoBo.
_ROLES = {
    "response": ("response id", "respondent id"),
    "recorded": ("recorded",),
    "status": ("status", "response status", "survey status", "completion status", "response type"),
    "review": ("validation status",),
    "finished": ("finished", "complete", "completed", "is complete", "is completed", "is finished"),
    "submitted": (
        "submitdate", "submitdate. date submitted", "submitdate.. date submitted", "date submitted", "submit date",
        "submit date (utc)", "submitted at", "submission time", "completion time", "completiondate",
        "completion date", "date completed", "completed at",
    ),
}  # fmt: skip
#: Words of Qualtrics that no other platform has: R's read.csv and others leave one row of headings.
_QUALTRICS = {"ip address": "", "survey preview": "preview", "survey test": "test"}
_HINT = "list the others under 'ignore' (--ignore)"
UNNAMED = "column 1 has no name and holds row numbers, as R and pandas write them: it is not used"


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """Any table with a header row of names fits; the first may be absent over row numbers."""
    first, *others = (cell.strip() for cell in cells.head[0])
    named = all(others) and bool(first or (others and row_numbers(cells.columns[0].of(slice(1, None)))))
    return ("a header row with a name for every column",) if named else ()


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export as it is; the columns to ``ignore`` say nothing about the act of answering."""
    names = tuple(cell.strip() for cell in cells.head[0])
    meta, about = roles_of(cells, names, ignore)
    columns = tuple(column.of(slice(1, None)) for column in cells.columns)
    return Export(
        path=cells.path,
        platform=f"tidy {cells.format}",
        names=names,
        texts=("",) * len(names),
        columns=columns,
        asides=_written_beside(names, columns),
        first=2,
        meta=meta,
        hidden=frozenset(about if names[0] else {*about, 0}),
        statuses={**WORDS, **_QUALTRICS},
        counts_from="1",
        notes=cells.notes if names[0] else (*cells.notes, UNNAMED),
    )


def _written_beside(names: Sequence[str], columns: Sequence[Column]) -> frozenset[int]:
    """The columns of what people wrote beside an option whose tick is in another column of the same heading.

    A SurveyMonkey export whose two header rows were made one has "Other (please specify)" twice: one column holds these
    words alone, where the option was ticked.
    """
    places: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        places.setdefault(normalise_text(name), []).append(at)
    beside: set[int] = set()
    for name, twins in places.items():
        ticks = [at for at in twins if _holds_only_the_end_of(name, columns[at])]
        if name and len(twins) > 1 and len(ticks) == 1:
            beside |= {*twins} - {*ticks}
    return frozenset(beside)


def _holds_only_the_end_of(name: str, column: Column) -> bool:
    held = {normalise_text(value) for value, seen in zip(column.values, column.seen(), strict=True) if seen and value}
    return len(held) == 1 and all(name.endswith(value) and name != value for value in held)


def roles_of(cells: Cells, names: Sequence[str], ignore: Collection[str]) -> tuple[dict[str, int], set[int]]:
    """The columns about the act of answering: the one of each role, and all of them."""
    plain = [" ".join(normalise_text(name).replace("_", " ").split()).rstrip("?") for name in names]
    meta: dict[str, int] = {}
    about: set[int] = set()
    for role, forms in _ROLES.items():
        found = [at for at, name in enumerate(plain) if name in forms and not is_ignored(names, at, ignore)]
        about |= set(found)
        if found:
            meta[role] = only_one(cells, names, role, found, _HINT)
    return meta, about


PLATFORM = Platform("tidy", "a tidy table", _looks_like, parse, last=True)
