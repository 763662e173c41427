"""Turn the codes of another program's codebook into a coding frame to start from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cs_research.definitions import Code, CodingFrame
from cs_research.definitions.coding_frame import STANCES, Group, StanceRule
from cs_research.definitions.instrument import DOMAINS, Source
from cs_research.errors import Fault, ReadError
from cs_research.formats.names import NAME, Names, is_name, slug
from cs_research.formats.qda import descriptions as packed
from cs_research.formats.unsupported import quote_names

#: The text of a required field that the codebook does not have.
TO_BE_WRITTEN = "To be written."

_LABELS = {"shown": "Shown", "partly": "Partly shown", "contrary": "Contrary"}
_KNOWN = {
    packed.DEFINITION, packed.FRAME, packed.VERSION, packed.TITLE, packed.PUBLISHER, packed.YEAR,
    packed.REFERENCE, packed.ADDRESS, packed.DOI, *(name for pair in packed.STANCES.values() for name in pair),
}  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """The file and the program that wrote it; ``about`` is the packed description of the frame."""

    path: Path
    program: str
    title: str = ""
    about: str = ""


@dataclass(frozen=True)
class FrameMetadata:
    """A coding frame without its groups and codes."""

    id: str
    version: str
    title: str
    description: str
    source: Source
    stances: tuple[StanceRule, ...]
    notes: list[str] = field(default_factory=list)


def read_metadata(origin: Origin) -> FrameMetadata:
    """Return the frame that the file describes, named after the file if it has no description."""
    texts, path = packed.unpack(origin.about), origin.path
    notes: list[str] = []
    name = texts.get(packed.FRAME, "")
    if name and not is_name(name):
        notes.append(f"the frame's id '{name}' is none; one was made from the file's name")
    rest = [f"{heading}:\n{text}" for heading, text in texts.items() if heading not in _KNOWN]
    return FrameMetadata(
        id=name if is_name(name) else slug(path.stem, "frame"),
        version=texts.get(packed.VERSION, "1"),
        title=origin.title.strip() or path.stem,
        description="\n\n".join([*filter(None, [texts.get(packed.DEFINITION, "")]), *rest]),
        source=_source(texts, origin, notes),
        stances=_stances(texts, notes),
        notes=notes,
    )


def _source(texts: dict[str, str], origin: Origin, notes: list[str]) -> Source:
    year = texts.get(packed.YEAR, "").strip()
    is_integer = year.isascii() and year.isdigit()
    if year and not is_integer:
        notes.append(f"the source's year '{year}' is no number; left out")
    return Source(
        title=texts.get(packed.TITLE, f"{origin.path.name} ({origin.program})"),
        publisher=texts.get(packed.PUBLISHER, "our own file"),
        year=int(year) if is_integer else None,
        reference=texts.get(packed.REFERENCE, ""),
        url=texts.get(packed.ADDRESS, ""),
        doi=texts.get(packed.DOI, ""),
    )


def _stances(texts: dict[str, str], notes: list[str]) -> tuple[StanceRule, ...]:
    """Return the three stances, in the order of the description."""
    headings = list(texts)
    order = sorted(
        STANCES,
        key=lambda name: next((place for place, heading in enumerate(headings) if heading in packed.STANCES[name]), 99),
    )
    rules = []
    for name in order:
        called, given = packed.STANCES[name]
        label, definition = texts.get(called, _LABELS[name]), texts.get(given, TO_BE_WRITTEN)
        rules.append(StanceRule.model_validate({"id": name, "label": label, "definition": definition}))
    missing = sum(rule.definition == TO_BE_WRITTEN for rule in rules)
    if missing:
        notes.append(f"stances: to be written for {missing} of {len(rules)}")
    return tuple(rules)


#: The label of the group for codes without one.
UNGROUPED = "Codes without a group"

#: How many ids of one kind are named one by one in the notes.
_SHOWN = 3

#: What an id is, by its heading.
_IDS = {packed.GROUP: re.compile(NAME), packed.CODE: re.compile(rf"{NAME}(\.[a-z0-9_-]+)*")}


@dataclass(frozen=True)
class Found:
    """A code as the file has it.

    ``text`` is its description, which may be packed, and ``fields`` are texts by heading that the file
    itself distinguishes. ``parent`` is the place of the code above it in the list. ``part`` is what the id is
    made from, if the name contains more than that.
    """

    name: str
    text: str = ""
    parent: int | None = None
    codable: bool = True
    part: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Outline:
    """The groups and codes by their index in the list, each with its id; some are both."""

    found: Sequence[Found]
    texts: list[dict[str, str]]
    groups: dict[int, str] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    ungrouped: str = ""
    #: The index of the nearest group at or above each index; None if there is none.
    nearest: list[int | None] = field(default_factory=list)
    #: What became of ids that could not stay, by the rule that they broke.
    renamed: dict[str, list[str]] = field(default_factory=dict)

    def group_of(self, place: int) -> str:
        """Return the id of the nearest group at or above an index, or of the group for codes without one."""
        here = self.nearest[place]
        return self.ungrouped if here is None else self.groups[here]

    @property
    def loose(self) -> list[int]:
        """The codes without a group."""
        return [place for place in self.codes if self.nearest[place] is None]

    def notes(self) -> Iterator[str]:
        """Yield what was decided about groups, codes and ids, one line per kind of decision."""
        both = [self.found[place].name for place in self.groups if place in self.codes]
        if both:
            yield f"{quote_names(both)}: codes with others below them are groups here, and codes of that group too"
        loose = [self.found[place].name for place in self.loose]
        if loose:
            yield f"{quote_names(loose)}: in no group in the file; in the group '{self.ungrouped}' here"
        barred = [self.found[place].name for place in self.codes if not self.found[place].codable]
        if barred:
            yield f"{quote_names(barred)}: not to be given to a segment in the file; codes like others here"
        nested = [self.found[place].name for place in self.groups if self.found[place].parent is not None]
        if nested:
            yield f"{quote_names(nested)}: groups below others in the file; separate groups here"
        for rule, lines in self.renamed.items():
            yield from lines[:_SHOWN]
            if len(lines) > _SHOWN:
                yield f"{len(lines)} in all have another id here since {rule}"


def outline(found: Sequence[Found], path: Path) -> Outline:
    """Return each code of the file as a group, a code or both.

    A group is what its description says is one, and every uppermost code that has others below it or cannot
    be given to a segment. It is a code too if it can be given.
    """
    order = _order(found, path)
    parents = {each.parent for each in found}
    laid = Outline(found, [_texts(each) for each in found])
    groups = [
        place
        for place, (each, texts) in enumerate(zip(found, laid.texts, strict=True))
        if packed.GROUP in texts
        or (each.parent is None and packed.CODE not in texts and (place in parents or not each.codable))
    ]
    _give_ids(laid, groups, packed.GROUP)
    laid.nearest = _nearest(laid, order)
    codes = {
        place
        for place, each in enumerate(found)
        if place not in laid.groups or (each.codable and packed.GROUP not in laid.texts[place])
    }
    _give_ids(laid, [place for place in order if place in codes], packed.CODE)
    laid.codes = {place: laid.codes[place] for place in sorted(codes)}
    if laid.loose:
        laid.ungrouped = Names(laid.groups.values()).fresh("codes")
    return laid


def _texts(each: Found) -> dict[str, str]:
    texts = {**packed.unpack(each.text), **each.fields}
    return {heading: text.strip() for heading, text in texts.items() if text.strip()}


def _order(found: Sequence[Found], path: Path) -> list[int]:
    """Return the indexes, each after that of its parent; raise a `ReadError` if parents form a circle."""
    below: dict[int | None, list[int]] = {}
    for place, each in enumerate(found):
        below.setdefault(each.parent, []).append(place)
    order: list[int] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting += below.get(order[-1], [])[::-1]
    if len(order) < len(found):
        reached = set(order)
        lost = [each.name for place, each in enumerate(found) if place not in reached]
        rule = "be below one that leads up to a code without a parent"
        raise ReadError(Fault(str(path), "every code", rule, f"a circle of {quote_names(lost)}"))
    return order


def _nearest(laid: Outline, order: Sequence[int]) -> list[int | None]:
    """Return the nearest group at or above each index; in ``order`` each index follows that of its parent."""
    nearest: list[int | None] = [None] * len(order)
    for place in order:
        above = laid.found[place].parent
        nearest[place] = place if place in laid.groups else None if above is None else nearest[above]
    return nearest


def _give_ids(laid: Outline, places: Sequence[int], heading: str) -> None:
    """Give each group or code an id: the one under the heading of its text, else one from its name."""
    groups = heading == packed.GROUP
    given, made = (laid.groups, _made_for_group) if groups else (laid.codes, _made_for_code)
    stated = {place: laid.texts[place].get(heading, "") for place in places}
    names = Names(name for name in stated.values() if _IDS[heading].fullmatch(name))
    used: set[str] = set()
    for place, name in stated.items():
        own = name in used or not _IDS[heading].fullmatch(name)
        given[place] = _anew(laid, place, name, made(laid, place), names) if own else name
        used.add(given[place])


def _made_for_group(laid: Outline, place: int) -> str:
    return slug(laid.found[place].part or laid.found[place].name, "group")


def _made_for_code(laid: Outline, place: int) -> str:
    """Return an id from the name of a code and the id of its parent; a group's code has the group's."""
    if place in laid.groups:
        return laid.groups[place]
    each = laid.found[place]
    own = slug(each.part or each.name, "code")
    if each.parent is None:
        return own
    return f"{laid.codes.get(each.parent) or laid.groups[each.parent]}.{own}"


def _anew(laid: Outline, place: int, stated: str, made: str, names: Names) -> str:
    """Return the new id, different from all others; note if it is not the one that the file would have."""
    label, fresh = laid.found[place].name, names.fresh(made)
    if stated:
        line = f"'{label}': the id '{stated}' is a duplicate or invalid; '{fresh}' here"
        laid.renamed.setdefault("duplicate or invalid", []).append(line)
    elif fresh != made:
        line = f"'{label}': '{made}' is the id of another; '{fresh}' here"
        laid.renamed.setdefault("the one made from their name is that of another", []).append(line)
    return fresh


#: A name that is divided more often is no path.
_DEEPEST = 100


def nested(found: Sequence[Found], separator: str) -> tuple[list[Found], list[str]]:
    """Return the codes, top-level ones below another if their name starts with its name and the separator.

    Names are not shortened. The second value is a note on how many were divided.
    """
    tops: dict[str, int] = {}
    for place, each in enumerate(found):
        if each.parent is None:
            tops.setdefault(each.name, place)
    result = []
    for each in found:
        above = each.name
        while each.parent is None and 0 < above.count(separator) < _DEEPEST:
            above = above.rpartition(separator)[0]
            if above in tops:
                part = each.name[len(above) + len(separator) :]
                each = replace(each, parent=tops[above], part=part)
        result.append(each)
    divided = sum(bool(new.part) and not old.part for new, old in zip(result, found, strict=True))
    notes = [f"names with '{separator}' are below the code that they start with: {divided}"]
    return result, notes if divided else []


#: The texts of a code, by the heading that each is packed under.
_CODE = {
    packed.DEFINITION: "definition",
    packed.USE_WHEN: "use_when",
    packed.NOT_WHEN: "not_when",
    packed.EXAMPLE: "example",
}
_OF_CODE = {*_CODE, packed.SOURCE, packed.PATTERNS, packed.LABEL, packed.CODE}
_OF_GROUP = {
    packed.DEFINITION, packed.QUESTION, packed.DOMAIN, packed.PRACTICES, packed.LABEL, packed.GROUP,
}  # fmt: skip


@dataclass(frozen=True)
class ImportedFrame:
    """A coding frame to start from, and what it does not carry over or still needs."""

    frame: CodingFrame
    notes: tuple[str, ...]


def build(found: Sequence[Found], origin: Origin, notes: Sequence[str] = ()) -> ImportedFrame:
    """Return the frame that the codes form, which is valid; raise a `ReadError` if there is none.

    Names stay as they were, as labels; ids are made from names if a description does not have them. What a
    frame needs and the file does not have reads `TO_BE_WRITTEN`, and a note counts it.
    """
    path = origin.path
    laid = outline(found, path)
    if not laid.codes:
        raise ReadError(Fault(str(path), "file", "contain a code", "none" if not found else "groups only"))
    written = read_metadata(origin)
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
    fields = {field: texts.get(heading, TO_BE_WRITTEN) for heading, field in _CODE.items()}
    fields["definition"] = _definition(texts, _OF_CODE | _OF_GROUP if both else _OF_CODE)
    return Code(
        id=laid.codes[place],
        group=laid.group_of(place),
        label=texts.get(packed.LABEL, name),
        source=texts.get(packed.SOURCE) or f"{path.name}, {name}",
        patterns=tuple(line for line in texts.get(packed.PATTERNS, "").split("\n") if line.strip()),
        **fields,
    )


def _definition(texts: Mapping[str, str], known: set[str]) -> str:
    """Return the definition, with the texts under headings that have no field here."""
    rest = [f"{heading}:\n{text}" for heading, text in texts.items() if heading not in known]
    return "\n\n".join([*filter(None, [texts.get(packed.DEFINITION, "")]), *rest]) or TO_BE_WRITTEN


def _domain_notes(laid: Outline) -> Iterator[str]:
    """Yield unknown domains, and practices without one."""
    for place in laid.groups:
        name, texts = laid.found[place].name, laid.texts[place]
        domain = texts.get(packed.DOMAIN)
        if domain and domain not in DOMAINS:
            yield f"{name}: the domain '{domain}' is none of {', '.join(DOMAINS)}; left out"
        if packed.PRACTICES in texts and domain not in DOMAINS:
            yield f"{name}: practices need a domain; 'practices' is left out"


def _lacking(groups: Sequence[Group], codes: Sequence[Code]) -> Iterator[str]:
    """Yield a line for each field that is still to be written, with their number."""
    count = sum(group.definition == TO_BE_WRITTEN for group in groups)
    if count:
        yield f"definition: to be written for {count} of {len(groups)} groups"
    for name in _CODE.values():
        missing = [code.id for code in codes if getattr(code, name) == TO_BE_WRITTEN]
        if missing:
            which = "" if len(missing) == len(codes) else f" ({quote_names(missing)})"
            yield f"{name}: to be written for {len(missing)} of {len(codes)} codes{which}"
