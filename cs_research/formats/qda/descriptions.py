"""Pack several texts into one description of a code, and unpack them again.

The first text has no heading; each further one follows a line such as ``Use when:``. A line of a text
that looks like such a heading has a backslash put before it, so that every text comes back as it was. Spaces
after a heading make no difference, since programs add and drop them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cs_research.definitions import Code, CodingFrame
from cs_research.definitions.coding_frame import Group
from cs_research.formats.files.workbook import WrittenSheet, find_long_texts, workbook
from cs_research.formats.unsupported import Written

DEFINITION, USE_WHEN, NOT_WHEN, EXAMPLE = "Definition", "Use when", "Do not use when", "Example"
SOURCE, LABEL, CODE, GROUP = "Source", "Label", "Code", "Group"
QUESTION, DOMAIN, PRACTICES = "Question", "Domain", "Expected practices"
FRAME, VERSION, TITLE, PUBLISHER, YEAR = "Frame", "Version", "Title of the source", "Publisher", "Year"
REFERENCE, ADDRESS, DOI = "Reference", "Address", "DOI"
STANCE, PATTERNS = "Stance", "Patterns"

#: Each stance, with the headings of its label and of its definition.
STANCES = {
    stance: (f"The stance '{stance}' is called", f"It is '{stance}' when") for stance in ("shown", "partly", "contrary")
}

_HEADINGS = (
    DEFINITION, USE_WHEN, NOT_WHEN, EXAMPLE, SOURCE, LABEL, CODE, GROUP, QUESTION, DOMAIN, PRACTICES,
    FRAME, VERSION, TITLE, PUBLISHER, YEAR, REFERENCE, ADDRESS, DOI, STANCE, PATTERNS,
    *(heading for pair in STANCES.values() for heading in pair),
)  # fmt: skip
_LINE = re.compile(rf"(\\*)({'|'.join(map(re.escape, _HEADINGS))}):[ \t\r]*")
#: What a spreadsheet would take for the start of a formula.
_FORMULA = ("=", "+", "-", "@")


def pack(parts: Iterable[tuple[str, str]]) -> str:
    """Return one text of headings and texts; those without text are left out.

    A definition that comes first has no heading, unless it starts as a formula would.
    """
    written: list[str] = []
    for heading, text in parts:
        if not text:
            continue
        bare = heading == DEFINITION and not written and not text.startswith(_FORMULA)
        lines = [f"\\{line}" if _LINE.fullmatch(line) else line for line in text.split("\n")]
        written.append("\n".join(lines if bare else [f"{heading}:", *lines]))
    return "\n\n".join(written)


def unpack(text: str) -> dict[str, str]:
    """Return the texts by their heading, in order; text before the first heading is the definition."""
    if ":" not in text:  # without a heading, as most descriptions of other programs are
        return {DEFINITION: text} if text.strip() else {}
    found: dict[str, list[str]] = {}
    lines = found.setdefault(DEFINITION, [])
    for line in text.split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            lines.append(line)
        elif match[1]:
            lines.append(line[1:])
        else:
            _end(lines)
            lines = found.setdefault(match[2], [])
            if lines:
                lines.append("")
    parts = {heading: "\n".join(each) for heading, each in found.items()}
    return {heading: each for heading, each in parts.items() if each.strip()}


def _end(lines: list[str]) -> None:
    """Remove the empty line before a heading."""
    if lines and not lines[-1].strip():
        lines.pop()


def code_text(code: Code, label: str = "") -> str:
    """Return all texts of a code; ``label`` only if the format has no other field for it."""
    return pack(
        [
            (DEFINITION, code.definition),
            (USE_WHEN, code.use_when),
            (NOT_WHEN, code.not_when),
            (EXAMPLE, code.example),
            (SOURCE, code.source),
            (PATTERNS, "\n".join(pattern.replace("\n", r"\n") for pattern in code.patterns)),
            (LABEL, label),
            (CODE, code.id),
        ]
    )


def stance_text(definition: str, stance: str) -> str:
    """Return the texts of a code that is the stance of the code above it."""
    return pack([(DEFINITION, definition), (STANCE, stance)])


def is_stance(text: str) -> bool:
    """Return whether a description is of a stance."""
    return f"{STANCE}:" in text and unpack(text).get(STANCE, "").strip() in STANCES


def group_text(group: Group, label: str = "") -> str:
    """Return all texts of a group; ``label`` only if the format has no other field for it."""
    return pack(
        [
            (DEFINITION, group.definition),
            (QUESTION, group.question),
            (DOMAIN, group.domain or ""),
            (PRACTICES, "yes" if group.practices else ""),
            (LABEL, label),
            (GROUP, group.id),
        ]
    )


def frame_text(frame: CodingFrame) -> str:
    """Return the texts of a frame except its title: description, version, source, and how stances are given."""
    source = frame.source
    parts = [
        (DEFINITION, frame.description),
        (FRAME, frame.id),
        (VERSION, frame.version),
        (TITLE, source.title),
        (PUBLISHER, source.publisher),
        (YEAR, "" if source.year is None else str(source.year)),
        (REFERENCE, source.reference),
        (ADDRESS, source.url),
        (DOI, source.doi),
    ]
    for stance in frame.stances:
        called, given = STANCES[stance.id]
        parts += [(called, stance.label), (given, stance.definition)]
    return pack(parts)


def description_table(title: str, sheet: WrittenSheet, lost: tuple[str, ...]) -> Written:
    """Return a workbook of one sheet, one row per code; texts too long for a cell are cut."""
    cut = [
        f"{sheet.rows[row - 2][0]}: cut at 32,767 characters, which a cell holds" for row, _ in find_long_texts(sheet)
    ]
    return Written(workbook(title, [sheet]), (*lost, *cut))
