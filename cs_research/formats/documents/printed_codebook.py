"""Write the codebook as a page to read on screen or print, and as a Word document on A4.

Word fills in the page numbers of the contents when it opens the file, after asking. A code stays on one page unless
it is longer than a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from cs_research.definitions import CodingFrame
from cs_research.formats.documents.codebook import STANCE_RULE, Codebook, Entry, Section, build_codebook
from cs_research.formats.documents.markdown import (
    attributes,
    block,
    definition_list,
    escape_markdown,
    link,
    table,
)
from cs_research.formats.documents.pandoc import html_page, word_document
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
from cs_research.formats.unsupported import Written

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
    return Written(
        html_page(_markdown(book), f"{_one_line(book.title)}: codebook", "codebook.css"), book.lost
    )


def write_docx(frame: CodingFrame) -> Written:
    """Return the codebook as a Word document, the same bytes each time; ids of codes within texts are links."""
    book = build_codebook(frame)
    document = word_document(
        _markdown(book), book.title, "Codebook", _LOOKS, _WIDTH, styled=_set_bars_and_tabs
    )
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
        *(line for section in book.sections for line in _section(section, linked)),
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
    yield block(
        [heading, block("\n".join(lines), "", "contents", as_="div")], as_="nav", aria_labelledby="contents"
    )


def _stances(book: Codebook) -> Iterator[str]:
    """Yield the section on stances."""
    rows = [[escape_markdown(text) for text in row] for row in book.stances]
    lines = [
        "## Stances\n",
        block(STANCE_RULE, as_="p", style="Kept Text"),
        table(("Stance", "Give it when"), (21, 79), rows),
    ]
    yield block(lines, "stances", as_="section")


def _section(section: Section, linked: Text) -> Iterator[str]:
    """Yield a group and its codes."""
    about = [f"{linked(section.definition)}\n"]
    if section.facts:
        about.append(definition_list((name, escape_markdown(text)) for name, text in section.facts))
    style = "Kept Text" if section.entries else ""
    lines = [f"## {_heading(section.label)}\n", block(about, style=style)]
    for entry in section.entries:
        lines += _entry(entry, linked)
    yield block(lines, f"group-{section.id}", as_="section")


def _entry(entry: Entry, linked: Text) -> Iterator[str]:
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
            "These codes are no longer given. Segments that bear them stay readable.",
            as_="p",
            style="Kept Text",
        ),
        table(("Code", "Definition", "Why it is retired"), (27, 40, 33), rows),
    ]
    yield block(lines, "retired", as_="section")
