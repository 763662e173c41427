"""Variables of an SPSS file, as their labels describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Value", "Variable", "text_of", "variable_of"]

Value = float | str


@dataclass(frozen=True)
class Variable:
    """A variable as the file describes it. ``values`` are in order, those that count as missing last."""

    name: str
    label: str
    values: tuple[tuple[Value, str], ...]
    missing: tuple[tuple[Value, Value], ...]
    measure: str
    kind: str
    format: str

    def lacks(self, value: Value) -> bool:
        """Whether a value counts as missing."""
        return any(_between(value, low, high) for low, high in self.missing)


def variable_of(entry: Mapping[str, Any]) -> Variable:
    """The variable that an entry of `cs_research.readers.instruments.spss_labels` describes."""
    missing = tuple((low, high) for low, high in entry["missing"])
    values = sorted(
        ((value, label) for value, label in entry["values"]),
        key=lambda pair: (
            any(_between(pair[0], *part) for part in missing),
            isinstance(pair[0], str),
            pair[0],
        ),
    )
    return Variable(
        entry["name"],
        entry["label"],
        tuple(values),
        missing,
        entry["measure"],
        entry["kind"],
        entry["format"],
    )


def _between(value: Value, low: Value, high: Value) -> bool:
    """Whether a value is within a range; text and numbers are never in each other's."""
    if isinstance(value, str) or isinstance(low, str) or isinstance(high, str):
        return isinstance(value, str) and value in (low, high)
    return low <= value <= high


def text_of(value: Value) -> str:
    """A value as exports write it: ``4`` for 4.0."""
    if isinstance(value, str):
        return value.strip()
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else str(value)
