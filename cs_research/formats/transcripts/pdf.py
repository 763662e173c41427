"""Text of PDF files, such as strategies and plans: paragraphs in reading order, without what every page repeats.

`cs_research.formats.transcripts.pdf_program` reads the file in a process of its own. A PDF holds letters at places and
neither paragraphs nor words that go on in the next line, so these are worked out from the places of the lines. A page
that is only a picture is reported by its number: what it shows is never guessed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.reader_process import output_of
from cs_research.formats.transcripts.labels import label_of
from cs_research.formats.transcripts.paragraphs import add_paragraphs
from cs_research.formats.transcripts.speech import Speech

_PROGRAM = Path(__file__).with_name("pdf_program.py")
_WAIT = 400
#: The part of a page, at its top and at its bottom, in which headers and footers are.
_MARGIN = 0.12
#: A line at the margin is one of every page if it is at one place on this many pages, and on this share of them.
_PAGES, _SHARE = 3, 0.3
#: A line that is shorter than its block by this share, and ends a sentence, ends a paragraph.
_SHORT = 0.12
#: A letter that the file draws without saying which it is, and the number and share that make a page unreadable.
_UNKNOWN, _MANY, _UNREADABLE = re.compile(r"\(cid:\d+\)"), 20, 0.1
_BULLET = re.compile(r"\s*(?:[•◦▪‣·●○■□–\uf0b7\uf0a7\ufffd]|\d{1,2}[.)]|\([a-z]\)|[-*](?=\s))\s*(?=\S)")
_LONE = re.compile(r"[•◦▪‣·●○■□–\uf0b7\uf0a7\ufffd-]")
_DIVIDED = re.compile(r"([^\W\d_]+)[-‐\u00ad]\n(?=([^\W\d_]+))")
_ENDS = (".", "?", "!", ":", ";", "…", '"', "”")
_NUMBER = re.compile(r"\d+")
#: Some programs put a tab between words.
_SPACES = re.compile(r"[^\S\n]+")
#: The widest space within a line, in heights of the line.
_WIDE = 4
#: The fewest numbers at the margin of a page that number its lines.
_NUMBERED = 5


class _Line(NamedTuple):
    """A line of a page and the place of its edges, in points from the page's lower left corner."""

    text: str
    bold: int
    left: float
    low: float
    right: float
    top: float


#: Lines that belong together, on one page.
_Block = list[_Line]


class _Page(NamedTuple):
    number: int
    height: float
    picture: bool
    blocks: list[_Block]


def fits(head: bytes) -> bool:
    """Return whether it is a PDF."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-")


def read(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return the paragraphs of the file; ``Line.at`` is the page. ``encoding`` makes no difference.

    Raises
    ------
    ReadError
        A file that is broken, cut off, has a password, takes minutes, or has no page with text.
    """
    pages = _pages(path)
    speech = Speech("PDF, ", unit="page")
    readable = _readable(path, pages, speech)
    repeated = _repeated(readable)
    if repeated:
        times = Counter(_NUMBER.sub("#", " ".join(line.text.split())) for line in repeated.values())
        lines = [f"{text} on {count} pages" for text, count in times.items()]
        speech.notes.add("headers, footers and page numbers that repeat are left out", *lines)
    numbers = _line_numbers(readable)
    if numbers:
        speech.notes.add(f"numbers of lines at the margin are left out: {len(numbers):,}")
    paragraphs = list(_paragraphs(readable, {*repeated, *numbers}))
    hyphens = _Hyphens([text for text, _, _ in paragraphs])
    add_paragraphs(
        speech,
        [(hyphens.joined(text), page, bold, False) for text, page, bold in paragraphs],
        by_line=False,
    )
    for what, words in hyphens.undecided.items():
        speech.notes.add(what, *words)
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for text, _, _ in paragraphs for letter in text):
        speech.notes.add("letters written from right to left: a PDF does not hold their order, so compare them")
    return speech


