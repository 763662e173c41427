"""SPSS files (.sav, .zsav): the questions that their labels describe. No answer is read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cs_research._files import read_bytes
from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.reader_process import output_of
from cs_research.formats.surveys.instrument_draft import Choice, Imported, Question, build
from cs_research.formats.unsupported import UnsupportedFeatures

Value = float | str


@dataclass(frozen=True)
class Variable:
    """A variable as the file describes it. ``values`` are in order, those that count as missing last."""

    name: str
    label: str
    values: tuple[tuple[Value, str], ...]
    missing: tuple[tuple[Value, Value], ...]
    measure: str
    kind: str
    format: str

    def lacks(self, value: Value) -> bool:
        """Whether a value counts as missing."""
        return any(_between(value, low, high) for low, high in self.missing)


def variable_of(entry: Mapping[str, Any]) -> Variable:
    """The variable that an entry of x."""
    missing = tuple((low, high) for low, high in entry["missing"])
    values = sorted(
        ((value, label) for value, label in entry["values"]),
        key=lambda pair: (
            any(_between(pair[0], *part) for part in missing),
            isinstance(pair[0], str),
            pair[0],
        ),
    )
    return Variable(
        entry["name"],
        entry["label"],
        tuple(values),
        missing,
        entry["measure"],
        entry["kind"],
        entry["format"],
    )


def _between(value: Value, low: Value, high: Value) -> bool:
    """Whether a value is within a range; text and numbers are never in each other's."""
    if isinstance(value, str) or isinstance(low, str) or isinstance(high, str):
        return isinstance(value, str) and value in (low, high)
    return low <= value <= high


def text_of(value: Value) -> str:
    """A value as exports write it: ``4`` for 4.0."""
    if isinstance(value, str):
        return value.strip()
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else str(value)


#: The name of one tick box of several: ``Q3_2``.
_BOX = re.compile(r"(?P<stem>.+?)[._](?P<end>[A-Za-z]*\d+)")
#: The variables of a choose-all question and the question, by the name of the first.
Sets = dict[str, tuple[list[str], Question]]


def sets_of(counted: Mapping[str, Any], variables: Mapping[str, Variable], unsupported: UnsupportedFeatures) -> Sets:
    """The choose-all questions: those that the file counts as one, and those named and labelled as one."""
    sets = _multiple_response_sets(counted, variables, unsupported)
    taken = {name for names, _ in sets.values() for name in names}
    labelled = _labelled_sets([variable for name, variable in variables.items() if name not in taken])
    return {**sets, **labelled}


def _labelled_sets(variables: Sequence[Variable]) -> Sets:
    """Tick boxes that follow each other, named ``Q3_1`` and labelled ``What do you like - Dogs``."""
    runs: list[tuple[tuple[str, str], list[Variable]]] = []
    for variable in variables:
        key = _box_of(variable)
        if key and runs and runs[-1][0] == key:
            runs[-1][1].append(variable)
        else:
            runs.append((key or ("", ""), [variable]))
    return {
        run[0].name: ([variable.name for variable in run], _boxes(stem, text, run, {}))
        for (stem, text), run in runs
        if stem and len(run) > 1
    }


def _box_of(variable: Variable) -> tuple[str, str] | None:
    """The question's name and text where a variable is one of its tick boxes."""
    named = _BOX.fullmatch(variable.name)
    answers = [label for value, label in variable.values if not variable.lacks(value)]
    if named is None or len(answers) != 1:
        return None
    text, hyphen, option = variable.label.partition(f" - {answers[0]}")
    return (named["stem"], text) if hyphen and text and not option.strip() else None


def _multiple_response_sets(
    sets: Mapping[str, Any], variables: Mapping[str, Variable], unsupported: UnsupportedFeatures
) -> Sets:
    """The sets of tick boxes that the file itself counts as one question."""
    by_name = {name.casefold(): variable for name, variable in variables.items()}
    result: Sets = {}
    for name, entry in sets.items():
        run = [by_name[part.casefold()] for part in entry["variable_list"] if part.casefold() in by_name]
        if not entry["is_dichotomy"] or len(run) < 2:
            unsupported.add("sets of variables that are no tick boxes are read one by one", name)
            continue
        taken = {part for names, _ in result.values() for part in names}
        if taken & {variable.name for variable in run}:
            unsupported.add("sets that share variables with another are left out", name)
            continue
        if entry["counted_value"] not in (None, 1):
            unsupported.add(f"boxes are ticked where the value is {entry['counted_value']}, not 1", name)
        if any(variable.values for variable in run):
            unsupported.add("labels for ticked and not ticked are left out", name)
        question = _boxes(name, entry["label"], run, {variable.name: variable.label for variable in run})
        result[run[0].name] = ([variable.name for variable in run], question)
    return result


