"""Ratings from filled forms: a workbook for each rater and review, as `cs_research.writers.rubric` makes it.

A row is known by the id of its cell and not by its place. Cells that were left blank are ratings without a
colour; everything in a file that is not among its ratings is told in a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from cs_research.definitions.rubric import Rubric
from cs_research.definitions.wording import name_key
from cs_research.errors import Fault, ReadError
from cs_research.readers.rating_sheets import Filled, filled
from cs_research.readers.told import few
from cs_research.records.rating_form import PLACE, RATER
from cs_research.records.ratings import Rating, Ratings

__all__ = ["read_ratings"]


def read_ratings(paths: Sequence[Path], rubric: Rubric) -> Ratings:
    """The ratings of all files.

    A rater has one file for each place and date. A second one is passed over where its colours are the same;
    where they differ, the two contradict each other.

    Raises
    ------
    ReadError
        All faults of all files: what is no form of this rubric, sheets, columns or ids that lack or are unknown,
        descriptions that are not those of their row's cell, unknown colours, a rater, date or place that lacks,
        and contradictions.
    """
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
    """The forms with each rater and place spelt as in the first file that names it."""
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
    """The forms, of each rater, date and place one."""
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
            yield Fault(
                new.where, thing, rule, _colour(new), "keep one file, or correct its rater, date or place"
            )


def _passed_over(first: Filled, second: Filled) -> str:
    """That a file says again what another says; with where its texts differ, since they are not kept."""
    cells = [
        new.cell
        for old, new in zip(first.ratings, second.ratings, strict=True)
        if (old.evidence, old.comment) != (new.evidence, new.comment)
    ]
    told = f"; its evidence and comments on {few(cells, 8)} differ and are not kept" if cells else ""
    return f"{second.path}: passed over, since it rates as {first.path} does{told}"


def _colour(rating: Rating) -> str:
    return f"'{rating.colour}'" if rating.colour else "blank"
