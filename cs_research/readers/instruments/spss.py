"""SPSS files (.sav, .zsav): the questions that their variable and value labels tell of. No answer is read."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Literal

from cs_research._files import read_bytes
from cs_research.definitions.wording import folded
from cs_research.errors import Fault, ReadError
from cs_research.readers.instruments.draft import Choice, Imported, Question, build
from cs_research.readers.instruments.spss_sets import sets_of
from cs_research.readers.instruments.spss_variables import Value, Variable, text_of, variable_of
from cs_research.readers.told import Told

__all__ = ["fits", "read"]

_STARTS = (b"$FL2", b"$FL3")
_SECONDS = 90
#: How long a range may be to be looked at value by value, and the number from which on its end is open.
_MOST, _OPEN = 1_000, 1e300
_DATES = re.compile(r"[AESJ]?DATE\d|QYR|MOYR|WKYR|DATETIME|D?TIME|M?TIME|WKDAY|MONTH|YMDHMS")
#: What labels of user-missing values say, by what they mean; refusals say nothing of the matter either.
_ABSENCES: tuple[tuple[Literal["dont_know", "not_applicable"], re.Pattern[str]], ...] = (
    (
        "not_applicable",
        re.compile(r"not applicable|inapplicable|does(n't| not) apply|\bn/?a\b|not asked|routed"),
    ),
    (
        "dont_know",
        re.compile(
            r"(don't|do not|didn't|did not) know|\bdk\b|not sure|unsure|undecided|can't (say|choose)|cannot say"
            r"|refus|prefer not|rather not|no opinion|no answer|not answered|not stated"
        ),
    ),
)


def fits(head: bytes) -> bool:
    """Both kinds of file start with their own mark."""
    return head.startswith(_STARTS)


def read(path: Path) -> Imported:
    """The questions of the file's labels, and all that they leave out.

    A variable with value labels is a question with those answers; one without is open. Tick boxes that the
    file counts as one set, or that are named and labelled as one, are one choose-all question.
    """
    if not fits(read_bytes(path)):
        raise ReadError(Fault(str(path), "file", "be an SPSS .sav or .zsav file", "something else"))
    said = _said(path)
    variables = {entry["name"]: variable_of(entry) for entry in said["variables"]}
    told = Told()
    if said["label"]:
        told.add(f"the file calls itself: {' '.join(said['label'].split())}")
    if said["notes"]:
        told.add(f"notes in the file are left out: {len(said['notes'])} lines")
    boxes = sets_of(said["sets"], variables, told)
    first = {names[0]: question for names, question in boxes.values()}
    within = {name for names, _ in boxes.values() for name in names}
    questions = []
    for name, variable in variables.items():
        if name in first:
            questions.append(first[name])
        elif name not in within:
            questions.append(_question(variable, told))
        _missing(variable, told)
    return build(questions, path=path, title="", platform="SPSS", notes=told.lines())


def _said(path: Path) -> dict[str, Any]:
    """What the file says of its variables, read in a process of its own."""
    program = str(Path(__file__).with_name("spss_labels.py"))
    command = [sys.executable, "-P", program, str(path.resolve())]
    surroundings = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # each thread would take of the memory allowed
    place, rule = str(path), "be a whole SPSS file"
    try:
        ran = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=False, env=surroundings,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        found = f"one that takes more than {_SECONDS} seconds to open"
        raise ReadError(Fault(place, "file", rule, found)) from error
    if ran.returncode:
        lines = ran.stderr.decode("utf-8", errors="replace").strip().splitlines()
        last = lines[-1].partition(": ")[2] or lines[-1] if lines else ""
        found = f"'{last}'" if ran.returncode > 0 and last else "one that stops the program that reads it"
        raise ReadError(Fault(place, "file", rule, found))
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def _question(variable: Variable, told: Told) -> Question:
    """The question of one variable; one without labelled answers is open."""
    question = Question(variable.name, variable.label, "open")
    if not variable.label:
        told.add("variables without a label have their name for it", variable.name)
    answers = [value for value, _ in variable.values if not variable.lacks(value)]
    if len(answers) == 1:
        label = next(label for value, label in variable.values if value == answers[0])
        told.add(f"read as open, since one value only has a label, '{label}'", variable.name)
    elif answers:
        question.kind = "single"
        question.choices = [_choice(variable, value, label, told) for value, label in variable.values]
        question.ordinal = _ordered(variable, question, told)
        _gaps(variable, answers, told)
    elif variable.kind != "string":
        kind = "dates and times" if _DATES.match(variable.format) else "numbers"
        told.add(f"{kind} are read as open", variable.name)
    if question.kind == "open" and len(variable.values) > len(answers):
        told.add("labels of missing values are left out with the question read as open", variable.name)
    return question


def _choice(variable: Variable, value: Value, label: str, told: Told) -> Choice:
    """An answer; one that counts as missing is an absence where its label says so."""
    if not variable.lacks(value):
        return Choice(text_of(value), label)
    words = folded(label)
    absence = next((absence for absence, pattern in _ABSENCES if pattern.search(words)), None)
    if absence:
        what = "answers that count as missing are absences; say 'drawn: false' to keep them out of the base"
    else:
        what = f"'{label}' ({text_of(value)}) counts as missing; write its 'absence' by hand"
    told.add(what, variable.name)
    return Choice(text_of(value), label, absence)


def _ordered(variable: Variable, question: Question, told: Told) -> bool:
    """Whether the file says that the answers have an order, and all that count as missing are told apart."""
    if variable.measure != "ordinal":
        return False
    unclear = [
        value
        for (value, _), choice in zip(variable.values, question.choices, strict=True)
        if variable.lacks(value) and choice.absence is None
    ]
    if unclear:
        what = "read as nominal until every missing value is an absence"
    else:
        what = "in the order of the values: see that it is from the least to the most"
    told.add(f"ordinal in the file, {what}", variable.name)
    return not unclear


def _gaps(variable: Variable, answers: Sequence[Value], told: Told) -> None:
    """Note labels that leave out numbers between them: a scale with labels at its ends only."""
    numbers = [value for value in answers if not isinstance(value, str) and float(value).is_integer()]
    if len(numbers) == len(answers) and max(numbers) - min(numbers) >= len(numbers):
        told.add("numbers between those with a label are no answers until they are added", variable.name)


def _missing(variable: Variable, told: Told) -> None:
    """Note the values that count as missing and have no label."""
    labelled = {value for value, _ in variable.values}
    parts = [part for part in variable.missing if not _all_labelled(*part, labelled)]
    if parts:
        what = ", ".join(
            text_of(low) if low == high else f"{_end(low)} to {_end(high)}" for low, high in parts
        )
        told.add(f"values that count as missing, without a label: {what}", variable.name)


def _all_labelled(low: Value, high: Value, labelled: Collection[Value]) -> bool:
    """Whether each value of a range has a label, where they can be counted."""
    if isinstance(low, str) or isinstance(high, str) or low == high:
        return low in labelled
    return high - low < _MOST and all(
        number in labelled for number in range(math.ceil(low), math.floor(high) + 1)
    )


def _end(value: Value) -> str:
    """The end of a range; SPSS has none where it is open."""
    if not isinstance(value, str) and abs(value) > _OPEN:
        return "the lowest" if value < 0 else "the highest"
    return text_of(value)
