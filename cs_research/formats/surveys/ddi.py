"""DDI-Codebook 2.6: the questions as variables, with frequencies where answers are given."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import pandas as pd

from cs_research.definitions.instrument import Instrument, Scale, Source
from cs_research.formats.documents.questionnaire import Question, Questionnaire, build_questionnaire
from cs_research.formats.surveys.form import Answer
from cs_research.formats.unsupported import Written
from cs_research.records.responses import Responses, column

_NAMESPACE = "ddi:codebook:2_6"
#: Ids of our own start with a capital, which no item, point or option does.
_FILE = "F1"
SUPPORTED = frozenset({
    "id", "version", "title", "description", "source", "population", "items.id", "items.kind", "items.text",
    "items.label", "items.role", "items.domain", "items.asked_if", "items.source", "items.note",
    "items.options.id", "items.options.label", "scales.kind", "scales.nets", "scales.points.id",
    "scales.points.label", "scales.points.value", "scales.points.absence",
})  # fmt: skip
_MISSING = (
    "Invalid cases left the question blank, were not asked it, or gave an answer that says nothing of the "
    "matter asked, whose category is marked as missing."
)


@dataclass(frozen=True)
class Counts:
    """Counts by item and answer, in a table that has missing numbers where they are withheld.

    ``reasons`` says, for an item without counts, why there are none.
    """

    table: pd.DataFrame | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    def of(self, item: str, answer: str) -> int | None:
        """How many gave the answer; None if it is withheld, or no respondent could choose it."""
        if self.table is None or item in self.reasons or (item, answer) not in self.table.index:
            return None
        return int(self.table.loc[(item, answer), "n"])

    def answered(self, item: str) -> int | None:
        """How many gave any answer."""
        return self._number(item, "base")

    def sums(self, item: str, valid: Collection[str] | None = None) -> Iterator[tuple[str, str, int]]:
        """Kind, further kind and number: valid and invalid cases, and of these who left it blank or was not asked.

        An answer counts as valid where it is among ``valid``; without it any does.
        """
        answered, blank, passed = (self._number(item, name) for name in ("base", "blank", "not_asked"))
        if answered is None or blank is None or passed is None:
            return
        valid_n = answered if valid is None else sum(self.of(item, answer) or 0 for answer in valid)
        yield "vald", "", valid_n
        yield "invd", "", answered - valid_n + blank + passed
        yield "other", "blank", blank
        yield "other", "not_asked", passed

    def why_not(self, item: str) -> str:
        """Why an item has no counts; nothing where it has, or where no answers were given at all."""
        return self.reasons.get(item, "")

    def _number(self, item: str, name: str) -> int | None:
        if self.table is None or item in self.reasons:
            return None
        return int(self.table.xs(item)[name].iloc[0])


def write(instrument: Instrument, responses: Responses | None = None, counts: Counts | None = None) -> Written:
    """The codebook; with ``counts`` each choice has how often it was chosen.

    Parameters
    ----------
    responses
        The answers, for their number and wave. What was written to open questions, and who answered, never goes in.
    counts
        From `cs_research.protection.answer_counts.count_answers`, with what too few answered withheld.
    """
    counts = counts or Counts()
    shown = build_questionnaire(instrument, SUPPORTED)
    instrument = shown.instrument
    root = ET.Element("codeBook", {"xmlns": _NAMESPACE, "version": "2.6", "xml:lang": "en"})
    _study(root, instrument)
    _file(root, instrument, responses)
    data = ET.SubElement(root, "dataDscr")
    _groups(data, shown)
    questions = [question for part in shown.parts for question in part.questions]
    for question in questions:
        _variables(data, instrument, question, counts)
    ET.indent(root)
    text = ET.tostring(root, encoding="UTF-8", xml_declaration=True, short_empty_elements=True)
    # That answers have an order is lost in a questionnaire, and held here.
    lost = (line for line in shown.lost if not line.startswith("scales.kind"))
    return Written(text + b"\n", (*lost, *counts.lost))


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A child with its text; attributes that are empty are left out."""
    child = ET.SubElement(parent, tag, {name: value for name, value in attributes.items() if value})
    child.text = text or None
    return child


