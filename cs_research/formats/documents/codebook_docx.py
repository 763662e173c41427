"""The printed codebook as a Word document on A4.

Contents have page numbers that Word fills in when it opens the file; it asks whether it may. Codes stay on
one page, unless one is longer than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cs_research.definitions import CodingFrame
from cs_research.formats.documents.codebook import STANCE_RULE, Codebook, Entry, Section, codebook
from cs_research.formats.files.word_document import (
    INK,
    MUTED,
    NAVY,
    ORANGE,
    Look,
    add_row,
    add_table,
    barred,
    content,
    field,
    fields_filled_in,
    led_to,
    linked,
    marked,
    new_document,
    pieced,
)
from cs_research.formats.unsupported import Written

__all__ = ["write"]

_WIDTH = 16.4
_LOOKS = {
    "Normal": Look(10.5, INK, False, 0, 5),
    "Title": Look(24, NAVY, True, 0, 6),
    "Subtitle": Look(12, MUTED, False, 0, 2),
    "Heading 1": Look(17, NAVY, True, 20, 5, kept=True),
    "Heading 2": Look(12.5, INK, True, 14, 0, kept=True),
    "TOC Heading": Look(13, NAVY, True, 16, 4, kept=True),
    "Code Id": Look(9, MUTED, False, 0, 4),
    "Code Example": Look(10.5, INK, False, 3, 5, indent=0.5),
    "Code Source": Look(9, MUTED, False, 0, 0),
    "Contents 1": Look(10.5, NAVY, True, 5, 1, kept=True),
    "Contents 2": Look(10, INK, False, 0, 1, indent=0.5),
    "Cell": Look(10, INK, False, 2, 2),
}

Pieces = list[tuple[str, str]]


def write(frame: CodingFrame) -> Written:
    """The document. Ids of codes within texts lead to them."""
    printed = _Printed(codebook(frame))
    printed.opening()
    printed.contents()
    printed.stances()
    for section in printed.book.sections:
        printed.section(section)
    printed.changes()
    printed.retired()
    return Written(content(printed.document), printed.book.lost)


class _Printed:
    """The document while it is written, and the place of each heading that something leads to."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.document: Any = _empty(book)
        groups = [f"group {section.id}" for section in book.sections]
        names = [
            "stances",
            *groups,
            *(f"code {entry.id}" for entry in book.entries),
            "changes",
            "retired codes",
        ]
        self.places = {name: f"place_{number}" for number, name in enumerate(names, start=1)}

    def opening(self) -> None:
        """Title, description, and the facts of the frame."""
        self._line("Codebook", "Subtitle")
        self._line(self.book.title, "Title")
        if self.book.description:
            self._line(self.book.description)
        self._facts(self.book.facts)

    def contents(self) -> None:
        """Each heading, leading to its place, with its page."""
        self._line("Contents", "TOC Heading")
        self._entry("Stances", "stances", 1)
        for section in self.book.sections:
            self._entry(section.label, f"group {section.id}", 1)
            for entry in section.entries:
                self._entry(entry.label, f"code {entry.id}", 2)
        if self.book.changes:
            self._entry("Changes", "changes", 1)
        if self.book.retired:
            self._entry("Retired codes", "retired codes", 1)

    def stances(self) -> None:
        """How stances are given."""
        self._heading("Stances", "stances", 1).paragraph_format.page_break_before = True
        self._line(STANCE_RULE).paragraph_format.keep_with_next = True
        self._table(
            ("Stance", "Give it when"),
            (3.4, 13.0),
            [[[(text, "")] for text in row] for row in self.book.stances],
        )

    def section(self, section: Section) -> None:
        """A group and its codes."""
        self._heading(section.label, f"group {section.id}", 1)
        last = self._line(self._linked(section.definition))
        for paragraph in [last, *self._facts(section.facts)]:
            paragraph.paragraph_format.keep_with_next = bool(section.entries)
        for entry in section.entries:
            self._code(entry)

    def changes(self) -> None:
        """What extensions did, and why."""
        if not self.book.changes:
            return
        self._heading("Changes", "changes", 1)
        told = self._line("What extensions of the frame did to its codes, and why.")
        told.paragraph_format.keep_with_next = True
        rows = []
        for change in self.book.changes:
            into = ["into", *change.into] if change.into else []
            names = self._linked("\n".join([*change.codes, *into]))
            rows.append([[(change.what, "")], names, self._linked(change.reason)])
        self._table(("Change", "Codes", "Reason"), (2.2, 7.6, 6.6), rows)

    def retired(self) -> None:
        """The codes that are no longer given."""
        if not self.book.retired:
            return
        self._heading("Retired codes", "retired codes", 1)
        told = self._line("These codes are no longer given. Segments that bear them stay readable.")
        told.paragraph_format.keep_with_next = True
        rows = [
            [[(f"{gone.label}\n{gone.id}\n{gone.group}", "")], [(gone.definition, "")], [(gone.reason, "")]]
            for gone in self.book.retired
        ]
        self._table(("Code", "Definition", "Why it is retired"), (4.4, 6.6, 5.4), rows)

    def _code(self, entry: Entry) -> None:
        first = self._heading(entry.label, f"code {entry.id}", 2)
        above = f" · part of {entry.above}" if entry.above else ""
        lines = [
            first,
            self._line(f"{entry.id}{above}", "Code Id"),
            self._line(self._linked(entry.definition)),
        ]
        lines += [self._line(self._linked(text), lead=name) for name, text in entry.rules]
        lines.append(self._line(self._linked(entry.example), "Code Example", lead="Example"))
        for paragraph in lines:
            paragraph.paragraph_format.keep_with_next = True
        lines.append(self._line(f"Source: {entry.source}", "Code Source"))
        for paragraph in lines:
            paragraph.paragraph_format.keep_together = True

    def _facts(self, facts: Iterable[tuple[str, str]]) -> list[Any]:
        return [self._line(text, lead=name) for name, text in facts]

    def _linked(self, text: str) -> Pieces:
        return [
            (piece, self.places[f"code {piece}"] if named else "")
            for piece, named in self.book.mentions(text)
        ]

    def _line(self, text: str | Pieces, style: str = "Normal", lead: str = "") -> Any:
        paragraph = self.document.add_paragraph(style=style)
        if lead:
            paragraph.add_run(f"{lead}: ").bold = True
        pieced(paragraph, [(text, "")] if isinstance(text, str) else text)
        return paragraph

    def _heading(self, text: str, name: str, level: int) -> Any:
        paragraph = self.document.add_heading(" ".join(text.split()), level)
        place = self.places[name]
        marked(paragraph, place, int(place.removeprefix("place_")))
        return paragraph

    def _entry(self, text: str, name: str, level: int) -> None:
        paragraph = self.document.add_paragraph(style=f"Contents {level}")
        linked(paragraph, " ".join(text.split()), self.places[name])
        paragraph.add_run("\t")
        field(paragraph, f"PAGEREF {self.places[name]} \\h")

    def _table(
        self, header: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Pieces]]
    ) -> None:
        made = add_table(self.document, header, widths)
        for row in rows:
            add_row(made, row, widths)


def _empty(book: Codebook) -> Any:
    """The document with the title and version at the head of each page, and page numbers that Word fills in."""
    title = " ".join(book.title.split())
    document = new_document(title, "Codebook", _LOOKS, _WIDTH)
    document.sections[0].header.paragraphs[0].text = f"{title} ({book.key})"
    barred(document.styles["Code Example"], ORANGE)
    for name in ("Contents 1", "Contents 2"):
        led_to(document.styles[name], _WIDTH, "DOTS")
    fields_filled_in(document)
    return document
