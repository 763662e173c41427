"""Qualtrics' survey file (.qsf): JSON elements for blocks, flow, options and each question.

A question's export tag is the item's id, the names of its choices are the options' ids and their recoded values
what exports hold. What Qualtrics replaces on import (owner, brand, its own ids) is made up, the same each time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from typing import Any

from cs_research.definitions.instrument import Instrument
from cs_research.formats.surveys.form import (
    Answer,
    Asked,
    Section,
    as_html,
    asked_of,
    ready,
    sections_of,
    texts_of,
)
from cs_research.formats.unsupported import Written

#: The fields that the file holds.
HELD = frozenset({
    "title", "scales.kind", "scales.points.id", "scales.points.label", "scales.points.value", "items.id",
    "items.kind", "items.text", "items.scale", "items.options.id", "items.options.label",
    "items.options.value", "items.asked_if",
})  # fmt: skip

_NEVER = "0000-00-00 00:00:00"
_NUMBER = re.compile(r"-?\d+")
#: As long as Qualtrics lets the short form of a question's text be.
_SHORT = 100

_OPTIONS = {
    "BackButton": "false", "SaveAndContinue": "true", "SurveyProtection": "PublicSurvey",
    "BallotBoxStuffingPrevention": "false", "NoIndex": "Yes", "SecureResponseFiles": "true",
    "SurveyExpiration": "None", "SurveyTermination": "DefaultMessage", "Header": "", "Footer": "",
    "ProgressBarDisplay": "None", "PartialData": "+1 week", "ValidationMessage": "", "PreviousButton": "",
    "NextButton": "", "SkinLibrary": "qualtrics", "SkinType": "MQ", "Skin": "qbase-fluid", "NewScoring": 1,
}  # fmt: skip
_SCORING: dict[str, list[str] | int | None] = {
    "ScoringCategories": [], "ScoringCategoryGroups": [], "ScoringSummaryCategory": None,
    "ScoringSummaryAfterQuestions": 0, "ScoringSummaryAfterSurvey": 0, "DefaultScoringCategory": None,
    "AutoScoringCategory": None,
}  # fmt: skip

Json = dict[str, Any]


def write(instrument: Instrument) -> Written:
    """The file, and what it could not hold or had to change."""
    instrument, lost = ready(instrument, HELD)
    asked = asked_of(instrument)
    numbers = {question.item.id: f"QID{place}" for place, question in enumerate(asked, start=1)}
    survey = _made_up("SV", instrument.key)
    sections = sections_of(asked)
    elements = [*_frame(instrument, sections, numbers), *_questions(sections, numbers)]
    content = {
        "SurveyEntry": _entry(instrument, survey),
        "SurveyElements": [{"SurveyID": survey, **element} for element in elements],
    }
    text = json.dumps(content, indent=1)
    return Written(text.encode() + b"\n", (*lost, *_changed(instrument, asked)))


def _made_up(kind: str, seed: str) -> str:
    """An id in Qualtrics' form: two letters and fifteen letters or digits."""
    return f"{kind}_{sha256(f'{kind} {seed}'.encode()).hexdigest()[:15]}"


def _entry(instrument: Instrument, survey: str) -> Json:
    """The entry about the complete survey. Qualtrics refuses an entry without a brand."""
    owner = _made_up("UR", "owner")
    return {
        "SurveyID": survey, "SurveyName": instrument.title, "SurveyDescription": None, "SurveyOwnerID": owner,
        "SurveyBrandID": "brand", "DivisionID": None, "SurveyLanguage": "EN",
        "SurveyActiveResponseSet": _made_up("RS", instrument.key), "SurveyStatus": "Inactive",
        "SurveyStartDate": _NEVER, "SurveyExpirationDate": _NEVER, "SurveyCreationDate": _NEVER,
        "CreatorID": owner, "LastModified": _NEVER, "LastAccessed": _NEVER, "LastActivated": _NEVER,
        "Deleted": None,
    }  # fmt: skip


def _element(kind: str, first: str, second: str | None, payload: Any, third: str | None = None) -> Json:
    return {
        "Element": kind, "PrimaryAttribute": first, "SecondaryAttribute": second, "TertiaryAttribute": third,
        "Payload": payload,
    }  # fmt: skip


def _frame(instrument: Instrument, sections: Sequence[Section], numbers: dict[str, str]) -> Iterator[Json]:
    """Everything but the questions: a block for each section, and the flow through them."""
    blocks = [
        {
            "Type": "Standard" if place else "Default", "SubType": "", "Description": section.label,
            "ID": _made_up("BL", f"{instrument.key} {section.name}"),
            "BlockElements": [
                {"Type": "Question", "QuestionID": numbers[question.item.id]} for question in section.questions
            ],
        }
        for place, section in enumerate(sections)
    ]  # fmt: skip
    flow = [
        {"Type": "Standard", "ID": block["ID"], "FlowID": f"FL_{place}", "Autofill": []}
        for place, block in enumerate(blocks, start=2)
    ]
    unused = {
        "Type": "Trash", "Description": "Trash / Unused Questions", "ID": _made_up("BL", instrument.key),
        "BlockElements": [],
    }  # fmt: skip
    listed = {str(place): block for place, block in enumerate([*blocks, unused])}
    yield _element("BL", "Survey Blocks", None, listed)
    root = {"Type": "Root", "FlowID": "FL_1", "Flow": flow, "Properties": {"Count": len(flow) + 1}}
    yield _element("FL", "Survey Flow", None, root)
    yield _element("SO", "Survey Options", None, _OPTIONS)
    yield _element("SCO", "Scoring", None, _SCORING)
    yield _element("PROJ", "CORE", None, {"ProjectCategory": "CORE", "SchemaVersion": "1.1.0"}, "1.1.0")
    yield _element("STAT", "Survey Statistics", None, {"MobileCompatible": True, "ID": "Survey Statistics"})
    yield _element("QC", "Survey Question Count", str(len(numbers)), None)
    yield _element("RS", _made_up("RS", instrument.key), "Default Response Set", None)


