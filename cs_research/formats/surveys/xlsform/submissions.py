"""KoBoToolbox and ODK (CSV, .xlsx): columns named by the path of groups, options that were ticked in one cell or apart.

``select_multiple`` is one cell of names with spaces between, or a column an option (``question/option``) with 1 and 0
or True and False, or both; where nobody was asked there is nothing, or ``n/a``. Repeat groups are sheets of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cs_research.definitions.wording import normalise_text
from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.completion import WORDS
from cs_research.formats.surveys.export import Export, only_one
from cs_research.formats.surveys.platform import Platform

__all__ = ["PLATFORM", "parse"]

#: Columns that the programs add, with the role of those that have one.
_ABOUT = {
    "_uuid": "response", "key": "response", "_submission_time": "recorded", "submissiondate": "recorded",
    "_validation_status": "review",
    **dict.fromkeys(("_id", "_index", "_tags", "_notes", "_status", "_submitted_by", "__version__", "_version_"), ""),
    **dict.fromkeys(("_parent_table_name", "_parent_index", "meta/instanceid", "instanceid", "meta-instanceid"), ""),
    **dict.fromkeys(("submitterid", "submittername", "reviewstate", "deviceid", "edits", "formversion"), ""),
    **dict.fromkeys(("attachmentspresent", "attachmentsexpected", "meta/rootuuid", "formhub/uuid"), ""),
    "_xform_id_string": "",
}  # fmt: skip
#: Names that other tables may have too.
_COMMON = {"key", "edits", "deviceid"}
_HINT = "list the others under 'ignore' (--ignore)"
_FEW = 2


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """Two columns or more that only these programs add, or a question followed by a column for each option."""
    own = [name for cell in cells.head[0] if (name := cell.strip()).casefold() in _ABOUT.keys() - _COMMON]
    if len(own) >= _FEW:
        return (f"columns {' and '.join(own[:_FEW])}",)
    names = [cell.strip() for cell in cells.head[0]]
    for at, name in enumerate(names[:-_FEW]):
        if name and all(after.startswith(f"{name}/") for after in names[at + 1 : at + 1 + _FEW]):
            return (f"column {name} is followed by {names[at + 1]}",)
    return ()


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export; a column is also known by its name without the groups it is in."""
    names = tuple(cell.strip() for cell in cells.head[0])
    passed = {normalise_text(name) for name in ignore}
    about = {at for at, name in enumerate(names) if name.casefold() in _ABOUT}
    meta: dict[str, int] = {}
    for role in ("response", "recorded", "review"):
        found = [
            at
            for at in sorted(about)
            if _ABOUT[names[at].casefold()] == role and normalise_text(names[at]) not in passed
        ]
        if found:
            meta[role] = only_one(cells, names, role, found, _HINT)
    notes = cells.notes
    if cells.others:
        notes = (*notes, f"sheets of repeat groups are not read: {', '.join(cells.others)}")
    return Export(
        path=cells.path,
        platform="KoBo or ODK",
        names=names,
        texts=("",) * len(names),
        columns=tuple(column.of(slice(1, None)) for column in cells.columns),
        first=2,
        meta=meta,
        hidden=frozenset(about),
        statuses=WORDS,
        names_too=tuple(_without_groups(name) for name in names),
        asides=frozenset(_written(names)),
        separators=" ",
        notes=notes,
    )


def _written(names: Sequence[str]) -> Iterator[int]:
    """Columns with what was written beside the option "other": ``question_other`` of ``question/other``."""
    options = {name.casefold() for name in names if "/" in name}
    for index, name in enumerate(names):
        if name.casefold().endswith("_other") and f"{name[:-6]}/other".casefold() in options:
            yield index


def _without_groups(name: str) -> tuple[str, ...]:
    """The ends of a path: ``b/c`` and ``c`` of ``a/b/c``."""
    steps = name.split("/")
    return tuple("/".join(steps[start:]) for start in range(1, len(steps)))


PLATFORM = Platform(
    "kobo",
    "KoBo or ODK",
    _looks_like,
    parse,
    "the export has the same empty cell (or n/a) for a question that was not asked and for one that was left blank: "
    "only questions with 'asked_if' in the instrument are known as not asked; a column an option keeps 'ticked "
    "nothing' apart where it holds 0",
)
