"""A published report with labelled quotations under numbered headings, such as bulletin 2023/02.

A quotation starts with its kind of source and a colon (``Focus group: "…``) and goes on, over page
breaks and footnotes, until its quotation mark closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cs_research._arguments import accepts
from cs_research._files import read_text
from cs_research.definitions.instrument import DOMAINS
from cs_research.errors import Fault, ReadError
from cs_research.records.transcripts import Passage, Publication

#: The label that a report prints, and the kind of source that it means.
KINDS = {
    "focus group": "focus group",
    "interview": "interview",
    "survey": "survey",
    "yjs strategy": "strategy",
    "strategy": "strategy",
    "assetplus": "AssetPlus",
    "case review": "case review",
    "case file": "case file",
}
_LABEL = re.compile(rf"^(?P<kind>{'|'.join(KINDS)}):\s*\*?(?P<mark>[\"“'‘])(?P<text>.*)$", re.IGNORECASE)
_HEADING = re.compile(r"^(?P<section>\d+(?:\.\d+)*)\.? (?P<title>[^.]+[^.\d\s])$")
_CONTENTS = re.compile(r"\.{2,}\s*\d+$|\t\d+$")
_DOMAIN = re.compile(r"^Domain (?P<number>[1-4])\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^[¹²³⁴⁵⁶⁷⁸⁹⁰]+\s")
#: A page break tears a quotation into two paragraphs, or three with a footnote between.
_MAX_PARTS = 4


@dataclass
class _Position:
    """Position of a paragraph in the report."""

    domain: str = ""
    section: str = ""
    theme: str = ""

    def enter(self, section: str, title: str) -> None:
        domain = _DOMAIN.match(title)
        if section.count(".") < 2:
            self.domain = DOMAINS[int(domain["number"]) - 1] if domain else ""
        self.section, self.theme = section, title.strip()


@dataclass
class _Reading:
    passages: list[Passage] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@accepts(ReadError)
def read_quotations(path: str | Path, encoding: str | None = None) -> Publication:
    """Return every passage of a published report, with its domain and theme.

    Raises
    ------
    ReadError
        Where the file has no labelled quotation under a numbered heading, so is another kind of text.
    """
    paragraphs = list(_paragraphs(read_text(Path(path), encoding)))
    reading, place = _Reading(), _Position()
    index = 0
    while index < len(paragraphs):
        line, text = paragraphs[index]
        heading = None if _CONTENTS.search(text) else _HEADING.match(text)
        label = _LABEL.match(text)
        used = 1
        if heading:
            place.enter(heading["section"], heading["title"])
        elif label:
            quotation, used = _full_quotation(label, paragraphs[index + 1 :], line, reading)
            _add(reading, line, place, KINDS[label["kind"].casefold()], quotation)
        else:
            _add(reading, line, place, "", text)
        index += used
    if not any(passage.kind for passage in reading.passages):
        rule = "contain quotations labelled with their kind of source"
        raise ReadError(Fault(str(path), "publication", rule, "none", 'such as: Focus group: "…"'))
    return Publication(str(path), tuple(reading.passages), tuple(reading.notes))


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with text and their numbers: such files have one paragraph per line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.strip()


def _add(reading: _Reading, line: int, place: _Position, kind: str, text: str) -> None:
    passage = Passage(line, place.domain, place.section, place.theme, kind, " ".join(text.split()))
    reading.passages.append(passage)


def _full_quotation(
    label: re.Match[str], following: list[tuple[int, str]], line: int, reading: _Reading
) -> tuple[str, int]:
    """Return the text of a quotation up to its closing mark, and the number of paragraphs that it takes."""
    close = '"”' if label["mark"] in '"“' else "'’"
    end = re.compile(rf"[{close}][.*\s]*(?:\((?P<who>[^)]{{1,60}})\)[.*\s]*)?$")
    parts, used = [label["text"]], 1
    while not end.search(parts[-1]):
        rest = following[used - 1 : used]
        if not rest or used >= _MAX_PARTS or _LABEL.match(rest[0][1]) or _HEADING.match(rest[0][1]):
            reading.notes.append(f"line {line}: the quotation's closing mark was not found")
            return label["text"].strip(" *"), 1
        if _FOOTNOTE.match(rest[0][1]):
            reading.notes.append(f"line {rest[0][0]}: a footnote within a quotation was passed over")
        else:
            parts.append(rest[0][1])
        used += 1
    parts[-1] = end.sub("", parts[-1])
    return " ".join(part.strip(" *") for part in parts), used
