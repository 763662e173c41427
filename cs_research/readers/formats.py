"""The table of formats that definitions are read from, told apart by what is in the file."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError

__all__ = ["FRAMES", "INSTRUMENTS", "Family", "reader_of"]


class Family(NamedTuple):
    """The modules that read one kind of definition, each loaded when it is asked for a file.

    In order: the first of ``readers`` that fits reads the file. Those in ``sure`` fit no file of another kind.
    """

    package: str
    what: str
    command: str
    readers: tuple[str, ...]
    sure: tuple[str, ...]
    rule: str
    unread: str

    def first(self, names: tuple[str, ...], head: bytes) -> ModuleType | None:
        """The first of the modules that a file with these first bytes fits."""
        modules = (import_module(f"cs_research.readers.{self.package}.{name}") for name in names)
        return next((module for module in modules if module.fits(head)), None)


INSTRUMENTS = Family(
    "instruments",
    "a questionnaire",
    "cs-research instrument import",
    ("limesurvey", "qualtrics", "spss", "xlsform", "redcap", "limesurvey_tsv"),
    ("limesurvey", "qualtrics", "spss", "redcap", "limesurvey_tsv"),
    "be a LimeSurvey .lss, a Qualtrics .qsf, an XLSForm, a REDCap dictionary or an SPSS .sav",
    "what export writes as html, docx or ddi is for people and archives, and not read back",
)
#: Any table with a column of names comes last.
FRAMES = Family(
    "frames",
    "a codebook",
    "cs-research frame import",
    ("refi", "taguette", "table"),
    ("refi", "taguette"),
    "be a REFI-QDA codebook, a Taguette codebook, or a table with a column of names",
    "what export writes as html, docx or outline is for people, and not read back",
)

#: How a file starts that is none of these, and what it is.
_KINDS = (
    (rb"PK\x03\x04", "a Word document or another archive"),
    (rb"%PDF", "a PDF"),
    (rb"\s*<(!doctype )?html\b", "a web page"),
    (rb"\s*<", "XML of another kind"),
    (rb"\s*[\[{]", "JSON of another kind"),
)


def reader_of(path: Path, family: Family) -> ModuleType:
    """The module that reads the file; its name and ending make no difference.

    A file of the other kind of definition, or of none, is a `ReadError`.
    """
    head = read_bytes(path)[:4096]
    for other in (INSTRUMENTS, FRAMES):
        if other is not family and other.first(other.sure, head):
            raise ReadError(Fault(str(path), "file", family.rule, other.what, f"{other.command} reads it"))
    reader = family.first(family.readers, head)
    if reader is None:
        start = head.removeprefix(b"\xef\xbb\xbf")
        kinds = (kind for pattern, kind in _KINDS if re.match(pattern, start, re.IGNORECASE))
        raise ReadError(Fault(str(path), "file", family.rule, next(kinds, "something else"), family.unread))
    return reader
