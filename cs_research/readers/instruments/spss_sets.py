"""Choose-all questions of an SPSS file: tick boxes that are variables of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cs_research.readers.instruments.draft import Choice, Question
from cs_research.readers.instruments.spss_variables import Variable
from cs_research.readers.told import Told

__all__ = ["Sets", "sets_of"]

#: The name of one tick box of several: ``Q3_2``.
_BOX = re.compile(r"(?P<stem>.+?)[._](?P<end>[A-Za-z]*\d+)")
#: The variables of a choose-all question and the question, by the name of the first.
Sets = dict[str, tuple[list[str], Question]]


def sets_of(counted: Mapping[str, Any], variables: Mapping[str, Variable], told: Told) -> Sets:
    """The choose-all questions: those that the file counts as one, and those named and labelled as one."""
    sets = _told_sets(counted, variables, told)
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


def _told_sets(sets: Mapping[str, Any], variables: Mapping[str, Variable], told: Told) -> Sets:
    """The sets of tick boxes that the file itself counts as one question."""
    by_name = {name.casefold(): variable for name, variable in variables.items()}
    result: Sets = {}
    for name, entry in sets.items():
        run = [by_name[part.casefold()] for part in entry["variable_list"] if part.casefold() in by_name]
        if not entry["is_dichotomy"] or len(run) < 2:
            told.add("sets of variables that are no tick boxes are read one by one", name)
            continue
        taken = {part for names, _ in result.values() for part in names}
        if taken & {variable.name for variable in run}:
            told.add("sets that share variables with another are left out", name)
            continue
        if entry["counted_value"] not in (None, 1):
            told.add(f"boxes are ticked where the value is {entry['counted_value']}, not 1", name)
        if any(variable.values for variable in run):
            told.add("labels for ticked and not ticked are left out", name)
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
    return Question(
        name, text, "multiple", choices, columns=tuple(stem for stem in stems if whole and stem != name)
    )
