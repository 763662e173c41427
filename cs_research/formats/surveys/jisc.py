"""Jisc Online surveys (CSV): headed by numbers and questions, or, coded, by ``Q7_1_a``.

Uncoded headings are ``7. Question``, ``5.a. Sub-question`` or ``9.b.ii.a. Sub-question``; the first column is the
unique response number. Coded answers may start from 0 and may run from the most to the least: numbers
are answers only where the instrument gives their export values.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from cs_research.definitions.instrument import Instrument
from cs_research.definitions.wording import normalise_text
from cs_research.formats.surveys.cells import Cells, read_cells
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.instrument_draft import Choice, Question, build
from cs_research.formats.surveys.platform import SAME_BLANK, Platform

_URN = {"unique response number", "urn", "response id", "unique response id"}
_DATES = {
    "startdate": "", "completiondate": "submitted", "date and time started": "", "date and time submitted": "submitted",
    "date response started": "", "date response submitted": "submitted", "started": "", "completed": "submitted",
}  # fmt: skip
_NUMBERED = re.compile(r"(\d+(?:\.[a-z0-9]{1,5})*)\.?\s+(.+)", re.DOTALL)
_CODED = re.compile(r"Q\d+(?:_[A-Za-z0-9]+)*")
_MOST = 0.5
#: A key starts with the number of the response or the first question, and the words for it.
_KEY = re.compile(rb'(\xef\xbb\xbf)?"?(URN"?[,\t]"?Unique Response Number|Q1"?[,\t])', re.IGNORECASE)
_NUMERIC = re.compile(r"-?\d+")


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """A unique response number first, and numbers or codes of questions after it."""
    first, *others = (cell.strip() for cell in cells.head[0])
    if normalise_text(first) not in _URN:
        return ()
    asked = [name for name in others if normalise_text(name) not in _DATES]
    numbered = [name for name in asked if _NUMBERED.fullmatch(name)]
    coded = [name for name in asked if _CODED.fullmatch(name)]
    found = max(numbered, coded, key=len)
    enough = asked and len(found) > _MOST * len(asked)
    own = normalise_text(first) in {"unique response number", "urn"}
    return (f"the column '{first}' comes first, then '{found[0][:50]}'",) if enough and own else ()


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export; a question is also known by the code of its number (``Q5_a`` of ``5.a.``)."""
    names = tuple(" ".join(cell.split()) for cell in cells.head[0])
    split = [_NUMBERED.fullmatch(name) for name in names]
    passed = {normalise_text(name) for name in ignore}
    about = {0, *(at for at, name in enumerate(names) if normalise_text(name) in _DATES)}
    roles = {"response": 0} | {role: at for at in sorted(about) if (role := _DATES.get(normalise_text(names[at]), ""))}
    if "submitted" in roles:
        roles["recorded"] = roles["submitted"]
    return Export(
        path=cells.path,
        platform="Jisc Online surveys",
        names=names,
        texts=tuple(found.group(2) if found else "" for found in split),
        columns=tuple(column.of(slice(1, None)) for column in cells.columns),
        first=2,
        meta={role: at for role, at in roles.items() if normalise_text(names[at]) not in passed},
        statuses={},
        hidden=frozenset(about),
        counts_from="",
        names_too=tuple((f"Q{found.group(1).replace('.', '_')}",) if found else () for found in split),
        notes=cells.notes,
    )


def is_key(data: bytes) -> bool:
    """Whether a file is the key of the codes of a survey ("Survey questions & key code")."""
    return bool(_KEY.match(data[:500]))


def read_key(path: Path, data: bytes) -> Instrument:
    """The questions of a key, each with the wording of its codes: lines of ``Q5`` or a number, and the words."""
    cells = read_cells(path, None, data)
    rows = zip(*(column.each(column.values).tolist() for column in cells.columns[:2]), strict=True)
    questions: list[Question] = []
    for code, words in rows:
        text = " ".join(words.split())
        if _CODED.fullmatch(code):
            questions.append(Question(code, text or code, "open"))
        elif questions and text and _NUMERIC.fullmatch(code):
            questions[-1].kind = "single"
            questions[-1].choices.append(Choice(code, text))
    return build(questions, path=path, title=path.stem, platform="Jisc Online surveys", notes=[]).instrument


PLATFORM = Platform("jisc", "Jisc Online surveys", _looks_like, parse, SAME_BLANK)
