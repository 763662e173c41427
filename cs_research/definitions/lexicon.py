"""The lexicon: terms to watch, with the reason, what to write instead, and sentences that test each pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from cs_research._yaml import Entry, Id, Name, Problem, Versioned, Words, entries
from cs_research.definitions.instrument import Source
from cs_research.definitions.rules import duplicate_ids, pattern_problems, unknown_name


class TermGroup(Entry):
    """Terms that are watched for one reason."""

    id: Name
    label: Words
    definition: Words


class Term(Entry):
    """A term to watch. ``pattern`` is searched without regard to case; a match is to be looked at by a person."""

    id: Id
    group: Name
    label: Words
    pattern: Words
    why: Words
    instead: Words
    matches: Annotated[tuple[Words, ...], Field(min_length=1)]
    passes: Annotated[tuple[Words, ...], Field(min_length=1)]
    source: Words


class Lexicon(Versioned):
    """A lexicon with its groups and terms."""

    type: Literal["lexicon"]
    title: Words
    description: str = ""
    source: Source
    groups: Annotated[tuple[TermGroup, ...], Field(min_length=1)]
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate names, unknown groups, and patterns that fail their own sentences."""
        for key in ("groups", "terms"):
            yield from duplicate_ids(raw, key)
        groups = [str(group.get("id")) for _, group in entries(raw, "groups")]
        for route, term in entries(raw, "terms"):
            if str(term.get("group")) not in groups:
                yield unknown_name((*route, "group"), str(term.get("group")), groups, "one of the file's groups")
            yield from _pattern_problems(route, term)


def _pattern_problems(route: tuple[str | int, ...], term: Mapping[str, Any]) -> Iterator[Problem]:
    problems = list(pattern_problems((*route, "pattern"), term.get("pattern")))
    if problems:
        yield from problems
        return
    pattern = re.compile(str(term.get("pattern")), re.IGNORECASE)
    for key, wanted in (("matches", True), ("passes", False)):
        sentences = term.get(key)
        for place, sentence in enumerate(sentences if isinstance(sentences, list | tuple) else ()):
            if bool(pattern.search(str(sentence))) is not wanted:
                rule = "be found by the pattern" if wanted else "be passed over by the pattern"
                yield Problem((*route, key, place), rule, f"'{sentence}'")
