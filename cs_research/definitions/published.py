"""Published percentages: what a publication printed, with the number who answered, to compare with counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from cs_research._yaml import Entry, Name, Problem, Route, Versioned, Words, entries
from cs_research.definitions.instrument import Source
from cs_research.definitions.rules import duplicate_ids

#: A percentage as printed; more than six decimals are never meaningful in a survey.
PRINTED = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")


class PublishedFigure(Entry):
    """One percentage. ``percent`` is text, since ``93`` and ``93.0`` were rounded to different units.

    ``bars`` is how many bars of a figure may each have been rounded before they were added to it, and
    ``holds`` says which. ``n`` is the number who answered, if it is not that of the file.
    """

    id: Name
    label: Words
    percent: Words
    n: Annotated[int, Field(ge=1)] | None = None
    bars: Annotated[int, Field(ge=1, le=5)] = 1
    holds: str = ""
    source: Words


class PublishedFigures(Versioned):
    """The percentages of one publication, the number who answered, and the population they come from."""

    type: Literal["published"]
    title: Words
    description: str = ""
    source: Source
    n: Annotated[int, Field(ge=1)]
    population: Annotated[int, Field(ge=1)] | None = None
    figures: Annotated[tuple[PublishedFigure, ...], Field(min_length=1)]

    def figure(self, name: str) -> PublishedFigure:
        """Return the figure of that id, or raise KeyError."""
        return {figure.id: figure for figure in self.figures}[name]

    def n_of(self, figure: PublishedFigure) -> int:
        """Return the number who answered: the figure's, else that of the file."""
        return self.n if figure.n is None else figure.n

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate names, impossible percentages, and bases larger than the population."""
        yield from duplicate_ids(raw, "figures")
        yield from _base_problems((), raw, raw.get("population"))
        for route, figure in entries(raw, "figures"):
            if figure.get("percent") is not None:
                yield from _percent_problems((*route, "percent"), str(figure["percent"]).strip())
            yield from _base_problems(route, figure, raw.get("population"))


def _percent_problems(route: Route, printed: str) -> Iterator[Problem]:
    if not PRINTED.fullmatch(printed):
        rule = "be a number as printed, such as 85 or 92.9, without a per cent sign"
        yield Problem(route, rule, f"'{printed}'")
    elif float(printed) > 100:
        yield Problem(route, "be between 0 and 100", f"'{printed}'")


def _base_problems(route: Route, holder: Mapping[str, Any], population: Any) -> Iterator[Problem]:
    """Yield a base larger than the population, if both are numbers."""
    n, size = (str(value) if value is not None else "" for value in (holder.get("n"), population))
    if n.isdecimal() and size.isdecimal() and int(n) > int(size):
        yield Problem((*route, "n"), f"be at most the population, {size}", f"'{n}'")
