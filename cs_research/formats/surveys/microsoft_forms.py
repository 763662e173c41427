"""Microsoft Forms (.xlsx): ID, start and completion time, email, name, then a column a question, headed by it.

Statements of a Likert question are columns of their own, headed by the statement. Options that were ticked are in
one cell, each followed by a semicolon; what people wrote beside "Other" is among them. A second question of the same
wording has a number after it. Columns of a quiz (points, feedback) are no questions.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.export import Export, row_numbers
from cs_research.formats.surveys.platform import SAME_BLANK, Platform
from cs_research.formats.surveys.times import are_times

_LEAD = ("id", "start time", "completion time")
#: Columns after the first three that are about the respondent or the marks of a quiz. What is not known of other
#: languages is recognised by what the columns hold, see `_looks_like`.
_ABOUT = {
    "email", "name", "last modified time", "total points", "quiz feedback", "grade posted time", "language", "score",
    "heure de la dernière modification", "zeitpunkt der letzten änderung", "hora de la última modificación",
    "ora dell'ultima modifica", "hora da última modificação", "tijd van laatste wijziging", "sprache", "langue",
    "idioma", "lingua", "taal", "iaith", "amser addasu diwethaf",
}  # fmt: skip
#: What the heading of the address has in it, in any of the languages.
_MAIL = re.compile(r"mail|correo|messagerie|posta elettronica|e-?post|e-?bost|sähköposti")
_QUIZ = re.compile(r"(points|feedback) - .+")
#: The layout that no line break of a header changes.
_PLACES = 3


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """The three columns that Forms puts first; in another language whole numbers, two times and a mail address."""
    heads = [normalise_text(cell) for cell in cells.head[0]]
    if tuple(heads[:_PLACES]) == _LEAD:
        return ("the columns ID, Start time and Completion time come first",)
    if len(heads) > _PLACES + 1 and _MAIL.search(heads[_PLACES]) and _lead_as_held(cells):
        return (f"a number, two times and '{' '.join(cells.head[0][_PLACES].split())}' come first",)
    return ()


def _lead_as_held(cells: Cells) -> bool:
    """Whether the first three columns hold what Forms puts there: a number of each response, and two times."""
    body = [column.of(slice(1, None)) for column in cells.columns[:_PLACES]]
    held = [[value for value, seen in zip(c.values, c.seen(), strict=True) if seen] for c in body]
    return len(held) == _PLACES and row_numbers(body[0]) and all(map(are_times, held[1:]))


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export; in another language its first columns are known by what they hold."""
    body = tuple(column.of(slice(1, None)) for column in cells.columns)
    names = tuple(" ".join(cell.split()) for cell in cells.head[0])
    if not (_looks_like(cells) or _lead_as_held(cells)):
        rule = "start with an ID and the times of start and completion"
        found = ", ".join(f"'{name}'" for name in names[:_PLACES])
        raise ReadError(Fault(f"{cells.path}, row 1", "Microsoft Forms export", rule, found))
    passed = {normalise_text(name) for name in ignore}
    hidden = {
        index for index, name in enumerate(names) if index < _last_about(names) or _QUIZ.fullmatch(normalise_text(name))
    }
    roles = {"response": 0, "recorded": 2, "submitted": 2}
    return Export(
        path=cells.path,
        platform="Microsoft Forms",
        names=names,
        texts=names,
        columns=body,
        first=2,
        meta={role: at for role, at in roles.items() if normalise_text(names[at]) not in passed},
        statuses={},
        hidden=frozenset(hidden),
        separators=";",
        notes=cells.notes,
    )


def _last_about(names: tuple[str, ...]) -> int:
    """Where the columns about the respondent end, and the questions begin; email and name are always among them."""
    last = _PLACES if normalise_text(names[1]) == _LEAD[1] else _PLACES + 2
    while last < len(names) and normalise_text(names[last]) in _ABOUT:
        last += 1
    return last


PLATFORM = Platform("microsoft-forms", "Microsoft Forms", _looks_like, parse, SAME_BLANK)
