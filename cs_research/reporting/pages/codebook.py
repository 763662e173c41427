"""The codebook page: questions, codes, claims and rubric, from the study's definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pandas as pd

from cs_research.definitions import Instrument, Item, Pairing, Point, Rubric
from cs_research.definitions.rubric import COLOURS
from cs_research.displays.tables import codebook as displays
from cs_research.formats.documents.codebook import STANCE_RULE, Codebook, build_codebook
from cs_research.formats.documents.questionnaire import Question, Questionnaire, build_questionnaire
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import DOMAIN_LABELS, PageContent, TableContent

#: The fields of an instrument that the page shows; the others are listed as left out.
_SHOWN = frozenset({
    "id", "version", "title", "description", "source", "population", "items.id", "items.kind", "items.text",
    "items.label", "items.role", "items.domain", "items.scale", "items.asked_if", "items.source", "items.options.id",
    "items.options.label", "scales.id", "scales.kind", "scales.points.id", "scales.points.label",
    "scales.points.absence", "scales.points.drawn",
})  # fmt: skip
_KINDS = {"single": "One answer.", "multiple": "All that apply.", "open": "Free text."}
_RETIRED = "Retired codes"


def codebook_page(builder: Builder) -> PageContent:
    """Return the content of the codebook page."""
    study = builder.study
    book, asked = build_codebook(study.coding_frame), build_questionnaire(study.instrument, _SHOWN)
    counts = builder.release.get(tables.SEGMENTS_BY_CODE)
    questions = questions_of(asked, study.pairing)
    rubric = None if study.ratings is None else study.ratings.rubric
    table = partial(_table, builder)
    return PageContent(
        title="Codebook",
        subtitle="What was asked and coded, and what is weighed against what",
        tables={
            "questions": table(displays.questions_table, questions, f"What was asked: {len(questions)} questions"),
            "codes": table(displays.codes_table, codes_of(book, counts), f"The {len(book.entries)} codes, by group"),
            "claims": table(
                displays.claims_table,
                claims_of(study.pairing, study.instrument, book),
                f"The {len(study.pairing.claims)} claims, and what speaks to each",
            ),
            "rubric": table(displays.rubric_table, _cells(rubric), "What reviewers look for") if rubric else None,
        },
        lists={
            "asked": [f"{term}: {text}" for term, text in asked.about],
            "frame": [f"{term}: {text}" for term, text in (("What it is", book.description), *book.facts) if text],
            "stances": [STANCE_RULE, *(f"{label}: {text}" for label, text in book.stances)],
            "colours": [f"{each.label}: {each.definition}" for each in rubric.colours] if rubric else [],
            "changes": list(_changes(book)),
            "left_out": [*_left_out("questionnaire", asked.lost), *_left_out("coding frame", book.lost)],
        },
    )


def _table(builder: Builder, display: Callable[[pd.DataFrame], str], table: pd.DataFrame, title: str) -> TableContent:
    """Write a table as HTML, and as CSV with several values of a cell separated by semicolons."""
    name = display.__name__.removesuffix("_table")
    text = display(table)
    plain = table.map(lambda value: "; ".join(value) if isinstance(value, tuple) else value)
    return TableContent(
        html=builder.write_html(f"codebook-{name}", text),
        title=title,
        data=builder.write_data(f"codebook-{name}", plain),
    )


def questions_of(asked: Questionnaire, pairing: Pairing) -> pd.DataFrame:
    """Return one row per question that is asked, in order, as `displays.codebook.questions_table` takes them."""
    rows = [
        {
            "part": part.heading,
            "number": question.number,
            "item": question.item.id,
            "text": question.item.text,
            "kind": _kind(asked.instrument, question.item),
            "asked": f"Asked only after {question.chosen}." if question.chosen else "",
            "answers": tuple(_answers(asked.instrument, question)),
            "confident": _confident(asked.instrument, question, pairing),
            "source": question.item.source,
        }
        for part in asked.parts
        for question in part.questions
    ]
    return pd.DataFrame(rows)


def _kind(instrument: Instrument, item: Item) -> str:
    if item.role == "identifier":
        return "Names who answered."
    ordered = item.kind == "single" and instrument.scale_of(item).kind == "ordinal"
    return "One answer, in order from the least." if ordered else _KINDS[item.kind]


def _answers(instrument: Instrument, question: Question) -> Iterator[str]:
    """Yield the answers in order, with a note on answers that have no score or are outside the base."""
    points = {point.id: point for point in instrument.points_of(question.item)}
    for answer in question.answers:
        yield _answer(points[answer.id])


def _answer(point: Point) -> str:
    if point.absence is None:
        return point.label
    return f"{point.label} ({'has no score' if point.drawn else 'not in the base'})"


def _confident(instrument: Instrument, question: Question, pairing: Pairing) -> tuple[str, ...]:
    """Return the answers that some claim counts as confident, in order."""
    if question.item.kind != "single":
        return ()
    points = _points(instrument, question.item, pairing)
    offered = zip(question.answers, _answers(instrument, question), strict=True)
    return tuple(label for answer, label in offered if answer.id in points)


def _points(instrument: Instrument, item: Item, pairing: Pairing) -> set[str]:
    sides = [side for claim in pairing.claims for side in claim.confidence if side.item == item.id]
    nets = {net.id: net.points for net in instrument.scale_of(item).nets}
    return {point for side in sides for point in nets[side.net]}


def codes_of(book: Codebook, counts: pd.DataFrame | None) -> pd.DataFrame:
    """Return one row per code, by group, the retired ones last, as `displays.codebook.codes_table` takes them.

    Parameters
    ----------
    counts
        The table ``segments-by-code``; None if nothing was coded.
    """
    rows = [
        {
            "group": section.label,
            "about": " ".join(
                [
                    section.definition,
                    *(f"{name}: {_with_full_stop(text)}" for name, text in section.facts),
                ]
            ),
            "code": entry.id,
            "label": entry.label,
            "definition": entry.definition,
            **dict(zip(("use_when", "not_when"), (text for _, text in entry.rules), strict=True)),
            "example": entry.example,
            "retired": "",
            "source": entry.source,
        }
        for section in book.sections
        for entry in section.entries
    ]
    rows += [
        {
            "group": _RETIRED,
            "about": "No longer given; segments that bear them stay readable.",
            "code": code.id,
            "label": code.label,
            "definition": code.definition,
            **dict.fromkeys(("use_when", "not_when", "example", "source"), ""),
            "retired": code.reason,
        }
        for code in book.retired
    ]
    table = pd.DataFrame(rows)
    if counts is None:
        return table.assign(usage="Nothing was coded")
    table = table.merge(counts, on="code", how="left", validate="one_to_one")
    return table.assign(usage=[_usage_text(row) for row in table.itertuples()])


def _with_full_stop(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _usage_text(row: Any) -> str:
    if not row.segments:
        return "No segment"
    segments = f"{row.segments} segment{'' if row.segments == 1 else 's'}"
    return f"{segments} in {row.sources} source{'' if row.sources == 1 else 's'}"


def claims_of(pairing: Pairing, instrument: Instrument, book: Codebook) -> pd.DataFrame:
    """Return one row per claim, by domain, as `displays.codebook.claims_table` takes them."""
    labels = {entry.id: entry.label for entry in book.entries}
    rows = [
        {
            "domain": DOMAIN_LABELS[domain],
            "claim": claim.id,
            "text": claim.text,
            "confidence": tuple(_side(instrument, side.item, side.net) for side in claim.confidence),
            "evidence": tuple(labels[code] for code in claim.evidence),
            "source": claim.source,
        }
        for domain in DOMAIN_LABELS
        for claim in pairing.domain(domain)
    ]
    return pd.DataFrame(rows)


def _side(instrument: Instrument, name: str, net: str) -> str:
    item = instrument.item(name)
    label = next(each.label for each in instrument.scale_of(item).nets if each.id == net)
    return f"{item.short}: “{label}”"


def _cells(rubric: Rubric) -> pd.DataFrame:
    """Return one row per cell of the rubric, by domain, level and stage."""
    rows = [
        {
            "domain": DOMAIN_LABELS[domain],
            "level": level.label,
            "stage": stage.label,
            **{colour: getattr(cell, colour) for colour in COLOURS},
            "source": cell.source,
        }
        for domain in DOMAIN_LABELS
        for level in rubric.levels
        for stage in rubric.stages
        for cell in [rubric.cell(domain, level.id, stage.id)]  # type: ignore[arg-type]
    ]
    return pd.DataFrame(rows)


def _changes(book: Codebook) -> Iterator[str]:
    """Yield the changes that extensions of the frame made to its codes, with reasons."""
    for change in book.changes:
        into = f" into {', '.join(change.into)}" if change.into else ""
        yield f"{change.what}: {', '.join(change.codes)}{into}. {change.reason}"


def _left_out(what: str, lost: Iterable[str]) -> Iterator[str]:
    """Yield the fields that the tables leave out, except the order of answers, which the tables do show."""
    yield from (f"Of the {what}, {line}." for line in lost if not line.startswith("scales.kind,"))
