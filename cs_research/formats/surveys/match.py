"""Which columns of an export hold which items of an instrument: names first, then wording."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.surveys.answers import normalise_text, ticked
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.option_columns import (
    Heading,
    Part,
    ending,
    ends_of,
    headings_of,
    options_of,
    question_of,
    unnumbered,
    worded,
)


@dataclass
class Match:
    """Column numbers by item; for a choose-all item in parts, by item and option.

    ``scales`` are items with one answer that have a column for each number of their scale, by item and number.
    """

    single: dict[str, int] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    scales: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def used(self) -> set[int]:
        """Every column that holds an item."""
        several = (*self.parts.values(), *self.scales.values())
        return {*self.single.values(), *(index for part in several for index in part.values())}


def match(export: Export, instrument: Instrument, columns: Mapping[str, str], ignore: Collection[str] = ()) -> Match:
    """The columns of every item that the export holds.

    A column is an item's where ``columns`` (the study's own list) says so, else where its name is the
    item's id or one of the names listed at the item, else where its wording is the item's and no name
    claims the item or the column. ``columns`` may also name the column of one option, as ``item.option``.

    Raises
    ------
    ReadError
        Two columns for one item, or one for two; an option column of a choose-all item that fits no option;
        an export in which no item is found.
    """
    result = search(export, instrument, columns, ignore)
    if not result.faults and not result.used():
        seen = ", ".join(f"'{name}'" for index, name in enumerate(export.names) if index not in export.hidden)
        result.faults.append(
            Fault(
                str(export.path),
                "columns",
                f"hold at least one item of {instrument.key}",
                f"the columns {seen[:200]}",
                f"cs-research map {export.path} --instrument {instrument.key} --to study.yaml lists which column "
                "may be which item",
            )
        )
    if result.faults:
        raise ReadError(result.faults)
    return result


def search(export: Export, instrument: Instrument, columns: Mapping[str, str], ignore: Collection[str] = ()) -> Match:
    """As `match`, with what is wrong among the result's faults: an export in which little is found is none."""
    result = Match()
    _check_listed(export, instrument, columns, ignore, result)
    _Search(export, instrument, columns, ignore, result).run()
    _no_sharing(export, result)
    return result


def _check_listed(
    export: Export, instrument: Instrument, columns: Mapping[str, str], ignore: Collection[str], result: Match
) -> None:
    known = {item.id: item for item in instrument.items}
    for key, name in columns.items():
        item, _, option = key.partition(".")
        options = [point.id for point in known[item].options] if item in known else []
        if item not in known or (option and option not in options):
            hint = closest(option or item, options if item in known else known)
            what = f"be an item of {instrument.key}" if item not in known else f"name an option of '{item}'"
            result.faults.append(Fault("columns", "key", what, f"'{key}'", hint))
        elif not _is_column(name, export, parts=not option and known[item].kind == "multiple"):
            hint = closest(name, export.names)
            result.faults.append(Fault(f"columns, {key}", "column", f"be in {export.path}", f"'{name}'", hint))
    owners: dict[str, list[str]] = {}
    for key in (key for key in columns if "." in key):
        owners.setdefault(normalise_text(columns[key]), []).append(key)
    for keys in (keys for keys in owners.values() if len(keys) > 1):
        found = join_names(keys, "and")
        result.faults.append(Fault("columns", f"column '{columns[keys[0]]}'", "belong to one option", found))
    for name in ignore:
        if not _is_column(name, export, parts=False):
            hint = closest(name, export.names)
            result.faults.append(Fault("ignore", "column", f"be in {export.path}", f"'{name}'", hint))


def _is_column(name: str, export: Export, *, parts: bool) -> bool:
    """Whether a column of that name is there; of a choose-all item, one of its parts is enough."""
    base = normalise_text(name)
    return any(
        seen == base or (parts and ending(seen, base))
        for index in range(len(export.names))
        for seen in export.called(index)
    )


