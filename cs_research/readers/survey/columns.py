"""Which columns of an export hold which items of an instrument."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, ReadError, closest
from cs_research.readers.survey.answers import folded
from cs_research.readers.survey.export import Export

__all__ = ["Match", "match"]

#: What Qualtrics adds to the wording of a question that has a write-in.
_SELECTED = r"(\.?\s*-\s*selected choice)?"


@dataclass
class Match:
    """Column numbers by item; for a choose-all item in parts, by item and option."""

    single: dict[str, int] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def used(self) -> set[int]:
        """Every column that holds an item."""
        return {*self.single.values(), *(index for part in self.parts.values() for index in part.values())}


def match(export: Export, instrument: Instrument, columns: Mapping[str, str]) -> Match:
    """The columns of every item that the export holds.

    A column is an item's where ``columns`` (the study's own list) says so, else where its name is the
    item's id or one of the names listed at the item, else where its wording is the item's. Two columns
    for one item are a `ReadError`; so is an export in which no item is found.
    """
    result = Match()
    _check_listed(export, instrument, columns, result)
    for item in instrument.items:
        names = [columns[item.id]] if item.id in columns else [item.id, *item.columns]
        _match_item(export, item, names, result)
    _no_sharing(export, result)
    if not result.faults and not result.used():
        seen = ", ".join(f"'{name}'" for index, name in enumerate(export.names) if index not in export.hidden)
        result.faults.append(
            Fault(
                str(export.path),
                "columns",
                f"hold at least one item of {instrument.key}",
                f"the columns {seen[:200]}",
                "list the columns of your export under 'columns' of the items, or of the study's survey",
            )
        )
    if result.faults:
        raise ReadError(result.faults)
    return result


def _check_listed(export: Export, instrument: Instrument, columns: Mapping[str, str], result: Match) -> None:
    known = [item.id for item in instrument.items]
    for item, name in columns.items():
        if item not in known:
            hint = closest(item, known)
            result.faults.append(
                Fault("columns", "key", f"be an item of {instrument.key}", f"'{item}'", hint)
            )
        elif not _stands(name, export, parts=instrument.item(item).kind == "multiple"):
            hint = closest(name, export.names)
            result.faults.append(
                Fault(f"columns, {item}", "column", f"stand in {export.path}", f"'{name}'", hint)
            )


def _stands(name: str, export: Export, *, parts: bool) -> bool:
    """Whether a column of that name is there; of a choose-all item, one of its parts is enough."""
    return any(folded(seen) == folded(name) or (parts and _part(seen, [name])) for seen in export.names)


def _aside(name: str, text: str) -> bool:
    """Whether a column is a write-in, or the order in which options were shown: no answer itself."""
    return bool(re.search(r"_TEXT$|_DO(_\d+)?$", name, re.IGNORECASE)) or "- display order" in folded(text)


def _match_item(export: Export, item: Item, names: list[str], result: Match) -> None:
    wanted = {folded(name) for name in names}
    whole = [index for index, name in enumerate(export.names) if folded(name) in wanted]
    if not whole:
        whole = [
            index
            for index, text in enumerate(export.texts)
            if text
            and re.fullmatch(re.escape(folded(item.text)) + _SELECTED, folded(text))
            and index not in export.hidden
        ]
    if len(whole) > 1:
        found = " and ".join(f"'{export.names[index]}' (column {index + 1})" for index in whole)
        result.faults.append(Fault(f"{export.path}, header", f"column of '{item.id}'", "stand once", found))
    elif whole:
        result.single[item.id] = whole[0]
    elif item.kind == "multiple":
        _match_parts(export, item, names, result)


def _match_parts(export: Export, item: Item, names: list[str], result: Match) -> None:
    parts: dict[str, int] = {}
    for index, option in _parts(export, item, names):
        if option in parts:
            found = f"'{export.names[parts[option]]}' and '{export.names[index]}'"
            place = f"{export.path}, header"
            result.faults.append(Fault(place, f"column of '{item.id}.{option}'", "stand once", found))
        parts[option] = index
    if parts:
        result.parts[item.id] = parts


def _parts(export: Export, item: Item, names: list[str]) -> Iterator[tuple[int, str]]:
    """Columns of single options: by the wording after the question, else by the end of the name."""
    by_end = {
        end: option.id
        for place, option in enumerate(item.options, start=1)
        for end in (folded(option.id), option.value or str(place))
    }
    for index, (name, text) in enumerate(zip(export.names, export.texts, strict=True)):
        if index in export.hidden or _aside(name, text):
            continue
        end = _part(name, names)
        if end is None and not re.match(re.escape(folded(item.text)) + r"\.*\s*-", folded(text)):
            continue
        option = _option_told(text, item) if text else by_end.get(end or "")
        if option:
            yield index, option


def _part(name: str, bases: list[str]) -> str | None:
    """The end of a part's name: ``3`` of ``enablers_3``, ``training`` of ``enablers.training``."""
    for base in bases:
        found = re.fullmatch(re.escape(folded(base)) + r"[._/#:-](.+)", folded(name))
        if found:
            return found.group(1)
    return None


def _option_told(text: str, item: Item) -> str | None:
    """The option whose label the wording ends with, after a hyphen; the longest that fits."""
    told = folded(text)
    fitting = [
        option
        for option in item.options
        for label in (option.label, *option.aliases)
        if re.search(r"-\s*" + re.escape(folded(label)) + "$", told)
    ]
    return max(fitting, key=lambda option: len(option.label)).id if fitting else None


def _no_sharing(export: Export, result: Match) -> None:
    owners: dict[int, str] = {}
    holders = [*result.single.items()]
    holders += [(item, index) for item, parts in result.parts.items() for index in parts.values()]
    for item, index in holders:
        owner = owners.setdefault(index, item)
        if owner != item:
            place = f"{export.path}, header"
            result.faults.append(
                Fault(
                    place, f"column '{export.names[index]}'", "belong to one item", f"'{owner}' and '{item}'"
                )
            )
