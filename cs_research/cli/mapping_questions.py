"""The questions that ``cs-research map`` asks at a terminal, one choice at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

import typer

from cs_research.cli.terminal import out
from cs_research.definitions import Instrument
from cs_research.definitions.instrument import Item, Point
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.mapping import (
    Candidate,
    Columns,
    OpenItem,
    OptionColumn,
    Question,
    UnknownAnswer,
    has_own_name,
    map_answers,
)


@dataclass
class Decisions:
    """What a person decided: columns by item or ``item.option``, answers by item, items and columns left out."""

    columns: dict[str, Candidate] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    ignore: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def decide(export: Export, instrument: Instrument, columns: Columns) -> Decisions:
    """Ask for each item without a column, each option column in doubt, and each wording that no point has."""
    made = Decisions()
    rest = [each for each in columns.unused if has_own_name(export, each)]
    for number, open_item in enumerate(columns.open, start=1):
        item = open_item.item
        out.print(f"\nQuestion {number} of {len(columns.open)} without a column: {item.id}")
        out.print(f"  {item.text}")
        _item(open_item, rest, made)
    for name, parts in columns.options.items():
        for part in parts:
            _option(instrument.item(name), part, made)
    listed = {key: each.name for key, each in columns.found.items() if has_own_name(export, each)}
    listed |= {key: each.name for key, each in made.columns.items()}
    _answers(instrument, map_answers(export, instrument, listed, made.ignore), made)
    return made


def _item(open_item: OpenItem, rest: Sequence[Candidate], made: Decisions) -> None:
    """The column of one item, or the question with a column an option."""
    item = open_item.item
    taken = {each.index for each in made.columns.values()}
    free = {each.index for each in rest} - taken
    near = [each for each in open_item.columns if each.index in free]
    questions = [each for each in open_item.questions if {part.column.index for part in each.columns} <= free]
    others = [each for each in rest if each.index in free and each.index not in {each.index for each in near}]
    shown = [*(_show(each) for each in near), *map(_show_question, questions)]
    choice = _choose("Which column is it", shown, [_show(each) for each in others], "not in this export")
    if choice is None:
        made.without.append(item.id)
    elif choice < len(near):
        made.columns[item.id] = near[choice]
    elif choice < len(shown):
        for part in questions[choice - len(near)].columns:
            _option(item, part, made)
    else:
        made.columns[item.id] = others[choice - len(shown)]


def _show(column: Candidate) -> str:
    wording = f"  '{column.wording}'" if column.wording else ""
    score = f" ({column.score:.0f})" if column.score else ""
    return unescape(f"{column.name}{wording}{score}: {' | '.join(column.samples) or 'no answers'}")


def _show_question(question: Question) -> str:
    return f"{question.text} ({question.score:.0f}), in {len(question.columns)} columns, one an option"


def _option(item: Item, part: OptionColumn, made: Decisions) -> None:
    """The option of one column; one whose label is the same is not asked for."""
    free = [point for point in item.options if f"{item.id}.{point.id}" not in made.columns]
    near = [(point, score) for point, score in part.options if point in free]
    if near and near[0][1] == 100:
        made.columns[f"{item.id}.{near[0][0].id}"] = part.column
        return
    out.print(f"\nOption column: {_show(part.column)}")
    point = _point("Which option is it", near, free, none="none: the column is not read")
    if point is None:
        made.ignore.append(part.column.name)
    else:
        made.columns[f"{item.id}.{point}"] = part.column


def _answers(instrument: Instrument, unknown: Iterable[UnknownAnswer], made: Decisions) -> None:
    """The point of each wording; asked for once where several items have the same scale."""
    groups: dict[tuple[str, str], list[UnknownAnswer]] = {}
    for each in unknown:
        groups.setdefault((each.item.scale or each.item.id, each.wording), []).append(each)
    for number, ((_, wording), same) in enumerate(groups.items(), start=1):
        cells = sum(each.count for each in same)
        items = ", ".join(each.item.id for each in same)
        out.print(f"\nAnswer {number} of {len(groups)} that the instrument does not have: '{wording}'")
        out.print(f"  {cells} cell{'' if cells == 1 else 's'} of {items}")
        points = [point for point in instrument.points_of(same[0].item) if not point.retired]
        more = {"blank": "no answer: read as left blank"}
        near = list(same[0].points)
        if same[0].item.kind == "single":  # a scale is easier to find an answer on in its own order
            scores = {found.id: score for found, score in near}
            near, points = [(found, scores.get(found.id, 0)) for found in points], []
        point = _point("Which answer is it", near, points, more, none="leave it open in the file")
        if point is not None:
            for each in same:
                made.answers.setdefault(each.item.id, {})[wording] = point


def _point(
    question: str,
    near: Sequence[tuple[Point, float]],
    points: Iterable[Point],
    more: Mapping[str, str] | None = None,
    *,
    none: str,
) -> str | None:
    """The id of the point that a person chooses: near ones come first, all others and ``more`` then; None for none."""
    others = [point for point in points if point not in [each for each, _ in near]]
    shown = {point.id: f"{point.label} ({score:.0f})" if score else point.label for point, score in near}
    shown |= {point.id: point.label for point in others} | dict(more or {})
    choice = _choose(question, list(shown.values()), [], none)
    return None if choice is None else list(shown)[choice]


def _choose(question: str, shown: Sequence[str], more: Sequence[str], none: str) -> int | None:
    """The place of what is chosen among ``shown`` and then ``more``, which ``?`` lists; None for 0."""
    for number, line in enumerate(shown, start=1):
        out.print(f"  {number}  {line}")
    out.print(f"  0  {none}")
    hint = f" (0 to {len(shown)}, ? lists every other column)" if more else f" (0 to {len(shown)})"
    most = len(shown)
    while True:
        reply = str(typer.prompt(f"{question}{hint}")).strip()
        if reply == "?" and more:
            for number, line in enumerate(more, start=len(shown) + 1):
                out.print(f"  {number}  {line}")
            most = len(shown) + len(more)
        elif reply.isdecimal() and int(reply) <= most:
            return int(reply) - 1 if int(reply) else None
        else:
            out.print(f"  That is none of the numbers: '{reply}'")
