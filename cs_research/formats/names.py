"""Ids for names that other programs leave free."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

#: A pattern for the id of an item, a scale, an option, a group or a definition.
NAME = r"[a-z0-9][a-z0-9_-]*"


def is_name(text: str) -> bool:
    """Return whether a text can be used as an id."""
    return re.fullmatch(NAME, text) is not None


def slug(text: str, fallback: str = "x") -> str:
    """Return a name of lower-case letters, digits and underscores that is close to the text."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:40].strip("_") or fallback


class Names:
    """Unique names; a number is added to a name that is taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._times: Counter[str] = Counter()

    def fresh(self, name: str) -> str:
        """Return the name if it is free, else with the first number that makes it unique."""
        fresh = name
        while fresh in self._taken:
            self._times[name] += 1
            fresh = f"{name}_{self._times[name] + 1}"
        self._taken.add(fresh)
        return fresh


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names, with a number added to each duplicate."""
    given = Names()
    return [given.fresh(name) for name in names]
