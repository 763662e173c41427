"""The sheets of an XLSForm: rows by heading, one language of the labels, and lists of choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cs_research.definitions.wording import folded
from cs_research.errors import Fault
from cs_research.readers.instruments.draft import Choice
from cs_research.readers.names import is_name

__all__ = ["Lists", "Table", "lists_of", "plain", "table_of"]

#: Other words for a heading; ``value`` stands for ``name`` only where there is none of that name.
_ALIASES = {
    "list name": "list_name", "relevance": "relevant", "bind::relevant": "relevant", "caption": "label",
    "command": "type", "tag": "name", "set_form_title": "form_title", "set_form_id": "form_id",
}  # fmt: skip


def plain(text: str) -> str:
    """Text without the mark that our own forms put after the $ of ``${``, lest it be taken for a reference."""
    return text.replace("$\u2060{", "${")


@dataclass
class Table:
    """A sheet: its rows by heading, each with its number. ``language`` is that of the labels."""

    name: str
    headings: list[str] = field(default_factory=list)
    rows: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    language: str = ""

    @property
    def languages(self) -> list[str]:
        """The languages that labels are in; an empty name where the sheet tells none."""
        return [heading[7:] for heading in self.headings if heading.split("::")[0] == "label"]

    def label(self, row: Mapping[str, str]) -> str:
        """The label of a row as it is written, in the sheet's language, else in the first that has one."""
        told = (row.get(_label(language), "") for language in (self.language, *self.languages))
        return next((text for text in told if text), "")

    def strays(self, row: Mapping[str, str]) -> bool:
        """Whether the label of a row is in another language, for want of one in the sheet's."""
        return not row.get(_label(self.language)) and bool(self.label(row))

    def faults(self, place: str, *needed: str) -> Iterator[Fault]:
        """A fault for each heading that is lacking, or that stands twice."""
        for heading in needed:
            if heading not in self.headings:
                found = ", ".join(f"'{seen}'" for seen in self.headings[:12]) or "none"
                yield Fault(f"{place}, sheet {self.name}", "headings", f"hold '{heading}'", found)
        for heading in sorted({seen for seen in self.headings if self.headings.count(seen) > 1}):
            yield Fault(f"{place}, sheet {self.name}", "headings", "differ", f"'{heading}' twice")

    def left(self, used: Sequence[str], among: Sequence[Mapping[str, str]]) -> Iterator[str]:
        """A line for each column with values in the rows ``among`` that is neither ``used`` nor a label."""
        for heading in self.headings:
            count = sum(bool(row.get(heading)) for row in among)
            if count and heading not in used and heading.split("::")[0] != "label":
                yield f"sheet {self.name}, column '{heading}': {count} value{'' if count == 1 else 's'} left out"
        if len(self.languages) > 1:
            others = ", ".join(f"'{name}'" for name in self.languages if name != self.language)
            yield f"sheet {self.name}: labels are read in '{self.language}'; those in {others} are left out"


def table_of(name: str, rows: Sequence[tuple[str, ...]], default: str = "") -> Table:
    """The rows of a sheet by heading; labels are read in the ``default`` language where they are in it."""
    width = max((len(row) for row in rows), default=0)
    first = [*(rows[0] if rows else ()), *([""] * width)][:width]
    headings = [_heading(text) or f"column {place}" for place, text in enumerate(first, start=1)]
    if "name" not in headings:
        headings = ["name" if heading == "value" else heading for heading in headings]
    told = [
        (number, {heading: cell for heading, cell in zip(headings, row, strict=False) if cell})
        for number, row in enumerate(rows[1:], start=2)
    ]
    table = Table(name, headings, [(number, row) for number, row in told if row])
    table.language = _chosen(table.languages, default)
    return table


def _heading(text: str) -> str:
    """A heading in lower case, its language as it is written: ``label::English (en)``."""
    base, _, language = re.sub(r" ?:{1,2} ?", "::", " ".join(text.split()), count=1).partition("::")
    whole = f"{base.lower()}::{language}" if language else base.lower()
    if whole.lower() in _ALIASES:
        return _ALIASES[whole.lower()]
    return whole.replace("caption::", "label::", 1)


def _label(language: str) -> str:
    return f"label::{language}" if language else "label"


def _chosen(languages: Sequence[str], default: str) -> str:
    """The default language, else the labels without one, else the first."""
    for language in languages:
        if default and folded(language) == folded(default):
            return language
    return "" if "" in languages or not languages else languages[0]


@dataclass
class Lists:
    """The choices of each list, and the value of each by its name in the form."""

    choices: dict[str, list[Choice]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def lists_of(table: Table, *, own: bool) -> Lists:
    """The lists of choices; where the form is our ``own``, names are ids and values stand beside them."""
    lists = Lists()
    rows: dict[str, list[Mapping[str, str]]] = {}
    for number, row in table.rows:
        if row.get("list_name") and row.get("name"):
            rows.setdefault(row["list_name"], []).append(row)
        else:
            lists.notes.append(f"sheet choices, row {number}: has no list or no name and is left out")
    for name, each in rows.items():
        lists.choices[name] = [_choice(table, row, own=own) for row in each]
        pairs = zip(each, lists.choices[name], strict=True)
        lists.values[name] = {row["name"]: choice.value for row, choice in pairs}
    strays = sum(table.strays(row) for _, row in table.rows)
    if strays:
        lists.notes.append(
            f"sheet choices: {strays} labels are read in another language, for want of one in this"
        )
    used = ("list_name", "name", "label", *(("export_value",) if own else ()))
    lists.notes += table.left(used, [row for _, row in table.rows])
    return lists


def _choice(table: Table, row: Mapping[str, str], *, own: bool) -> Choice:
    """A choice; one that was added to our own form has no value beside it, and its name for it."""
    return Choice(
        value=row.get("export_value", row["name"]) if own else row["name"],
        label=plain(table.label(row)),
        id=row["name"] if own and is_name(row["name"]) else "",
    )
