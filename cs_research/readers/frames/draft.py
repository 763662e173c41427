"""Codes as another program's codebook has them, made into a coding frame to start from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_research.definitions import Code, CodingFrame
from cs_research.definitions.coding_frame import Group
from cs_research.definitions.instrument import DOMAINS
from cs_research.errors import Fault, ReadError
from cs_research.readers.frames import packed
from cs_research.readers.frames.outline import UNGROUPED, Found, Outline, outline
from cs_research.readers.frames.whole import TO_BE_WRITTEN, Origin, whole
from cs_research.readers.told import quoted

__all__ = ["TO_BE_WRITTEN", "Found", "ImportedFrame", "Origin", "build"]

#: The texts of a code, by the heading that each is packed under.
_CODE = {
    packed.DEFINITION: "definition",
    packed.USE_WHEN: "use_when",
    packed.NOT_WHEN: "not_when",
    packed.EXAMPLE: "example",
}
_OF_CODE = {*_CODE, packed.SOURCE, packed.LABEL, packed.CODE}
_OF_GROUP = {
    packed.DEFINITION, packed.QUESTION, packed.DOMAIN, packed.PRACTICES, packed.LABEL, packed.GROUP,
}  # fmt: skip


@dataclass(frozen=True)
class ImportedFrame:
    """A coding frame to start from, and what in the file it does not carry or still lacks."""

    frame: CodingFrame
    notes: tuple[str, ...]


def build(found: Sequence[Found], origin: Origin, notes: Sequence[str] = ()) -> ImportedFrame:
    """The frame that the codes make, valid as it stands; a `ReadError` where there is none.

    Names stay as they were, as labels; ids are made from names where a description does not tell them. What a
    frame needs and the file does not have reads `TO_BE_WRITTEN`, and a note counts it.
    """
    path = origin.path
    laid = outline(found, path)
    if not laid.codes:
        raise ReadError(Fault(str(path), "file", "hold a code", "none" if not found else "groups only"))
    written = whole(origin)
    groups = [_group(laid, place) for place in laid.groups]
    if laid.ungrouped:
        groups.append(Group(id=laid.ungrouped, label=UNGROUPED, definition=TO_BE_WRITTEN))
    codes = [_code(laid, place, path) for place in laid.codes]
    frame = CodingFrame(
        type="coding-frame",
        id=written.id,
        version=written.version,
        title=written.title,
        description=written.description,
        source=written.source,
        stances=written.stances,
        groups=tuple(groups),
        codes=tuple(codes),
    )
    lines = [*notes, *laid.notes(), *_domain_notes(laid), *written.notes, *_lacking(groups, codes)]
    return ImportedFrame(frame, tuple(dict.fromkeys(lines)))


def _group(laid: Outline, place: int) -> Group:
    texts = laid.texts[place]
    domain = next((name for name in DOMAINS if texts.get(packed.DOMAIN) == name), None)
    both = place in laid.codes
    return Group(
        id=laid.groups[place],
        label=texts.get(packed.LABEL, laid.found[place].name),
        definition=_definition(texts, _OF_CODE | _OF_GROUP if both else _OF_GROUP),
        practices=domain is not None and texts.get(packed.PRACTICES) == "yes",
        domain=domain,
        question=texts.get(packed.QUESTION, ""),
    )


def _code(laid: Outline, place: int, path: Path) -> Code:
    texts, name = laid.texts[place], laid.found[place].name
    both = place in laid.groups
    held = {field: texts.get(heading, TO_BE_WRITTEN) for heading, field in _CODE.items()}
    held["definition"] = _definition(texts, _OF_CODE | _OF_GROUP if both else _OF_CODE)
    return Code(
        id=laid.codes[place],
        group=laid.group_of(place),
        label=texts.get(packed.LABEL, name),
        source=texts.get(packed.SOURCE) or f"{path.name}, {name}",
        **held,
    )


def _definition(texts: Mapping[str, str], known: set[str]) -> str:
    """The definition, with what stands under a heading that has no place of its own here."""
    rest = [f"{heading}:\n{text}" for heading, text in texts.items() if heading not in known]
    return "\n\n".join([*filter(None, [texts.get(packed.DEFINITION, "")]), *rest]) or TO_BE_WRITTEN


def _domain_notes(laid: Outline) -> Iterator[str]:
    """Domains that there are not, and practices without one."""
    for place in laid.groups:
        name, texts = laid.found[place].name, laid.texts[place]
        domain = texts.get(packed.DOMAIN)
        if domain and domain not in DOMAINS:
            yield f"{name}: the domain '{domain}' is none of {', '.join(DOMAINS)}; left out"
        if packed.PRACTICES in texts and domain not in DOMAINS:
            yield f"{name}: practices need a domain; 'practices' is left out"


def _lacking(groups: Sequence[Group], codes: Sequence[Code]) -> Iterator[str]:
    """A line for each field that is still to be written, with how often."""
    count = sum(group.definition == TO_BE_WRITTEN for group in groups)
    if count:
        yield f"definition: to be written for {count} of {len(groups)} groups"
    for field in _CODE.values():
        lacking = [code.id for code in codes if getattr(code, field) == TO_BE_WRITTEN]
        if lacking:
            which = "" if len(lacking) == len(codes) else f" ({quoted(lacking)})"
            yield f"{field}: to be written for {len(lacking)} of {len(codes)} codes{which}"