def _questions(sections: Sequence[Section], numbers: dict[str, str]) -> Iterator[Json]:
    """The questions. A block is one page: logic on a question of the same block works within the page."""
    by_id = {question.item.id: question for section in sections for question in section.questions}
    for section in sections:
        for question in section.questions:
            payload = _question(question, numbers[question.item.id])
            if condition := question.asked_if:
                earlier = by_id[condition.item]
                shown = _shown(earlier, condition.points, numbers[earlier.item.id])
                same_page = earlier in section.questions
                payload["DisplayLogic"] = {"0": shown, "Type": "BooleanExpression", "inPage": same_page}
            yield _element("SQ", numbers[question.item.id], _short(question.item.text), payload)


def _question(question: Asked, number: str) -> Json:
    item = question.item
    selectors = {
        "single": ("MC", "SAVR"),
        "multiple": ("MC", "MAVR"),
        "open": ("TE", "SL" if item.role == "identifier" else "ML"),
    }
    kind, selector = selectors[item.kind]
    payload: Json = {
        "QuestionText": _html(item.text), "DataExportTag": item.id, "QuestionType": kind,
        "Selector": selector, "DataVisibility": {"Private": False, "Hidden": False},
        "Configuration": {"QuestionDescriptionOption": "UseText"}, "QuestionDescription": _short(item.text),
        "DefaultChoices": False,
        "Validation": {"Settings": {"ForceResponse": "OFF", "ForceResponseType": "ON", "Type": "None"}},
        "GradingData": [], "Language": [], "NextChoiceId": len(question.answers) + 1, "NextAnswerId": 1,
        "QuestionID": number,
    }  # fmt: skip
    if item.kind != "open":
        payload |= {"SubSelector": "TX", **_choices(question.answers)}
    return payload


def _choices(answers: Sequence[Answer]) -> Json:
    """The choices by their number; names and values are kept where Qualtrics lets people set them."""
    numbered = [(str(place), answer) for place, answer in enumerate(answers, start=1)]
    by_value = _numbers(answers)
    return {
        "Choices": {number: {"Display": _html(answer.label)} for number, answer in numbered},
        "ChoiceOrder": [int(number) for number, _ in numbered],
        "RecodeValues": {number: answer.value if by_value else number for number, answer in numbered},
        "VariableNaming": {number: answer.id for number, answer in numbered},
    }


def _numbers(answers: Sequence[Answer]) -> bool:
    return all(_NUMBER.fullmatch(answer.value) for answer in answers)


def _shown(earlier: Asked, points: Sequence[str], number: str) -> Json:
    """Where one of the answers was chosen. Qualtrics spells ``Conjuction`` so."""
    shown: Json = {}
    for place, answer in enumerate(earlier.answers, start=1):
        if answer.id not in points:
            continue
        locator = f"q://{number}/SelectableChoice/{place}"
        words = (
            ("ConjDesc", "Or" if shown else "If"),
            ("QuestionDesc", escape(_short(earlier.item.text))),
            ("LeftOpDesc", escape(_short(answer.label))),
            ("OpDesc", "Is Selected"),
        )
        description = " ".join(f'<span class="{name}">{text}</span>' for name, text in words)
        shown[str(len(shown))] = {
            "LogicType": "Question", "QuestionID": number, "QuestionIsInLoop": "no", "ChoiceLocator": locator,
            "Operator": "Selected", "QuestionIDFromLocator": number, "LeftOperand": locator,
            "Type": "Expression", "Description": description, **({"Conjuction": "Or"} if shown else {}),
        }  # fmt: skip
    return {**shown, "Type": "If"}


def _html(text: str) -> str:
    """The text as HTML, in which ``${`` does not mean the answer to another question."""
    return as_html(text).replace("${", "&#36;{")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 3]}..."


def _changed(instrument: Instrument, asked: Sequence[Asked]) -> Iterator[str]:
    for question in asked:
        if not _numbers(question.answers):
            yield f"the export values of '{question.item.id}' are no numbers: its answers have 1, 2, … instead"
    if hyphens := [question.item.id for question in asked if "-" in question.item.id]:
        yield f"items.id: exports may have an underscore for the hyphen in {', '.join(hyphens)}"
    if piped := list(dict.fromkeys(name for name, text in texts_of(instrument, asked) if "${" in text)):
        yield f"'${{', which Qualtrics takes for piped text, is written &#36;{{: {', '.join(piped)}"
