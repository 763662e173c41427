"""Taguette's codebooks (CSV and workbook) and projects (``.sqlite3``), read and written."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

from cs_research._files import read_bytes
from cs_research.definitions import CodingFrame
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.delimited import start_of
from cs_research.formats.files.sqlite import SQLITE, Database, as_number, as_text, open_database
from cs_research.formats.files.workbook import WrittenSheet
from cs_research.formats.names import Names
from cs_research.formats.qda import codebook_table as table
from cs_research.formats.qda.code_tree import ready, stems
from cs_research.formats.qda.codebook_draft import ImportedFrame, Origin, build
from cs_research.formats.qda.codebook_table import Row, found_of
from cs_research.formats.qda.coded import CodedFile, CodedPassage, coded_file
from cs_research.formats.qda.descriptions import code_text, description_table, group_text
from cs_research.formats.qda.offsets import Positions, character_widths
from cs_research.formats.unsupported import Written, quote_names

#: The tables that a project needs to have.
TABLES = ("projects", "tags")
_LOGGED = ("project_id", "user_login", "payload")
_BLOCKS = frozenset({
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote", "pre", "section",
})  # fmt: skip


def fits(head: bytes) -> bool:
    """Return whether it is an SQLite database, or a CSV whose first column is ``tag`` next to a description.

    Its workbooks are like any others: see `cs_research.formats.qda.codebook_table`.
    """
    first = start_of(head).split("\n", 1)[0].replace('"', "").strip().lower()
    return head.startswith(SQLITE) or first.startswith("tag,description")


def read(path: Path) -> ImportedFrame:
    """Return the tags, nested by the dots in their names."""
    if not read_bytes(path).startswith(SQLITE):
        return table.read(path, "Taguette")
    with open_database(path, "a Taguette project", TABLES) as database:
        number, title = _project(database, "", "export the codebook of the project in question")
        tags = [
            row[1:] for row in database.rows("tags", ["project_id", "path", "description"]) if row[0] in (number, None)
        ]
    rows = [
        Row(f"{path}, tag {place}", "", path=as_text(name).strip(), text=as_text(text))
        for place, (name, text) in enumerate(tags, start=1)
    ]
    codes, notes = found_of(rows, {"path": "tag"})
    notes.append("documents and highlights are not carried over")
    return build(codes, Origin(path, "Taguette", title), notes)


def _project(database: Database, wanted: str, hint: str) -> tuple[int, str]:
    """Return the id and the name of the project that is wanted, or of the only one."""
    projects = [(as_number(number), as_text(name)) for number, name in database.rows("projects", ["id", "name"])]
    matching = [each for each in projects if not wanted or wanted in {each[1], str(each[0])}]
    if len(matching) == 1:
        return matching[0]
    found = quote_names([f"{name} ({number})" for number, name in projects]) if projects else "none"
    rule = f"contain one project '{wanted}'" if wanted else "contain one Taguette project"
    raise ReadError(Fault(str(database.path), "database", rule, found, hint if projects else ""))


def read_coded(path: Path, *, project: str = "") -> CodedFile:
    """Return the highlights of a project, one passage for each of their tags, with the documents' texts.

    Positions are bytes of the document's text without its HTML. Who gave a tag is in the log of commands only.

    Parameters
    ----------
    path
        The ``.sqlite3``.
    project
        The name or number of the project, if the database has several.

    Raises
    ------
    ReadError
        The file is no project of Taguette, or contains several and ``project`` names none of them.
    """
    with open_database(path, "a Taguette project", TABLES) as database:
        number, _ = _project(database, project, "name one, or its number, with the setting project")
        documents = {
            name: (as_text(title) or f"document {name}", page_text(as_text(html)))
            for name, of, title, html in database.rows("documents", ["id", "project_id", "name", "contents"])
            if of == number
        }
        tags = {
            name: _tag_path(as_text(tag))
            for name, of, tag in database.rows("tags", ["id", "project_id", "path"])
            if of == number
        }
        columns = ["id", "document_id", "start_offset", "end_offset", "snippet"]
        highlights = [row for row in database.rows("highlights", columns) if row[1] in documents]
        given: dict[Any, list[Any]] = {}
        for highlight, tag in database.rows("highlight_tags", ["highlight_id", "tag_id"]):
            given.setdefault(highlight, []).append(tag)
        coder = _coders(database, number)
    titles = Names()
    named = {name: titles.fresh(title) for name, (title, _) in documents.items()}
    lost: Counter[str] = Counter()
    passages = []
    for highlight, document, start, end, snippet in highlights:
        text = documents[document][1]
        span = text.span(as_number(start), as_number(end))
        quote = text.text[slice(*span)] if span else ""
        count = len(given.get(highlight, []))
        if not count:
            lost["highlights without a tag"] += 1
        elif not span:
            lost["highlights of positions that are not in the text"] += count
        elif snippet and "".join(page_text(as_text(snippet)).text.split()) != "".join(quote.split()):
            lost["highlights whose positions are of other words than their snippet"] += count
        else:
            at = f"{path}, highlight {highlight}"
            passages += [
                CodedPassage(at, named[document], tags[tag], quote, coder(highlight, tag), *span)
                for tag in given[highlight]
                if tag in tags
            ]
            lost["tags that the project does not have"] += sum(tag not in tags for tag in given[highlight])
    texts = {named[name]: text.text for name, (_, text) in documents.items()}
    return coded_file(path, "Taguette", passages, texts, list(tags.values()), lost)


def _tag_path(tag: str) -> tuple[str, ...]:
    """Return the parts of a tag between its dots, or the tag if a part would be empty."""
    parts = tuple(part.strip() for part in tag.split("."))
    return parts if all(parts) else (tag.strip(),)


def _coders(database: Database, project: int) -> Callable[[Any, Any], str]:
    """Return who gave a highlight a tag, from the log of commands; "" where several people worked and it is not there.

    A tag that was merged into another is that one.
    """
    log = [(as_text(who), payload) for of, who, payload in database.rows("commands", _LOGGED) if of == project]
    users = {who for who, _ in log}
    if len(users) < 2:
        return lambda *_: next(iter(users), "")
    given: dict[Any, dict[Any, str]] = {}
    for who, payload in log:
        try:
            command = json.loads(as_text(payload))
        except ValueError:
            continue
        kind = command.get("type") if isinstance(command, dict) else ""
        if kind == "highlight_add" and isinstance(command.get("tags"), list):
            before = given.get(command.get("highlight_id"), {})
            given[command.get("highlight_id")] = {tag: before.get(tag, who) for tag in command["tags"]}
        elif kind == "tag_merge":
            for tags in given.values():
                if command.get("src_tag_id") in tags:
                    tags.setdefault(command.get("dest_tag_id"), tags[command["src_tag_id"]])
    return lambda highlight, tag: given.get(highlight, {}).get(tag, "")


class PageText:
    """The text of a page without its tags, and where the bytes of that text are in it."""

    def __init__(self, pieces: Sequence[tuple[str, bool]]) -> None:
        self.text = "".join(text for text, _ in pieces)
        widths = [character_widths(text, "utf-8") * real for text, real in pieces]
        self._positions = Positions(self.text, np.concatenate([np.zeros(0, dtype=np.int64), *widths]))

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the first and the last character of a stretch of bytes, None if there is none."""
        first, last = self._positions.spans(np.array([start]), np.array([end]))
        return None if first[0] < 0 else (int(first[0]), int(last[0]))


