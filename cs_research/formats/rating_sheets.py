"""Ratings from completed forms: a workbook for each rater and review."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cs_research._arguments import accepts
from cs_research.definitions import RubricLike, rubric_of
from cs_research.definitions.categories import CANNOT
from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.rubric import COLOURS, Cell, Rubric
from cs_research.definitions.wording import name_key, normalise_text
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.files.workbook import Sheet, sheets_of
from cs_research.formats.unsupported import first_names, quote_names
from cs_research.records.ratings import (
    ABOUT,
    ABOUT_HEADINGS,
    ANSWERS,
    COLUMNS,
    DATE,
    FIELDS,
    PLACE,
    RATER,
    RUBRIC,
    Rating,
    Ratings,
    about,
    cell_id,
    cell_ids,
    plain,
    sheet_name,
)

#: The content of a row: colour, evidence, comment, and its number.
Answer = tuple[str, str, str, int]

_NEEDED = COLUMNS[2:]
_DESCRIBED = dict(zip(COLOURS, COLUMNS[2:5], strict=True))
_RATING, _EVIDENCE, _COMMENT, _ID = COLUMNS[5:]
#: How many rows there may be above the one with the headings.
_LOOKED_AT = 10
_SHORT = {colour[0]: colour for colour in COLOURS}
_CANNOT = ("can not be told", "cannot tell", "can not tell", "can't be told", "can't tell")
_NEAR = {"yellow": "amber", "orange": "amber"}
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})[ ,-]+(\d{4})")
_IN_NUMBERS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ t]\d{2}:\d{2}.*)?")


@dataclass(frozen=True)
class Filled:
    """A completed form, and a note on everything in it that is not among its ratings."""

    path: Path
    rater: str
    day: date
    place: str
    ratings: tuple[Rating, ...]
    notes: tuple[str, ...]


@accepts(ReadError)
def filled(path: Path, rubric: RubricLike) -> Filled:
    """Return the form in a file; raise a `ReadError` with all its faults."""
    rubric = rubric_of(rubric, "filled", ReadError)
    form = _Form(path, rubric, {normalise_text(sheet.name): sheet for sheet in sheets_of(path)[0]})
    fields = form.fields()
    given: dict[str, Answer] = {}
    for domain in DOMAINS if form.matches else ():
        given.update(form.rows(domain))
    if form.faults:
        raise ReadError(form.faults)
    form.not_read()
    rater, day, place = fields[RATER], form.day, fields[PLACE]
    ratings = []
    for key in cell_ids(rubric):
        colour, evidence, comment, row = given.get(key, ("", "", "", 0))
        domain, level, stage = key.split("/")
        ratings.append(Rating(domain, level, stage, colour, rater, day, place, evidence, comment, str(path), row))
    if unlisted := [rating.cell for rating in ratings if not rating.row]:
        form.notes.append(f"{path}: no row for {first_names(unlisted, 8)}; taken as left blank")
    return Filled(path, rater, day, place, tuple(ratings), tuple(form.notes))


class _Form:
    """A workbook while it is read; faults and notes accumulate."""

    def __init__(self, path: Path, rubric: Rubric, sheets: Mapping[str, Sheet]) -> None:
        self.path, self.rubric, self.sheets = path, rubric, sheets
        self.cells = {cell_id(cell.domain, cell.level, cell.stage): cell for cell in rubric.cells}
        self.spelt = _spellings(rubric)
        self.matches, self.day = True, date.min
        self.seen: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.notes: list[str] = []

    def fields(self) -> dict[str, str]:
        """Return the fields of the first sheet: the rubric, the rater, the date and the place."""
        sheet = self._sheet(ABOUT)
        if sheet is None:
            return {}
        names = {normalise_text(name): name for name in (RUBRIC, *FIELDS)}
        printed = {normalise_text(text) for row in [ABOUT_HEADINGS, *about(self.rubric)] for text in row}
        values: dict[str, str] = {}
        for index, cells in enumerate(sheet.rows):
            name = names.get(normalise_text(cells[0]), "")
            if name in values:
                self._fault(sheet.place(index), f"'{name}'", "appear once", "another")
            elif name:
                values[name] = " ".join(cells[1].split()) if len(cells) > 1 else ""
                self._check_field(sheet.place(index), name, values[name])
            loose = [cell for cell in cells[2 if name else 0 :] if cell and normalise_text(cell) not in printed]
            if loose:
                self.notes.append(f"{sheet.place(index)}: not read: {quote_names(loose)}")
        for name in names.values():
            if name not in values:
                self._fault(f"{self.path}, sheet {sheet.name}", f"'{name}'", "have a row", "none")
        return values

    def _check_field(self, place: str, name: str, value: str) -> None:
        if name == RUBRIC:
            self.matches = normalise_text(value) == normalise_text(plain(self.rubric.key))
            if not self.matches:
                hint = "read the file with the rubric that it was made from"
                self._fault(place, "rubric", f"be '{self.rubric.key}'", _found(value), hint)
        elif not value:
            self._fault(place, f"'{name}'", "be filled in", "nothing", FIELDS[name])
        elif name == DATE:
            day = _day(value)
            if day is None:
                hint = "write it as 2026-03-01 or 1 March 2026, since 01/03/2026 could be two days"
                self._fault(place, "date", "be a day from 2000 to 2099", _found(value), hint)
            self.day = day or self.day

    def not_read(self) -> None:
        """Note the sheets that are not of the form."""
        known = {normalise_text(name) for name in (ABOUT, *map(sheet_name, DOMAINS))}
        loose = [sheet.name for key, sheet in self.sheets.items() if key not in known and sheet.rows]
        if loose:
            self.notes.append(f"{self.path}: sheets that are not read: {quote_names(loose)}")

    def rows(self, domain: str) -> dict[str, Answer]:
        """Return the answers for each cell on the sheet of a domain: colour, evidence, comment and row."""
        sheet = self._sheet(sheet_name(domain))
        if sheet is None:
            return {}
        head, columns = self._columns(sheet)
        if set(_NEEDED) - set(columns):
            return {}
        found: dict[str, Answer] = {}
        for index, cells in enumerate(sheet.rows[head + 1 :], start=head + 1):
            row = {name: cells[place] for name, place in columns.items() if name in _NEEDED}
            cell = self._cell(sheet, index, cells, row)
            if cell is not None:
                key = cell_id(cell.domain, cell.level, cell.stage)
                if cell.domain != domain:
                    self.notes.append(f"{sheet.place(index)}: '{key}' is on the sheet of another domain")
                self._check_described(sheet.place(index), key, row)
                colour = self._colour(sheet.place(index), row[_RATING])
                found[key] = (colour, row[_EVIDENCE], row[_COMMENT], index + 1)
        return found

    def _columns(self, sheet: Sheet) -> tuple[int, dict[str, int]]:
        """Return the row of the headings and the index of each known column."""
        wanted = {normalise_text(name): name for name in COLUMNS}
        head, best = 0, -1
        for index, cells in enumerate(sheet.rows[:_LOOKED_AT]):
            known = len({normalise_text(cell) for cell in cells} & set(wanted))
            if known > best:
                head, best = index, known
        columns: dict[str, int] = {}
        for place, cell in enumerate(sheet.rows[head] if sheet.rows else ()):
            name = wanted.get(normalise_text(cell), "")
            if name in columns:
                self._fault(sheet.place(head), f"column '{name}'", "appear once", "another")
            elif name:
                columns[name] = place
            elif any(row[place] for row in sheet.rows[head:]):
                self.notes.append(f"{sheet.place(head)}: column {place + 1}, '{cell}', is not read")
        for name in _NEEDED:
            if name not in columns:
                self._fault(f"{self.path}, sheet {sheet.name}", "sheet", f"have a column '{name}'", "none")
        above = [cell for row in sheet.rows[:head] for cell in row if cell]
        if above:
            self.notes.append(f"{sheet.place(head)}: the rows above are not read: {quote_names(above)}")
        return head, columns

    def _cell(self, sheet: Sheet, index: int, cells: tuple[str, ...], row: Mapping[str, str]) -> Cell | None:
        """Return the cell of a row by its id; None if the row has none, or another row has it too."""
        key, place = normalise_text(row[_ID]), sheet.place(index)
        if not key:
            if any(row.values()):
                self._fault(place, "cell id", "be given", "nothing", "copy it from a fresh form")
            elif any(cells):
                self.notes.append(f"{place}: not read: {quote_names([cell for cell in cells if cell])}")
            return None
        if key not in self.cells:
            rule = f"be one of {self.rubric.key}"
            self._fault(place, "cell id", rule, _found(row[_ID]), closest(key, self.cells))
            return None
        first = self.seen.setdefault(key, place)
        if first != place:
            self._fault(place, "cell id", f"appear once, as at {first}", f"'{key}' again")
            return None
        return self.cells[key]

    def _check_described(self, place: str, key: str, row: Mapping[str, str]) -> None:
        """Require that the descriptions are those of the cell, so that it is clear what was rated."""
        given = {colour: normalise_text(row[name]) for colour, name in _DESCRIBED.items()}
        if given == _described(self.cells[key]):
            return
        other = next((name for name, cell in self.cells.items() if _described(cell) == given), "")
        changed = [_DESCRIBED[colour] for colour, text in _described(self.cells[key]).items() if given[colour] != text]
        found = f"those of '{other}'" if other else f"another text under {', '.join(changed)}"
        hint = "rows may have shifted: fill in a fresh form, and change nothing but ratings, evidence and comments"
        self._fault(place, "descriptions", f"be those of '{key}'", found, hint)

    def _colour(self, place: str, text: str) -> str:
        plain_text = normalise_text(text)
        if not plain_text or plain_text in self.spelt:
            return self.spelt.get(plain_text, "")
        hint = closest(_NEAR.get(plain_text, plain_text), ANSWERS)
        self._fault(place, "rating", f"be {join_names(ANSWERS)}", _found(text), hint)
        return ""

    def _sheet(self, name: str) -> Sheet | None:
        if normalise_text(name) in self.sheets:
            return self.sheets[normalise_text(name)]
        found = ", ".join(sheet.name for sheet in self.sheets.values())
        self._fault(str(self.path), "workbook", f"have a sheet '{name}'", found)
        return None

    def _fault(self, place: str, thing: str, rule: str, found: str, hint: str = "") -> None:
        self.faults.append(Fault(place, thing, rule, found, hint))


def _spellings(rubric: Rubric) -> dict[str, str]:
    """Return each way to write an answer, and the answer."""
    labels = {normalise_text(colour.label): colour.id for colour in rubric.colours}
    return {**labels, **{word: word for word in ANSWERS}, **_SHORT, **dict.fromkeys(_CANNOT, CANNOT)}


def _described(cell: Cell) -> dict[str, str]:
    return {colour: normalise_text(plain(getattr(cell, colour))) for colour in COLOURS}


def _day(text: str) -> date | None:
    """Return the day that a text names unambiguously; None otherwise."""
    plain_text = text.strip().lower()
    words, numbers = _IN_WORDS.fullmatch(plain_text), _IN_NUMBERS.fullmatch(plain_text)
    if words:
        month = next((number for number, name in enumerate(_MONTHS, start=1) if name.startswith(words[2])), 0)
        plain_text = f"{words[3]}-{month:02}-{int(words[1]):02}"
    elif numbers:
        plain_text = numbers[1]
    try:
        day = date.fromisoformat(plain_text) if words or numbers else None
    except ValueError:
        return None
    return day if day and 2000 <= day.year < 2100 else None


def _found(text: str) -> str:
    return f"'{text[:60]}'" if text else "nothing"


@accepts(ReadError)
def read_ratings(paths: Sequence[Path], rubric: RubricLike) -> Ratings:
    """Return the ratings of all files.

    A rater has one file for each place and date. A second one is passed over if its colours are the same;
    if they differ, the two contradict each other.

    Raises
    ------
    ReadError
        All faults of all files: other files than forms of this rubric, sheets, columns or ids that are missing or
        unknown, descriptions that are not those of their row's cell, unknown colours, a missing rater, date or place,
        and contradictions.
    """
    rubric = rubric_of(rubric, "read_ratings", ReadError)
    if not paths:
        raise ReadError(Fault("ratings", "files", "be named", "none"))
    faults: list[Fault] = []
    forms: list[Filled] = []
    for path in paths:
        try:
            forms.append(filled(path, rubric))
        except ReadError as error:
            faults += error.faults
    notes = [note for form in forms for note in form.notes]
    forms = _spelt_alike(forms, notes)
    kept = _once(forms, notes, faults)
    if faults:
        raise ReadError(faults)
    return Ratings(rubric, tuple(rating for form in kept for rating in form.ratings), tuple(notes))


def _spelt_alike(forms: Sequence[Filled], notes: list[str]) -> list[Filled]:
    """Return the forms with each rater and place spelt as in the first file that names it."""
    first: dict[tuple[str, str], str] = {}
    alike = []
    for form in forms:
        rater = first.setdefault((RATER, name_key(form.rater)), form.rater)
        place = first.setdefault((PLACE, name_key(form.place)), form.place)
        for name, given, taken in ((RATER, form.rater, rater), (PLACE, form.place, place)):
            if given != taken:
                notes.append(f"{form.path}: {name} '{given}' is taken for '{taken}'")
        ratings = tuple(replace(rating, rater=rater, place=place) for rating in form.ratings)
        alike.append(replace(form, rater=rater, place=place, ratings=ratings))
    return alike


def _once(forms: Sequence[Filled], notes: list[str], faults: list[Fault]) -> list[Filled]:
    """Return the forms, one for each rater, date and place."""
    first: dict[tuple[str, date, str], Filled] = {}
    for form in forms:
        other = first.setdefault((form.rater, form.day, form.place), form)
        if other is not form:
            contradictions = list(_contradictions(other, form))
            faults += contradictions
            if not contradictions:
                notes.append(_passed_over(other, form))
    return list(first.values())


def _contradictions(first: Filled, second: Filled) -> Iterator[Fault]:
    for old, new in zip(first.ratings, second.ratings, strict=True):
        if old.colour != new.colour:
            thing = f"rating of {new.cell} by '{new.rater}' on {new.date} of '{new.place}'"
            rule = f"be {_colour(old)}, as at {old.where}"
            yield Fault(new.where, thing, rule, _colour(new), "keep one file, or correct its rater, date or place")


def _passed_over(first: Filled, second: Filled) -> str:
    """Return a note that a file repeats another, and where its texts differ, since they are not kept."""
    cells = [
        new.cell
        for old, new in zip(first.ratings, second.ratings, strict=True)
        if (old.evidence, old.comment) != (new.evidence, new.comment)
    ]
    difference = f"; its evidence and comments on {first_names(cells, 8)} differ and are not kept" if cells else ""
    return f"{second.path}: passed over, since it rates as {first.path} does{difference}"


def _colour(rating: Rating) -> str:
    return f"'{rating.colour}'" if rating.colour else "blank"
