"""A page's document as Quarto renders it: parameters, and what the page's frame says, are written into it.

Quarto sets parameters through papermill, which is not needed where they are set in the document itself. Inline values
pass through `cs_research.reporting.page.shown`, since Quarto prints Python's notation of a text, reads parts of it as
Markdown or HTML, and prints the code where the text is empty.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cs_research.reporting.assembly import captioned, with_shortcodes
from cs_research.reporting.embedded import Job, document_metadata, page_metadata
from cs_research.reporting.qmd import INLINE, Chunk, Document, Line

__all__ = ["quarto_document"]

#: Front matter of every document. It is said in each, since Quarto skips a project's settings in some folders.
_FRONT: dict[str, Any] = {
    "from": "markdown-implicit_figures-tex_math_dollars",
    "jupyter": "python3",
    "execute": {"echo": False, "warning": False, "daemon": False, "cache": False},
    "filters": [
        {"at": "pre-ast", "path": "before.lua"},
        {"at": "pre-ast", "path": "filter.lua"},
        {"at": "pre-ast", "path": "between.lua"},
        {"at": "post-render", "path": "after.lua"},
    ],
    "citeproc": True,
    "toc-depth": 2,
}
_START = "```{python}\n#| include: false\nfrom cs_research.reporting.page import shown\n```\n"
#: Options of a chunk that Quarto carries out; what a label and a caption make stands in the document itself.
_OPTIONS = ("include", "output", "fig-alt")


def quarto_document(job: Job, document: Document, fonts: Path) -> str:
    """The text of a job's .qmd for Quarto, complete without what it includes and without a project's settings.

    ``fonts`` is the folder of the fonts that a PDF is set in.
    """
    metadata = page_metadata(job, document)
    parts = [
        _chunk(part, job.parameters)
        if isinstance(part, Chunk)
        else "\n".join(_text(line, job.name, metadata) for line in part.lines)
        for part in document.parts
    ]
    return "\n".join([_front(metadata, fonts), _START, *parts])


def _front(metadata: Mapping[str, Any], fonts: Path) -> str:
    """The front matter, each value as JSON, which YAML takes in."""
    front = {**metadata, **_FRONT, "number-sections": False, "numbered": metadata["number-sections"]}
    front["format"] = {
        "html": {"template": "page.html", "theme": "none", "minimal": True, "section-divs": True},
        "docx": {"reference-doc": "reference.docx", **document_metadata(metadata)},
        "typst": {"template": "document.typ", "font-paths": [str(fonts)], "pdf-standard": "ua-1"},
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())
    return "\n".join(["---", *lines, "---", ""])


def _text(line: Line, name: str, metadata: Mapping[str, Any]) -> str:
    return with_shortcodes(INLINE.sub(r"`{python} shown(\1)`", line.text), line, name, metadata)


def _chunk(chunk: Chunk, parameters: Mapping[str, str]) -> str:
    """A chunk with its options, as a numbered figure or table where its label says so."""
    options = [
        f"#| {key}: {json.dumps(chunk.options[key], ensure_ascii=False) if key == 'fig-alt' else chunk.options[key]}"
        for key in _OPTIONS
        if key in chunk.options
    ]
    given = [f"{name} = {value!r}" for name, value in parameters.items()] if chunk.parameters else []
    return captioned(chunk, "\n".join(["```{python}", *options, chunk.source, *given, "```"]))
