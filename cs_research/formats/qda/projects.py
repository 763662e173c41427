"""Projects of coding programs: recognised by their content, and read into one form."""

from __future__ import annotations

from pathlib import Path

from cs_research._arguments import accepts
from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import ZIP, names_of
from cs_research.formats.files.sqlite import SQLITE, tables_of
from cs_research.formats.qda import qualcoder, refi_project, taguette
from cs_research.formats.qda.codebook_draft import ImportedFrame
from cs_research.formats.qda.coded import CodedFile

_RULE = "be a REFI-QDA project (.qdpx), a project of Taguette (.sqlite3), or one of QualCoder (data.qda or its folder)"


def is_project(path: Path) -> bool:
    """Return whether a path is a project of a coding program: a REFI-QDA project, or one of Taguette or QualCoder."""
    return _program(path) != ""


@accepts(ReadError)
def read_project(path: str | Path, *, offsets: str = "", project: str = "") -> CodedFile:
    """Return the coded passages of a coding program's project, and the texts that they are in.

    Parameters
    ----------
    path
        A ``.qdpx`` of any program, a ``.sqlite3`` of Taguette, or a ``data.qda`` of QualCoder or its folder.
    offsets
        How positions are counted: ``characters``, ``utf-16`` or ``utf-8``; then ``lf`` or ``crlf`` for line ends that
        count one or two, or ``file`` for as many as in each file; then ``bom`` if a byte order mark counts. Found from
        the file's own quotations if left out.
    project
        The name or number of the project, if a database of Taguette has several.

    Returns
    -------
    CodedFile
        A passage for each code that a person gave to a stretch of text. ``lost`` lists, with counts, what is not
        carried over: codings of pictures, recordings and pages of PDFs, memos without a code, cases, links.

    Raises
    ------
    ReadError
        The file is no such project, is broken or unsafe, or can be read in two ways.
    """
    path = Path(path)
    program = _program(path)
    if program == "refi":
        return refi_project.read_coded(path, offsets=offsets)
    if program == "qualcoder":
        return qualcoder.read_coded(path, offsets=offsets)
    if program == "taguette":
        return taguette.read_coded(path, project=project)
    raise ReadError(Fault(str(path), "file", _RULE, "another kind of file"))


def fits(head: bytes) -> bool:
    """Return whether a file is a database; `read` finds out whose."""
    return head.startswith(SQLITE)


def read(path: Path) -> ImportedFrame:
    """Return the codebook of a project of Taguette or QualCoder."""
    return qualcoder.read(path) if _program(path) == "qualcoder" else taguette.read(path)


def _program(path: Path) -> str:
    path = qualcoder.database_in(path)
    head = read_bytes(path)[:16]
    if head.startswith(ZIP):
        return "refi" if any(name.lower().endswith(".qde") for name in names_of(path)) else ""
    tables = tables_of(path) if head.startswith(SQLITE) else frozenset()
    if tables.issuperset(qualcoder.TABLES):
        return "qualcoder"
    return "taguette" if tables.issuperset(taguette.TABLES) else ""
