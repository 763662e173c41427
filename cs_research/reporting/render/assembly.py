"""Assemble a document and the outputs of its chunks as Markdown for Pandoc."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cs_research._files import write_bytes
from cs_research.errors import Fault, PublishError
from cs_research.reporting.page import escape_markdown
from cs_research.reporting.render.kernel import Cell, Outcome
from cs_research.reporting.render.qmd import INLINE, PICTURE, SHORTCODE, Chunk, Document, Line, Text

_STYLE = re.compile(r"<style\b.*?</style>", flags=re.DOTALL | re.IGNORECASE)
_PAGE_BREAK = "::: {.pagebreak}\n:::"


def cells(document: Document, parameters: Mapping[str, str]) -> list[Cell]:
    """Return chunks and inline values in document order; given parameters follow the chunk that sets them."""
    found_cells = []
    for part in document.parts:
        if isinstance(part, Chunk):
            given = [f"{name} = {value!r}" for name, value in parameters.items()]
            found_cells.append(Cell("\n".join([part.source, *(given if part.parameters else [])])))
        else:
            found_cells += [Cell(found[1], inline=True) for line in part.lines for found in INLINE.finditer(line.text)]
    return found_cells


def assemble(
    document: Document, outcomes: Sequence[Outcome], folder: Path, name: str, metadata: Mapping[str, Any]
) -> str:
    """Return the document as Markdown, with every output and inline value inserted.

    Images that chunks draw are written to ``NAME_files`` in the folder; those next to the document are copied.

    Raises
    ------
    PublishError
        If a chunk or inline value raised an error; the first one is reported with its line.
    """
    remaining = iter(outcomes)
    pieces = []
    for part in document.parts:
        if isinstance(part, Text):
            pieces.append("\n".join(_line(line, remaining, name, metadata) for line in part.lines))
            copy_pictures(part, folder)
        else:
            outcome = _require_success(next(remaining), part.line, name)
            if part.shown:
                pieces.append(_shown(part, outcome, folder, name))
    return "\n".join(pieces)


def _require_success(outcome: Outcome, line: Line, name: str) -> Outcome:
    if outcome.error:
        raise PublishError(Fault(f"{line.place} ({name})", "chunk", "run without an error", outcome.error))
    return outcome


def _line(line: Line, outcomes: Iterator[Outcome], name: str, metadata: Mapping[str, Any]) -> str:
    text = INLINE.sub(lambda _: escape_markdown(_require_success(next(outcomes), line, name).value), line.text)
    return expand_shortcodes(text, line, name, metadata)


def expand_shortcodes(text: str, line: Line, name: str, metadata: Mapping[str, Any]) -> str:
    """Return the text of a line with its shortcodes expanded."""

    def shortcode(found: re.Match[str]) -> str:
        if found["name"] == "pagebreak":
            return _PAGE_BREAK
        if found["given"] not in metadata:
            place = f"{line.place} ({name})"
            raise PublishError(Fault(place, "meta", "name a key of the front matter", f"'{found['given']}'"))
        return escape_markdown(str(metadata[found["given"]]))

    return SHORTCODE.sub(shortcode, text)


def copy_pictures(part: Text, folder: Path) -> None:
    """Copy images from the document's folder to ``folder``, unless a file of that name exists there."""
    for line in part.lines:
        for target in PICTURE.findall(line.text):
            beside = line.path.parent / target
            if beside.is_file() and not (folder / target).exists():
                write_bytes(folder / target, beside.read_bytes())


def _shown(chunk: Chunk, outcome: Outcome, folder: Path, name: str) -> str:
    """Return the outputs of a chunk, as a numbered figure or table if its label says so."""
    label, options = chunk.options.get("label", ""), chunk.options
    asis = options.get("output") == "asis"
    outputs = [
        _output(output, asis, _Picture(folder, name, f"{label or f'line-{chunk.line.number}'}-{number}", options))
        for number, output in enumerate(outcome.outputs, start=1)
    ]
    return add_caption(chunk, "\n\n".join(outputs))


def add_caption(chunk: Chunk, content: str) -> str:
    """Return the content of a chunk, wrapped as a numbered figure or table with its caption if its label says so."""
    label = chunk.options.get("label", "")
    if not label.startswith(("fig-", "tbl-")):
        return content
    caption = chunk.options["fig-cap" if label.startswith("fig-") else "tbl-cap"]
    return f"\n::: {{#{label}}}\n\n{content}\n\n{caption}\n\n:::\n"


class _Picture:
    """The path and alternative text of an output's image."""

    def __init__(self, folder: Path, document: str, name: str, options: Mapping[str, str]) -> None:
        self._folder, self._place = folder, f"{document}_files/{name}.png"
        self._alt = options.get("fig-alt", "")

    def markdown(self, png: str) -> str:
        """Write the image, and return the Markdown that shows it."""
        write_bytes(self._folder / self._place, base64.b64decode(png))
        return f'\n![]({self._place}){{fig-alt="{escape_markdown(self._alt)}"}}\n'


def _output(output: Mapping[str, Any], asis: bool, picture: _Picture) -> str:
    """Return one output as Markdown: Markdown unchanged, HTML raw, an image as a file, anything else as plain text."""
    if output["output_type"] == "stream":
        text = str(output["text"])
        return text if asis else _fenced(text)
    data = output["data"]
    if "image/png" in data:
        return picture.markdown(data["image/png"])
    if "text/markdown" in data:
        return f"\n{data['text/markdown']}\n"
    if "text/html" in data:
        return f"\n```````{{=html}}\n{_STYLE.sub('', data['text/html'])}\n```````\n"
    return _fenced(str(data.get("text/plain", "")))


def _fenced(text: str) -> str:
    return f"\n```````\n{text.rstrip()}\n```````\n"