def _id(name: str) -> str:
    """An id that XML takes: a name may start with a digit or a hyphen, an id may not."""
    return name if name[:1].isalpha() else f"_{name}"


def _study(root: ET.Element, instrument: Instrument) -> None:
    study = ET.SubElement(root, "stdyDscr")
    citation = ET.SubElement(study, "citation")
    title = ET.SubElement(citation, "titlStmt")
    _add(title, "titl", instrument.title)
    _add(title, "IDNo", instrument.id)
    # The publisher of the source need not be who runs the survey: the role says which it is.
    role = "publisher of what the questionnaire was drawn from"
    _add(ET.SubElement(citation, "prodStmt"), "producer", instrument.source.publisher, role=role)
    _add(ET.SubElement(citation, "verStmt"), "version", instrument.version)
    scope = ET.SubElement(study, "stdyInfo")
    if instrument.description:
        _add(scope, "abstract", instrument.description)
    population = instrument.population
    if population is not None:
        summary = ET.SubElement(scope, "sumDscr")
        _add(summary, "anlyUnit", population.unit)
        _add(summary, "universe", population.description or f"All {population.units}")
        _add(scope, "notes", str(population.size), type="population", subject=population.units)
    related = ET.SubElement(ET.SubElement(study, "othrStdyMat"), "relPubl")
    _source(ET.SubElement(related, "citation"), instrument.source)


def _source(citation: ET.Element, source: Source) -> None:
    title = ET.SubElement(citation, "titlStmt")
    _add(title, "titl", source.title)
    for agency, number in (("DOI", source.doi), ("URL", source.url)):
        if number:
            _add(title, "IDNo", number, agency=agency)
    statement = ET.SubElement(citation, "prodStmt")
    _add(statement, "producer", source.publisher)
    if source.year is not None:
        _add(statement, "prodDate", str(source.year))
    if source.reference:
        _add(citation, "biblCit", source.reference)


def _file(root: ET.Element, instrument: Instrument, responses: Responses | None) -> None:
    about = ET.SubElement(ET.SubElement(root, "fileDscr", ID=_FILE), "fileTxt")
    wave = f", wave {responses.wave}" if responses and responses.wave else ""
    unit = instrument.population.unit if instrument.population else "response"
    _add(about, "fileCont", f"Answers to {instrument.key}{wave}: one row a {unit}, one column a variable.")
    size = ET.SubElement(about, "dimensns")
    if responses is not None:
        _add(size, "caseQnty", str(len(responses)))
    _add(size, "varQnty", str(sum(len(item.options) or 1 for item in instrument.asked)))
    _add(about, "dataMsng", _MISSING)


def _groups(data: ET.Element, shown: Questionnaire) -> None:
    """A group for each part of the questionnaire, and one for each choose-all question."""
    for number, part in enumerate(shown.parts, start=1):
        choices = [_id(each.item.id) for each in part.questions if each.item.kind == "multiple"]
        others = [_id(each.item.id) for each in part.questions if each.item.kind != "multiple"]
        group = {"ID": f"Part{number}", "type": "section", "name": part.section}
        _add(
            _add(data, "varGrp", **group, var=" ".join(others), varGrp=" ".join(choices)),
            "labl",
            part.heading,
        )
    for question in (each for part in shown.parts for each in part.questions):
        if question.item.kind == "multiple":
            name = question.item.id
            members = " ".join(_id(column(name, answer.id)) for answer in question.answers)
            group = {"ID": _id(name), "type": "multipleResp", "name": name, "var": members}
            entry = _add(data, "varGrp", **group)
            _add(entry, "labl", question.item.short)
            _add(entry, "txt", question.item.text)