def page_text(html: str) -> PageText:
    """Return the text of a page, with a line end after each block that has none; those were not counted."""
    parser = _Pieces()
    parser.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    parser.close()
    return PageText(parser.pieces)


class _Pieces(HTMLParser):
    """Collect the text of a page in pieces: what it contains, and line ends that were added."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, bool]] = []

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.pieces.append((data, True))

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        """Break the line."""
        if tag == "br":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """End a block's line."""
        if tag in _BLOCKS:
            self._break()

    def _break(self) -> None:
        if self.pieces and not self.pieces[-1][0].endswith("\n"):
            self.pieces.append(("\n", False))


#: Of a frame's own fields it has none; it is a list of tags.
SUPPORTED = {"groups", "codes"}

_HEADER = ("tag", "description")
#: What Taguette refuses: names and descriptions that are longer.
_MAX_IN_NAME, _MAX_IN_TEXT = 200, 102_400


def write_csv(frame: CodingFrame) -> Written:
    """Return the codebook as a CSV, to be imported on the page of a project's tags."""
    frame, lost = ready(frame, SUPPORTED)
    rows = list(_rows(frame))
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([_HEADER, *rows])
    return Written(text.getvalue().encode("utf-8-sig"), (*lost, *_refused(rows)))


def write_xlsx(frame: CodingFrame) -> Written:
    """Return the codebook as a workbook, for reading and editing; Taguette imports CSV only."""
    frame, lost = ready(frame, SUPPORTED)
    return description_table(frame.title, WrittenSheet("codebook", _HEADER, (36, 110), list(_rows(frame))), lost)


def _rows(frame: CodingFrame) -> Iterator[tuple[str, str]]:
    """Yield each group and code: its path, and all its texts.

    A dot within what an id adds to the one above it would make a tag that is not there; it becomes an
    underscore, and the description keeps the id.
    """
    used = {group.id for group in frame.groups}
    for stem in stems(frame):
        yield stem.group.id, group_text(stem.group, stem.group.label)
        known = {"": (stem.group.id, stem.group.id)}
        for each in stem.codes:
            code = each.code
            above, path = known[each.above.id if each.above else ""]
            own = code.id.removeprefix(f"{above}.").replace(".", "_")
            here = f"{path}.{own}"
            while here in used:
                here += "_"
            used.add(here)
            known[code.id] = code.id, here
            yield here, code_text(code, code.label)


def _refused(rows: list[tuple[str, str]]) -> Iterator[str]:
    for tag, text in rows:
        if len(tag) > _MAX_IN_NAME:
            yield f"{tag}: longer than the {_MAX_IN_NAME} characters that Taguette takes in a name"
        if len(text) > _MAX_IN_TEXT:
            yield f"{tag}: longer than the {_MAX_IN_TEXT:,} characters that Taguette takes in a description"