class _Search:
    """One search for the columns of all items: by name for all of them, then by wording for the rest."""

    def __init__(
        self,
        export: Export,
        instrument: Instrument,
        columns: Mapping[str, str],
        ignore: Collection[str],
        result: Match,
    ) -> None:
        self._export, self._items, self._result = export, instrument.items, result
        self._headings = headings_of(export, ignore, columns.values())
        self._names = {
            item.id: [
                normalise_text(name)
                for name in ([columns[item.id]] if item.id in columns else [item.id, *item.columns])
            ]
            for item in self._items
        }
        self._options = {key: normalise_text(name) for key, name in columns.items() if "." in key}
        self._taken: set[int] = set()
        self._questions = {item.id: worded(item.text) for item in self._items}

    def run(self) -> None:
        """Fill the result."""
        in_parts = {key.partition(".")[0] for key in self._options}
        for item in self._items:
            names = set() if item.id in in_parts else set(self._names[item.id])
            found = [heading for heading in self._headings if heading.name in names]
            found = found or [heading for heading in self._headings if names & {*heading.names_too, heading.numbered}]
            self._take(item, [heading for heading in found if not heading.hidden] or found)
        parts = self._parts_by_name()
        for item in self._items:
            if item.id not in self._result.single and item.id not in parts:
                self._by_wording(item, parts)
        for item in self._items:
            if item.id in parts:
                options, notes, faults = options_of(item, parts[item.id], self._export)
                self._result.parts |= {item.id: options} if options else {}
                self._result.notes += notes
                self._result.faults += faults
                self._claimed(item, options)
        for item in self._items:
            if item.kind == "single" and item.id not in self._result.single:
                self._in_columns_of_a_scale(item)

    def _in_columns_of_a_scale(self, item: Item) -> None:
        """Two columns or more, each for a number of the item's scale, with ticks alone: Jisc's grids, not combined."""
        for base in self._names[item.id]:
            found = {
                end: heading.index
                for heading in self._open()
                for name in (heading.name, *heading.names_too)
                if (end := ending(name, base)) is not None and end.isdecimal() and self._ticks(heading.index)
            }
            if len(found) > 1:
                self._result.scales[item.id] = found
                self._taken |= set(found.values())
                return

    def _ticks(self, index: int) -> bool:
        """Whether a column holds ticks and words for none of them alone."""
        column = self._export.columns[index]
        return all(
            not seen or not value or ticked(value) is not None
            for value, seen in zip(column.values, column.seen(), strict=True)
        )

    def _claimed(self, item: Item, options: Mapping[str, int]) -> None:
        """A column that has the name of one item and of an option that another has no column for: it may be either."""
        owners = {index: owner for owner, index in self._result.single.items()}
        ends = {option.value or str(place): option.id for place, option in enumerate(item.options, start=1)}
        ends |= {normalise_text(option.id): option.id for option in item.options}
        for heading in self._headings:
            options_named = [
                ends.get(ending(name, base) or "")
                for base in self._names[item.id]
                for name in (heading.name, *heading.names_too)
            ]
            lacking = [option for option in options_named if option and option not in options]
            if lacking and heading.index in owners:
                found = f"'{owners[heading.index]}' and option '{lacking[0]}' of '{item.id}'"
                name = self._export.names[heading.index]
                hint = f"say which under 'columns': {owners[heading.index]} or {item.id}.{lacking[0]}"
                place = f"{self._export.path}, header"
                self._result.faults.append(Fault(place, f"column '{name}'", "belong to one item", found, hint))

    def _take(self, item: Item, found: list[Heading]) -> None:
        if len(found) > 1:
            self._twice(item, found)
        elif found:
            self._result.single[item.id] = found[0].index
        self._taken |= {heading.index for heading in found}

    def _twice(self, item: Item, found: list[Heading], rule: str = "be there once") -> None:
        found_twice = " and ".join(f"'{self._export.names[each.index]}' (column {each.index + 1})" for each in found)
        first = self._export.named(found[0].index)
        hint = f"say which it is under 'columns' ({item.id}: {first}), or list the others under 'ignore' (--ignore)"
        place = f"{self._export.path}, header"
        self._result.faults.append(Fault(place, f"column of '{item.id}'", rule, found_twice, hint))

    def _open(self) -> Iterator[Heading]:
        """Columns that no name claims, and that may hold an answer to a part of a question."""
        for heading in self._headings:
            if heading.index not in self._taken and not heading.hidden and not heading.aside:
                yield heading

    def _parts_by_name(self) -> dict[str, list[Part]]:
        """Columns of options by the name of their item before an end; the longest name that fits counts."""
        parts: dict[str, list[Part]] = {}
        several = [item for item in self._items if item.kind == "multiple" and item.id not in self._result.single]
        for heading in self._open():
            fits = [
                (len(base), item.id, end)
                for item in several
                for base in self._names[item.id]
                for name in (heading.name, *heading.names_too)
                if (end := ending(name, base)) is not None
            ]
            longest = max((length for length, *_ in fits), default=0)
            for item, end in dict.fromkeys((item, end) for length, item, end in fits if length == longest):
                self._add(parts, item, heading, end)
        for each_item in several:
            for option in each_item.options:
                name = self._options.get(f"{each_item.id}.{option.id}")
                for heading in (each for each in self._headings if name in {each.name, *each.names_too, each.numbered}):
                    for known in parts.values():
                        known[:] = [part for part in known if part.heading is not heading]
                    parts.setdefault(each_item.id, []).append(Part(heading, "", "", option.id))
                    self._taken.add(heading.index)
        return {item: found for item, found in parts.items() if found}

    def _add(self, parts: dict[str, list[Part]], item: str, heading: Heading, end: str) -> None:
        after = question_of(heading.own, self._questions[item])
        wording = (
            after[1] if after else heading.part or heading.own.rpartition("...-")[2].strip()
        )  # older exports cut questions
        parts.setdefault(item, []).append(Part(heading, end, wording))
        self._taken.add(heading.index)

    def _by_wording(self, item: Item, parts: dict[str, list[Part]]) -> None:
        """The one column that is headed by the question, or those headed by it and an option."""
        question = self._questions[item.id]
        for plain in (str, unnumbered):
            headed = [(each, question_of(plain(each.text), plain(question))) for each in self._headings]
            whole = [each for each, found in headed if found and found[0] and self._free(each)]
            options = [
                Part(each, "", found[1])
                for each, found in headed
                if item.kind == "multiple" and found and not found[0] and self._free(each) and not each.aside
            ]
            if whole and options:
                self._twice(item, [*whole, *(part.heading for part in options)], "be one, or one an option")
                return
            if options:
                ends = ends_of([part.heading.name for part in options])
                parts[item.id] = [
                    replace(part, end=end if part.heading.own else "") for part, end in zip(options, ends, strict=True)
                ]
                return
            if whole:
                self._by_whole(item, whole)
                return
        if item.kind == "single":
            self._by_part(item)

    def _by_part(self, item: Item) -> None:
        """The column that asks the item within a question of several statements; two of them are a fault."""
        found = [
            each for each in self._headings if each.part and each.part == self._questions[item.id] and self._free(each)
        ]
        if found:
            self._by_whole(item, found)

    def _by_whole(self, item: Item, whole: list[Heading]) -> None:
        if len(whole) > 1:
            self._twice(item, whole)
        else:
            self._result.single[item.id] = whole[0].index

    def _free(self, heading: Heading) -> bool:
        """Whether no name claims a column; a column that two wordings claim is a fault, reported later."""
        return heading.index not in self._taken and not heading.hidden


def _no_sharing(export: Export, result: Match) -> None:
    owners: dict[int, str] = {}
    holders = [*result.single.items()]
    holders += [(item, index) for item, parts in result.parts.items() for index in parts.values()]
    for item, index in holders:
        owner = owners.setdefault(index, item)
        if owner != item:
            place = f"{export.path}, header"
            result.faults.append(
                Fault(place, f"column '{export.names[index]}'", "belong to one item", f"'{owner}' and '{item}'")
            )
