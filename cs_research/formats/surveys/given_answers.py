"""What a study says that the wordings of its export mean: points of the scale, so that nobody edits an instrument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from cs_research.definitions.instrument import Instrument, Item, Point
from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.surveys.answers import whole
from cs_research.formats.surveys.cells import Column
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.match import Match
from cs_research.records.responses import column

#: The wording for every text that is no answer of an item, such as what people wrote beside "Other".
ANY = "*"
#: What a wording may mean beside a point: no answer; for a choose-all item, that none of its options applies.
BLANK, NONE = "blank", "none"

GivenAnswers = Mapping[str, Mapping[str, str]]


def with_answers(instrument: Instrument, answers: GivenAnswers) -> Instrument:
    """The instrument whose points have the given wordings as aliases, for reading only.

    Parameters
    ----------
    answers
        By item, the wordings of the export and the point that each is; ``blank`` for no answer, ``none`` for the
        answer to a choose-all item that none of its options applies, and the wording ``*`` for every text that is
        no answer of the item. Where an item has no option ``none``, one is added at the end: see `without_none`.

    Raises
    ------
    ReadError
        An item or a point that the instrument does not have; a wording that is a label of another point.
    """
    faults = [fault for item, given in answers.items() for fault in _faults(instrument, item, given)]
    if faults:
        raise ReadError(faults)
    scales = {scale.id: scale for scale in instrument.scales}
    items = []
    for item in instrument.items:
        given = answers.get(item.id, {})
        if item.kind == "single" and given:
            # A scale is shared; the wordings are those of one item.
            own = instrument.scale_of(item)
            name = f"{own.id} of {item.id}"
            scales[name] = own.model_copy(update={"id": name, "points": _aliased(own.points, given)})
            items.append(item.model_copy(update={"scale": name}))
        else:
            items.append(item.model_copy(update={"options": (*_aliased(item.options, given), *_none(item, given))}))
    return instrument.model_copy(update={"items": tuple(items), "scales": tuple(scales.values())})


def _none(item: Item, given: Mapping[str, str]) -> tuple[Point, ...]:
    """The option that a choose-all item has for reading only: that none of its own applies."""
    words = [word for word, meant in given.items() if meant == NONE]
    if item.kind != "multiple" or not words or NONE in {option.id for option in item.options}:
        return ()
    return (Point(id=NONE, label=words[0], aliases=tuple(words[1:])),)


def without_none(columns: Mapping[str, pd.Series], item: Item) -> dict[str, pd.Series]:
    """The columns of an item without that of an option which it has for reading only."""
    if item.kind != "multiple":
        return dict(columns)
    own = {column(item.id, option.id) for option in item.options}
    return {name: series for name, series in columns.items() if name in own}


def _aliased(points: tuple[Point, ...], given: Mapping[str, str]) -> tuple[Point, ...]:
    return tuple(
        point.model_copy(
            update={
                "aliases": (
                    *point.aliases,
                    *(word for word, meant in given.items() if meant == point.id and word != ANY),
                )
            }
        )
        for point in points
    )


def _faults(instrument: Instrument, name: str, given: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with the answers given for one item."""
    known = {item.id: item for item in instrument.items}
    if name not in known:
        yield Fault("answers", "key", f"be an item of {instrument.key}", f"'{name}'", closest(name, known))
        return
    item = known[name]
    if item.kind == "open":
        yield Fault("answers", "key", "be an item with answers to choose from", f"'{name}', which is open")
        return
    points = instrument.points_of(item)
    ids = [point.id for point in points]
    others = [BLANK] if item.kind == "single" else [BLANK, NONE]
    owners = {normalise_text(label): point.id for point in points for label in (point.label, *point.aliases)}
    for wording, meant in given.items():
        place = f"answers, {name}, '{wording}'"
        if meant not in {*ids, *others}:
            yield Fault(
                place,
                "answer",
                f"be {join_names(list(dict.fromkeys([*ids, *others])), limit=20)}",
                f"'{meant}'",
                closest(meant, ids),
            )
        elif meant in others and wording == ANY and meant not in ids:
            hint = "say of each text what it is, or read unknown answers as blank (--unknown blank)"
            yield Fault(place, "answer", "be a point", f"'{meant}' for every text", hint)
        elif owners.get(normalise_text(wording), meant) != meant:
            rule = "be the point whose label the wording is"
            yield Fault(place, "answer", rule, f"'{meant}' for the label of '{owners[normalise_text(wording)]}'")


def blanked(export: Export, matched: Match, answers: GivenAnswers, instrument: Instrument) -> Export:
    """The export in whose columns the wordings that are given as blank are no answers."""
    columns = list(export.columns)
    for name, given in answers.items():
        ids = {point.id for point in instrument.points_of(instrument.item(name))}
        words = {normalise_text(word) for word, meant in given.items() if meant == BLANK and BLANK not in ids}
        places = [matched.single.get(name), *matched.parts.get(name, {}).values()]
        for place in places if words else ():
            if place is not None:
                columns[place] = _without(columns[place], words)
    return replace(export, columns=tuple(columns))


def _without(column: Column, words: set[str]) -> Column:
    found = {value: "nothing" for value in column.values if normalise_text(value) in words}
    found |= dict.fromkeys(words, "nothing")  # for those that are in a cell with others
    return replace(column, absences={**column.absences, **found})


def others_of(answers: GivenAnswers) -> dict[str, str]:
    """For each item the point that every other text is, where one is given."""
    return {item: given[ANY] for item, given in answers.items() if ANY in given}


def unmet(export: Export, matched: Match, answers: GivenAnswers, items: Mapping[str, Item]) -> list[str]:
    """A note for each item with given wordings that no cell and no heading has."""
    notes = []
    for name, given in answers.items():
        places = [matched.single.get(name), *matched.parts.get(name, {}).values()]
        there = {place for place in places if place is not None}
        joined = items[name].kind == "multiple"
        seen = " ; ".join(
            normalise_text(text)
            for place in there
            for text in (*export.columns[place].values, export.texts[place], export.part(place))
        )
        values = [value for place in there for value in export.columns[place].values]
        texts = {form for value in values for form in (normalise_text(value), whole(value))}
        absent = [
            word
            for word in given
            if word != ANY and normalise_text(word) not in texts and not (joined and normalise_text(word) in seen)
        ]
        if absent:
            notes.append(
                f"'{name}': wordings under 'answers' that are nowhere in the file: {join_names(absent, 'and')}"
            )
    return notes
