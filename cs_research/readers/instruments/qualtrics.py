"""Qualtrics' survey file (.qsf): questions in the order of the flow through its blocks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cs_research.errors import Fault, ReadError
from cs_research.readers.instruments.draft import Imported, build
from cs_research.readers.instruments.qualtrics_payload import Json, entries, table, words
from cs_research.readers.instruments.qualtrics_questions import questions_of
from cs_research.readers.json_file import json_of
from cs_research.readers.told import Told

__all__ = ["fits", "read"]

#: Parts of the flow that are no block: what is told of each.
_FLOW = {
    "Branch": "branches in the flow: write 'asked_if' of the items below them by hand",
    "BlockRandomizer": "blocks in random order, read in their own",
    "Group": "groups in the flow, read as if they were none",
    "EmbeddedData": "embedded data are left out",
    "EndSurvey": "ends of the survey within the flow are left out",
}


_HALF = re.compile("[\ud800-\udfff]")


def fits(head: bytes) -> bool:
    """Whether a file starts as Qualtrics' survey files do."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and bool(re.search(rb'"Survey(Entry|Elements)"\s*:', start))


def read(path: Path) -> Imported:
    """The questions of the file, in the order that they are asked in.

    Raises
    ------
    ReadError
        The file is no survey of Qualtrics, or holds no question.
    """
    told = Told()
    content = _content(path, told)
    by_kind: dict[str, list[Json]] = {}
    for _, element in entries(content.get("SurveyElements")):
        by_kind.setdefault(words(element, "Element"), []).append(element)
    _tell_elements(by_kind, told)
    payloads = {
        words(element, "PrimaryAttribute"): table(element.get("Payload")) for element in by_kind.get("SQ", [])
    }
    numbers = list(_numbers(by_kind, payloads, told))
    questions = questions_of([payloads[number] for number in numbers], told)
    title = words(table(content.get("SurveyEntry")), "SurveyName")
    return build(questions, path=path, title=title, platform="Qualtrics", notes=told.lines())


def _content(path: Path, told: Told) -> Json:
    content = json_of(path)
    if _HALF.search(text := json.dumps(content, ensure_ascii=False)):
        content = json.loads(_HALF.sub("\ufffd", text))
        told.add("halves of characters, U+FFFD instead")
    if not isinstance(content, dict) or not isinstance(content.get("SurveyElements"), list):
        found = "JSON without 'SurveyElements'"
        raise ReadError(Fault(str(path), "file", "be a survey that Qualtrics exported (.qsf)", found))
    return content


def _tell_elements(by_kind: dict[str, list[Json]], told: Told) -> None:
    """What stands beside the questions: quotas, scores, notes."""
    for element in by_kind.get("QO", []):
        told.add("quotas are left out", words(table(element.get("Payload")), "Name") or "quota")
    for element in by_kind.get("SCO", []):
        for _, category in entries(table(element.get("Payload")).get("ScoringCategories")):
            told.add("rules for scores are left out", words(category, "Name", "ID"))
    if notes := by_kind.get("NT", []):
        told.add(
            "notes that people wrote to each other are left out",
            *(words(each, "PrimaryAttribute") for each in notes),
        )


def _numbers(by_kind: dict[str, list[Json]], payloads: dict[str, Json], told: Told) -> Iterator[str]:
    """The questions' numbers, block by block as the flow has them; those that nobody is asked are told."""
    blocks = {
        words(block, "ID"): block
        for element in by_kind.get("BL", [])
        for _, block in entries(element.get("Payload"))
    }
    order = [
        name
        for element in by_kind.get("FL", [])
        for name in _flow(table(element.get("Payload")).get("Flow"), blocks, told)
    ]
    in_use = [name for name, block in blocks.items() if words(block, "Type") != "Trash"]
    asked: list[str] = []
    for name in dict.fromkeys(order or in_use):
        asked += [number for number in _in_block(blocks.get(name, {}), payloads, told) if number not in asked]
    yield from asked if blocks else payloads
    left = [number for number in payloads if number not in asked] if blocks else []
    if left:
        tags = [words(payloads[number], "DataExportTag") or number for number in left]
        told.add("questions in the trash, or in no block of the flow, are left out", *tags)


def _flow(flow: Any, blocks: dict[str, Json], told: Told) -> Iterator[str]:
    """The blocks that the flow leads through, those below branches and groups among them."""
    for _, part in entries(flow):
        kind, name = words(part, "Type"), words(part, "ID")
        if kind in {"Block", "Standard"} and name in blocks:
            yield name
        elif kind not in {"Block", "Standard", "Root"}:
            what = _FLOW.get(kind, f"parts of the flow of the type '{kind}' are left out")
            told.add(what, words(part, "Description", "FlowID") or kind)
        yield from _flow(part.get("Flow"), blocks, told)


def _in_block(block: Json, payloads: dict[str, Json], told: Told) -> Iterator[str]:
    name = words(block, "Description", "ID")
    if block:
        told.add("blocks are left out", name)
    options = table(block.get("Options"))
    if words(options, "Looping") not in {"None", ""}:
        told.add("blocks that are asked several times, read as asked once", name)
    if words(options, "RandomizeQuestions").lower() not in {"false", ""}:
        told.add("blocks with questions in random order, read in their own", name)
    for _, element in entries(block.get("BlockElements")):
        number = words(element, "QuestionID")
        if number in payloads:
            yield number
            if element.get("SkipLogic"):
                tag = words(payloads[number], "DataExportTag") or number
                told.add("skips to another place: write 'asked_if' of what is skipped by hand", tag)
