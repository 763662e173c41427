"""A Quarto document in parts: front matter, text with inline values, and Python chunks.

The embedded engine reads what the shipped reports use, and refuses the rest by file and line.

=====================================  =========================================================
construct                              what becomes of it
=====================================  =========================================================
front matter (title, subtitle, lang)   title block of the page or document
chunk with ``#| tags: [parameters]``   run, then overridden by the parameters given
chunk with ``#| include: false``       run, its output left out
chunk with ``#| output: false``        the same
chunk with ``#| output: asis``         what it prints is Markdown
chunk with ``#| echo: …``              accepted; source is never shown
inline value                           run; its text is printed, never read as Markdown
``::: {#fig-x}`` and ``{#tbl-x}``      numbered; the last paragraph is the caption
``@fig-x``, ``@tbl-x``                 "Figure 1", a link
``::: {.callout-…}``, ``collapse``     a box; on a page one that opens
``.content-visible``, ``.hidden``      by ``when-format="html"``
=====================================  =========================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from cs_research._files import read_text
from cs_research.errors import Fault, PublishError, closest, listed

__all__ = ["INLINE", "Chunk", "Document", "Text", "read_qmd"]

INLINE = re.compile(r"`\{python\}\s+([^`]+)`")
_FENCE = re.compile(r"^(?P<marks>`{3,})\s*\{(?P<language>[A-Za-z]+)[^}]*\}\s*$")
_OPTION = re.compile(r"^#\|\s*(?P<key>[A-Za-z-]+):\s*(?P<value>.*)$")
_OPTIONS = ("tags", "include", "output", "echo", "label")
_FRONT = ("title", "subtitle", "lang", "author", "date", "format", "execute", "jupyter", "toc", "params")
_REFUSED = (
    (re.compile(r"\{\{<\s*(?P<found>[\w-]+)"), "be without shortcodes"),
    (re.compile(r"^:{3,}.*\.(?P<found>panel-tabset|column-[\w-]+|aside|margin)\b"), "be without this block"),
    (re.compile(r"^:{3,}.*\b(?P<found>layout[\w-]*)="), "be without layout blocks"),
    (re.compile(r"(?<![\w`@\\])@(?P<found>(?:sec|eq|lst|thm)-[\w-]+)"), "be without such references"),
)


@dataclass(frozen=True)
class Text:
    """Markdown between chunks."""

    line: int
    text: str


@dataclass(frozen=True)
class Chunk:
    """A Python chunk with its options."""

    line: int
    source: str
    options: dict[str, str]

    @property
    def parameters(self) -> bool:
        """Whether the chunk sets the document's parameters."""
        return "parameters" in self.options.get("tags", "")

    @property
    def shown(self) -> bool:
        """Whether its output is printed."""
        return self.options.get("include") != "false" and self.options.get("output") != "false"


@dataclass(frozen=True)
class Document:
    """A whole .qmd file."""

    path: Path
    front: dict[str, str]
    parts: tuple[Text | Chunk, ...]

    def parameters(self) -> list[str]:
        """The names that the chunk tagged ``parameters`` sets."""
        sources = [part.source for part in self.parts if isinstance(part, Chunk) and part.parameters]
        return re.findall(r"^(\w+)\s*=", "\n".join(sources), flags=re.MULTILINE)


def read_qmd(path: Path) -> Document:
    """A Quarto document; a construct that the engine does not know is a `PublishError`."""
    lines = read_text(path).split("\n")
    front, start = _front(path, lines)
    parts = tuple(_parts(path, lines, start))
    faults = [fault for part in parts for fault in _faults(path, part)]
    if faults:
        raise PublishError(faults)
    return Document(path, front, parts)


def _front(path: Path, lines: list[str]) -> tuple[dict[str, str], int]:
    if lines[0].strip() != "---":
        return {}, 0
    end = next((place for place, line in enumerate(lines[1:], 1) if line.strip() in {"---", "..."}), 0)
    try:
        front = yaml.load("\n".join(lines[1:end]), Loader=yaml.BaseLoader) if end else None
    except yaml.YAMLError as error:
        raise PublishError(Fault(f"{path}, line 1", "front matter", "be YAML", f"'{error}'")) from error
    if not isinstance(front, dict):
        raise PublishError(Fault(f"{path}, line 1", "front matter", "be closed by ---", "no end of it"))
    for key in front:
        if key not in _FRONT:
            rule = f"be {listed(_FRONT)}"
            raise PublishError(
                Fault(f"{path}, line 1", "front matter key", rule, f"'{key}'", closest(key, _FRONT))
            )
    return {str(key): value for key, value in front.items() if isinstance(value, str)}, end + 1


def _parts(path: Path, lines: list[str], start: int) -> Iterator[Text | Chunk]:
    text_from, place = start, start
    while place < len(lines):
        fence = _FENCE.match(lines[place])
        if not fence:
            place += 1
            continue
        if fence["language"] != "python":
            where = f"{path}, line {place + 1}"
            raise PublishError(Fault(where, "chunk", "be Python", f"'{fence['language']}'"))
        end = next((k for k in range(place + 1, len(lines)) if lines[k].strip() == fence["marks"]), None)
        if end is None:
            raise PublishError(Fault(f"{path}, line {place + 1}", "chunk", "be closed", "no end of it"))
        yield Text(text_from + 1, "\n".join(lines[text_from:place]))
        yield _chunk(place + 1, lines[place + 1 : end])
        text_from = place = end + 1
    yield Text(text_from + 1, "\n".join(lines[text_from:]))


def _chunk(line: int, body: list[str]) -> Chunk:
    options = {}
    for text in body:
        found = _OPTION.match(text)
        if not found:
            break
        options[found["key"]] = found["value"].strip().strip("\"'")
    return Chunk(line, "\n".join(body[len(options) :]), options)


def _faults(path: Path, part: Text | Chunk) -> Iterator[Fault]:
    if isinstance(part, Chunk):
        for key in part.options:
            if key not in _OPTIONS:
                where, rule = f"{path}, line {part.line}", f"be {listed(_OPTIONS)}"
                yield Fault(where, "chunk option", rule, f"'{key}'", closest(key, _OPTIONS))
        return
    for offset, line in enumerate(part.text.split("\n")):
        for pattern, rule in _REFUSED:
            found = pattern.search(line)
            if found:
                hint = "the embedded engine does not know it; render this document with --engine quarto"
                yield Fault(f"{path}, line {part.line + offset}", "text", rule, f"'{found['found']}'", hint)
