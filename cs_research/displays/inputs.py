"""Check the arguments of figures and tables before anything is drawn or written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from itertools import product
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from cs_research._arguments import Rows, table_faults, type_faults
from cs_research.errors import Fault, PublishError, found_of, join_names

__all__ = ["LabelsFor", "Rows", "check_inputs"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class LabelsFor:
    """A mapping that must have a label for every value of some columns of some tables.

    Tables and columns are separated by spaces. A cell may contain several ids (a tuple). ``but`` is a value that
    needs no label.
    """

    table: str
    column: str
    but: str = ""


def check_inputs(**arguments: Rows | LabelsFor | type) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Check arguments of a function: the rows of a table, labels for ids, or a type.

    The function then raises a `PublishError` that names every invalid argument: one that is not a table, missing
    columns, a table without rows or without numbers, an id without a label.
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
            faults += type_faults(function, given, place, skip=arguments)
            if faults:
                raise PublishError(faults)
            return function(*args, **kwargs)

        return call

    return checked


def _faults(place: str, name: str, need: Rows | LabelsFor | type, given: Mapping[str, Any]) -> Iterator[Fault]:
    value = given[name]
    if isinstance(need, Rows):
        yield from table_faults(place, name, need, value)
    elif isinstance(need, LabelsFor):
        yield from _label_faults(place, name, need, given)
    elif not isinstance(value, need):
        yield Fault(place, name, f"be a{'n' if need.__name__[0] in 'AEIOU' else ''} {need.__name__}", found_of(value))


def _label_faults(place: str, name: str, need: LabelsFor, given: Mapping[str, Any]) -> Iterator[Fault]:
    labels = given[name]
    if not isinstance(labels, Mapping):
        yield Fault(place, name, "be a mapping of ids to labels", found_of(labels))
        return
    for source, column in product(need.table.split(), need.column.split()):
        table = given.get(source)
        if not isinstance(table, pd.DataFrame) or column not in table.columns:
            continue
        ids = dict.fromkeys(table[column].explode().dropna())
        if missing := [str(it) for it in ids if it not in labels and it != need.but]:
            rule = f"have a label for every '{column}' of {source}"
            yield Fault(place, name, rule, f"none for {join_names(missing)}")