def _boxes(name: str, text: str, run: Sequence[Variable], labels: Mapping[str, str]) -> Question:
    """One choose-all question of several variables; their common stem is what exports call it."""
    ends = [_BOX.fullmatch(variable.name) for variable in run]
    stems = {found["stem"] if found else "" for found in ends}
    whole = len(stems) == 1 and "" not in stems
    choices = [
        Choice(
            value=found["end"] if whole and found else variable.name,
            label=labels.get(variable.name) or (variable.values[0][1] if variable.values else variable.name),
        )
        for variable, found in zip(run, ends, strict=True)
    ]
    return Question(name, text, "multiple", choices, columns=tuple(stem for stem in stems if whole and stem != name))


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
    content = _read_child(path)
    variables = {entry["name"]: variable_of(entry) for entry in content["variables"]}
    unsupported = UnsupportedFeatures()
    if content["label"]:
        unsupported.add(f"the file calls itself: {' '.join(content['label'].split())}")
    if content["notes"]:
        unsupported.add(f"notes in the file are left out: {len(content['notes'])} lines")
    boxes = sets_of(content["sets"], variables, unsupported)
    first = {names[0]: question for names, question in boxes.values()}
    within = {name for names, _ in boxes.values() for name in names}
    questions = []
    for name, variable in variables.items():
        if name in first:
            questions.append(first[name])
        elif name not in within:
            questions.append(_question(variable, unsupported))
        _missing(variable, unsupported)
    return build(questions, path=path, title="", platform="SPSS", notes=unsupported.lines())


def _read_child(path: Path) -> dict[str, Any]:
    """What the file says of its variables, read in a process of its own."""
    program = Path(__file__).with_name("statistics_program.py")
    content: dict[str, Any] = json.loads(
        output_of(program, ["labels", "spss", str(path.resolve())], path=path, kind="SPSS", seconds=_SECONDS)
    )
    return content


def _question(variable: Variable, unsupported: UnsupportedFeatures) -> Question:
    """The question of one variable; one without labelled answers is open."""
    question = Question(variable.name, variable.label, "open")
    if not variable.label:
        unsupported.add("variables without a label have their name for it", variable.name)
    answers = [value for value, _ in variable.values if not variable.lacks(value)]
    if len(answers) == 1:
        label = next(label for value, label in variable.values if value == answers[0])
        unsupported.add(f"read as open, since one value only has a label, '{label}'", variable.name)
    elif answers:
        question.kind = "single"
        question.choices = [_choice(variable, value, label, unsupported) for value, label in variable.values]
        question.ordinal = _ordered(variable, question, unsupported)
        _gaps(variable, answers, unsupported)
    elif variable.kind != "string":
        kind = "dates and times" if _DATES.match(variable.format) else "numbers"
        unsupported.add(f"{kind} are read as open", variable.name)
    if question.kind == "open" and len(variable.values) > len(answers):
        unsupported.add("labels of missing values are left out with the question read as open", variable.name)
    return question


def _choice(variable: Variable, value: Value, label: str, unsupported: UnsupportedFeatures) -> Choice:
    """An answer; one that counts as missing is an absence where its label says so."""
    if not variable.lacks(value):
        return Choice(text_of(value), label)
    words = normalise_text(label)
    absence = next((absence for absence, pattern in _ABSENCES if pattern.search(words)), None)
    if absence:
        what = "answers that count as missing are absences; say 'drawn: false' to keep them out of the base"
    else:
        what = f"'{label}' ({text_of(value)}) counts as missing; write its 'absence' by hand"
    unsupported.add(what, variable.name)
    return Choice(text_of(value), label, absence)


def _ordered(variable: Variable, question: Question, unsupported: UnsupportedFeatures) -> bool:
    """Whether the file says that the answers have an order, and each missing value is a kind of absence."""
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
    unsupported.add(f"ordinal in the file, {what}", variable.name)
    return not unclear


def _gaps(variable: Variable, answers: Sequence[Value], unsupported: UnsupportedFeatures) -> None:
    """Note labels that leave out numbers between them: a scale with labels at its ends only."""
    numbers = [value for value in answers if not isinstance(value, str) and float(value).is_integer()]
    if len(numbers) == len(answers) and max(numbers) - min(numbers) >= len(numbers):
        unsupported.add("numbers between those with a label are no answers until they are added", variable.name)


def _missing(variable: Variable, unsupported: UnsupportedFeatures) -> None:
    """Note the values that count as missing and have no label."""
    labelled = {value for value, _ in variable.values}
    parts = [part for part in variable.missing if not _all_labelled(*part, labelled)]
    if parts:
        what = ", ".join(text_of(low) if low == high else f"{_end(low)} to {_end(high)}" for low, high in parts)
        unsupported.add(f"values that count as missing, without a label: {what}", variable.name)


def _all_labelled(low: Value, high: Value, labelled: Collection[Value]) -> bool:
    """Whether each value of a range has a label, where they can be counted."""
    if isinstance(low, str) or isinstance(high, str) or low == high:
        return low in labelled
    return high - low < _MOST and all(number in labelled for number in range(math.ceil(low), math.floor(high) + 1))


def _end(value: Value) -> str:
    """The end of a range; SPSS has none where it is open."""
    if not isinstance(value, str) and abs(value) > _OPEN:
        return "the lowest" if value < 0 else "the highest"
    return text_of(value)
