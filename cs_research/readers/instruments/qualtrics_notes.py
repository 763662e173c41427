"""What of a Qualtrics question an item does not carry."""

from __future__ import annotations

from cs_research.readers.instruments.plain_text import pictured
from cs_research.readers.instruments.qualtrics_payload import Json, entries, table, words
from cs_research.readers.told import Told

__all__ = ["tell"]

_TYPES = {
    "Matrix": "matrices, read as one item for each row",
    "SBS": "matrices side by side, read as one item for each row of each",
    "Slider": "sliders, read as open without their scale",
    "CS": "sums to share out, read as one open item for each part",
    "DB": "text displays are left out",
    "RO": "rankings are left out",
    "PGR": "groupings are left out",
    "Timing": "measures of time are left out",
    "Meta": "browser data are left out",
    "Captcha": "checks for robots are left out",
    "FileUpload": "uploads of files are left out",
}
_READ = {"MC", "TE", *_TYPES}
_FIELDS = {
    "Randomization": "answers in random order, read in their own",
    "DynamicChoices": "choices carried over from another question are left out",
    "GradingData": "scores are left out",
    "DefaultChoices": "answers filled in beforehand are left out",
    "QuestionJS": "scripts are left out",
    "ChoiceGroups": "groups of choices, read as one list",
    "RecodeValues_Unsafe": "values that were never saved are left out",
}


def tell(payload: Json, told: Told) -> None:
    """Say of a question what an item does not carry."""
    tag, kind = words(payload, "DataExportTag", "QuestionID"), words(payload, "QuestionType")
    if kind in _TYPES:
        told.add(_TYPES[kind], tag)
    elif kind not in _READ:
        told.add(f"questions of the type '{kind}' are left out", tag)
    _tell_settings(payload, tag, told)
    for _, part in entries(payload.get("AdditionalQuestions")):
        own = words(part, "DataExportTag") or tag
        _tell_settings(part, own, told)
        if part.get("DisplayLogic"):
            told.add("parts of a question that only some are shown, read as always shown", own)


def _tell_settings(payload: Json, tag: str, told: Told) -> None:
    for name, what in _FIELDS.items():
        if payload.get(name):
            told.add(what, tag)
    for language in table(payload.get("Language")):
        told.add("texts in other languages are left out", language)
    settings = table(table(payload.get("Validation")).get("Settings"))
    if words(settings, "ForceResponse") == "ON":
        told.add("that an answer is required", tag)
    if words(settings, "Type") not in {"None", ""}:
        told.add("limits on what may be answered", tag)
    parts = [part for _, part in entries(payload.get("Choices")) + entries(payload.get("Answers"))]
    _tell_parts(tag, parts, told)
    texts = [words(payload, "QuestionText"), *(words(part, "Display") for part in parts)]
    if any("${" in text for text in texts):
        told.add("piped text stands in texts as it is", tag)
    if any(pictured(text) for text in texts) or any(part.get("Image") for part in parts):
        told.add("pictures and films in texts are left out", tag)


def _tell_parts(tag: str, parts: list[Json], told: Told) -> None:
    if any(words(part, "TextEntry").lower() in {"true", "on", "1"} for part in parts):
        told.add("write-ins beside choices are left out", tag)
    if any(part.get("ExclusiveAnswer") for part in parts):
        told.add("choices that rule out all others, read like the others", tag)
    if any(part.get("DisplayLogic") for part in parts):
        told.add("choices that only some are shown, read as always shown", tag)
