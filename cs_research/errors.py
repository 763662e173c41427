"""Errors in one form, so that every message has a place, a rule, and what was found."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

_SHOWN = 10


@dataclass(frozen=True)
class Fault:
    """One error: ``{place}: {thing} must {rule}, got {found}.`` and a hint."""

    place: str
    thing: str
    rule: str
    found: str
    hint: str = ""

    def __str__(self) -> str:
        sentence = f"{self.place}: {self.thing} must {self.rule}, got {self.found}."
        return f"{sentence}\n  Hint: {self.hint}" if self.hint else sentence


class ResearchError(Exception):
    """An error in a user's input. Contains every fault found, and shows at most ten of them."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:_SHOWN]]
        more = len(self.faults) - _SHOWN
        if more > 0:
            lines.append(f"... and {more} more {'fault' if more == 1 else 'faults'}.")
        return "\n".join(lines)


class DefinitionError(ResearchError):
    """A hand-written file (instrument, frame, pairing, study) breaks its rules."""


class ReadError(ResearchError):
    """An export cannot be read, or contains values that its definition does not have."""


class MeasureError(ResearchError):
    """A measure cannot be calculated from its input."""


class PublishError(ResearchError):
    """A report cannot be written."""


def closest(name: str, known: Iterable[str]) -> str:
    """Return a hint such as ``did you mean 'knowledge'?``; empty if no known name is similar."""
    folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return f"did you mean '{folded[near[0]]}'?" if near else ""


def check_choice(
    place: str, thing: str, value: Any, choices: Collection[str], error: type[ResearchError] = MeasureError
) -> None:
    """Raise an error if a word is not among the choices.

    Parameters
    ----------
    place, thing
        The function and its parameter, as the message names them.
    value
        What was given; anything but one of the choices is refused.
    choices
        The words to choose from.
    error
        The kind of error to raise.

    Examples
    --------
    >>> check_choice("alpha", "missing", "listwize", ["listwise", "pairwise"])
    Traceback (most recent call last):
    ...
    cs_research.errors.MeasureError: alpha: missing must be 'listwise' or 'pairwise', got 'listwize'.
      Hint: did you mean 'listwise'?
    """
    if not isinstance(value, str) or value not in choices:
        found = (f"'{value}'" if value else "nothing") if isinstance(value, str) else repr(value)
        known = list(choices)
        raise error(Fault(place, thing, f"be {join_names(known)}", found, closest(str(value), known)))


def check_flag(place: str, thing: str, value: Any) -> None:
    """Raise a `MeasureError` if a value is not True or False."""
    if not isinstance(value, bool):
        raise MeasureError(Fault(place, thing, "be True or False", repr(value)))


def found_of(value: Any) -> str:
    """What was given in place of something of another type: text in quotation marks, a number, or its type.

    Examples
    --------
    >>> found_of("all"), found_of(7), found_of(None), found_of([1])
    ("'all'", '7', 'None', 'a list')
    """
    if isinstance(value, str):
        return f"'{value[:80]}'" if value else "nothing"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def check_path(place: str, thing: str, value: Any, error: type[ResearchError]) -> None:
    """Raise an error if a value is no path of a file or folder."""
    if not isinstance(value, str | os.PathLike) or not str(value):
        raise error(Fault(place, thing, "be a path", found_of(value)))


def join_names(names: Sequence[str], last: str = "or", limit: int = 12) -> str:
    """Return names in quotation marks for a sentence: ``'a', 'b' or 'c'``; long lists are cut short."""
    quoted = [f"'{name}'" for name in names[:limit]]
    if len(names) > limit:
        return ", ".join(quoted) + f" {last} one of {len(names) - limit} more"
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
