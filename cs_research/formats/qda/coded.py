"""What a file of a coding program contains, before it is matched to a study's coding frame and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class CodedPassage:
    """One code that one coder gave to one passage, as the program wrote it.

    ``place`` is the row or element, for errors. ``code`` is the path of the code from the root. ``start`` and ``end``
    are code points of the document's text, end-exclusive, or None if the file does not say. ``coder`` and
    ``stance`` are "" if the file does not say; ``turn`` is the number of the turn in which the passage starts, if a
    table has it.
    """

    place: str
    document: str
    code: tuple[str, ...]
    quote: str
    coder: str = ""
    start: int | None = None
    end: int | None = None
    memo: str = ""
    weight: str = ""
    code_id: str = ""
    stance: str = ""
    turn: str = ""


@dataclass(frozen=True)
class CodedFile:
    """All coded passages of a file.

    ``documents`` has the text of each document by its name, "" if the file does not contain it. ``codes`` are all
    codes of the file, used or not. ``lost`` has one line for each kind of content that is not carried over, with its
    count.
    """

    file: Path
    program: str
    passages: tuple[CodedPassage, ...]
    documents: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[tuple[str, ...], ...] = ()
    lost: tuple[str, ...] = ()
