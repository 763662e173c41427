"""QualCoder's projects: the database ``data.qda`` in a folder ``NAME.qda``.

A code is in a category or, since version 3.6, in another code. Positions are characters of ``fulltext``; in texts with
letters beyond the basic plane the editor has counted UTF-16 units, which `cs_research.formats.qda.offsets` finds out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.sqlite import Database, as_number, as_text, open_database
from cs_research.formats.qda.coded import CodedFile, CodedPassage, coded_file
from cs_research.formats.qda.offsets import RawText, Selected, place

#: The tables by which a database is recognised.
TABLES = ("source", "code_text", "code_name")
#: Tables of what is not carried over, in words.
_BESIDE = {
    "code_image": "codings of parts of pictures and pages", "code_av": "codings of stretches of recordings",
    "annotation": "annotations", "journal": "journal entries", "cases": "cases", "attribute": "values of attributes",
}  # fmt: skip


def database_in(path: Path) -> Path:
    """Return the database of a project that is given as its folder or as its database."""
    return path / "data.qda" if path.is_dir() else path


def read_coded(path: Path, *, offsets: str = "") -> CodedFile:
    """Return the coded passages of a project, with the texts that they are in.

    Parameters
    ----------
    path
        The folder ``NAME.qda`` or the database in it.
    offsets
        How positions are counted, such as ``utf-16 lf``; found from the database if left out.

    Raises
    ------
    ReadError
        The file is no project of QualCoder, a category is in itself, a code that was given has no name, or positions
        have two readings.
    """
    path = database_in(path)
    read_bytes(path)
    with open_database(path, "a QualCoder project", TABLES) as database:
        sources = database.rows("source", ["id", "name", "fulltext"])
        segments = database.rows("code_text", ["ctid", "cid", "fid", "pos0", "pos1", "seltext", "owner", "memo"])
        codes = _code_paths(database)
        lost = Counter({what: database.count(table) for table, what in _BESIDE.items()})
    names = {number: as_text(name) or f"document {number}" for number, name, _ in sources}
    texts = {names[number]: RawText.of(as_text(text)) for number, _, text in sources}
    known = [row for row in segments if row[2] in names and row[1] in codes]
    lost["codings of a document or code that is not there"] = len(segments) - len(known)
    selected = [
        Selected(names[fid], as_number(start), as_number(end), as_text(words))
        for _, _, fid, start, end, words, _, _ in known
    ]
    placed = place(path, texts, selected, offsets)
    passages = []
    for row, each, start, end, named in zip(
        known, selected, placed.starts.tolist(), placed.ends.tolist(), placed.named.tolist(), strict=True
    ):
        if start < 0:
            lost["codings of positions that are not in the text"] += 1
        elif named == 0:
            lost["codings whose positions are of other words than their quotation"] += 1
        else:
            quote = texts[each.document].text[start:end]
            at, coder, memo = f"{path}, code_text {row[0]}", as_text(row[6]), as_text(row[7])
            passages.append(CodedPassage(at, each.document, codes[row[1]], quote, coder, start, end, memo))
    documents = {name: text.text for name, text in texts.items()}
    return coded_file(path, "QualCoder", passages, documents, list(codes.values()), lost, placed.notes)


def _code_paths(database: Database) -> dict[Any, tuple[str, ...]]:
    """Return the path of each code: the categories that it is in, codes that it is below, and its name."""
    categories = {("category", number): (as_text(name), ("category", above))
                  for number, name, above in database.rows("code_cat", ["catid", "name", "supercatid"])}  # fmt: skip
    rows = database.rows("code_name", ["cid", "name", "catid", "supercid"])
    codes = {
        ("code", number): (as_text(name), ("category", category) if above is None else ("code", above))
        for number, name, category, above in rows
    }
    tree = {**categories, **codes}
    return {number: _path(database.path, ("code", number), tree) for number, *_ in rows}


Key = tuple[str, Any]


def _path(place: Path, key: Key, tree: Mapping[Key, tuple[str, Key]]) -> tuple[str, ...]:
    """Return the names from the root to a code; a parent that is not there is none."""
    names: list[str] = []
    seen = set()
    while key in tree:
        if key in seen:
            found = " in ".join(f"'{name}'" for name in names[-3:])
            raise ReadError(
                Fault(str(place), f"{key[0]} '{tree[key][0]}'", "be in no code or category of its own", found)
            )
        seen.add(key)
        name, key = tree[key]
        names.append(name)
    return tuple(reversed(names))
