"""What a figure or table is made from, checked before anything is drawn or written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from itertools import product
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from cs_research.errors import Fault, PublishError, listed

__all__ = ["Named", "Rows", "needs"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Rows:
    """A table with these columns, parted by spaces, and at least one row unless it may be ``empty``.

    ``numbers`` are columns that hold a number in some row at least, ``every`` those that do in every row.
    """

    columns: str = ""
    numbers: str = ""
    every: str = ""
    empty: bool = False


@dataclass(frozen=True)
class Named:
    """A mapping that has words for every value of some columns of some tables, parted by spaces.

    A cell may hold several ids (a tuple). ``but`` is a value that needs no words.
    """

    table: str
    column: str
    but: str = ""


def needs(**arguments: Rows | Named | type) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Check arguments of a function by what is said of each: rows of a table, words for ids, or a type.

    The function raises a `PublishError` that names every argument at fault: what is no table, columns that it
    lacks, a table without rows or without numbers, an id without words.
    """

    def checked(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        place = function.__name__.replace("_", " ")

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(*args, **kwargs).arguments
            faults = [
                fault
                for name, need in arguments.items()
                if name in given and not (given[name] is None and signature.parameters[name].default is None)
                for fault in _faults(place, name, need, given)
            ]
            if faults:
                raise PublishError(faults)
            return function(*args, **kwargs)

        return call

    return checked


def _faults(place: str, name: str, need: Rows | Named | type, given: Mapping[str, Any]) -> Iterator[Fault]:
    value = given[name]
    if isinstance(need, Rows):
        yield from _table_faults(place, name, need, value)
    elif isinstance(need, Named):
        yield from _word_faults(place, name, need, given)
    elif not isinstance(value, need):
        yield Fault(place, name, f"be {_a(need.__name__)}", _a(type(value).__name__))


def _table_faults(place: str, name: str, need: Rows, value: object) -> Iterator[Fault]:
    if not isinstance(value, pd.DataFrame):
        yield Fault(place, name, "be a table (pandas.DataFrame)", _a(type(value).__name__))
        return
    lacking = [column for column in need.columns.split() if column not in value.columns]
    if lacking:
        found = ", ".join(map(str, value.columns)) or "no columns"
        rule = f"have the column{'' if len(lacking) == 1 else 's'} {listed(lacking, last='and')}"
        yield Fault(
            place, name, rule, found, "give the table as the measure named in the documentation made it"
        )
    elif value.empty and not need.empty:
        yield Fault(place, name, "have a row", "none", "leave the display out where there is nothing to show")
    else:
        yield from _number_faults(place, name, need, value)


def _number_faults(place: str, name: str, need: Rows, table: pd.DataFrame) -> Iterator[Fault]:
    for column in [*need.numbers.split(), *need.every.split()]:
        numbers = pd.to_numeric(table[column], errors="coerce")
        words = table[column][numbers.isna() & table[column].notna()]
        if len(words):
            yield Fault(place, f"'{column}' of {name}", "be numbers", f"'{words.iloc[0]}'")
        elif len(table) and numbers.isna().all():
            yield Fault(place, f"'{column}' of {name}", "hold a number", "missing values only")
        elif column in need.every.split() and numbers.isna().any():
            rows = ", ".join(str(row + 1) for row in range(len(table)) if pd.isna(numbers.iloc[row]))
            yield Fault(place, f"'{column}' of {name}", "hold a number in every row", f"none in row {rows}")


def _word_faults(place: str, name: str, need: Named, given: Mapping[str, Any]) -> Iterator[Fault]:
    words = given[name]
    if not isinstance(words, Mapping):
        yield Fault(place, name, "be a mapping of ids to words", _a(type(words).__name__))
        return
    for source, column in product(need.table.split(), need.column.split()):
        table = given.get(source)
        if not isinstance(table, pd.DataFrame) or column not in table.columns:
            continue
        ids = dict.fromkeys(table[column].explode().dropna())
        if lacking := [str(it) for it in ids if it not in words and it != need.but]:
            rule = f"have words for every '{column}' of {source}"
            yield Fault(place, name, rule, f"none for {listed(lacking)}")


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOUaeiou' else 'a'} {kind}"
