"""The columns of a choose-all item in parts: which option each of them holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cs_research.definitions.instrument import Item
from cs_research.errors import Fault, listed
from cs_research.readers.survey.answers import folded, whole
from cs_research.readers.survey.export import Export
from cs_research.readers.survey.headings import Heading, likeness, worded

__all__ = ["Part", "options_of"]

#: Wordings less alike than this are not taken for one option, whatever their number.
_ALIKE = 0.5


@dataclass(frozen=True)
class Part:
    """A column of one option: the end of its name and the wording after the question, "" where there is none.

    ``option`` is given where the study says itself which option the column holds.
    """

    heading: Heading
    end: str
    wording: str
    option: str = ""


@dataclass(frozen=True)
class _Known:
    """The options of an item by what may tell them."""

    item: Item
    ids: Mapping[str, str]
    numbers: Mapping[str, str]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, item: Item) -> _Known:
        return cls(
            item,
            {folded(option.id): option.id for option in item.options},
            {option.value or str(place): option.id for place, option in enumerate(item.options, start=1)},
            {
                worded(label): option.id
                for option in item.options
                for label in (option.label, *option.aliases)
            },
        )

    def told(self, wording: str) -> str | None:
        """The option whose label a wording is, or ends with after a hyphen; the longest label that fits."""
        if wording in self.labels:
            return self.labels[wording]
        fits = [label for label in self.labels if wording.endswith((f"-{label}", f"- {label}"))]
        return self.labels[max(fits, key=len)] if fits else None

    def near(self, wording: str) -> list[tuple[float, str]]:
        """The options from the most alike to the least."""
        scores: dict[str, float] = {}
        for label, option in (*self.labels.items(), *self.ids.items()):
            scores[option] = max(scores.get(option, 0), likeness(wording, label))
        return sorted(((score, option) for option, score in scores.items()), reverse=True)


def options_of(
    item: Item, parts: Sequence[Part], export: Export
) -> tuple[dict[str, int], list[str], list[Fault]]:
    """The column of each option; notes on those told by their number; faults of those that fit none.

    An option's id at the end of the name goes first, then the wording, then the number at the end of the name: it
    is taken only where the numbers of the other columns agree with their wording, and where the wording of this
    one is not nearer to another option.
    """
    known = _Known.of(item)
    by_wording = {part: known.told(part.wording) for part in parts if part.wording}
    numbered = all(
        known.numbers.get(whole(part.end)) == option
        for part, option in by_wording.items()
        if option and part.end and folded(part.end) not in known.ids
    )
    found: dict[str, int] = {}
    notes: list[str] = []
    faults: list[Fault] = []
    for part in parts:
        option, note = _option(part, known, by_wording.get(part), numbered=numbered)
        if option is None:
            faults.append(_unmatched(part, known, export, note))
        elif option in found:
            told = f"'{export.names[found[option]]}' and '{export.names[part.heading.index]}'"
            thing = f"column of '{item.id}.{option}'"
            faults.append(Fault(f"{export.path}, header", thing, "stand once", told))
        else:
            found[option] = part.heading.index
            notes += [f"'{export.names[part.heading.index]}' ({note})"] if note else []
    if notes:
        notes = [
            f"'{item.id}': options that are worded otherwise were told by the number at the end of the column's "
            f"name: {', '.join(notes)}"
        ]
    return found, notes, faults


def _option(part: Part, known: _Known, told: str | None, *, numbered: bool) -> tuple[str | None, str]:
    """The option of a column and what is to be noted of it, or None and what is in doubt."""
    named = part.option or known.ids.get(folded(part.end))
    if named:
        if told and told != named and not part.option:
            return None, f"the name says '{named}', the wording '{told}'"
        return named, ""
    if told:
        return told, ""
    number = known.numbers.get(whole(part.end))
    if number is None or not part.wording:
        return number, ""
    near = known.near(part.wording)
    score = next(score for score, option in near if option == number)
    if not numbered:
        return None, "numbers of other columns are not those of their options"
    if score < _ALIKE or near[0][0] > score:
        return None, f"its number says '{number}'"
    return number, f"'{number}'"


def _unmatched(part: Part, known: _Known, export: Export, doubt: str) -> Fault:
    """The fault of an option column that fits no option, with the options that are near."""
    name = export.names[part.heading.index]
    text = export.texts[part.heading.index]
    labels = {option.id: option.label for option in known.item.options}
    wording = part.wording or part.end
    near = [option for score, option in known.near(wording) if score >= _ALIKE][:3]
    like = f"near to it: {', '.join(f'{option} ({labels[option]})' for option in near)}; " if near else ""
    first = near[0] if near else known.item.options[0].id
    return Fault(
        f"{export.path}, header",
        f"option column '{name}' of '{known.item.id}'",
        f"be one of the options {listed(list(labels), 'or', 20)}",
        (f"the wording '{text}'" if text else f"'{part.end or wording}' at its end")
        + (f" ({doubt})" if doubt else ""),
        f"{like}say which it is under 'columns' (for instance {known.item.id}.{first}: {name}), add its wording to "
        "the option's aliases, or list the column under 'ignore' if it is no option",
    )
