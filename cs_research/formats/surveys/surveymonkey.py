"""SurveyMonkey, all responses (CSV, .xlsx): row 1 holds questions, row 2 what is answered within each.

A question with several columns has its wording over the first of them only. Of a choose-all question each option has
a column that holds the option's text, or its number, where it was ticked; a column such as "Other (please specify)"
holds what was written. Exports of grids with menus have a third header row. Columns about the respondent come first and
have nothing in row 2; some of them are often taken out before a file is published.
"""

from __future__ import annotations

from collections.abc import Collection

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.surveys.cells import Cells, Column
from cs_research.formats.surveys.completion import WORDS
from cs_research.formats.surveys.export import Export, is_ignored, only_one
from cs_research.formats.surveys.platform import SAME_BLANK, Platform

#: What row 2 says under a question with one column.
_ANSWER = {"response", "open-ended response"}
#: Columns about the respondent, as they are headed and as scripts head them.
_ABOUT = {
    "respondent id": "response",
    "respondentid": "response",
    "respondent_id": "response",
    "collector id": "",
    "collectorid": "",
    "start date": "",
    "end date": "recorded",
    "date created": "",
    "date modified": "recorded",
    "ip address": "",
    "email address": "",
    "email": "",
    "first name": "",
    "last name": "",
    "custom data 1": "",
    "custom data": "",
    "response status": "status",
    "status": "status",
}
#: How the column begins that holds what people wrote beside the options.
_WRITTEN = (
    "other (please specify",
    "other, please specify",
    "other (please explain",
    "other (please describe",
)
_HINT = "list the others under 'ignore' (--ignore)"


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """The second header row."""
    if _header_rows(cells) < 2:
        return ()
    first, second = cells.head[0], cells.head[1]
    answers = [index for index, cell in enumerate(second) if normalise_text(cell) in _ANSWER and first[index].strip()]
    return (f"row 2 says '{second[answers[0]].strip()}' under a question",) if answers else ()


def _header_rows(cells: Cells) -> int:
    """How many records head the table: a second that says how a question is answered, and a third that names menus.

    Neither has anything under the columns about people, and the record after them has.
    """
    lead, rows = _lead(cells), cells.head
    if len(rows) < 2 or not {normalise_text(cell) for cell in rows[1]} & _ANSWER:
        return 1
    about = [any(row[index].strip() for index in range(lead)) for row in rows]
    return 3 if len(rows) > 3 and about[0] and not about[1] and not about[2] and about[3] else 2


def _lead(cells: Cells) -> int:
    """How many columns at the left are about the respondent, or have no heading at all."""
    lead = 0
    for first, second in zip(cells.head[0], cells.head[1] if len(cells.head) > 1 else (), strict=False):
        if second.strip() or (first.strip() and normalise_text(first) not in _ABOUT):
            break
        lead += 1
    return lead


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export with each column under its question."""
    header = _header_rows(cells)
    if header < 2:
        rule = "have a second header row that says 'Response' under a question"
        hint = "export all responses with 'Expanded' columns; or read it as a tidy table (--platform tidy)"
        raise ReadError(Fault(f"{cells.path}, row 2", "SurveyMonkey export", rule, "none", hint))
    lead = _lead(cells)
    questions = _filled(cells, lead)
    parts = [
        ""
        if index < lead or normalise_text(cells.head[1][index]) in _ANSWER
        else " - ".join(row[index].strip() for row in cells.head[1:header] if row[index].strip())
        for index in range(len(cells.columns))
    ]
    names = tuple(f"{question} - {part}" if part else question for question, part in zip(questions, parts, strict=True))
    meta: dict[str, int] = {}
    for role in ("response", "recorded", "status"):
        found = [
            at
            for at in range(lead)
            if _ABOUT.get(normalise_text(names[at])) == role and not is_ignored(names, at, ignore)
        ]
        if found:
            meta[role] = only_one(cells, names, role, found, _HINT)
    columns = tuple(column.of(slice(header, None)) for column in cells.columns)
    several = {question for question in questions if questions.count(question) > 1}
    return Export(
        path=cells.path,
        platform=f"SurveyMonkey, {header} header rows",
        names=names,
        texts=names,
        columns=columns,
        first=header + 1,
        meta=meta,
        hidden=frozenset(range(lead)),
        statuses=WORDS,
        parts=tuple(parts),
        written=frozenset(
            index
            for index, part in enumerate(parts)
            if questions[index] in several and (normalise_text(part).startswith(_WRITTEN) or _numbered(columns[index]))
        ),
        notes=cells.notes,
    )


def _numbered(column: Column) -> bool:
    """Whether a column holds one number where it holds anything: that of its option, in an export of numbers."""
    held = {value for value, seen in zip(column.values, column.seen(), strict=True) if seen and value}
    return len(held) == 1 and held != {"0"} and all(map(str.isdecimal, held))


def _filled(cells: Cells, lead: int) -> list[str]:
    """The question of each column: its own heading, or that of the column to its left."""
    questions: list[str] = []
    for index, cell in enumerate(cells.head[0]):
        text = " ".join(cell.split())
        questions.append(text or (questions[-1] if index > lead else f"column {index + 1}"))
    return questions


PLATFORM = Platform("surveymonkey", "SurveyMonkey", _looks_like, parse, SAME_BLANK)
