"""The codebook for people: its content and order, as a page for screen or print, and as a Word document on A4.

Word fills in the page numbers of the contents when it opens the file, after asking. A code stays on one page unless
it is longer than a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cs_research.definitions import Code, CodingFrame
from cs_research.definitions.coding_frame import Group
from cs_research.formats.documents.pandoc import (
    attributes,
    block,
    definition_list,
    escape_markdown,
    html_page,
    link,
    table,
    word_document,
)
from cs_research.formats.files.word_document import (
    INK,
    MUTED,
    NAVY,
    ORANGE,
    Look,
    barred,
    content,
    fields_filled_in,
    led_to,
)
from cs_research.formats.qda.code_tree import Stem, ready, stems
from cs_research.formats.unsupported import Written, first_names

#: The fields of a frame that a printed codebook contains: all but the patterns of its codes, retired codes too.
SUPPORTED = {
    "id", "version", "title", "description", "source", "stances", "groups", "retired", "codes.id", "codes.group",
    "codes.label", "codes.definition", "codes.use_when", "codes.not_when", "codes.example", "codes.source",
}  # fmt: skip

STANCE_RULE = "With each code that you give a segment, give one stance, which tells what the segment says of the code."

_KINDS = {
    "add": "Added",
    "split": "Split",
    "merge": "Merged",
    "retire": "Retired",
    "narrow": "Narrowed",
    "relabel": "Given another label",
}
_DOMAINS = {
    "target": "Target",
    "framework": "Framework",
    "partnerships": "Partnerships",
    "outcomes": "Outcomes",
}


@dataclass(frozen=True)
class Entry:
    """A code with its rules, example and source; ``above`` is the label of its parent code."""

    id: str
    label: str
    definition: str
    rules: tuple[tuple[str, str], ...]
    example: str
    source: str
    above: str = ""


@dataclass(frozen=True)
class Section:
    """A group of codes: its definition, facts by name, and its codes."""

    id: str
    label: str
    definition: str
    facts: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class FrameChange:
    """A change made by an extension: its kind, the codes before and after, and the reason."""

    what: str
    codes: tuple[str, ...]
    into: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class RetiredCode:
    """A code that is no longer used for coding."""

    id: str
    label: str
    group: str
    definition: str
    reason: str


@dataclass(frozen=True)
class Codebook:
    """A codebook in the order in which it is printed; ``lost`` has a line for each thing left out."""

    title: str
    key: str
    description: str
    facts: tuple[tuple[str, str], ...]
    stances: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    changes: tuple[FrameChange, ...]
    retired: tuple[RetiredCode, ...]
    lost: tuple[str, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The active codes, in order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    def mentions(self, text: str) -> list[tuple[str, bool]]:
        """Split a text into pieces, each with whether it is the id of an active code.

        Ids without a dot could be ordinary words, and are not searched for.
        """
        known = sorted((entry.id for entry in self.entries if "." in entry.id), key=len, reverse=True)
        if not known:
            return [(text, False)]
        pattern = rf"(?<![\w.-])({'|'.join(map(re.escape, known))})(?![\w-]|\.\w)"
        pieces = enumerate(re.split(pattern, text))
        return [(piece, index % 2 == 1) for index, piece in pieces if piece]


def build_codebook(frame: CodingFrame) -> Codebook:
    """Return the codebook of a frame."""
    frame, unsupported = ready(frame, SUPPORTED)
    lost = list(unsupported)
    groups = {group.id: group.label for group in frame.groups}
    retired = [code for code in frame.codes if code.retired]
    if retired:
        lost.append(f"rules, examples and sources of retired codes: {first_names([code.id for code in retired])}")
    return Codebook(
        title=frame.title,
        key=frame.key,
        description=frame.description,
        facts=tuple(_facts(frame)),
        stances=tuple((stance.label, stance.definition) for stance in frame.stances),
        sections=tuple(_section(stem) for stem in stems(frame)),
        changes=tuple(
            FrameChange(_KINDS[change.kind], change.codes, change.into, change.reason) for change in frame.changes
        ),
        retired=tuple(
            RetiredCode(code.id, code.label, groups[code.group], code.definition, code.retired) for code in retired
        ),
        lost=tuple(lost),
    )


def _facts(frame: CodingFrame) -> Iterator[tuple[str, str]]:
    """Yield version, source and size, by name."""
    yield "Version", f"{frame.version} ({frame.key})"
    if frame.extends:
        yield "Extends", f"{frame.extends}. Codes that stem from it name places in the source of that frame."
    source = frame.source
    year = "" if source.year is None else str(source.year)
    yield (
        "Drawn from",
        ". ".join([source.title, ", ".join(filter(None, [source.publisher, source.reference, year]))]),
    )
    for name, text in (("Address", source.url), ("DOI", source.doi)):
        if text:
            yield name, text
    retired = len(frame.codes) - len(frame.active)
    more = f", and {retired} that {'is' if retired == 1 else 'are'} retired" if retired else ""
    yield "Holds", f"{len(frame.active)} codes in {len(frame.groups)} groups{more}"


def _section(stem: Stem) -> Section:
    group = stem.group
    entries = tuple(_entry(each.code, each.above.label if each.above else "") for each in stem.codes)
    return Section(group.id, group.label, group.definition, tuple(_group_facts(group)), entries)


def _group_facts(group: Group) -> Iterator[tuple[str, str]]:
    if group.question:
        yield "Question", group.question
    if group.domain:
        expected = "; its codes are practices that are expected in this domain" if group.practices else ""
        yield "Domain", f"{_DOMAINS[group.domain]}{expected}"


def _entry(code: Code, above: str) -> Entry:
    rules = (("Use when", code.use_when), ("Do not use when", code.not_when))
    return Entry(code.id, code.label, code.definition, rules, code.example, code.source, above)


_WIDTH = 16.4
_TEXT = Look(10.5, INK, False, 0, 5)
_LOOKS = {
    "Normal": _TEXT,
    "Body Text": _TEXT,
    "First Paragraph": _TEXT,
    "Kept Text": _TEXT._replace(kept=True),
    "Title": Look(24, NAVY, True, 0, 6),
    "Subtitle": Look(12, MUTED, False, 0, 2),
    "Heading 1": Look(17, NAVY, True, 20, 5, kept=True),
    "Heading 2": Look(12.5, INK, True, 14, 0, kept=True),
    "TOC Heading": Look(13, NAVY, True, 16, 4, kept=True),
    "Code Id": Look(9, MUTED, False, 0, 4, kept=True),
    "Code Example": Look(10.5, INK, False, 3, 5, kept=True, indent=0.5),
    "Code Source": Look(9, MUTED, False, 0, 0),
    "Contents 1": Look(10.5, NAVY, True, 5, 1, kept=True),
    "Contents 2": Look(10, INK, False, 0, 1, indent=0.5),
    "Compact": Look(10, INK, False, 2, 2),
}

Text = Callable[[str], str]


def write_html(frame: CodingFrame) -> Written:
    """Return the codebook as a page; ids of codes within texts are links."""
    book = build_codebook(frame)
    return Written(html_page(_markdown(book), f"{_one_line(book.title)}: codebook", "codebook.css"), book.lost)


def write_docx(frame: CodingFrame) -> Written:
    """Return the codebook as a Word document, the same bytes each time; ids of codes within texts are links."""
    book = build_codebook(frame)
    document = word_document(_markdown(book), book.title, "Codebook", _LOOKS, _WIDTH, styled=_set_bars_and_tabs)
    document.sections[0].header.paragraphs[0].text = f"{_one_line(book.title)} ({book.key})"
    first = next(line for line in document.paragraphs if line.style.name == "Heading 1")
    first.paragraph_format.page_break_before = True  # the contents are on a separate page
    fields_filled_in(document)
    return Written(content(document), book.lost)


def _set_bars_and_tabs(document: Any) -> None:
    """Set a bar at the left of examples, and dotted tabs before page numbers."""
    barred(document.styles["Code Example"], ORANGE)
    for name in ("Contents 1", "Contents 2"):
        led_to(document.styles[name], _WIDTH, "DOTS")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _heading(text: str) -> str:
    return escape_markdown(_one_line(text))


def _markdown(book: Codebook) -> str:
    linked = _links(book)
    parts = [
        *_stances(book),
        *(line for section in book.sections for line in _print_section(section, linked)),
        *_changes(book, linked),
        *_retired(book),
    ]
    lines = [
        block(link("Skip to the codes", "#main") + attributes("", "skip"), only="html"),
        block(block(_opening(book), as_="div"), as_="header"),
        block([*_contents(book), block(parts, "main", as_="main")], "", "page", as_="div"),
    ]
    return "\n".join(lines)


def _links(book: Codebook) -> Text:
    """Return a function that links the ids of codes in a text."""

    def linked(text: str) -> str:
        pieces = book.mentions(text)
        return "".join(_code_link(piece) if named else escape_markdown(piece) for piece, named in pieces)

    return linked


def _code_link(id: str) -> str:
    return link(f"`{id}`", f"#code-{id}")


def _opening(book: Codebook) -> Iterator[str]:
    """Yield the title, description, and facts of the frame."""
    yield block("Codebook", "", "kind", as_="p", style="Subtitle")
    yield f"# {escape_markdown(book.title)}\n"
    if book.description:
        yield f"{escape_markdown(book.description)}\n"
    yield definition_list((name, _link_address(text)) for name, text in book.facts)


def _link_address(text: str) -> str:
    """Return an address as a link, and other text escaped."""
    return link(escape_markdown(text), text) if re.fullmatch(r"https?://\S+", text) else escape_markdown(text)


def _contents(book: Codebook) -> Iterator[str]:
    """Yield the table of contents, with links."""
    lines = ["-   [Stances](#stances)"]
    for section in book.sections:
        lines.append(f"-   {link(_heading(section.label), f'#group-{section.id}')}")
        lines += [f"    -   {link(_heading(entry.label), f'#code-{entry.id}')}" for entry in section.entries]
    lines += ["-   [Changes](#changes)"] if book.changes else []
    lines += ["-   [Retired codes](#retired)"] if book.retired else []
    heading = block("Contents", "contents", as_="h2", style="TOC Heading")
    yield block([heading, block("\n".join(lines), "", "contents", as_="div")], as_="nav", aria_labelledby="contents")


def _stances(book: Codebook) -> Iterator[str]:
    """Yield the section on stances."""
    rows = [[escape_markdown(text) for text in row] for row in book.stances]
    lines = [
        "## Stances\n",
        block(STANCE_RULE, as_="p", style="Kept Text"),
        table(("Stance", "Give it when"), (21, 79), rows),
    ]
    yield block(lines, "stances", as_="section")


def _print_section(section: Section, linked: Text) -> Iterator[str]:
    """Yield a group and its codes."""
    about = [f"{linked(section.definition)}\n"]
    if section.facts:
        about.append(definition_list((name, escape_markdown(text)) for name, text in section.facts))
    style = "Kept Text" if section.entries else ""
    lines = [f"## {_heading(section.label)}\n", block(about, style=style)]
    for entry in section.entries:
        lines += _print_entry(entry, linked)
    yield block(lines, f"group-{section.id}", as_="section")


def _print_entry(entry: Entry, linked: Text) -> Iterator[str]:
    name = f"code-{entry.id}"  # ids of codes have no capitals: an id of this module starts with one
    label = f"{name}.Label"
    above = f" · part of {entry.above}" if entry.above else ""
    kept = [
        f"{linked(entry.definition)}\n",
        block(
            definition_list((rule, linked(text)) for rule, text in entry.rules),
            "",
            "rules",
            as_="div",
            style="Kept Text",
        ),
    ]
    lines = [
        f"### {_heading(entry.label)} {attributes(label)}\n",
        block(escape_markdown(f"{entry.id}{above}"), "", "id", as_="p", style="Code Id"),
        block(kept, style="Kept Text"),
        block(
            definition_list([("Example", linked(entry.example))]),
            "",
            "example",
            as_="div",
            style="Code Example",
        ),
        block(escape_markdown(f"Source: {entry.source}"), "", "source", as_="p", style="Code Source"),
    ]
    yield block(lines, name, as_="article", aria_labelledby=label)


def _changes(book: Codebook, linked: Text) -> Iterator[str]:
    """Yield the changes made by extensions, with their reasons."""
    if not book.changes:
        return
    rows = []
    for change in book.changes:
        names = [*change.codes, *(["into", *change.into] if change.into else [])]
        rows.append([escape_markdown(change.what), linked("\n".join(names)), linked(change.reason)])
    lines = [
        "## Changes\n",
        block("What extensions of the frame did to its codes, and why.", as_="p", style="Kept Text"),
        table(("Change", "Codes", "Reason"), (13, 46, 41), rows),
    ]
    yield block(lines, "changes", as_="section")


def _retired(book: Codebook) -> Iterator[str]:
    """Yield the section of retired codes."""
    if not book.retired:
        return
    rows = [
        [
            f"{escape_markdown(code.label)}&#10;`{code.id}`&#10;{escape_markdown(code.group)}",
            escape_markdown(code.definition),
            escape_markdown(code.reason),
        ]
        for code in book.retired
    ]
    lines = [
        "## Retired codes\n",
        block(
            "These codes are no longer given. Segments that have them stay readable.",
            as_="p",
            style="Kept Text",
        ),
        table(("Code", "Definition", "Why it is retired"), (27, 40, 33), rows),
    ]
    yield block(lines, "retired", as_="section")
