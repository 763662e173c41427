"""Check the arguments of public functions: types by their annotations, tables by their columns."""

from __future__ import annotations

import inspect
import os
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from numbers import Integral, Real
from pathlib import Path
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from cs_research.errors import Fault, ResearchError, found_of, join_names

#: A number, or anything that numpy converts to an array of numbers; missing values are allowed.
Numbers = Annotated[Any, "numbers"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Rows:
    """A table with these columns, separated by spaces, and at least one row unless it may be ``empty``.

    ``numbers`` are columns with a number in at least one row, ``every`` those with a number in every row.
    """

    columns: str = ""
    numbers: str = ""
    every: str = ""
    empty: bool = False


def accepts(error: type[ResearchError], **tables: Rows) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that checks arguments by their annotations, and tables by their columns.

    Parameters
    ----------
    error
        The error to raise; it names every argument at fault.
    tables
        The columns that a table argument needs, by the name of the argument.
    """

    def checked(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        place = function.__name__

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(*args, **kwargs).arguments
            faults = list(type_faults(function, given, place, skip=tables))
            for name, need in tables.items():
                if name in given and not _may_be_none(function, name, given[name]):
                    faults += table_faults(place, name, need, given[name])
            if faults:
                raise error(faults)
            return function(*args, **kwargs)

        return call

    return checked


def type_faults(
    function: Callable[..., Any], given: Mapping[str, Any], place: str, skip: Collection[str] = ()
) -> Iterator[Fault]:
    """Yield a fault for each argument that is not of its annotated type."""
    hints = _hints(function)
    for name, value in given.items():
        # a level is checked elsewhere, with its limits
        if name in hints and name not in skip and name != "level" and not _fits(value, hints[name]):
            yield Fault(place, name, f"be {_requirement(hints[name])}", found_of(value))


@cache
def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the types of the parameters that take one value; ``*args`` and ``**kwargs`` are not checked."""
    hints = get_type_hints(function, include_extras=True)
    single = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    parameters = inspect.signature(function).parameters.values()
    return {it.name: hints[it.name] for it in parameters if it.kind in single and it.name in hints}


def _may_be_none(function: Callable[..., Any], name: str, value: Any) -> bool:
    return value is None and type(None) in get_args(_hints(function).get(name))


def _fits(value: Any, hint: Any) -> bool:
    """Return whether a value is of an annotated type; types of elements are checked only if annotated."""
    origin = get_origin(hint)
    if hint is Any:
        return True
    if hint == Numbers:
        return _are_numbers(value)
    if origin in (Union, types.UnionType):
        return any(_fits(value, part) for part in get_args(hint))
    if origin is Literal:
        return isinstance(value, str | bool)  # the function's own error lists the choices
    if hint is None or hint is type(None):
        return value is None
    if origin in _COLLECTIONS or hint in _COLLECTIONS:
        if (origin or hint) is Sequence and isinstance(value, Mapping):
            return False
        return _is_collection(value, get_args(hint)[:1])
    kind = origin or hint
    if not isinstance(kind, type):
        return True
    if issubclass(kind, os.PathLike):
        return isinstance(value, str | os.PathLike)
    if kind in _NUMBERS:
        return isinstance(value, _NUMBERS[kind]) and not isinstance(value, bool)
    if kind is bool:
        return isinstance(value, bool | np.bool_ | str)  # `errors.check_flag` lists the choices
    return isinstance(value, kind)


_NUMBERS: dict[type, type] = {int: Integral, float: Real}
_COLLECTIONS: tuple[Any, ...] = (Sequence, Collection, Iterable, list, tuple, set, frozenset)


def _is_collection(value: Any, of: tuple[Any, ...]) -> bool:
    """Return whether a value is a collection of a type; a text is one value, not its letters."""
    if isinstance(value, str | bytes | os.PathLike) or not isinstance(value, Iterable):
        return False
    if not hasattr(value, "__len__") and not isinstance(value, Iterator):
        return False  # a definition iterates over its fields, and is no list
    known = isinstance(value, list | tuple | set | frozenset)
    return not (known and of) or all(_fits(each, of[0]) for each in value)


def _are_numbers(value: Any) -> bool:
    if value is None or isinstance(value, str):
        return False
    try:
        np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return False
    return True


def _requirement(hint: Any) -> str:
    """Return the requirement for an argument of an annotated type, for a message."""
    if hint == Numbers:
        return "a number, or numbers"
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if {str, os.PathLike} & {get_origin(part) or part for part in parts} and (own := _definition_class(parts)):
            return f"{_requirement(own)}, its name or its file"
        words = list(dict.fromkeys(_requirement(part) for part in parts))
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    kind = origin or hint
    if kind in _COLLECTIONS:
        return f"a list of {_plural(parts[0])}" if parts and parts[0] is not Any else "a list"
    if kind in _TYPE_NAMES:
        return _TYPE_NAMES[kind]
    name = getattr(kind, "__name__", str(kind))
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def _definition_class(parts: tuple[Any, ...]) -> Any:
    """Return the definition class among the types of an argument, which may be given by its name."""
    return next((it for it in parts if isinstance(it, type) and it.__module__.startswith("cs_research.")), None)


def _plural(hint: Any) -> str:
    words = _requirement(hint)
    return "text" if hint is str else f"{words.partition(' ')[2]}s" if words.startswith(("a ", "an ")) else words


_TYPE_NAMES: dict[Any, str] = {
    np.ndarray: "an array", str: "text", int: "an integer", float: "a number", bool: "True or False",
    type(None): "None",
    Mapping: "a mapping", dict: "a mapping", os.PathLike: "a path", Path: "a path",
    pd.DataFrame: "a table (pandas.DataFrame)", Literal: "one of its words",
}  # fmt: skip


def table_faults(place: str, name: str, need: Rows, value: object) -> Iterator[Fault]:
    """Yield a fault for the columns, rows or numbers that a table lacks."""
    if not isinstance(value, pd.DataFrame):
        yield Fault(place, name, "be a table (pandas.DataFrame)", found_of(value))
        return
    lacking = [column for column in need.columns.split() if column not in value.columns]
    if lacking:
        found = ", ".join(map(str, value.columns)) or "no columns"
        rule = f"have the column{'' if len(lacking) == 1 else 's'} {join_names(lacking, last='and')}"
        yield Fault(place, name, rule, found, "give the table as the measure named in the documentation made it")
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