def _pages(path: Path) -> list[_Page]:
    data = read_bytes(path)
    if b"%%EOF" not in data[-2048:]:
        raise ReadError(Fault(str(path), "file", "be a complete PDF file", "one that is cut off"))
    found: dict[str, Any] = json.loads(output_of(_PROGRAM, [str(path)], path=path, kind="PDF", seconds=_WAIT))
    if "password" in found:
        hint = "open it with the password, and print it to a new PDF or save it as .docx"
        raise ReadError(Fault(str(path), "PDF", "be without a password", "one that asks for it", hint))
    return [
        _Page(number, page["height"], page["picture"], [_with_rows(_block(each)) for each in page["blocks"]])
        for number, page in enumerate(found["pages"], start=1)
    ]


def _block(lines: Sequence[Mapping[str, Any]]) -> _Block:
    """Return the lines of a block with text, without the marks for what cannot be shown."""
    return [_Line(_shown(line["text"]), line["bold"], *line["box"]) for line in lines if line["text"].strip()]


def _with_rows(block: _Block) -> _Block:
    """Join the parts of justified lines with wide spaces, from left to right: the parts may be in any order."""
    rows: list[_Block] = []
    for line in block:
        row = next((row for row in rows[-1:] if abs(row[0].low - line.low) < 1), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    joined: _Block = []
    for row in rows:
        for place, line in enumerate(sorted(row, key=lambda line: line.left)):
            before = joined[-1] if place else None
            if before is None or not 0 < line.left - before.right < _WIDE * (line.top - line.low):
                joined.append(line)
                continue
            text = before.text.rstrip()
            bold = len(text) + 1 + line.bold if before.bold >= len(text) else before.bold
            joined[-1] = before._replace(text=f"{text} {line.text.lstrip()}", bold=bold, right=line.right)
    return joined


def _shown(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _unligated(text.replace("\x00", "")))).strip("\n")


def _unligated(text: str) -> str:
    """Return a text with the letters of each ligature, which are one sign in many PDFs."""
    return "".join(unicodedata.normalize("NFKC", each) if "\ufb00" <= each <= "\ufb06" else each for each in text)


def _readable(path: Path, pages: Sequence[_Page], speech: Speech) -> list[_Page]:
    """Return the pages with text, and note the others by their number; none is a `ReadError`."""
    kept: list[_Page] = []
    for page in pages:
        text = "".join(line.text for block in page.blocks for line in block)
        letters = sum(not letter.isspace() for letter in _UNKNOWN.sub("?", text))
        unknown = len(_UNKNOWN.findall(text))
        name = f"page {page.number}"
        if not letters:
            scanned = "pages that are pictures, such as scans, without text: they are not read"
            speech.notes.add(scanned if page.picture else "pages without text", name)
        elif unknown >= _MANY and unknown > _UNREADABLE * letters:
            speech.notes.add("pages whose letters the file does not name: they are not read", name)
        else:
            if page.picture:
                speech.notes.add("pages that are pictures with text behind them, which may be wrong", name)
            if unknown:
                speech.notes.add(f"letters that the file does not name, U+FFFD instead: {unknown:,} on {name}")
            kept.append(page._replace(blocks=[[_known(line) for line in block] for block in page.blocks]))
    if not kept:
        found = f"none on {len(pages):,} page{'' if len(pages) == 1 else 's'}"
        hint = "if it was scanned, make a PDF with text by text recognition (such as OCRmyPDF) and check its words"
        raise ReadError(Fault(str(path), "PDF", "contain text", found, hint))
    return kept


def _known(line: _Line) -> _Line:
    return line._replace(text=_UNKNOWN.sub("\ufffd", line.text)) if "(cid:" in line.text else line


#: A line by its page and its places in the page's blocks.
_Place = tuple[int, int, int]


def _repeated(pages: Sequence[_Page]) -> dict[_Place, _Line]:
    """Return the lines at the margins that are the same on many pages, but for the number of the page."""
    groups: dict[tuple[str, int, bool], list[tuple[_Place, int, _Line]]] = {}
    for at, page in enumerate(pages):
        for block, lines in enumerate(page.blocks):
            for place, line in enumerate(lines):
                high = line.low >= page.height * (1 - _MARGIN)
                if high or line.top <= page.height * _MARGIN:
                    key = (_NUMBER.sub("#", " ".join(line.text.split())), round(line.low / 4), high)
                    groups.setdefault(key, []).append(((at, block, place), page.number, line))
    found: dict[_Place, _Line] = {}
    for group in groups.values():
        number = len({page for _, page, _ in group})
        if number >= max(_PAGES, _SHARE * len(pages)) and _counts_pages([(page, line.text) for _, page, line in group]):
            found |= {place: line for place, _, line in group}
    return found


