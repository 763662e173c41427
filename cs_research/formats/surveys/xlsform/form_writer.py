"""XLSForm, the workbook that KoBoToolbox, ODK and others make a form of.

Beside what the standard defines, columns keep what it has no place for: ``item_id`` and ``item_role`` in the
sheet survey, ``export_value`` in choices. Programs pass over the first two; the third becomes a property of
the choice that nobody is shown. ODK and KoBo show Markdown in labels, so ``*word*`` is set in italics there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cs_research.definitions import Instrument
from cs_research.errors import Fault, PublishError
from cs_research.formats.files.workbook import WrittenSheet, find_long_texts, workbook
from cs_research.formats.surveys.form import (
    Asked,
    Section,
    asked_of,
    legal_names,
    ready,
    renamed,
    sections_of,
    texts_of,
)
from cs_research.formats.unsupported import Written

#: The fields that the workbook holds.
SUPPORTED = frozenset({
    "id", "version", "title", "scales.id", "scales.kind", "scales.points.id", "scales.points.label",
    "scales.points.value", "items.id", "items.kind", "items.text", "items.role", "items.scale",
    "items.options.id", "items.options.label", "items.options.value", "items.asked_if",
})  # fmt: skip

_SURVEY = ("type", "name", "label", "relevant", "item_id", "item_role")
_CHOICES = ("list_name", "name", "label", "export_value")
_SETTINGS = ("form_title", "form_id", "version")
_WIDTHS = {"type": 34, "name": 28, "label": 80, "relevant": 40, "form_title": 60, "list_name": 24}
#: An invisible mark: ``${`` would be taken for the answer to another question.
_JOINER = "\u2060"
_REFERENCE = re.compile(r"\$(?=\{)")
_MARKDOWN = re.compile(r"(\*|_)\S(?:[^\n]{0,200}?\S)?\1|^#{1,6} |\]\(", re.MULTILINE)
#: What the form itself is called in the XForm, and the part that holds its metadata.
_TAKEN = ("data", "meta")

Row = Sequence[str]


def write(instrument: Instrument) -> Written:
    """The workbook, and what it could not hold or had to change."""
    instrument, lost = ready(instrument, SUPPORTED)
    asked = asked_of(instrument)
    names = legal_names((question.item.id for question in asked), _legal, _TAKEN)
    lists = _lists(asked)
    settings = (_plain(instrument.title), instrument.id, _plain(instrument.version))
    sheets = [
        _sheet("survey", _SURVEY, [row for part in _sections(asked, names) for row in _part(part, names, lists)]),
        _sheet("choices", _CHOICES, list(_choices(asked, lists))),
        _sheet("settings", _SETTINGS, [settings]),
    ]
    faults = [
        Fault(
            f"{instrument.key}, sheet {sheet.name}, row {number}",
            "cell",
            "have 32,767 letters at most",
            f"{len(text):,}, in '{text[:40]}…'",
        )
        for sheet in sheets
        for number, text in find_long_texts(sheet)
    ]
    if faults:
        raise PublishError(faults)
    changed = (*renamed(names), *_marked(instrument, asked))
    return Written(workbook(instrument.title, sheets), (*lost, *changed))


def _sheet(name: str, header: Row, rows: Sequence[Row]) -> WrittenSheet:
    return WrittenSheet(name, header, [_WIDTHS.get(heading, 20) for heading in header], rows)


def _legal(own: str) -> str:
    """Names of XML elements start with a letter."""
    return own if own[0].isalpha() else f"q_{own}"


def _sections(asked: Sequence[Asked], names: dict[str, str]) -> list[Section]:
    """The sections, none called what a question is called, since conditions name questions without them."""
    sections = sections_of(asked)
    apart = legal_names((part.name for part in sections), lambda own: own, {*names.values(), *_TAKEN})
    return [Section(apart[part.name], part.label, part.questions) for part in sections]


def _lists(asked: Sequence[Asked]) -> dict[str, str]:
    """The list of choices of each item: its scale's id, or its own where it is choose-all."""
    lists = {question.item.id: question.item.scale for question in asked if question.item.scale}
    own = [question.item.id for question in asked if question.item.kind == "multiple"]
    scales = {question.item.scale for question in asked if question.item.scale}
    return {**lists, **legal_names(own, lambda name: name, scales)}


def _part(part: Section, names: dict[str, str], lists: dict[str, str]) -> Iterator[Row]:
    yield ("begin_group", part.name, part.label, "", "", "")
    types = {"single": "select_one", "multiple": "select_multiple"}
    for question in part.questions:
        item = question.item
        kind = f"{types[item.kind]} {lists[item.id]}" if item.kind in types else "text"
        relevant = _relevant(question, names)
        yield (kind, names[item.id], _plain(item.text), relevant, item.id, item.role)
    yield ("end_group", part.name, "", "", "", "")


def _relevant(question: Asked, names: dict[str, str]) -> str:
    """Who is asked, as an expression; in a choose-all item one of the options is enough."""
    if question.asked_if is None:
        return ""
    form = "selected(${%s}, '%s')" if question.several else "${%s} = '%s'"
    return " or ".join(form % (names[question.asked_if.item], point) for point in question.asked_if.points)


def _choices(asked: Sequence[Asked], lists: dict[str, str]) -> Iterator[Row]:
    written = set()
    for question in asked:
        name = lists.get(question.item.id)
        if name and name not in written:
            written.add(name)
            for answer in question.answers:
                yield (name, answer.id, _plain(answer.label), answer.value)


def _plain(text: str) -> str:
    """Text that stays text: what would be taken for a reference is broken by a mark that nobody sees."""
    return _REFERENCE.sub(f"${_JOINER}", text)


def _marked(instrument: Instrument, asked: Sequence[Asked]) -> Iterator[str]:
    """A line for the texts that carry the mark, and for those that programs show in another way."""
    texts = [("version", instrument.version), *texts_of(instrument, asked)]
    styled = dict.fromkeys(name for name, text in texts if _MARKDOWN.search(text))
    if styled:
        yield f"taken for Markdown by ODK and KoBo: {', '.join(styled)}"
    if marked := dict.fromkeys(name for name, text in texts if _REFERENCE.search(text)):
        yield f"'${{' in a text has an invisible mark after the $, so that it stays text: {', '.join(marked)}"
