"""LimeSurvey's tab-separated form of a survey (.txt): a question belongs to the group above it, and so on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cs_research._files import read_text
from cs_research.errors import Fault, ReadError
from cs_research.readers.delimited import records_of, start_of
from cs_research.readers.instruments.draft import Imported, build
from cs_research.readers.instruments.limesurvey_model import Answer, Part, Row, Survey
from cs_research.readers.instruments.limesurvey_notes import tell_group
from cs_research.readers.instruments.limesurvey_questions import questions_of
from cs_research.readers.instruments.plain_text import plain

__all__ = ["fits", "read"]

_NEEDED = {"class", "type/scale", "name", "text"}
#: Columns that are no attribute of a question.
_PLAIN = {
    *_NEEDED, "id", "related_id", "relevance", "help", "language", "validation", "mandatory", "other",
    "default", "same_default",
}  # fmt: skip
_ASIDE = {
    "QTA": "quotas are left out",
    "AS": "rules for scores are left out",
    "C": "conditions of an older kind are left out",
}


def fits(head: bytes) -> bool:
    """Whether the first line of a file names the columns of the form."""
    names = {name.strip(' "') for line in start_of(head).splitlines()[:1] for name in line.split("\t")}
    return names >= _NEEDED


def read(path: Path) -> Imported:
    """The questions of the file, in its base language.

    Raises
    ------
    ReadError
        The file is no such table, or holds no question.
    """
    survey = _survey(path)
    questions = questions_of(survey)
    notes = survey.told.lines()
    return build(questions, path=path, title=survey.title, platform="LimeSurvey", notes=notes)


def _records(path: Path) -> list[dict[str, str]]:
    """The rows, without the mark that LimeSurvey puts before what a spreadsheet would compute."""
    records = records_of(path, read_text(path), "\t", strict=False)
    names = records[0] if records else ()
    if not set(names) >= _NEEDED:
        missing = ", ".join(sorted(_NEEDED - set(names)))
        raise ReadError(Fault(str(path), "first line", "name LimeSurvey's columns", f"none called {missing}"))
    cells = ([cell[1:] if cell.startswith("'=") else cell for cell in row] for row in records[1:] if row)
    return [
        {name: row[place] if place < len(row) else "" for place, name in enumerate(names)} for row in cells
    ]


def _survey(path: Path) -> Survey:
    survey = Survey()
    records = _records(path)
    settings = {row["name"]: row["text"] for row in records if row["class"] == "S"}
    language = settings.get("language", "")
    for row in records:
        own = row.get("language", "")
        if own and language and own != language:
            survey.told.add("texts in other languages are left out", own)
        elif row["class"] == "SL" and row["name"] == "surveyls_title":
            survey.title = plain(row["text"])
        else:
            _take(row, survey)
    return survey


def _take(row: Mapping[str, str], survey: Survey) -> None:
    """Put a row where it belongs: below what stands above it."""
    kind, name = row["class"], row["name"]
    last = survey.rows[-1] if survey.rows else None
    if kind == "G":
        tell_group(plain(name), row.get("relevance", ""), survey.told)
    elif kind == "Q":
        survey.rows.append(_question(row))
        if row.get("default"):
            survey.told.add("answers filled in beforehand are left out", name)
    elif kind == "SQ" and last and not (name == "other" and last.other):
        scale = row["type/scale"] or "0"
        last.parts.append(Part(name, row["text"], scale, row.get("relevance", "")))
    elif kind == "A" and last:
        scale = row["type/scale"] or "0"
        last.answers.append(Answer(name, row["text"], scale, row.get("assessment_value", "")))
    elif kind in _ASIDE:
        survey.told.add(_ASIDE[kind], name)


def _question(row: Mapping[str, str]) -> Row:
    return Row(
        code=row["name"].strip() or f"Q{row.get('id', '')}",
        type=row["type/scale"],
        text=row["text"],
        number=row.get("id", ""),
        help=row.get("help", ""),
        other=row.get("other") == "Y",
        mandatory=row.get("mandatory") in {"Y", "S"},
        pattern=row.get("validation", ""),
        relevance=row.get("relevance", ""),
        attributes={name: cell for name, cell in row.items() if name not in _PLAIN and cell},
    )
