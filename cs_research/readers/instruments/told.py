"""What in a file an instrument does not carry, gathered to one line for each kind with its number and names."""

from __future__ import annotations

__all__ = ["Told"]

#: How many names a line has.
_MOST = 8


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
            f"{what} ({len(names)}): {_listed(list(names))}" if names else what
            for what, names in self._names.items()
        )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
