"""Decisions and judgements of people: what their files hold, and every fault of one at its line."""

import datetime

import pytest

from cs_research.definitions import (
    TYPES,
    CerqualJudgements,
    ConvergenceDecisions,
    load_cerqual,
    load_convergence,
    load_definition,
)
from cs_research.definitions.decisions import misfit_faults
from cs_research.errors import DefinitionError
from cs_research.study.check import check_file

HEAD = 'type: {}\nid: own\nversion: "1"\n{}:\n'


@pytest.fixture
def decisions(tmp_path):
    def write(text):
        path = tmp_path / "decisions.yaml"
        path.write_text(HEAD.format("convergence", "decisions") + text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def judgements(tmp_path):
    def write(text):
        path = tmp_path / "judgements.yaml"
        path.write_text(HEAD.format("cerqual", "judgements") + text, encoding="utf-8")
        return path

    return write


def faults(load, path):
    with pytest.raises(DefinitionError) as caught:
        load(path)
    return [str(fault).removeprefix(f"{path}, ") for fault in caught.value.faults]


DECIDED = """  - claim: goals
    kinds: [survey, "focus group"]
    proposed: silence
    category: dissonance
    reason: "They do speak of it: see turn 4."
    by: R1
    date: 2026-03-01
"""
OPEN = "  - claim: goals\n    kinds: [survey, interview]\n    category:\n    reason:\n    by:\n    date:\n"


def test_a_file_of_decisions(decisions):
    path = decisions(DECIDED + OPEN)
    loaded = load_convergence(path)
    assert TYPES["convergence"] is ConvergenceDecisions
    assert isinstance(load_definition(path), ConvergenceDecisions)
    first, second = loaded.decisions
    assert (first.category, first.proposed, first.date) == (
        "dissonance",
        "silence",
        datetime.date(2026, 3, 1),
    )
    assert first.pair == {"survey", "focus group"}
    assert second.category is None
    assert loaded.taken == (first,)
    assert check_file(path) == "decisions own/1: 1 of 2 cells decided"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            DECIDED.replace("dissonance", "disonance"),
            "line 8, decisions[1]: category must be 'agreement', 'partial agreement', 'dissonance' or 'silence', "
            "got 'disonance'.\n  Hint: did you mean 'dissonance'?",
        ),
        (
            DECIDED.replace("    by: R1\n", ""),
            "line 5, decisions[1]: by must be given with 'category', got nothing.",
        ),
        (
            OPEN.replace("    reason:\n", "    reason: Since\n"),
            "line 7, decisions[1]: category must be given with 'reason', got nothing.",
        ),
        (DECIDED.replace("2026-03-01", "soon"), "line 11, decisions[1]: date must be a date such as 2022-05-31, got 'soon'."),
        (
            DECIDED.replace('survey, "focus group"', "survey"),
            "line 6, decisions[1]: kinds must be two kinds of source, got 1.",
        ),
        (
            DECIDED.replace('"focus group"', "survey"),
            "line 6, decisions[1]: kinds must be two different kinds of source, got 'survey' twice.",
        ),
        (
            OPEN + OPEN.replace("survey, interview", "interview, survey"),
            "line 12, decisions[2]: kinds must appear once for a claim, got interview and survey twice.",
        ),
    ],
)  # fmt: skip
def test_faults_of_decisions(decisions, text, told):
    found = faults(load_convergence, decisions(text))
    assert told in found


def test_what_a_study_does_not_have(decisions):
    loaded = load_convergence(decisions(DECIDED.replace("goals", "gaols"))).model_copy(update={"study": "other"})
    problems = list(loaded.misfits(["goals", "space"], ["survey", "focus groups"], "ours"))
    assert [problem.route for problem in problems] == [
        ("study",), ("decisions", 0, "claim"), ("decisions", 0, "kinds", 1),
    ]  # fmt: skip
    assert [str(fault) for fault in misfit_faults(loaded.key, problems)] == [
        "own/1: study must be the id of the study, 'ours', got 'other'.",
        "own/1, decisions 1: claim must be a claim of the pairing, 'goals' or 'space', got 'gaols'.\n"
        "  Hint: did you mean 'goals'?",
        "own/1, decisions 1: kinds must be a kind of source of the study, 'survey' or 'focus groups', "
        "got 'focus group'.\n  Hint: did you mean 'focus groups'?",
    ]
    assert list(loaded.misfits(["gaols"], ["survey", "focus group"], "other")) == []


JUDGED = """  - claim: goals
    methodological_limitations: {level: minor, reason: One coder}
    coherence: {level: no or very minor, reason: All say the same}
    adequacy: {level: serious, reason: Two sources}
    relevance: {level: moderate, reason: One site}
    overall: {level: very low, reason: Serious and moderate concerns}
    by: R1
    date: 2026-03-01
"""


def test_a_file_of_judgements(judgements):
    path = judgements(JUDGED + "  - claim: space\n    coherence:\n      level:\n      reason:\n")
    loaded = load_cerqual(path)
    assert TYPES["cerqual"] is CerqualJudgements
    assert isinstance(load_definition(path), CerqualJudgements)
    first, second = loaded.judgements
    assert first.coherence.level == "no or very minor"
    assert first.missing == ()
    assert second.missing == (
        "methodological limitations", "coherence", "adequacy", "relevance", "overall", "by", "date",
    )  # fmt: skip
    assert check_file(path) == "judgements own/1: 1 of 2 findings judged"
    assert [problem.found for problem in loaded.misfits(["goals"], "any")] == ["'space'"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            JUDGED.replace("level: minor", "level: minr"),
            "line 6, judgements[1].methodological_limitations: level must be a level of the approach, "
            "'no or very minor', 'minor', 'moderate' or 'serious', got 'minr'.\n  Hint: did you mean 'minor'?",
        ),
        (
            JUDGED.replace("very low", "serious"),
            "line 10, judgements[1].overall: level must be a level of the approach, 'high', 'moderate', 'low' or "
            "'very low', got 'serious'.",
        ),
        (
            JUDGED.replace(", reason: Two sources", ""),
            "line 8, judgements[1].adequacy: reason must be given with a level, got nothing.",
        ),
        (
            JUDGED.replace("level: serious, ", ""),
            "line 8, judgements[1].adequacy: level must be given with a reason, got nothing.",
        ),
        (JUDGED + JUDGED, "line 13, judgements[2]: claim must appear once in the list, got 'goals' twice."),
    ],
)
def test_faults_of_judgements(judgements, text, told):
    assert faults(load_cerqual, judgements(text)) == [told]