def _line_numbers(pages: Sequence[_Page]) -> set[_Place]:
    """Return the numbers of lines: left of all other text of a page, and each the next of the one before."""
    found: set[_Place] = set()
    for at, page in enumerate(pages):
        lines = [
            ((at, block, place), line) for block, all_ in enumerate(page.blocks) for place, line in enumerate(all_)
        ]
        edge = min((line.left for _, line in lines if not line.text.strip().isdecimal()), default=0.0)
        numbers = {
            place: int(line.text) for place, line in lines if line.right <= edge and line.text.strip().isdecimal()
        }
        values = sorted(numbers.values())
        if len(values) >= _NUMBERED and values == list(range(values[0], values[0] + len(values))):
            found |= set(numbers)
    return found


def _counts_pages(lines: Sequence[tuple[int, str]]) -> bool:
    """Return whether every number in lines is the same on all pages, or grows as the pages do."""
    numbers = [[int(each) for each in _NUMBER.findall(text)] for _, text in lines]
    return all(
        len(set(column)) == 1 or len({value - page for value, (page, _) in zip(column, lines, strict=True)}) == 1
        for column in zip(*numbers, strict=True)
    )


def _paragraphs(pages: Sequence[_Page], without: set[_Place]) -> Iterator[tuple[str, int, int]]:
    """Yield each paragraph with its line breaks, the page it starts on, and its number of bold letters at the start."""
    text, number, bold = "", 0, 0
    for at, page in enumerate(pages):
        for place, block in enumerate(page.blocks):
            lines = [line for index, line in enumerate(block) if (at, place, index) not in without]
            right = max((line.right for line in lines), default=0.0)
            width = right - min((line.left for line in lines), default=0.0)
            before: _Line | None = None
            for line in lines:
                if text and not _goes_on(text, before, line, right - _SHORT * width):
                    yield text, number, bold
                    text = ""
                if not text:
                    number, bold = page.number, min(line.bold, len(line.text))
                text = f"{text}{' ' if _LONE.fullmatch(text) else chr(10)}{line.text.strip()}".strip()
                before = line
    if text:
        yield text, number, bold


def _goes_on(text: str, before: _Line | None, line: _Line, full: float) -> bool:
    """Return whether a line goes on with the paragraph; the first of a block only does within a sentence."""
    if _BULLET.match(line.text) or label_of(line.text, line.bold):
        return False
    if _LONE.fullmatch(text):
        return True
    ended = text.endswith(_ENDS)
    if before is None:
        return not ended and line.text.strip()[:1].islower()
    if (before.bold >= len(before.text.strip())) != (line.bold >= len(line.text.strip())):
        return False
    return not (ended and before.right < full)


class _Hyphens:
    """Words that are divided at the end of a line: with a hyphen or without, as the rest of the file writes them."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        words = Counter(
            word.casefold() for text in paragraphs for word in re.findall(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*", text)
        )
        self.words = words
        self.undecided: dict[str, list[str]] = {}
        decided = [self._form(*found.groups()) for text in paragraphs for found in _DIVIDED.finditer(text)]
        self.joins = decided.count("joined") > decided.count("hyphen")

    def joined(self, text: str) -> str:
        """Return a paragraph on one line, with the words that lines divide put together."""
        return " ".join(_DIVIDED.sub(self._put, text).split("\n"))

    def _form(self, first: str, second: str) -> str:
        together = self.words[f"{first}{second}".casefold()]
        hyphened = self.words[f"{first}-{second}".casefold()]
        if together == hyphened or not second[:1].islower():
            return "" if second[:1].islower() else "hyphen"
        return "joined" if together > hyphened else "hyphen"

    def _put(self, found: re.Match[str]) -> str:
        first, second = found.groups()
        if found[0][-2] == "\u00ad":
            return first
        form = self._form(first, second)
        if not form:
            form = "joined" if self.joins else "hyphen"
            kept = "left out" if self.joins else "kept"
            what = f"words divided at the end of a line that are nowhere else in the file: the hyphen is {kept}"
            self.undecided.setdefault(what, []).append(f"{first}-{second}")
        return first if form == "joined" else f"{first}-"
