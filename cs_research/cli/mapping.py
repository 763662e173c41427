"""What ``cs-research map`` does: the columns and answers of a foreign export, as the study file that reads it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cs_research._characters import printable
from cs_research._files import write_text
from cs_research._notebook import count_of
from cs_research.cli.exchange import new_definition
from cs_research.cli.mapping_questions import Decisions, decide
from cs_research.definitions import Instrument, find, load_instrument, load_pairing, shipped_names
from cs_research.formats.surveys.code_labels import with_wordings
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.mapping import (
    Candidate,
    Columns,
    OpenItem,
    OptionColumn,
    UnknownAnswer,
    has_own_name,
    map_answers,
    map_columns,
)
from cs_research.formats.surveys.recognition import platform_of
from cs_research.formats.surveys.table import read_table

#: What a line starts with that is one of several choices.
CHOICE = "# ? "
_CHOICES = " (lines with '# ?')"
_SIZE = "{size} services in all, as {key} says; give your own number of services if it is another"

#: How alike an item and a column are, from 0 to 100, for its wordings to be listed before it is chosen.
_LIKELY = 65
_HEAD = (
    "# What is certain is filled in. Lines that start with '# ?' are choices, with their likeness from 0 to 100:",
    "# take '# ? ' away from the one that is right, and from the line above it that ends in a colon. A question that",
    "# was not asked needs no line. Behind each column are answers from the file: take them out before you share it.",
)


@dataclass(frozen=True)
class _Asked:
    """What was asked for: the export and how it is read, the instrument by its name, and the new file."""

    path: Path
    instrument: str
    to: Path
    wave: str = ""
    platform: str = "auto"
    encoding: str | None = None
    sheet: str | None = None
    definition: Path | None = None


def map_export(  # noqa: PLR0913 - one parameter for each option of the command
    path: Path,
    instrument: str,
    to: Path,
    *,
    ask: bool,
    wave: str = "",
    platform: str = "auto",
    encoding: str | None = None,
    sheet: str | None = None,
    definition: Path | None = None,
) -> str:
    """Write a study that reads an export; what was filled in and what is left to choose.

    With ``ask`` each choice is a question at the terminal; without it the choices are comments of the file.
    """
    new_definition(to)
    asked = _Asked(path, instrument, to, wave, platform, encoding, sheet, definition)
    known = load_instrument(find(instrument, place="--instrument"))
    cells = read_table(path, encoding, sheet)
    export = platform_of(cells, platform).parse(cells, ())
    if definition is not None:
        export = with_wordings(definition, export, answers=True)
    columns = map_columns(export, known)
    made = decide(export, known, columns) if ask else Decisions()
    listed = _listed(export, columns) | {key: each.name for key, each in made.columns.items()}
    unknown = [
        each
        for each in map_answers(export, known, _nearest(columns, made) | listed, made.ignore)
        if each.wording not in made.answers.get(each.item.id, {})
    ]
    study = _Study(asked, export, known, columns, made, unknown)
    write_text(to, study.text())
    return study.summary()


def _listed(export: Export, columns: Columns) -> dict[str, str]:
    """The columns that are certain and that their name alone leads to."""
    return {key: each.name for key, each in columns.found.items() if has_own_name(export, each)}


def _nearest(columns: Columns, made: Decisions) -> dict[str, str]:
    """The nearest column of each item that is open: its wordings are among the choices that the file lists."""
    taken = {each.name for each in made.columns.values()}
    near: dict[str, str] = {}
    for each in columns.open:
        first = each.columns[0] if each.columns and each.item.id not in made.without else None
        if first and first.score >= _LIKELY and first.name not in taken:
            near[each.item.id] = first.name
            taken.add(first.name)
    return near


@dataclass
class _Study:
    """The text of the study, and the count of what is in it."""

    asked: _Asked
    export: Export
    instrument: Instrument
    columns: Columns
    made: Decisions
    unknown: list[UnknownAnswer]
    left: int = field(default=0)

    def text(self) -> str:
        """Return the text of the file."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        file = comment_text(self.asked.path.name)
        yield f"# Written by cs-research map from {file} ({self.export.platform}, {self.export.rows} rows)."
        yield from _HEAD
        yield "type: study"
        yield "id: our-study"
        yield "title: Our study  # the title of your reports"
        yield from self._definitions()
        if self.instrument.population:
            size = self.instrument.population.size
            yield f"# population: {{size: {size}}}  # {_SIZE.format(size=size, key=self.instrument.key)}"
        yield "survey:"
        yield f"  file: {quoted(_relative(self.asked.path, self.asked.to))}"
        yield from self._reading()
        yield from self._column_lines()
        yield from self._lists()
        yield from self._answer_lines()
        yield from self._unused()

    def _definitions(self) -> Iterator[str]:
        name = self.asked.instrument
        if name.endswith((".yaml", ".yml")):
            name = _relative(Path(name), self.asked.to)
        yield f"instrument: {quoted(name)}"
        for pairing in (each for each in shipped_names() if each.partition("/")[0] == "pairing"):
            known = load_pairing(pairing)
            if known.instrument == self.instrument.key:
                yield from (f"frame: {known.frame}", f"pairing: {pairing}")
                return
        yield "frame: coding-frame/2023"
        yield f"pairing: our-pairing.yaml  # TO BE WRITTEN: no shipped pairing is for {self.instrument.key}"

    def _reading(self) -> Iterator[str]:
        asked = self.asked
        note = "" if asked.wave else "  # the version of the instrument: put the year of your survey here"
        yield f"  wave: {quoted(asked.wave or self.instrument.version)}{note}"
        if asked.platform != "auto":
            yield f"  platform: {asked.platform}"
        if asked.encoding:
            yield f"  encoding: {quoted(asked.encoding)}"
        if asked.sheet:
            yield f"  sheet: {quoted(asked.sheet)}"
        if asked.definition:
            yield f"  definition: {quoted(_relative(asked.definition, asked.to))}"

    def _column_lines(self) -> Iterator[str]:
        lines: list[str] = []
        sure = False
        for item in self.instrument.asked:
            found = {key: each for key, each in self.columns.found.items() if key.partition(".")[0] == item.id}
            decided = {key: each for key, each in self.made.columns.items() if key.partition(".")[0] == item.id}
            open_item = next((each for each in self.columns.open if each.item.id == item.id), None)
            sure = sure or bool(decided) or any(has_own_name(self.export, each) for each in found.values())
            lines.append(f"    # {item.id}: {comment_text(item.text)}")
            lines += [self._found(key, each) for key, each in found.items()]
            lines += [f"    {key}: {quoted(each.name)}  # your choice; {_seen(each)}" for key, each in decided.items()]
            if open_item and not decided and item.id not in self.made.without:
                lines += self._open(open_item)
            loose = [each for each in self.columns.options.get(item.id, ()) if not self._settled(each)]
            lines += self._options(item.id, loose)
        yield "  columns:" if sure else f"  {CHOICE}columns:"
        yield from lines

    def _settled(self, part: OptionColumn) -> bool:
        return part.column.name in {*self.made.ignore, *(each.name for each in self.made.columns.values())}

    def _found(self, key: str, column: Candidate) -> str:
        same = "same name or wording" if column.how == "exact" else "same but for case, spaces and the like"
        if has_own_name(self.export, column):
            return f"    {key}: {quoted(column.name)}  # {same}; {_seen(column)}"
        return f"    # {key}: column {column.index + 1}, found by its wording ({same}); {_seen(column)}"

    def _open(self, item: OpenItem) -> Iterator[str]:
        self.left += 1
        if not item.columns and not item.questions:
            yield f"    {CHOICE}{item.item.id}: …  # no column is near; the rest is listed below"
        for column in item.columns:
            yield self._choice(item.item.id, column)
        for question in item.questions:
            yield f"    # or the columns of '{comment_text(question.text)}' ({question.score:.0f}):"
            yield from self._options(item.item.id, question.columns)

    def _choice(self, key: str, column: Candidate) -> str:
        about = f"{column.score:.0f}{_worded(column)}; {_seen(column)}"
        if not has_own_name(self.export, column):
            about += "; several columns have this name: give each its own in the file"
        return f"    {CHOICE}{key}: {quoted(column.name)}  # {about}"

    def _options(self, item: str, parts: Iterable[OptionColumn]) -> Iterator[str]:
        for part in parts:
            name, shown = quoted(part.column.name), f"{_worded(part.column)}; {_seen(part.column)}"
            self.left += 1
            if not part.options:
                yield f"    # near to no option of {item}: {name}{shown} (list it under 'ignore' if it is none)"
            for point, score in part.options:
                yield f"    {CHOICE}{item}.{point.id}: {name}  # {score:.0f} {comment_text(point.label)}{shown}"

    def _lists(self) -> Iterator[str]:
        if self.made.ignore:
            yield f"  ignore: [{', '.join(map(quoted, self.made.ignore))}]"
        if self.made.without:
            yield f"  without: [{', '.join(self.made.without)}]  # not asked"

    def _answer_lines(self) -> Iterator[str]:
        lines: list[str] = []
        sure = False
        for item in self.instrument.items:
            given = self.made.answers.get(item.id, {})
            open_ones = [each for each in self.unknown if each.item.id == item.id]
            sure = sure or bool(given)
            if given or open_ones:
                lines.append(f"    {'' if given else CHOICE}{item.id}:")
            lines += [f"      {quoted(wording)}: {point}  # your choice" for wording, point in given.items()]
            for each in open_ones:
                lines += self._answer(each)
        if lines:
            yield "  # wordings that the instrument does not have, and the answer that each is; blank for no answer,"
            yield "  # none where one says of a choose-all question that none of its options applies"
            yield "  answers:" if sure else f"  {CHOICE}answers:"
            yield from lines

    def _answer(self, unknown: UnknownAnswer) -> Iterator[str]:
        self.left += 1
        wording = quoted(unknown.wording)
        cells = f"{unknown.count} cell{'' if unknown.count == 1 else 's'}"
        for point, score in unknown.points:
            yield f"      {CHOICE}{wording}: {point.id}  # {score:.0f} {comment_text(point.label)}; {cells}"
        if not unknown.points:
            yield f"      {CHOICE}{wording}: …  # near to none; {cells}"

    def _unused(self) -> Iterator[str]:
        taken = {each.index for each in self.made.columns.values()}
        rest = [each for each in self.columns.unused if each.index not in taken and each.name not in self.made.ignore]
        if rest:
            yield "# Columns that no question has so far:"
            yield from (f"#   {quoted(each.name)}{_worded(each)}; {_seen(each)}" for each in rest)

    def summary(self) -> str:
        """How many items have their column, what is left to choose, and the next command."""
        keys = [*self.columns.found, *self.made.columns]
        items = {key.partition(".")[0] for key in keys}
        to = self.asked.to
        written = f"Written: {to}: {len(items)} of {len(self.instrument.asked)} questions have their column"
        choices = count_of(self.left, "choice") if self.left else "no choice"
        lines = [f"{written}, {choices} left{_CHOICES if self.left else ''}"]
        if self.instrument.population:
            size = self.instrument.population.size
            lines.append(f"Population: {_SIZE.format(size=size, key=self.instrument.key)}")
        if self.left:
            lines.append(f"Settle the choices in {to}")
        report = to.with_name(f"{to.stem}-report") if to.stem != "study" else to.with_name("report")
        return "\n".join([*lines, f"Then: cs-research check {to}", f"Then: cs-research run {to} --to {report}"])


def _relative(path: Path, to: Path) -> str:
    return Path(os.path.relpath(path.resolve(), to.resolve().parent)).as_posix()


def quoted(text: str) -> str:
    """A text as YAML reads it back, on one line."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def comment_text(text: str) -> str:
    """A text on one line, for a comment."""
    return printable(" ".join(text.split()))


def _worded(column: Candidate) -> str:
    return f" '{comment_text(column.wording)}'" if column.wording else ""


def _seen(column: Candidate) -> str:
    return " | ".join(map(comment_text, column.samples)) or "no answers"
