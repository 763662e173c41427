"""A page's document as Quarto renders it: parameters, and what the page's frame says, are written into it.

Quarto sets parameters through papermill, which is not needed where they are set in the document itself. Inline values
pass through `cs_research.reporting.page.shown`, since Quarto prints Python's notation of a text, reads parts of it as
Markdown or HTML, and prints the code where the text is empty.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cs_research._files import read_text
from cs_research.errors import PublishError
from cs_research.reporting.embedded import Job, document_metadata, page_metadata, unknown_parameters
from cs_research.reporting.qmd import INLINE, Chunk, read_qmd

__all__ = ["included", "quarto_document"]

#: Front matter of every document. It is said in each, since Quarto skips a project's settings in some folders.
_FRONT: dict[str, Any] = {
    "from": "markdown-implicit_figures-tex_math_dollars",
    "jupyter": "python3",
    "execute": {"echo": False, "warning": False},
    "filters": [
        {"at": "pre-ast", "path": "before.lua"},
        {"at": "pre-ast", "path": "filter.lua"},
        {"at": "pre-ast", "path": "between.lua"},
        {"at": "post-render", "path": "after.lua"},
    ],
    "citeproc": True,
    "toc-depth": 2,
}
_START = ["```{python}", "#| include: false", "from cs_research.reporting.page import shown", "```", ""]


def quarto_document(job: Job, fonts: Path) -> str:
    """The text of a job's .qmd for Quarto, complete without a project's settings.

    ``fonts`` is the folder of the fonts that a PDF is set in.

    Raises
    ------
    PublishError
        A parameter that no chunk tagged ``parameters`` sets.
    """
    document = read_qmd(job.source)
    if found := unknown_parameters(job, document):
        raise PublishError(found)
    lines = included(read_text(job.source)).split("\n")
    chunk = next((part for part in document.parts if isinstance(part, Chunk) and part.parameters), None)
    if chunk is not None:
        end = lines.index("```", chunk.line.number)
        lines[end:end] = [f"{name} = {value!r}" for name, value in job.parameters.items()]
    metadata = page_metadata(job, document)
    front = {**metadata, **_FRONT, "number-sections": False, "numbered": metadata["number-sections"]}
    front["format"] = {
        "html": {"template": "page.html", "theme": "none", "minimal": True},
        "docx": {"reference-doc": "reference.docx", **document_metadata(metadata)},
        "typst": {"template": "document.typ", "font-paths": [str(fonts)]},
    }
    start = lines.index("---", 1) + 1 if document.front else 0
    return "\n".join([*_head(front), *_START, *lines[start:]])


def included(text: str) -> str:
    """The text of a .qmd whose inline values are printed as text, whatever they hold."""
    return "\n".join(INLINE.sub(r"`{python} shown(\1)`", line) for line in text.split("\n"))


def _head(front: dict[str, Any]) -> Sequence[str]:
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())
    return ["---", *lines, "---", ""]
