"""The Quarto constructs that both engines render; others are reported by file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cs_research.errors import Fault, closest, join_names
from cs_research.reporting.render.qmd import INLINE, PICTURE, SHORTCODE, Chunk, Document, Line, Text

#: Every construct, and how it is rendered.
CONSTRUCTS = {
    "front matter": "title, subtitle, author and date head the page; lang is its language",
    "number-sections": "headings are numbered from the level that comes first",
    "toc": "a list of the headings with links, on a page and in a PDF; Word has its own",
    "parameters": "a chunk tagged so is run, then overridden by the values given",
    "include: false": "run, its output left out; output: false is the same",
    "echo": "accepted; source is never shown",
    "output: asis": "what the chunk prints is Markdown",
    "label, fig-cap, fig-alt": "the chunk's picture is a numbered figure with caption and alternative text",
    "label, tbl-cap": "the chunk's table is a numbered table with a caption",
    "inline value": "run; its text is printed, never read as Markdown",
    "figure block": "::: {#fig-x}, numbered; its last paragraph is the caption",
    "table block": "::: {#tbl-x}, numbered; its last paragraph is the caption",
    "hand-written table": "numbered by the {#tbl-x} of its caption",
    "sub-figures": "images or blocks with ids of their own in a figure block: (a), (b)",
    "@fig-x": "Figure 1, or Figure 1 (a), as a link",
    "@tbl-x": "Table 1, as a link",
    "@sec-x": "Section 1, as a link; needs number-sections",
    "citation": "@key and [@key, p. 3] from the bibliography, through citeproc; the list is in ::: {#refs}",
    "callout": "a box with its title, or the name of its kind; collapse=true opens on a page and stays open elsewhere",
    "panel-tabset": "tabs on a page; in a document its headings and what is below them",
    "layout-ncol": "columns on a wide page and in a PDF, one below the other elsewhere",
    "content-visible, content-hidden": "by when-format: html, docx or typst",
    "{{< include x.qmd >}}": "the file's lines, with the same variables",
    "{{< meta key >}}": "the value of the front matter, as text",
    "{{< pagebreak >}}": "a new page in a document",
}

_FRONT = (
    "title", "subtitle", "lang", "author", "date", "bibliography", "number-sections", "toc", "format", "execute",
    "jupyter", "params",
)  # fmt: skip
_OPTIONS = ("tags", "include", "output", "echo", "label", "fig-cap", "fig-alt", "tbl-cap")
_CALLOUTS = ("note", "tip", "important", "warning", "caution")
_SHORTCODES = ("include", "meta", "pagebreak")
_KEYS = ("layout-ncol", "when-format", "title", "collapse", "custom-style")
#: Class names that Quarto interprets and the reports do not support.
_BLOCKS = re.compile(
    r"^(?P<name>column-.+|aside|margin-.+|panel-(?!tabset$).+|callout-.+|incremental|fragment|landscape|hidden|"
    r"unlisted|proof|remark|solution|theorem-.+|fullwidth|figure-.+)$"
)
_REFERENCES = re.compile(
    r"(?<![\w`@\\.])@(?P<kind>eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|alg|rem|sol|nte|tip|wrn|imp|cau|vid)-[\w-]+"
)
_DIV = re.compile(r"^\s*:{3,}\s*\{(?P<inside>.*)\}\s*:*\s*$")
_ATTRIBUTE = re.compile(r"""(?P<id>#[\w:-]+)|\.(?P<cls>[\w-]+)|(?P<key>[\w-]+)=(?:"[^"]*"|'[^']*'|\S+)""")
_KIND = re.compile(r"^#(?P<kind>[a-z]+)-")
_MATHEMATICS = re.compile(r"(?<![\\$\w])\$(?P<found>[^\s$](?:[^$]*[^\s$\\])?)\$(?!\d)|\$\$")
_DEFINED = re.compile(r"\{[^}]*#(?P<id>(?:fig|tbl|sec)-[\w-]+)")
_REFERRED = re.compile(r"(?<![\w`@\\.])-?@(?P<id>(?:fig|tbl|sec)-[\w-]*\w)")
_CITED = re.compile(r"(?<![\w`@\\.])-?@(?P<key>[A-Za-z][\w:-]*\w)")
_ENTRY = re.compile(r"^\s*@\w+\s*\{\s*(?P<key>[^,\s]+)", flags=re.MULTILINE)
_HINT = "the reports do without it; quarto render, called by hand, knows it"


def find_faults(document: Document, folder: Path) -> list[Fault]:
    """Return every fault of a document: unsupported constructs, and references, citations and images not found.

    ``folder`` is where chunks run; images that are not next to the document are looked up there.
    """
    found = list(_front_faults(document))
    for part in document.parts:
        if isinstance(part, Chunk):
            found += _chunk_faults(part)
        else:
            for line in _prose(part.lines):
                found += _line_faults(line)
    return [*found, *_unresolved(document, folder)]


def _front_faults(document: Document) -> Iterator[Fault]:
    place = f"{document.path}, line 1"
    for key in document.front:
        if key not in _FRONT:
            yield Fault(place, "front matter key", f"be {join_names(_FRONT)}", f"'{key}'", closest(key, _FRONT))
    named = document.front.get("bibliography")
    if named and not (document.path.parent / str(named)).is_file():
        yield Fault(place, "bibliography", "be a file beside the document", f"'{named}'")


def _chunk_faults(chunk: Chunk) -> Iterator[Fault]:
    for key in chunk.options:
        if key not in _OPTIONS:
            hint = closest(key, _OPTIONS)
            yield Fault(chunk.line.place, "chunk option", f"be {join_names(_OPTIONS)}", f"'{key}'", hint)
    label = chunk.options.get("label", "")
    for kind, caption in (("fig", "fig-cap"), ("tbl", "tbl-cap")):
        if label.startswith(f"{kind}-") and caption not in chunk.options:
            yield Fault(chunk.line.place, "chunk option", f"be given with the label '{label}'", f"no {caption}")


def _prose(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines outside code blocks."""
    fence = ""
    for line in lines:
        marks = re.match(r"^\s*(`{3,}|~{3,})", line.text)
        if marks and not fence:
            fence = marks[1]
        elif marks and line.text.strip() == fence:
            fence = ""
        elif not fence:
            yield line


def _line_faults(line: Line) -> Iterator[Fault]:
    text = INLINE.sub("", line.text)
    for found in SHORTCODE.finditer(text):
        if found["name"] not in _SHORTCODES:
            yield Fault(line.place, "shortcode", f"be {join_names(_SHORTCODES)}", f"'{found['name']}'", _HINT)
    for found in _REFERENCES.finditer(text):
        yield Fault(line.place, "reference", "be to fig-, tbl- or sec-", f"'{found[0]}'", _HINT)
    for found in _MATHEMATICS.finditer(text):
        yield Fault(line.place, "text", "be without formulas between $", f"'{found[0]}'", _HINT)
    block = _DIV.match(text)
    if block:
        yield from _block_faults(line, block["inside"])


def _block_faults(line: Line, inside: str) -> Iterator[Fault]:
    for found in _ATTRIBUTE.finditer(inside):
        name, kind = found["cls"], _KIND.match(found["id"] or "")
        if name and _BLOCKS.match(name) and name.removeprefix("callout-") not in _CALLOUTS:
            yield Fault(line.place, "block", "be one that the engine knows", f"'{name}'", _HINT)
        if kind and kind["kind"] not in {"fig", "tbl", "sec"}:
            yield Fault(line.place, "id of a block", "start with fig-, tbl- or sec-", f"'{found['id']}'", _HINT)
        if found["key"] and found["key"] not in _KEYS:
            rule = f"be {join_names(_KEYS)}"
            yield Fault(line.place, "attribute of a block", rule, f"'{found['key']}'", _HINT)


def _unresolved(document: Document, folder: Path) -> Iterator[Fault]:
    """Yield a fault for each reference without a target, citation without an entry, and image without a file."""
    labels = [part.options.get("label", "") for part in document.parts if isinstance(part, Chunk)]
    lines = [line for part in document.parts if isinstance(part, Text) for line in _prose(part.lines)]
    known = {found["id"] for line in lines for found in _DEFINED.finditer(line.text)} | set(labels)
    keys = _keys(document)
    numbered = document.front.get("number-sections") == "true"
    for line in lines:
        text = INLINE.sub("", line.text)
        for found in _REFERRED.finditer(text):
            name = found["id"]
            if name not in known:
                hint = closest(name, sorted(filter(None, known)))
                yield Fault(line.place, "reference", "lead to something in the document", f"'@{name}'", hint)
            elif name.startswith("sec-") and not numbered:
                rule = "have a number to name: set number-sections: true in the front matter"
                yield Fault(line.place, "section that is referred to", rule, f"'@{name}'")
        for found in _CITED.finditer(_REFERRED.sub("", _REFERENCES.sub("", text))):
            if found["key"] not in keys:
                hint = closest(found["key"], sorted(keys))
                yield Fault(line.place, "citation", "have an entry in the bibliography", f"'@{found['key']}'", hint)
        for found in PICTURE.finditer(text):
            if not any((place / found["target"]).is_file() for place in (line.path.parent, folder)):
                yield Fault(line.place, "picture", "be a file that exists", f"'{found['target']}'")


def _keys(document: Document) -> set[str]:
    """Return the keys of the document's bibliography."""
    path = document.path.parent / str(document.front.get("bibliography", ""))
    return {found["key"] for found in _ENTRY.finditer(path.read_text("utf-8"))} if path.is_file() else set()
