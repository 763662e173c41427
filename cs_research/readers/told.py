"""What a file has and a definition does not carry, and names within a sentence."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Told", "few", "quoted"]


class Told:
    """Names by what is told of them, in the order that it was first said."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, None]] = {}

    def add(self, what: str, *names: str) -> None:
        """Say it of more; what was said of a name before counts once."""
        self._names.setdefault(what, {}).update(dict.fromkeys(names))

    def lines(self) -> tuple[str, ...]:
        """``text displays are left out (2): intro, thanks``."""
        return tuple(
            f"{what} ({len(names)}): {few(list(names), 8)}" if names else what
            for what, names in self._names.items()
        )


def few(names: Sequence[str], most: int = 3) -> str:
    """The first names, and how many more: ``a, b, c and 2 more``."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def quoted(names: Sequence[str]) -> str:
    """The first names in quotation marks, each on one line, and how many more."""
    return few([f"'{' '.join(name.split())}'" for name in names])
