"""The table of formats: what each is called, how its files end, and the module that writes it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from cs_research.errors import Fault, PublishError, closest, listed
from cs_research.writers.written import Written

__all__ = ["FRAMES", "INSTRUMENTS", "RUBRICS", "Format", "format_of"]


class Format(NamedTuple):
    """One format. ``where`` is ``module:function``, loaded when it is used."""

    suffix: str
    about: str
    where: str

    @property
    def write(self) -> Callable[..., Written]:
        """The function that writes it."""
        module, function = self.where.split(":")
        found: Callable[..., Written] = getattr(import_module(f"cs_research.writers.{module}"), function)
        return found


INSTRUMENTS = {
    "limesurvey": Format(".lss", "LimeSurvey 6", "instruments.limesurvey:write"),
    "limesurvey-tsv": Format(".txt", "LimeSurvey's tab-separated form", "instruments.limesurvey_tsv:write"),
    "qualtrics": Format(".qsf", "Qualtrics", "instruments.qualtrics:write"),
    "xlsform": Format(".xlsx", "XLSForm, for KoBo and ODK", "instruments.xlsform:write"),
    "redcap": Format(".csv", "REDCap data dictionary", "instruments.redcap:write"),
    "html": Format(".html", "questionnaire on screen", "instruments.questionnaire_html:write"),
    "docx": Format(".docx", "questionnaire on paper, in Word", "instruments.questionnaire_docx:write"),
    "ddi": Format(".xml", "DDI-Codebook 2.6", "instruments.ddi:write"),
}

FRAMES = {
    "qdc": Format(".qdc", "REFI-QDA codebook, for NVivo, MAXQDA, ATLAS.ti and others", "frames.refi:write"),
    "taguette": Format(".csv", "Taguette's codebook", "frames.taguette:write_csv"),
    "taguette-xlsx": Format(".xlsx", "Taguette's codebook as a workbook", "frames.taguette:write_xlsx"),
    "nvivo": Format(
        ".xlsx", "a list of names and descriptions, as NVivo's users keep it", "frames.nvivo:write"
    ),
    "outline": Format(".txt", "the same list as an indented outline", "frames.nvivo:write_outline"),
    "html": Format(".html", "codebook on screen", "frames.codebook_html:write"),
    "docx": Format(".docx", "codebook on paper, in Word", "frames.codebook_docx:write"),
}

RUBRICS = {"xlsx": Format(".xlsx", "a form for raters to fill in", "rubric:write")}


def format_of(name: str, known: dict[str, Format]) -> Format:
    """The format of that name; a `PublishError` lists those there are."""
    if name not in known:
        rule = f"be {listed(list(known))}"
        raise PublishError(Fault("--to", "format", rule, f"'{name}'", _hint(name, known)))
    return known[name]


def _hint(name: str, known: dict[str, Format]) -> str:
    """The format with a name near to it, else those that are for a program or a kind of file of that name."""
    word = name.strip(".").casefold()
    meant = [
        own
        for own, each in known.items()
        if word and (word == each.suffix.strip(".") or word in each.about.casefold())
    ]
    return closest(name, known) or (f"did you mean {listed(meant)}?" if meant else "")
