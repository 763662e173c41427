"""The case-study template: the headed sections of an account of one piece of work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from cs_research._yaml import Entry, Name, Problem, Versioned, Words, entries
from cs_research.definitions.instrument import Source
from cs_research.definitions.rules import duplicate_ids
from cs_research.definitions.wording import normalise_text


class CasePart(Entry):
    """One section of a case study. ``aliases`` are other headings that documents use for it."""

    id: Name
    heading: Words
    aliases: tuple[Words, ...] = ()
    definition: Words
    prompt: Words
    source: Words


class CaseStudyTemplate(Versioned):
    """A template; documents that follow it are read section by section."""

    type: Literal["case-study"]
    title: Words
    description: str = ""
    source: Source
    parts: Annotated[tuple[CasePart, ...], Field(min_length=2)]

    def section_for_heading(self, heading: str) -> CasePart | None:
        """Return the section that a line of a document is the heading of; None for any other line."""
        seen = normalise_text(heading).rstrip("?:")
        for part in self.parts:
            if seen in {normalise_text(name).rstrip("?:") for name in (part.heading, *part.aliases)}:
                return part
        return None

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate sections, and headings that fit two of them."""
        yield from duplicate_ids(raw, "parts")
        owners: dict[str, str] = {}
        for route, part in entries(raw, "parts"):
            aliases = part.get("aliases")
            names = [part.get("heading"), *(aliases if isinstance(aliases, list | tuple) else ())]
            for name in names:
                owner = owners.setdefault(normalise_text(str(name)).rstrip("?:"), str(part.get("id")))
                if owner != str(part.get("id")):
                    yield Problem((*route, "heading"), f"differ from that of '{owner}'", f"'{name}'")
