"""The printed codebook as one self-contained HTML page, to read on screen or print on A4."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

from cs_research.definitions import CodingFrame
from cs_research.formats.documents.codebook import STANCE_RULE, Codebook, Entry, Section, codebook
from cs_research.formats.documents.page import page
from cs_research.formats.unsupported import Written

__all__ = ["write"]

Links = Callable[[str], str]


def write(frame: CodingFrame) -> Written:
    """The page. Ids of codes within texts are links to them."""
    book = codebook(frame)
    linked = _links(book)
    title = f"{' '.join(book.title.split())}: codebook"
    return Written(page(title, Path(__file__).with_name("codebook.css"), _body(book, linked)), book.lost)


def _body(book: Codebook, linked: Links) -> Iterator[str]:
    yield '<a class="skip" href="#main">Skip to the codes</a>'
    yield from _header(book)
    yield '<div class="page">'
    yield from _contents(book)
    yield '<main id="main">'
    yield from _stances(book)
    for section in book.sections:
        yield from _section(section, linked)
    yield from _changes(book, linked)
    yield from _retired(book)
    yield "</main>\n</div>"


def _links(book: Codebook) -> Links:
    """Text with links where it names a code."""

    def linked(text: str) -> str:
        pieces = book.mentions(text)
        return "".join(_link(piece) if named else escape(piece, quote=False) for piece, named in pieces)

    return linked


def _link(id: str) -> str:
    return f'<a href="#code-{escape(id)}"><code>{escape(id)}</code></a>'


def _header(book: Codebook) -> Iterator[str]:
    yield '<header><div>\n<p class="kind">Codebook</p>'
    yield f"<h1>{escape(book.title)}</h1>"
    if book.description:
        yield f"<p>{escape(book.description)}</p>"
    yield from _facts(book.facts)
    yield "</div></header>"


def _facts(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = [f"<div><dt>{escape(name)}</dt><dd>{_addressed(text)}</dd></div>" for name, text in facts]
    if rows:
        yield "<dl>"
        yield from rows
        yield "</dl>"


def _addressed(text: str) -> str:
    """An address as a link, other text as it is."""
    if re.fullmatch(r"https?://\S+", text):
        return f'<a href="{escape(text)}">{escape(text)}</a>'
    return escape(text)


def _contents(book: Codebook) -> Iterator[str]:
    yield '<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ul>'
    yield '<li><a href="#stances">Stances</a></li>'
    for section in book.sections:
        yield f'<li><a href="#group-{section.id}">{escape(section.label)}</a>'
        if section.entries:
            yield "<ul>"
            yield from (
                f'<li><a href="#code-{entry.id}">{escape(entry.label)}</a></li>' for entry in section.entries
            )
            yield "</ul>"
        yield "</li>"
    for there, where, name in (
        (book.changes, "changes", "Changes"),
        (book.retired, "retired", "Retired codes"),
    ):
        if there:
            yield f'<li><a href="#{where}">{name}</a></li>'
    yield "</ul>\n</nav>"


def _stances(book: Codebook) -> Iterator[str]:
    yield f'<section id="stances">\n<h2>Stances</h2>\n<p>{escape(STANCE_RULE)}</p>'
    yield from _table(("Stance", "Give it when"), ([escape(text) for text in row] for row in book.stances))
    yield "</section>"


def _section(section: Section, linked: Links) -> Iterator[str]:
    yield f'<section id="group-{section.id}">\n<h2>{escape(section.label)}</h2>'
    yield f"<p>{linked(section.definition)}</p>"
    yield from _facts(section.facts)
    for entry in section.entries:
        yield from _entry(entry, linked)
    yield "</section>"


def _entry(entry: Entry, linked: Links) -> Iterator[str]:
    name = f"code-{entry.id}"  # ids of codes have no capitals: one of our own starts with one
    yield f'<article id="{name}" aria-labelledby="{name}.Label">'
    yield f'<h3 id="{name}.Label">{escape(entry.label)}</h3>'
    above = f" · part of {escape(entry.above)}" if entry.above else ""
    yield f'<p class="id">{entry.id}{above}</p>'
    yield f"<p>{linked(entry.definition)}</p>"
    rules = (f"<div><h4>{name}</h4><p>{linked(text)}</p></div>" for name, text in entry.rules)
    yield f'<div class="rules">{"".join(rules)}</div>'
    yield f'<div class="example"><h4>Example</h4><p>{linked(entry.example)}</p></div>'
    yield f'<p class="source">Source: {escape(entry.source)}</p>'
    yield "</article>"


def _changes(book: Codebook, linked: Links) -> Iterator[str]:
    if not book.changes:
        return
    yield '<section id="changes">\n<h2>Changes</h2>'
    yield "<p>What extensions of the frame did to its codes, and why.</p>"
    rows = []
    for change in book.changes:
        names = [*change.codes, *(["into", *change.into] if change.into else [])]
        rows.append([change.what, "<br>".join(map(linked, names)), linked(change.reason)])
    yield from _table(("Change", "Codes", "Reason"), rows)
    yield "</section>"


def _retired(book: Codebook) -> Iterator[str]:
    if not book.retired:
        return
    yield '<section id="retired">\n<h2>Retired codes</h2>'
    yield "<p>These codes are no longer given. Segments that bear them stay readable.</p>"
    rows = []
    for gone in book.retired:
        name = f"{escape(gone.label)}<br><code>{gone.id}</code><br>{escape(gone.group)}"
        rows.append([name, escape(gone.definition), escape(gone.reason)])
    yield from _table(("Code", "Definition", "Why it is retired"), rows)
    yield "</section>"


def _table(header: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """A table whose first column heads its rows.

    Roles are told, since narrow screens show its cells below each other, and it would be no table to some
    programs that read it aloud.
    """
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in header)
    yield f'<table role="table">\n<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
    yield '<tbody role="rowgroup">'
    for first, *others in rows:
        cells = "".join(f'<td role="cell">{cell}</td>' for cell in others)
        yield f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{cells}</tr>'
    yield "</tbody>\n</table>"
