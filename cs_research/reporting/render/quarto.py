"""Render documents with ``quarto render``, if Quarto is installed.

Quarto sets parameters through papermill, which is not needed if they are set in the document itself. Inline values
pass through `cs_research.reporting.page.shown`, since Quarto prints Python's notation of a text, reads parts of
it as Markdown or HTML, and prints the code if the text is empty.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cs_research._files import EPOCH, shipped, write_text
from cs_research._locks import Scratch
from cs_research.errors import Fault, PublishError
from cs_research.reporting.render.assembly import add_caption, copy_pictures, expand_shortcodes
from cs_research.reporting.render.embedded import (
    Job,
    checked_document,
    document_metadata,
    fonts_folder,
    page_metadata,
)
from cs_research.reporting.render.qmd import INLINE, Chunk, Document, Line, Text
from cs_research.reporting.render.word_style import reference_document

#: Front matter of every document. Each has its own, since Quarto skips a project's settings in some folders.
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
#: Options of a chunk that Quarto handles; labels and captions are written into the document itself.
_OPTIONS = ("include", "output", "fig-alt")


def quarto_document(job: Job, document: Document, fonts: Path) -> str:
    """Return the text of a job's .qmd for Quarto, which needs no included files and no project settings.

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
    """Return the front matter, with each value as JSON, which is valid YAML."""
    front = {**metadata, **_FRONT, "number-sections": False, "numbered": metadata["number-sections"]}
    if "bibliography" in front:  # Word reports contain its path, which may have a person's name
        front["bibliography"] = Path(front["bibliography"]).name
    front["format"] = {
        "html": {"template": "page.html", "theme": "none", "minimal": True, "section-divs": True},
        "docx": {"reference-doc": "reference.docx", **document_metadata(metadata)},
        "typst": {"template": "document.typ", "font-paths": [str(fonts)], "pdf-standard": "ua-1"},
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())
    return "\n".join(["---", *lines, "---", ""])


def _text(line: Line, name: str, metadata: Mapping[str, Any]) -> str:
    return expand_shortcodes(INLINE.sub(r"`{python} shown(\1)`", line.text), line, name, metadata)


def _chunk(chunk: Chunk, parameters: Mapping[str, str]) -> str:
    """Return a chunk with its options, as a numbered figure or table if its label says so."""
    options = [
        f"#| {key}: {json.dumps(chunk.options[key], ensure_ascii=False) if key == 'fig-alt' else chunk.options[key]}"
        for key in _OPTIONS
        if key in chunk.options
    ]
    given = [f"{name} = {value!r}" for name, value in parameters.items()] if chunk.parameters else []
    return add_caption(chunk, "\n".join(["```{python}", *options, chunk.source, *given, "```"]))


#: The first version that renders the reports; tested with 1.11.
MINIMUM_VERSION = (1, 5)
_OTHER = "--engine embedded renders the same documents without it"
#: Colours and cursor movements, which Quarto writes even if its output is not a terminal.
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
#: Options that Quarto passes on to Pandoc.
_MORE = {"docx": ["--figure-caption-position=above"]}
_ERROR = re.compile(r"error\b[^:]*:", flags=re.IGNORECASE)


def find_quarto() -> str | None:
    """Return the path of the ``quarto`` program; None if it is not installed."""
    return shutil.which("quarto")


def is_recent() -> bool:
    """Return whether ``quarto`` is installed in `MINIMUM_VERSION` or later."""
    program = find_quarto()
    return program is not None and _numbers(_version(program)) >= MINIMUM_VERSION


def version() -> str:
    """Return the version of ``quarto``; raise a `PublishError` if it cannot render the reports."""
    return _version(require_quarto())


def require_quarto() -> str:
    """Return the path of ``quarto``; raise a `PublishError` if it is not installed or too old."""
    program = find_quarto()
    if program is None:
        raise PublishError(Fault("engine", "quarto", "be installed and on the path", "no program of that name", _OTHER))
    version = _version(program)
    if _numbers(version) < MINIMUM_VERSION:
        minimum = ".".join(map(str, MINIMUM_VERSION))
        raise PublishError(Fault(program, "version", f"be {minimum} or later", f"'{version}'", _OTHER))
    return program


def render(jobs: Sequence[Job], folder: Path, formats: Sequence[str], notify: Callable[[str], None]) -> None:
    """Write every job in every format to ``folder`` with ``quarto render``; errors contain Quarto's message.

    Quarto works on a copy of ``folder`` in a separate project: it skips the settings of a folder whose name starts
    with a dot, uses those of a parent project if there are none, and leaves its own files behind.
    """
    program = require_quarto()
    documents = [checked_document(job, folder) for job in jobs]
    for part in (part for document in documents for part in document.parts):
        if isinstance(part, Text):
            copy_pictures(part, folder)
    with Scratch() as place:
        project = place / "reports"
        shutil.copytree(folder, project)
        _fill(project, formats)
        for job, document in zip(jobs, documents, strict=True):
            write_text(project / f"{job.name}.qmd", quarto_document(job, document, fonts_folder()))
            if "bibliography" in document.front:
                shutil.copy(document.path.parent / document.front["bibliography"], project)
            for form in formats:
                notify(f"Writing {job.name}.{form} with Quarto")
                shutil.copy(_render_one(program, job, form, project), folder)
                drawn = project / f"{job.name}_files" / "figure-html"
                if form == "html" and drawn.is_dir():
                    shutil.copytree(drawn, folder / drawn.relative_to(project))


def _fill(project: Path, formats: Sequence[str]) -> None:
    """Copy the files that documents include, the project's settings, and the templates and styles."""
    reports = Path(shipped("reports"))
    for path in reports.glob("*.yml"):
        shutil.copy(path, project)
    for path in [*(reports / "quarto").iterdir(), *(reports / "embedded").iterdir()]:
        shutil.copy(path, project)
    if "docx" in formats:
        reference_document(project / "reference.docx")


def _version(program: str) -> str:
    """Return the output of ``--version``, or the error message if there is none."""
    try:
        ran = _run([program, "--version"])
    except OSError as error:
        return str(error.strerror)
    return ran.stdout.strip() or ran.stderr.strip()


def _numbers(version: str) -> tuple[int, ...]:
    numbers = re.match(r"(\d+)\.(\d+)", version)
    return tuple(map(int, numbers.groups())) if numbers else ()


def _render_one(program: str, job: Job, form: str, project: Path) -> Path:
    """Render a job in one format with Quarto, and return the path of the document."""
    path = project / f"{job.name}.{form}"
    to = "typst" if form == "pdf" else form
    ran = _run(
        [program, "render", f"{job.name}.qmd", "--to", to, "--output", path.name, *_MORE.get(form, ())],
        project,
    )
    if ran.returncode or not path.is_file():
        message = _error_lines(_COLOURS.sub("", ran.stderr or ran.stdout))
        place = f"{job.source.name} ({path.name}), engine quarto"
        raise PublishError(Fault(place, "document", "render", f"'{message}'", _OTHER))
    return path


def _error_lines(text: str) -> str:
    """Return the lines of Quarto's output that name an error; the end of the output if there are none."""
    lines = dict.fromkeys(line.strip() for line in text.splitlines() if _ERROR.search(line))
    return " ".join(" ".join(lines).split())[:400] if lines else " ".join(text.split())[-400:]


def _run(command: Sequence[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "QUARTO_PYTHON": sys.executable, "SOURCE_DATE_EPOCH": str(EPOCH)},
    )
