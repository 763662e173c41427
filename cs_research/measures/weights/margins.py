"""Margins of a register: the share of services in each category, and the category of each respondent."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, closest, join_names

#: Totals that differ by less are taken for one: shares are often written as fractions of a count.
_NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class Margin:
    """One margin and the respondents in it.

    ``categories`` are those of the register, then those that only respondents have; ``count`` is what the
    register gives them, 0 for the latter; ``codes`` is the place of each respondent's category, −1 if it is
    missing.
    """

    name: str
    categories: tuple[Hashable, ...]
    count: np.ndarray
    codes: np.ndarray

    @property
    def share(self) -> np.ndarray:
        """Return the register's share of each category."""
        result: np.ndarray = self.count / self.count.sum()
        return result

    @property
    def n(self) -> np.ndarray:
        """Return the respondents in each category."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.categories))

    def shown(self, place: int | np.integer) -> str:
        """Return a category for a message; a cell of several columns shows its values side by side."""
        category = self.categories[place]
        return " / ".join(map(str, category)) if isinstance(category, tuple) else str(category)


@accepts(MeasureError)
def column_faults(place: str, frame: pd.DataFrame, names: Sequence[str], what: str) -> list[Fault]:
    """Return a fault for each name that is not a column."""
    known = [str(name) for name in frame.columns]
    return [
        Fault(place, what, "be a column of the frame", f"'{name}'", closest(str(name), known))
        for name in names
        if name not in frame.columns
    ]


@accepts(MeasureError)
def counts_of(place: str, margins: Mapping[str, Any]) -> dict[str, pd.Series]:
    """Return the count or share of each category, by margin, after checking numbers and totals."""
    if not margins:
        raise MeasureError(Fault(place, "margins", "be given", "none"))
    counts = {name: _series(margin) for name, margin in margins.items()}
    faults = [fault for name, count in counts.items() for fault in _number_faults(place, f"margin '{name}'", count)]
    if faults:
        raise MeasureError(faults)
    totals = {name: float(count.sum()) for name, count in counts.items()}
    rule = "hold counts, or shares that add to 1"
    for name, total in totals.items():
        if abs(total - 1) > _NEAR and counts[name].max() <= 1 and (counts[name] % 1 > 0).any():
            faults.append(Fault(place, f"margin '{name}'", rule, f"a total of {total:.12g}"))
    if faults:
        raise MeasureError(faults)
    count_totals = {name: total for name, total in totals.items() if abs(total - 1) > _NEAR}
    if count_totals and max(count_totals.values()) - min(count_totals.values()) > _NEAR * max(count_totals.values()):
        found = " and ".join(f"{total:.12g} for '{name}'" for name, total in count_totals.items())
        hint = "take them from one register, or give shares that add to 1"
        raise MeasureError(Fault(place, "totals of the margins", "agree", found, hint))
    return counts


@accepts(MeasureError)
def counts_by_cell(place: str, register: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Count services in each cell of a register with one row per service, or with counts in ``n``."""
    faults = column_faults(place, register, columns, "column")
    if faults:
        raise MeasureError(faults)
    codes, found = _factors(register, columns)
    if (codes < 0).any():
        lacking = f"{int((codes < 0).sum())} of {len(register)} rows without"
        raise MeasureError(Fault(place, join_names(columns, "and"), "be known of every row", lacking))
    n = pd.Series(1, index=register.index)
    if "n" in register.columns and "n" not in columns:
        n = register["n"]
    faults = _number_faults(place, "column 'n'", n.reset_index(drop=True))
    if faults:
        raise MeasureError(faults)
    sums = np.bincount(codes, n.to_numpy(dtype=float), minlength=len(found))
    return pd.Series(sums, index=pd.Index(found, dtype=object, tupleize_cols=False))


def _series(margin: Any) -> pd.Series:
    pairs = margin.items() if hasattr(margin, "items") else []
    names, values = [], []
    for name, value in pairs:
        names.append(name)
        values.append(value)
    return pd.Series(values, index=pd.Index(names, dtype=object, tupleize_cols=False), dtype=object)


