"""Plain text and Markdown: Otter's layout, names at the start of a line, or a document without speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from cs_research._files import read_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.transcripts.labels import label_of
from cs_research.formats.transcripts.paragraphs import add_paragraphs
from cs_research.formats.transcripts.speech import Speech

_BLANK = re.compile(r"\n\s*\n")
#: With fewer paragraphs a file has hardly any blank lines, and each line is one.
_FEW = 3
_MARKUP = {"{\\rtf": "Rich Text Format", "<!doctype html": "HTML", "<html": "HTML", "<?xml": "XML"}
_MARKDOWN = (".md", ".markdown", ".qmd", ".rmd")
_ESCAPE = re.compile(r"\\([\[\](){}*_#.!+\-`>~|\\])")
_BRACKETS = re.compile(r"\\\[[^\n\[\]\\]{1,200}\\\]")
_HEADING = re.compile(r"#{1,6}\s+\S")
_FRONT = re.compile(r"\ufeff?---[ \t]*\n((?:.*\n){1,100}?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
#: A field of front matter, an entry of its list, a line that goes on, or a comment.
_FIELD = re.compile(r"[\w.-]+:(?:\s|$)|\s*- |\s+\S|#")


def fits(head: bytes) -> bool:
    """Return whether it is not an archive: everything else is tried as text."""
    return not head.startswith(b"PK")


def read(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return every line, in paragraphs separated by blank lines."""
    text = read_text(path, encoding)
    _refuse_markup(path, text)
    text, front = _without_front_matter(text)
    text, escapes = _unescaped(path, text)
    speech = Speech("plain text, ")
    add_paragraphs(speech, [(text, 1, 0, False)], by_line=len(list(islice(_paragraphs(text), _FEW))) < _FEW)
    speech.lines = [
        line._replace(apart=True)
        if line.text[:1] == "#" and _HEADING.match(line.text) and not label_of(line.text)
        else line
        for line in speech.lines
    ]
    if front:
        speech.notes.add("front matter of Markdown is left out", *front)
    if escapes:
        speech.notes.add(f"backslashes that Markdown puts before signs are left out: {escapes:,}")
    return speech


def _refuse_markup(path: Path, text: str) -> None:
    """Refuse files of other programs that are text with marks, whose marks would be read as words."""
    opening = text[:200].lstrip("\ufeff \n").casefold()
    kind = next((kind for start, kind in _MARKUP.items() if opening.startswith(start)), None)
    if kind is not None:
        hint = "open it in Word or LibreOffice and save it as .docx or .odt"
        raise ReadError(Fault(str(path), "file", "be plain text", kind, hint))


def _without_front_matter(text: str) -> tuple[str, list[str]]:
    """Return a text without the fields between lines of ``---`` that it starts with, and the fields."""
    found = _FRONT.match(text)
    if found is None or not all(_FIELD.match(line) for line in found[1].split("\n") if line.strip()):
        return text, []
    return "\n" * found[0].count("\n") + text[found.end() :], [line for line in found[1].split("\n") if line.strip()]


def _unescaped(path: Path, text: str) -> tuple[str, int]:
    """Return a text without Markdown's escapes, if it is Markdown by its name or by brackets that are escaped."""
    if path.suffix.casefold() in _MARKDOWN or _BRACKETS.search(text):
        return _ESCAPE.subn(r"\1", text)
    return text, 0


def paragraphs(path: Path, encoding: str | None) -> list[str]:
    """Return the paragraphs of the file, separated by blank lines, with their line breaks."""
    return list(_paragraphs(read_text(path, encoding)))


def _paragraphs(text: str) -> Iterator[str]:
    start = 0
    for end, after in chain((found.span() for found in _BLANK.finditer(text)), [(len(text), 0)]):
        part = text[start:end].strip("\n")
        start = after
        if part.strip():
            yield part
