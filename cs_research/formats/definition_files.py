"""The formats in which instruments, coding frames and rubrics are read and written."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from cs_research._files import read_bytes, without_collecting
from cs_research.errors import Fault, PublishError, ReadError, closest, join_names
from cs_research.formats.qda.codebook_draft import ImportedFrame
from cs_research.formats.surveys.instrument_draft import Imported
from cs_research.formats.unsupported import Written


class Family(NamedTuple):
    """The modules that read one kind of definition, each loaded when it is needed.

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
        """Return the first of the modules that a file with these first bytes fits."""
        modules = (import_module(f"cs_research.formats.{self.package}.{name}") for name in names)
        return next((module for module in modules if module.fits(head)), None)


INSTRUMENT_READERS = Family(
    "surveys",
    "a questionnaire",
    "cs-research instrument import",
    (
        "limesurvey.lss_reader",
        "qualtrics.qsf_reader",
        "spss",
        "xlsform.form_reader",
        "redcap",
        "limesurvey.tab_separated",
    ),
    ("limesurvey.lss_reader", "qualtrics.qsf_reader", "spss", "redcap", "limesurvey.tab_separated"),
    "be a LimeSurvey .lss, a Qualtrics .qsf, an XLSForm, a REDCap dictionary or an SPSS .sav",
    "what export writes as html, docx or ddi is for people and archives, and not read back",
)
#: Any table with a column of names comes last.
CODEBOOK_READERS = Family(
    "qda",
    "a codebook",
    "cs-research frame import",
    ("refi", "projects", "taguette", "codebook_table"),
    ("refi", "taguette"),
    "be a REFI-QDA codebook, a Taguette codebook, a QualCoder project, or a table with a column of names",
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
    """Return the module that reads the file; its name and ending make no difference.

    A file of the other kind of definition, or of none, is a `ReadError`.
    """
    head = read_bytes(path)[:4096]
    for other in (INSTRUMENT_READERS, CODEBOOK_READERS):
        if other is not family and other.first(other.sure, head):
            raise ReadError(Fault(str(path), "file", family.rule, other.what, f"{other.command} reads it"))
    reader = family.first(family.readers, head)
    if reader is None:
        start = head.removeprefix(b"\xef\xbb\xbf")
        kinds = (kind for pattern, kind in _KINDS if re.match(pattern, start, re.IGNORECASE))
        raise ReadError(Fault(str(path), "file", family.rule, next(kinds, "something else"), family.unread))
    return reader


class Format(NamedTuple):
    """One format. ``where`` is ``module:function``, loaded when it is used."""

    suffix: str
    about: str
    where: str

    @property
    def write(self) -> Callable[..., Written]:
        """The function that writes it."""
        module, function = self.where.split(":")
        found: Callable[..., Written] = getattr(import_module(f"cs_research.formats.{module}"), function)
        return found


INSTRUMENTS = {
    "limesurvey": Format(".lss", "LimeSurvey 6", "surveys.limesurvey.lss_writer:write"),
    "limesurvey-tsv": Format(".txt", "LimeSurvey's tab-separated form", "surveys.limesurvey.tab_separated:write"),
    "qualtrics": Format(".qsf", "Qualtrics", "surveys.qualtrics.qsf_writer:write"),
    "xlsform": Format(".xlsx", "XLSForm, for KoBo and ODK", "surveys.xlsform.form_writer:write"),
    "redcap": Format(".csv", "REDCap data dictionary", "surveys.redcap:write"),
    "html": Format(".html", "questionnaire on screen", "documents.questionnaire:write_html"),
    "docx": Format(".docx", "questionnaire on paper, in Word", "documents.questionnaire:write_docx"),
    "ddi": Format(".xml", "DDI-Codebook 2.6", "surveys.ddi:write"),
}

FRAMES = {
    "qdc": Format(".qdc", "REFI-QDA codebook, for NVivo, MAXQDA, ATLAS.ti and others", "qda.refi:write"),
    "taguette": Format(".csv", "Taguette's codebook", "qda.taguette:write_csv"),
    "taguette-xlsx": Format(".xlsx", "Taguette's codebook as a workbook", "qda.taguette:write_xlsx"),
    "nvivo": Format(".xlsx", "a list of names and descriptions, as NVivo's users keep it", "qda.nvivo:write"),
    "outline": Format(".txt", "the same list as an indented outline", "qda.nvivo:write_outline"),
    "html": Format(".html", "codebook on screen", "documents.codebook:write_html"),
    "docx": Format(".docx", "codebook on paper, in Word", "documents.codebook:write_docx"),
}

RUBRICS = {"xlsx": Format(".xlsx", "a form for raters to fill in", "rubric_form:write")}


def format_of(name: str, known: dict[str, Format]) -> Format:
    """Return the format of that name; raise a `PublishError` that lists those there are."""
    if name not in known:
        rule = f"be {join_names(list(known))}"
        raise PublishError(Fault("--to", "format", rule, f"'{name}'", _hint(name, known)))
    return known[name]


def _hint(name: str, known: dict[str, Format]) -> str:
    """Suggest the format with a similar name, else those for a program or a kind of file of that name."""
    word = name.strip(".").casefold()
    meant = [
        own for own, each in known.items() if word and (word == each.suffix.strip(".") or word in each.about.casefold())
    ]
    return closest(name, known) or (f"did you mean {join_names(meant)}?" if meant else "")


def read_instrument(path: str | Path) -> Imported:
    """Return an instrument to start from, with notes on everything in the file that it does not carry over.

    The format is recognised by the file's content, whatever it is called.

    Raises
    ------
    ReadError
        The file is in no format that is read, or has no question.
    """
    imported: Imported = reader_of(Path(path), INSTRUMENT_READERS).read(Path(path))
    return imported


def read_codebook(path: str | Path) -> ImportedFrame:
    """Return a coding frame to start from, with notes on everything in the file that it does not carry over.

    The format is recognised by the file's content, whatever it is called.

    Raises
    ------
    ReadError
        The file is in no format that is read, or has no code.
    """
    reader = reader_of(Path(path), CODEBOOK_READERS)
    with without_collecting():
        imported: ImportedFrame = reader.read(Path(path))
    return imported
