"""What can be said of a column: its type, title, unit and limits."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

__all__ = ["Column", "count", "date", "difference", "flag", "number", "share", "text"]


class Column(NamedTuple):
    """Type of Table Schema, title, description with unit and denominator, and what its values lie between or are."""

    type: str
    title: str
    description: str
    least: float | None = None
    most: float | None = None
    among: tuple[str, ...] = ()


def text(title: str, description: str, among: Collection[str] = ()) -> Column:
    """Words; ``among`` are the only ones there are."""
    return Column("string", title, description, among=tuple(among))


def count(title: str, description: str) -> Column:
    """A whole number from 0."""
    return Column("integer", title, description, least=0)


def share(title: str, description: str) -> Column:
    """A number from 0 to 1."""
    return Column("number", title, description, 0, 1)


def difference(title: str, description: str) -> Column:
    """A number from -1 to 1."""
    return Column("number", title, description, -1, 1)


def number(title: str, description: str, least: float | None = None, most: float | None = None) -> Column:
    """A number between two limits."""
    return Column("number", title, description, least, most)


def flag(title: str, description: str) -> Column:
    """True or False."""
    return Column("boolean", title, description)


def date(title: str, description: str) -> Column:
    """A day, such as 2026-03-01."""
    return Column("date", title, description)
