"""LimeSurvey's responses as XML (.lsr), alone or in an archive with their questionnaire (.lsa).

The columns are named by LimeSurvey's own numbers (``565531X1X1SQ001``); the questionnaire of the archive gives their
codes, wordings and answers. Unlike other exports these files keep a question that was shown and left blank (an empty
element) apart from one that was not shown (none).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import read_member
from cs_research.formats.files.xml import root_of
from cs_research.formats.surveys.cells import Cells, cells_of_rows
from cs_research.formats.surveys.instrument_draft import plain
from cs_research.formats.surveys.limesurvey.lss_reader import own_answers, survey_of
from cs_research.formats.surveys.limesurvey.structure import Answer, Row

FORMAT = "LimeSurvey XML"
#: The text of a cell of a question that was shown and left blank.
LEFT_BLANK = "(shown and left blank)"
_START = re.compile(rb".{0,200}<LimeSurveyDocType>\s*Responses\b", re.DOTALL)
_FIELD = re.compile(r"\d+X\d+X(\d+.*)|Q(\d+)")
_COMMENT = "comment"


def fits(data: bytes) -> bool:
    """Whether a file that starts so holds responses as XML."""
    return bool(_START.match(data[:500]))


def members_of(names: Sequence[str]) -> tuple[str, str] | None:
    """The responses and the questionnaire of an archive ("" where it has none), or None where it is another's."""
    found = [name for name in names if name.endswith("_responses.lsr")]
    questionnaires = [name for name in names if name.endswith(".lss")]
    return (found[0], questionnaires[0] if questionnaires else "") if len(found) == 1 else None


def read_archive(path: Path, responses: str, questionnaire: str) -> Cells:
    """The table of the responses in an archive, with the wordings of its questionnaire."""
    rows = survey_of(root_of(path, read_member(path, questionnaire))).rows if questionnaire else []
    return read_responses(path, read_member(path, responses), rows)


def read_responses(path: Path, data: bytes, questions: Sequence[Row] = ()) -> Cells:
    """The table of the responses, headed by the codes and wordings of the questions where these are known.

    Raises
    ------
    ReadError
        XML that is broken, or that holds no responses; two columns of one question.
    """
    root = root_of(path, data)
    table = root.find("responses")
    names = [(field.text or "").strip() for field in root.iterfind("responses/fields/fieldname")]
    if table is None or not names:
        raise ReadError(Fault(str(path), "file", "hold a table of responses", "none"))
    fields = [_Field(name, questions) for name in names]
    rows = [[field.heading for field in fields]]
    rows += [list(_cells(fields, row)) for row in table.iterfind("rows/row")]
    if len(set(rows[0])) < len(rows[0]):
        twice = next(heading for heading in rows[0] if rows[0].count(heading) > 1)
        raise ReadError(Fault(f"{path}, fields", "column", "be there once", f"'{twice}' twice"))
    cells = cells_of_rows(path, rows)
    unknown = [field.name for field in fields if field.is_question and field.question is None]
    notes = () if questions or not unknown else (
        f"the file holds no wordings, so that its {len(unknown)} columns have LimeSurvey's numbers for names: "
        "export the archive (.lsa), or name them under 'columns'",
    )  # fmt: skip
    columns = tuple(replace(column, absences={LEFT_BLANK: "seen"}) for column in cells.columns)
    return replace(cells, columns=columns, format=FORMAT, notes=notes)


class _Field:
    """One column: its question and what of it, with the label of each code of an answer."""

    def __init__(self, name: str, questions: Sequence[Row]) -> None:
        self.name = name
        self.tag = re.sub(r"^(?=\d)", "_", name).replace("#", "-")
        found = _FIELD.fullmatch(name)
        self.is_question = found is not None
        number = (found.group(1) or found.group(2)) if found else ""
        fits = [(row, part) for row in questions if (part := _part(row, number)) is not None]
        if len(fits) > 1:  # 12 may be question 1 with the part 2: the one whose parts have such a code
            fits = [(row, part) for row, part in fits if not part or part in _codes(row)]
        self.question: Row | None = fits[0][0] if len(fits) == 1 else None
        self.part = fits[0][1] if self.question else ""
        labels = [(answer.code, plain(answer.text)) for answer in self._answers()]
        self.labels = dict(labels) if len({label for _, label in labels}) == len(labels) else {}

    def _answers(self) -> list[Answer]:
        if self.question is None or self.part.endswith(_COMMENT) or self.question.type in "MPR":
            return []
        scale = self.part.rpartition("#")[2] if "#" in self.part else "0"
        return [each for each in self.question.answers if each.scale == scale] or own_answers(self.question)

    @property
    def heading(self) -> str:
        """Code and wording, as the exports with both have them; the field's own name where it is no question's."""
        if self.question is None:
            return self.name
        part, _, scale = self.part.partition("#")
        ends = ([part] if part else []) + ([str(int(scale) + 1)] if scale else [])
        code = self.question.code + "".join(f"[{end}]" for end in ends)
        words = [plain(each.text) for each in self.question.subquestions if each.code in part.split("_")]
        asked = " ".join(plain(self.question.text).split())
        return f"{code}. {asked}" + "".join(f" [{' '.join(word.split())}]" for word in words[:1])

    def text(self, value: str) -> str:
        """A cell's text: the label of a code, or the value."""
        return self.labels.get(value, value)


def _part(row: Row, number: str) -> str | None:
    """What follows the question's number in a field's name; None where the field is another question's."""
    return number[len(row.number) :] if row.number and number.startswith(row.number) else None


def _codes(row: Row) -> set[str]:
    """What may follow a question's number."""
    codes = {part.code for part in row.subquestions}
    cells = {f"{one}_{other}" for one in codes for other in codes}
    scales = {f"{code}#{scale}" for code in codes for scale in (0, 1)}
    ranks = {str(place) for place in range(1, len(row.answers) + 1)} if row.type == "R" else set()
    return {
        "other",
        _COMMENT,
        "othercomment",
        *codes,
        *cells,
        *scales,
        *ranks,
        *(f"{code}{_COMMENT}" for code in codes),
    }


def _cells(fields: Sequence[_Field], row: Element) -> Iterator[str]:
    """The cells of one response; a question without an element was not shown."""
    held = {element.tag: element.text or "" for element in row}
    for field in fields:
        value = held.get(field.tag)
        blank = value is not None and not value.strip() and field.is_question
        yield LEFT_BLANK if blank else field.text((value or "").strip())
