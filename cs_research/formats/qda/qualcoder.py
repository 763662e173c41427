"""QualCoder's projects: the database ``data.qda`` in a folder ``NAME.qda``.

A code is in a category or, since version 3.6, in another code. Positions are characters of ``fulltext``; in texts with
letters beyond the basic plane the editor has counted UTF-16 units, which `cs_research.formats.qda.offsets` finds out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.sqlite import Database, as_number, as_text, open_database
from cs_research.formats.names import Names
from cs_research.formats.qda.codebook_draft import Found, ImportedFrame, Origin, build
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
        tree = _tree(database)
        lost = Counter({what: database.count(table) for table, what in _BESIDE.items()})
    codes = {key[1]: _path(path, key, tree) for key in tree if key[0] == "code"}
    fresh = Names()
    names = {number: fresh.fresh(as_text(name) or f"document {number}") for number, name, _ in sources}
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


Key = tuple[str, Any]


class _Node(NamedTuple):
    """A category or a code, with the key of what it is in; that key is of nothing at the root."""

    name: str
    above: Key
    memo: str


def _tree(database: Database) -> dict[Key, _Node]:
    """Return the categories and the codes, in the order of the tables."""
    tree: dict[Key, _Node] = {}
    for number, name, above, memo in database.rows("code_cat", ["catid", "name", "supercatid", "memo"]):
        tree["category", number] = _Node(as_text(name).strip(), ("category", above), as_text(memo))
    for number, name, category, above, memo in database.rows("code_name", ["cid", "name", "catid", "supercid", "memo"]):
        inside = ("category", category) if above is None else ("code", above)
        tree["code", number] = _Node(as_text(name).strip(), inside, as_text(memo))
    return tree


def _path(place: Path, key: Key, tree: Mapping[Key, _Node]) -> tuple[str, ...]:
    """Return the names from the root to a code; a parent that is not there is none."""
    names: list[str] = []
    seen: set[Key] = set()
    while key in tree:
        if key in seen:
            found = " in ".join(f"'{name}'" for name in names[-3:])
            rule = "be in no code or category of its own"
            raise ReadError(Fault(str(place), f"{key[0]} '{tree[key].name}'", rule, found))
        seen.add(key)
        names.append(tree[key].name)
        key = tree[key].above
    return tuple(reversed(names))


def read(path: Path) -> ImportedFrame:
    """Return the codebook of a project, with codes below their categories and codes."""
    with open_database(path, "a QualCoder project", TABLES) as database:
        tree = _tree(database)
    for key in tree:
        _path(path, key, tree)
    places = {key: place for place, key in enumerate(tree)}
    found = [
        Found(node.name, node.memo, places.get(node.above), codable=kind == "code") for (kind, _), node in tree.items()
    ]
    title = path.resolve().parent.stem if path.name == "data.qda" else path.stem
    return build(found, Origin(path, "QualCoder", title), ["of the project only the codebook is read"])
