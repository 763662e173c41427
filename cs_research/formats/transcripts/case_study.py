"""Case studies: documents under the headings of a template, read section by section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cs_research._arguments import accepts
from cs_research._files import read_bytes
from cs_research.definitions.case_study import CasePart, CaseStudyTemplate
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.transcripts import text, word
from cs_research.records.transcripts import Source, Turn

#: The kind of source that a case study is.
KIND = "case study"

#: What Markdown and numbering put round a heading. An asterisk and a space are a bullet, no heading.
_ROUND = re.compile(r"^(?:#{1,6}\s+|\d{1,2}[.)]\s+|[*_]{1,2}(?=[^\s*_]))+|[*_#\s]+$")
_MARKED = re.compile(r"^#{1,6}\s+\S")
_BULLET = re.compile(r"^(?:[•◦▪‣·●○*–—-]|\d{1,2}[.)])\s")
#: A question that is longer is taken for a sentence of the text.
_LONGEST = 60


@dataclass
class _Reading:
    """The sections read so far. ``headings`` are those found for each, ``odd`` lines that look like one."""

    template: CaseStudyTemplate
    turns: list[Turn] = field(default_factory=list)
    headings: dict[str, list[str]] = field(default_factory=dict)
    odd: list[tuple[str, str]] = field(default_factory=list)
    part: str = ""

    def enter(self, part: CasePart, line: str) -> None:
        """Start a section."""
        self.part = part.id
        self.headings.setdefault(part.id, []).append(_bare(line))

    def say(self, lines: Sequence[str], *, wrapped: bool) -> None:
        """Add a paragraph; record one that opens with what looks like a heading."""
        words = _joined(lines, wrapped=wrapped)
        if not words:
            return
        self.turns.append(Turn(len(self.turns) + 1, "", words, None, self.part))
        if _looks_like_heading(lines[0]):
            self.odd.append((_bare(lines[0]), self.part))


@accepts(ReadError)
def read_case_study(
    path: str | Path,
    template: CaseStudyTemplate,
    *,
    id: str = "",
    site: str = "",
    title: str = "",
    encoding: str | None = None,
) -> Source:
    """Return a case study as one turn per paragraph, each with its section of the template.

    A Word file is recognised by its content; other files are read as text with paragraphs separated by blank
    lines. Headings are a line of their own, as the template or its aliases have them; case, a question
    mark and Markdown's marks make no difference. Bullets and what a page carries besides stay in the
    text. Text before the first heading has the part "" and is noted, and so are sections that are missing,
    empty, headed twice or out of order, and lines that look like a heading of no section.

    Raises
    ------
    ReadError
        A file that cannot be read, or that has none of the template's headings.
    """
    place = Path(path)
    is_word = word.fits(read_bytes(place)[:4])
    paragraphs, left = word.paragraphs(place) if is_word else (_of_text(place, encoding), [])
    reading = _Reading(template)
    for paragraph in paragraphs:
        _read(paragraph, reading, wrapped=not is_word)
    _require_parts(place, reading)
    return Source(
        id=id or place.stem,
        kind=KIND,
        site=site,
        title=title or place.stem,
        turns=tuple(reading.turns),
        file=str(place),
        layout=f"{'Word document' if is_word else 'plain text'}, headed parts",
        notes=(*_notes(reading), *left),
    )


def _of_text(path: Path, encoding: str | None) -> list[str]:
    """Return the paragraphs of a text file; if it has hardly any blank lines, every line is one."""
    found = text.paragraphs(path, encoding)
    return found if len(found) > 2 else [line for part in found for line in part.split("\n")]


def _read(paragraph: str, reading: _Reading, *, wrapped: bool) -> None:
    """Split a paragraph at headings that have no blank line around them."""
    lines: list[str] = []
    for line in filter(str.strip, paragraph.split("\n")):
        part = _part(line, reading.template, starts=not lines)
        if part is None:
            lines.append(line)
            continue
        reading.say(lines, wrapped=wrapped)
        reading.enter(part, line)
        lines = []
    reading.say(lines, wrapped=wrapped)


def _part(line: str, template: CaseStudyTemplate, *, starts: bool) -> CasePart | None:
    """Return the section that a line is the heading of; the end of a wrapped sentence is never a heading."""
    bare = _bare(line)
    if bare.endswith(".") or not (starts or bare[:1].isupper()):
        return None
    return template.section_for_heading(bare)


def _bare(line: str) -> str:
    return " ".join(_ROUND.sub("", line.strip()).split())


def _looks_like_heading(line: str) -> bool:
    bare = _bare(line)
    asks = bare.endswith("?") and len(bare) <= _LONGEST and not _BULLET.match(line.strip())
    return asks or bool(_MARKED.match(line.strip()))


def _joined(lines: Sequence[str], *, wrapped: bool) -> str:
    """Return the text of a paragraph; a bullet, and a break that is not from wrapping, start a new line."""
    words = ""
    for line in lines:
        text = " ".join(line.split())
        joint = " " if wrapped and not _BULLET.match(text) else "\n"
        words += f"{joint}{text}" if words else text
    return words


def _require_parts(path: Path, reading: _Reading) -> None:
    if not reading.headings:
        names = _names(reading.template)
        hint = f"expected are the headings {join_names(names, limit=len(names))}"
        rule = f"have a heading of {reading.template.key}"
        raise ReadError(Fault(str(path), "document", rule, "none", hint))
    if not any(turn.part for turn in reading.turns):
        raise ReadError(Fault(str(path), "document", "contain text under its headings", "none"))


def _names(template: CaseStudyTemplate) -> list[str]:
    return [name for part in template.parts for name in (part.heading, *part.aliases)]


def _notes(reading: _Reading) -> Iterator[str]:
    template, headings = reading.template, reading.headings
    before = [turn for turn in reading.turns if not turn.part]
    if before:
        many = f"{len(before)} paragraphs are" if len(before) > 1 else "1 paragraph is"
        yield f"{many} before the first heading and in no part: '{before[0].text[:80]}'"
    for part in template.parts:
        found = headings.get(part.id, [])
        if not found:
            yield f"part '{part.id}' is not in the document"
        elif not any(turn.part == part.id for turn in reading.turns):
            yield f"part '{part.id}' has a heading and no text"
        if len(found) > 1:
            yield f"part '{part.id}' is headed {len(found)} times, and all was read as one: {join_names(found, 'and')}"
    ordered = [part.id for part in template.parts if part.id in headings]
    if list(headings) != ordered:
        yield f"the parts are in another order than in {template.key}: {', '.join(headings)}"
    for line, name in reading.odd:
        near = closest(line, _names(template))
        where = f"text of part '{name}'" if name else "text of no part"
        yield f"'{line}' looks like a heading and was read as {where}" + (f"; {near}" if near else "")
