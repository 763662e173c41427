"""The rubric: descriptors in red, amber and green, one cell for each domain, level and stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, Any, Literal

from pydantic import Field

from cs_research._yaml import Entry, Name, Problem, Versioned, Words, entries
from cs_research.definitions.instrument import DOMAINS, Domain, Source
from cs_research.definitions.rules import duplicate_ids, unknown_name

#: The colours of a rating, from lowest to highest.
COLOURS = ("red", "amber", "green")


class Step(Entry):
    """A level or a stage of the system that is reviewed."""

    id: Name
    label: Words
    definition: Words


class Colour(Entry):
    """A colour of a rating, and its score in [0, 1]."""

    id: Literal["red", "amber", "green"]
    label: Words
    score: Annotated[float, Field(ge=0, le=1)]
    definition: Words


class Cell(Entry):
    """What red, amber and green look like at one domain, level and stage."""

    domain: Domain
    level: Name
    stage: Name
    red: Words
    amber: Words
    green: Words
    source: Words
    note: str = ""


class Rubric(Versioned):
    """A rubric with all its cells."""

    type: Literal["rubric"]
    title: Words
    description: str = ""
    source: Source
    levels: Annotated[tuple[Step, ...], Field(min_length=1)]
    stages: Annotated[tuple[Step, ...], Field(min_length=1)]
    colours: tuple[Colour, ...]
    cells: Annotated[tuple[Cell, ...], Field(min_length=1)]

    def cell(self, domain: Domain, level: str, stage: str) -> Cell:
        """Return the cell of a domain, level and stage, or raise KeyError."""
        return {(cell.domain, cell.level, cell.stage): cell for cell in self.cells}[(domain, level, stage)]

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate names, and colours and cells that are missing or duplicate."""
        for key in ("levels", "stages", "colours"):
            yield from duplicate_ids(raw, key)
        names = {key: [str(step.get("id")) for _, step in entries(raw, key)] for key in ("levels", "stages")}
        found = [str(colour.get("id")) for _, colour in entries(raw, "colours")]
        if sorted(found) != sorted(COLOURS):
            yield Problem(("colours",), "be red, amber and green", ", ".join(found) or "nothing")
        seen: Counter[tuple[str, str, str]] = Counter()
        for route, cell in entries(raw, "cells"):
            for key, what in (("level", "levels"), ("stage", "stages")):
                if str(cell.get(key)) not in names[what]:
                    yield unknown_name((*route, key), str(cell.get(key)), names[what], f"one of the file's {what}")
            place = (str(cell.get("domain")), str(cell.get("level")), str(cell.get("stage")))
            seen[place] += 1
            if seen[place] == 2:
                yield Problem((*route, "domain"), "appear once with its level and stage", f"{' '.join(place)} twice")
        for wanted in product(DOMAINS, names["levels"], names["stages"]):
            if wanted not in seen:
                yield Problem(("cells",), "contain every domain, level and stage", f"none for {' '.join(wanted)}")