def _number_faults(place: str, thing: str, count: pd.Series) -> list[Fault]:
    numbers = pd.to_numeric(count, errors="coerce").to_numpy(dtype=float)
    odd = ~(np.isfinite(numbers) & (numbers >= 0))
    if odd.any():
        hint = "give counts by category, such as register['region'].value_counts()"
        return [Fault(place, thing, "hold numbers of 0 or more", f"'{count[odd].iloc[0]}'", hint)]
    if count.index.has_duplicates:
        found = f"'{count.index[count.index.duplicated()][0]}' again"
        return [Fault(place, thing, "hold each category once", found)]
    if count.index.hasnans:
        return [Fault(place, thing, "name every category", "a count without one")]
    if not numbers.sum() > 0:
        return [Fault(place, thing, "hold a number above 0", f"a total of {numbers.sum():g}")]
    return []


@accepts(MeasureError)
def margin_of(name: str, frame: pd.DataFrame, columns: Sequence[str], count: pd.Series) -> Margin:
    """Return the category of each respondent in a margin of one column, or of the cells of several."""
    codes, found = _factors(frame, columns)
    place = {category: at for at, category in enumerate(count.index)}
    for category in found:
        place.setdefault(category, len(place))
    moved = np.array([*(place[category] for category in found), -1], dtype=np.int64)
    numbers = np.zeros(len(place))
    numbers[: len(count)] = count.to_numpy(dtype=float)
    return Margin(name, tuple(place), numbers, moved[codes])


def _factors(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[np.ndarray, list[Hashable]]:
    """Return a code for each respondent, −1 if a column is missing, and the category of each code."""
    if len(columns) == 1:
        codes, found = pd.factorize(frame[columns[0]])
        return codes, list(found)
    parts = [pd.factorize(frame[name]) for name in columns]
    known = np.all([codes >= 0 for codes, _ in parts], axis=0)
    kinds, first = group_alike([codes[known] for codes, _ in parts])
    codes = np.full(len(frame), -1, dtype=np.int64)
    codes[known] = kinds
    rows = frame.loc[:, list(columns)].iloc[np.flatnonzero(known)[first]]
    return codes, list(rows.itertuples(index=False, name=None))


@accepts(MeasureError)
def group_alike(columns: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Group respondents with equal codes in every column; return each one's kind and the first of each kind."""
    kinds = np.zeros(len(columns[0]), dtype=np.int64)
    first = kinds[:0]
    for codes in columns:
        width = codes.max(initial=0) + 1
        _, first, kinds = np.unique(kinds * width + codes, return_index=True, return_inverse=True)
    return kinds, first


@accepts(MeasureError)
def empty_categories(place: str, thing: str, margin: Margin) -> list[Fault]:
    """Return a fault that names all categories of the register without respondents."""
    empty = np.flatnonzero((margin.count > 0) & (margin.n == 0))
    if not len(empty):
        return []
    total = margin.count.sum()
    found = ", ".join(f"'{margin.shown(at)}' ({margin.count[at]:.12g} of {total:.12g})" for at in empty)
    hint = "merge each with one that is like it, in the frame and in the register"
    return [Fault(place, thing, "have a respondent each", f"none in {found}", hint)]


@accepts(MeasureError)
def unmatched_categories(place: str, thing: str, margin: Margin) -> list[Fault]:
    """Return a fault that names all categories with respondents that the register does not have."""
    n = margin.n
    strange = np.flatnonzero((margin.count == 0) & (n > 0))
    if not len(strange):
        return []
    known = [margin.shown(at) for at in np.flatnonzero(margin.count > 0)]
    found = ", ".join(f"'{margin.shown(at)}' ({n[at]} of {n.sum()} respondents)" for at in strange)
    return [Fault(place, thing, "be in the register", found, closest(margin.shown(strange[0]), known))]


@accepts(MeasureError)
def missing_categories(place: str, thing: str, margin: Margin, hint: str) -> list[Fault]:
    """Return a fault if respondents have no category."""
    lacking = int((margin.codes < 0).sum())
    if not lacking:
        return []
    found = f"{lacking} of {len(margin.codes)} without"
    return [Fault(place, thing, "be known of every respondent", found, hint)]
