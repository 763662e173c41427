"""What a code, a group and a frame say of themselves, packed into one description each.

`cs_research.readers.frames.packed` says how the texts are told apart, and takes them apart again.
"""

from __future__ import annotations

from cs_research.definitions import Code, CodingFrame
from cs_research.definitions.coding_frame import Group
from cs_research.readers.frames import packed
from cs_research.writers.workbook import Sheet, too_long, workbook
from cs_research.writers.written import Written

__all__ = ["code_text", "frame_text", "group_text", "table"]


def code_text(code: Code, label: str = "") -> str:
    """All that a code says; ``label`` only where the format has no other place for it."""
    return packed.pack(
        [
            (packed.DEFINITION, code.definition),
            (packed.USE_WHEN, code.use_when),
            (packed.NOT_WHEN, code.not_when),
            (packed.EXAMPLE, code.example),
            (packed.SOURCE, code.source),
            (packed.LABEL, label),
            (packed.CODE, code.id),
        ]
    )


def group_text(group: Group, label: str = "") -> str:
    """All that a group says; ``label`` only where the format has no other place for it."""
    return packed.pack(
        [
            (packed.DEFINITION, group.definition),
            (packed.QUESTION, group.question),
            (packed.DOMAIN, group.domain or ""),
            (packed.PRACTICES, "yes" if group.practices else ""),
            (packed.LABEL, label),
            (packed.GROUP, group.id),
        ]
    )


def frame_text(frame: CodingFrame) -> str:
    """What a frame says beside its title: its description, version, source, and how stances are given."""
    source = frame.source
    parts = [
        (packed.DEFINITION, frame.description),
        (packed.FRAME, frame.id),
        (packed.VERSION, frame.version),
        (packed.TITLE, source.title),
        (packed.PUBLISHER, source.publisher),
        (packed.YEAR, "" if source.year is None else str(source.year)),
        (packed.REFERENCE, source.reference),
        (packed.ADDRESS, source.url),
        (packed.DOI, source.doi),
    ]
    for stance in frame.stances:
        called, given = packed.STANCES[stance.id]
        parts += [(called, stance.label), (given, stance.definition)]
    return packed.pack(parts)


def table(title: str, sheet: Sheet, lost: tuple[str, ...]) -> Written:
    """A workbook of one sheet, whose rows start with the name of a code; texts that no cell holds are cut."""
    cut = [
        f"{sheet.rows[row - 2][0]}: cut at 32,767 characters, which a cell holds"
        for row, _ in too_long(sheet)
    ]
    return Written(workbook(title, [sheet]), (*lost, *cut))