def _variables(data: ET.Element, instrument: Instrument, question: Question, counts: Counts) -> None:
    item = question.item
    if item.kind == "multiple":
        for answer in question.answers:
            _chosen(data, question, answer, counts)
    elif item.kind == "single":
        _single(data, question, instrument.scale_of(item), counts)
    else:
        variable = _variable(data, question, item.id, item.short, responseDomainType="text")
        _add(variable, "varFormat", type="character")
        _notes(variable, question, "")


def _variable(
    data: ET.Element, question: Question, name: str, label: str, *, nature: str = "", **asking: str
) -> ET.Element:
    """A variable with its label, question and universe."""
    item = question.item
    variable = _add(data, "var", ID=_id(name), name=name, files=_FILE, intrvl="discrete", nature=nature)
    _add(variable, "labl", label)
    if item.role == "identifier":
        _add(variable, "security", "Names who answered: its answers are not in this codebook.")
    asked = _add(variable, "qstn", seqNo=str(question.number), **asking)
    if question.routing:
        _add(asked, "preQTxt", question.routing)
    _add(asked, "qstnLit", item.text)
    if question.hint:
        _add(asked, "ivuInstr", question.hint)
    if question.asked.asked_if:
        earlier = question.asked.asked_if.item
        _add(variable, "universe", f"Those who chose {question.chosen} ({earlier}).")
    return variable


def _single(data: ET.Element, question: Question, scale: Scale, counts: Counts) -> None:
    item = question.item
    variable = _variable(data, question, item.id, item.short, nature=scale.kind, responseDomainType="category")
    missing = {point.id: point.absence or "" for point in scale.points}
    valid = tuple(answer.id for answer in question.answers if not missing[answer.id])
    _sums(variable, counts.sums(item.id, valid))
    for net in scale.nets:
        held = " ".join(_id(f"{item.id}.{point}") for point in net.points)
        _add(_add(variable, "catgryGrp", ID=_id(f"{item.id}.Net.{net.id}"), catgry=held), "labl", net.label)
    for answer in question.answers:
        absence = missing[answer.id]
        marked = {"missing": "Y" if absence else "", "missType": absence}
        category = _add(variable, "catgry", ID=_id(f"{item.id}.{answer.id}"), **marked)
        _category(category, answer.value, answer.label, counts.of(item.id, answer.id))
    _notes(variable, question, counts.why_not(item.id))


def _chosen(data: ET.Element, question: Question, answer: Answer, counts: Counts) -> None:
    """One option of a choose-all question, chosen or not."""
    item = question.item
    name = column(item.id, answer.id)
    variable = _variable(data, question, name, answer.label, nature="nominal", responseDomainType="multiple")
    chosen, answered = counts.of(item.id, answer.id), counts.answered(item.id)
    if chosen is not None:
        _sums(variable, counts.sums(item.id))
    others = None if chosen is None or answered is None else answered - chosen
    _category(ET.SubElement(variable, "catgry"), "1", "Chosen", chosen)
    _category(ET.SubElement(variable, "catgry"), "0", "Not chosen", others)
    _notes(variable, question, counts.why_not(item.id))


def _category(category: ET.Element, value: str, label: str, n: int | None) -> None:
    _add(category, "catValu", value)
    _add(category, "labl", label)
    if n is not None:
        _add(category, "catStat", str(n), type="freq")


def _sums(variable: ET.Element, sums: Iterator[tuple[str, str, int]]) -> None:
    for kind, other, n in sums:
        _add(variable, "sumStat", str(n), type=kind, otherType=other)


def _notes(variable: ET.Element, question: Question, why_not: str) -> None:
    notes = (("source", question.item.source), ("note", question.item.note), ("frequencies", why_not))
    for kind, text in notes:
        if text:
            _add(variable, "notes", text, type=kind)
