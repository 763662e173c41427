"""Tidy CSV: one header row, one row a response, a column an item (or an option of a choose-all item).

Columns called ``response_id``, ``status``, ``finished`` and ``recorded`` say what they say elsewhere;
every other column is matched to the instrument. A first column without a name is passed over where it
holds row numbers, as R and pandas write them.
"""

from __future__ import annotations

from cs_research.readers.survey.cells import Cells
from cs_research.readers.survey.export import Export, only_one, row_numbers

__all__ = ["UNNAMED", "fits", "parse"]

_ROLES = {
    "response": ("response_id", "respondent_id"),
    "status": ("status",),
    "finished": ("finished",),
    "recorded": ("recorded",),
}
#: Statuses that are no whole answer of a respondent.
_LEFT = {
    "preview": "preview",
    "test": "test",
    "spam": "spam",
    **dict.fromkeys(("partial", "partially complete", "partially completed"), "unfinished"),
    **dict.fromkeys(("incomplete", "unfinished", "not finished", "in progress", "started"), "unfinished"),
}
UNNAMED = "column 1 has no name and holds row numbers, as R and pandas write them: it is not used"


def fits(cells: Cells) -> bool:
    """Any table with a header row of names fits; the first may be absent over row numbers."""
    first, *others = (cell.strip() for cell in cells.head[0])
    return all(others) and bool(first or (others and row_numbers(cells.columns[0].of(slice(1, None)))))


def parse(cells: Cells) -> Export:
    """The export as it stands."""
    names = tuple(cell.strip() for cell in cells.head[0])
    folded = [name.casefold() for name in names]
    hint = "give the other a name of its own in the file"
    meta: dict[str, int] = {}
    for role, forms in _ROLES.items():
        for form in forms:
            if form in folded:
                places = [index for index, name in enumerate(folded) if name == form]
                meta.setdefault(role, only_one(cells, names, role, places, hint))
    about = {index for index, name in enumerate(folded) if any(name in forms for forms in _ROLES.values())}
    return Export(
        path=cells.path,
        platform="tidy CSV",
        names=names,
        texts=("",) * len(names),
        columns=tuple(column.of(slice(1, None)) for column in cells.columns),
        first=2,
        meta=meta,
        hidden=frozenset(about if names[0] else {*about, 0}),
        left=_LEFT,
        kept=frozenset({"", "complete", "completed", "live"}),
        notes=() if names[0] else (UNNAMED,),
    )
