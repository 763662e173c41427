"""What an extension does to the parts of its base, and why."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Literal

from pydantic import Field

from cs_research._yaml import Entry, Id, Words

__all__ = ["ENDS", "Change", "CodeChange", "ItemChange"]

#: The changes after which a part is no longer in use, in the words that are said of it then.
ENDS = {"split": "split", "merge": "merged", "retire": "retired"}


class Change(Entry):
    """One change. ``into`` are the new parts that take over, in a split or a merge.

    ``add`` new parts; ``split`` one ``into`` several; ``merge`` several ``into`` one; ``retire`` parts;
    ``relabel`` or ``narrow`` them. A split, merged or retired part is no longer in use, and stays readable.
    """

    kind: Literal["add", "split", "merge", "retire", "narrow", "relabel"]
    into: tuple[Id, ...] = ()
    reason: Words

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The ids of the parts that are changed."""


class CodeChange(Change):
    """A change to codes of a coding frame."""

    codes: Annotated[tuple[Id, ...], Field(min_length=1)]

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the codes."""
        return self.codes


class ItemChange(Change):
    """A change to items of an instrument, or to options of a choose-all item (``item.option``)."""

    items: Annotated[tuple[Id, ...], Field(min_length=1)]

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the items and options."""
        return self.items
