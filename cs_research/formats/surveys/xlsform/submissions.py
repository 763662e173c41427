"""KoBoToolbox and ODK (CSV, .xlsx): columns named by the path of groups, options that were ticked in one cell or apart.

``select_multiple`` is one cell of names with spaces between, or a column an option (``question/option``) with 1 and 0
or True and False, or both; where nobody was asked there is nothing, or ``n/a``. Where both are there, the columns of
options are read, since they keep "ticked nothing" apart from "not asked", unless the cell holds an option that has no
column. Repeat groups are sheets of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.surveys.answers import absent, ticked
from cs_research.formats.surveys.cells import Cells, Column
from cs_research.formats.surveys.completion import WORDS
from cs_research.formats.surveys.export import Export, only_one
from cs_research.formats.surveys.platform import Platform

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
#: Names that other tables may have too, and names of which one is enough.
_COMMON = {"key", "edits", "deviceid"}
_SURE = {"meta/instanceid", "meta-instanceid", "formhub/uuid", "_xform_id_string", "_validation_status"}
_HINT = "list the others under 'ignore' (--ignore)"
_FEW = 2
#: The id of a submission, which is in each row of it where repeat groups are rows.
_INSTANCE = {"meta/instanceid", "meta-instanceid", "instanceid"}


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """Two columns or more that only these programs add, or a question followed by a column for each option."""
    own = [name for cell in cells.head[0] if (name := cell.strip()).casefold() in _ABOUT.keys() - _COMMON]
    if len(own) >= _FEW:
        return (f"columns {' and '.join(own[:_FEW])}",)
    if own and own[0].casefold() in _SURE:
        return (f"column {own[0]}",)
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
    body = tuple(column.of(slice(1, None)) for column in cells.columns)
    options = {at: owner for at, owner in _options(names, body).items() if normalise_text(names[at]) not in passed}
    kept = {at: owner for at, owner in options.items() if normalise_text(owner) not in passed}
    meta: dict[str, int] = {}
    for role in ("response", "recorded", "review"):
        found = [
            at
            for at in sorted(about)
            if _ABOUT[names[at].casefold()] == role and normalise_text(names[at]) not in passed
        ]
        if found:
            meta[role] = only_one(cells, names, role, found, _HINT)
    instances = [at for at in sorted(about) if names[at].casefold() in _INSTANCE]
    if "response" not in meta and len(instances) == 1 and not passed & {normalise_text(names[instances[0]])}:
        meta["response"] = instances[0]
    notes = cells.notes
    if cells.others:
        notes = (*notes, f"sheets of repeat groups are not read: {', '.join(cells.others)}")
    return Export(
        path=cells.path,
        platform="KoBo or ODK",
        names=names,
        texts=("",) * len(names),
        columns=body,
        first=2,
        meta=meta,
        hidden=frozenset(about),
        statuses=WORDS,
        parts=tuple(name.rpartition("/")[2] if at in options else "" for at, name in enumerate(names)),
        names_too=tuple(_without_groups(name) for name in names),
        doubles=frozenset(_doubles(cells, names, body, kept)),
        asides=frozenset(_written(names)),
        separators=" ",
        notes=notes,
    )


def _options(names: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """The columns of one option each, with the name of their question.

    Those are the ticks below the name of a column, and otherwise two columns or more of one group with the words for
    true and false alone: numbers may be the codes of questions to choose one answer from.
    """
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        question, slash, _ = name.rpartition("/")
        if slash and all(ticked(value) is not None for value in _held(columns[at])):
            groups.setdefault(question, []).append(at)
    found: dict[int, str] = {}
    for question, places in groups.items():
        words = {normalise_text(value) for at in places for value in _held(columns[at])}
        if question in names or (len(places) > 1 and words and words <= {"true", "false"}):
            found |= dict.fromkeys(places, question)
    return found


def _held(column: Column) -> list[str]:
    """The values of a column that a row has and that are no words for nothing."""
    return [value for value, seen in zip(column.values, column.seen(), strict=True) if seen and absent(value) is None]


def _doubles(
    cells: Cells, names: Sequence[str], columns: Sequence[Column], options: Mapping[int, str]
) -> Iterator[int]:
    """Of a question with all options in one cell and a column for each the columns that are not read.

    What the columns say must be in the cell.
    """
    for question in dict.fromkeys(options.values()):
        if question not in names:
            continue
        joined = columns[names.index(question)]
        parts = {
            at: names[at].rpartition("/")[2].casefold().split() for at, owner in options.items() if owner == question
        }
        held = {word for value in _held(joined) for word in value.casefold().split()}
        more = held - {word for part in parts.values() for word in part}
        ticks = [(part, columns[at].each([*map(ticked, columns[at].values)])) for at, part in parts.items()]
        for row, code in enumerate(joined.codes.tolist()):
            value = joined.values[code]
            words = [] if absent(value) is not None else value.casefold().split()
            chosen = [word for part, column in ticks if column[row] for word in part]
            if sorted(word for word in words if word not in more) != sorted(chosen):
                raise ReadError(_differ(cells, question, row, words, chosen))
        yield from parts if more else [names.index(question)]


def _differ(cells: Cells, question: str, row: int, words: Sequence[str], chosen: Sequence[str]) -> Fault:
    """The fault of a row whose joined cell and columns of options say different things."""
    return Fault(
        f"{cells.path}, row {row + 2}",
        f"options of '{question}'",
        "be the same in one cell and in the columns of the options",
        f"'{' '.join(words)}' and '{' '.join(chosen)}'",
        f"list '{question}' under 'ignore' (--ignore) to read the columns of its options, or those to read the cell",
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
