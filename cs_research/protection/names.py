"""Labels of people that may name somebody: a publication has none but roles, numbers and letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from cs_research.formats.transcripts.labels import ABBREVIATION, ROLES
from cs_research.study.load import StudyData

#: Words of labels that name nobody, in addition to `ROLES`.
_OTHERS = frozenset({
    "adviser", "advisor", "assistant", "case", "child's", "coder", "deputy", "education", "family", "focus", "group",
    "health", "justice", "of", "operational", "probation", "rater", "senior", "service", "social", "staff", "strategic",
    "support", "team", "the", "unknown", "young", "youth",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
#: A number, or a single letter with a number or without.
_SAFE = re.compile(r"[a-z]?\d+|[a-z]")


class Label(NamedTuple):
    """A label that may name somebody: whose it is (``speaker``, ``coder`` or ``rater``) and where it is first."""

    kind: str
    text: str
    place: str


def may_name(label: str, roles: Collection[str] = ()) -> bool:
    """Return whether a label of a person has a word that is no known role, number or single letter.

    Parameters
    ----------
    roles
        Words of a study's own for what people are, such as ``panel member``.
    """
    own = {word for role in roles for word in _WORD.findall(role.casefold())}
    folded = label.casefold()
    if ABBREVIATION.fullmatch(folded.strip()):
        return False
    words = _WORD.findall(folded)
    return any(not (word in ROLES or word in _OTHERS or word in own or _SAFE.fullmatch(word)) for word in words)


def labels_that_may_name(data: StudyData) -> Iterator[Label]:
    """Yield each speaker, coder and rater of a study once whose label may name somebody and is not accepted.

    ``publishing.accepted_names`` of the study lists labels that somebody has looked at.
    """
    roles = {role for source in data.sources for role in source.roles.values()}
    accepted = {name.casefold() for name in data.study.publishing.accepted_names}
    seen: set[tuple[str, str]] = set()
    for label in _labels(data):
        if (label.kind, label.text) not in seen and label.text.casefold() not in accepted:
            seen.add((label.kind, label.text))
            if may_name(label.text, roles):
                yield label


def _labels(data: StudyData) -> Iterator[Label]:
    for source in data.sources:
        for speaker in source.complete().speakers:
            yield Label("speaker", speaker, f"source '{source.id}'")
    if data.codings is not None:
        for segment in data.codings.complete().segments:
            yield Label("coder", segment.coder, f"codings of '{segment.source}'")
    if data.ratings is not None:
        for rating in data.ratings.ratings:
            yield Label("rater", rating.rater, "ratings")
