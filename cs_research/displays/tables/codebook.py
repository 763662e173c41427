"""HTML tables of questions, codes, claims and the rubric.

Each has two columns, so that it can be read on a narrow screen: a name, and its content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

import pandas as pd

from cs_research.displays.inputs import Rows, check_inputs
from cs_research.displays.tables.html import grouped_table

#: The texts of a code, and the label before each.
_CODE_TEXTS = {
    "definition": "",
    "use_when": "Use when",
    "not_when": "Do not use when",
    "example": "Example",
    "retired": "Retired",
    "source": "Source",
}
_NARROW = (32, 68)
_ID = re.compile(r"\w+(?:[._]\w+)+")


@check_inputs(questions=Rows("part number item text kind asked answers confident source"))
def questions_table(questions: pd.DataFrame) -> str:
    """Return HTML of every question, by section: its wording, who is asked, and its answers in order.

    Parameters
    ----------
    questions
        One row per question: ``part, number, item, text, kind, asked, answers, confident, source``. ``answers`` is a
        tuple of labels, and ``confident`` of those among them that count as confident.
    """
    rows = _grouped_table(questions, "part", _question_row)
    return grouped_table("questions", ["Question", "Answers"], rows, widths=(54, 46))


@check_inputs(codes=Rows("group about code label usage definition use_when not_when example retired source"))
def codes_table(codes: pd.DataFrame) -> str:
    """Return HTML of every code, by group: its name, its number of segments, and when it is given.

    Parameters
    ----------
    codes
        One row per code: ``group, about, code, label, usage, definition, use_when, not_when, example, retired,
        source``. ``about`` describes the group; ``usage`` is the number of segments with the code, as text.
    """
    rows = _grouped_table(codes, "group", _code_row, "about")
    return grouped_table("codes", ["Code", "What it means"], rows, widths=_NARROW)


@check_inputs(claims=Rows("domain claim text confidence evidence source"))
def claims_table(claims: pd.DataFrame) -> str:
    """Return HTML of the claims, by domain, with the questions and practices paired with each.

    Parameters
    ----------
    claims
        One row per claim: ``domain, claim, text, confidence, evidence, source``; ``confidence`` and ``evidence`` are
        tuples with the label of each question and practice.
    """
    rows = _grouped_table(claims, "domain", _claim_row)
    return grouped_table("claims", ["Claim", "What speaks to it"], rows, widths=(50, 50))


@check_inputs(cells=Rows("domain level stage red amber green source"))
def rubric_table(cells: pd.DataFrame) -> str:
    """Return HTML of a rubric, by domain: the descriptions of red, amber and green at each level and stage.

    Parameters
    ----------
    cells
        One row per cell: ``domain, level, stage, red, amber, green, source``.
    """
    return grouped_table(
        "rubric", ["Level and stage", "What is looked for"], _grouped_table(cells, "domain", _cell_row)
    )


def _grouped_table(table: pd.DataFrame, by: str, row: Any, about: str = "") -> Iterator[Sequence[str]]:
    """Yield a heading for each value of a column, in the table's order, and then its rows."""
    for name, part in table.groupby(by, sort=False):
        more = str(part[about].iloc[0]) if about else ""
        yield [f"<strong>{escape(str(name))}</strong>{_small_lines([more])}"]
        for each in part.itertuples():
            yield row(each)


def _question_row(row: Any) -> Sequence[str]:
    notes = [row.kind, row.asked, f"Item {row.item}; source: {row.source}"]
    return [
        f"{row.number}. {escape(row.text)}{_small_lines(notes)}",
        _format_answers(row.answers, row.confident),
    ]


def _format_answers(answers: Sequence[str], confident: Sequence[str]) -> str:
    if not answers:
        return "In their own words"
    lines = [
        f"<strong>{escape(answer)}</strong> (counts as confident)" if answer in confident else escape(answer)
        for answer in answers
    ]
    return _list(lines)


def _code_row(row: Any) -> Sequence[str]:
    texts = [(label, str(getattr(row, name))) for name, label in _CODE_TEXTS.items() if getattr(row, name)]
    return [f"{escape(row.label)}{_small_lines([row.code, row.usage])}", _paragraphs(texts)]


def _claim_row(row: Any) -> Sequence[str]:
    sides = (("Confidence", row.confidence), ("Evidence", row.evidence))
    paired = "".join(f"<p><strong>{name}:</strong></p>{_list(map(escape, side))}" for name, side in sides)
    return [f"{escape(row.text)}{_small_lines([f'Claim {row.claim}; source: {row.source}'])}", paired]


def _cell_row(row: Any) -> Sequence[str]:
    texts = [(name.capitalize(), str(getattr(row, name))) for name in ("red", "amber", "green", "source")]
    return [f"{escape(row.level)}, {escape(row.stage)}", _paragraphs(texts)]


def _list(lines: Iterable[str]) -> str:
    """Return lines of HTML as a compact list, not numbered, since some answers are numbers."""
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<ul style="margin: 0; padding-left: 1.1em">{items}</ul>'


def _small_lines(lines: Iterable[str]) -> str:
    quiet = '<br><span class="source" style="font-weight: normal">'
    return "".join(f"{quiet}{_text(line)}</span>" for line in lines if line)


def _text(text: str) -> str:
    """Return a text as HTML, in which ids of codes may break after each of their sections."""
    return _ID.sub(lambda found: re.sub(r"([._])", r"\1<wbr>", found.group()), escape(text))


def _paragraphs(texts: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<p>{f'<strong>{label}:</strong> ' if label else ''}{_text(text)}</p>" for label, text in texts)
