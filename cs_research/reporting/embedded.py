"""The embedded engine: the same .qmd files, run through nbclient and turned by Pandoc into pages."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cs_research._files import shipped, write_bytes
from cs_research.errors import Fault, PublishError, closest, listed
from cs_research.reporting.kernel import Cell, Outcome, execute
from cs_research.reporting.page import inert
from cs_research.reporting.qmd import INLINE, Chunk, Document, Text, read_qmd
from cs_research.reporting.word_style import reference_document

__all__ = ["Job", "render"]

_READER = "markdown-yaml_metadata_block-implicit_figures"


@dataclass(frozen=True)
class Job:
    """One document to render: a .qmd, its parameters, what the page's frame says, and its name."""

    name: str
    source: Path
    parameters: Mapping[str, str]
    metadata: Mapping[str, Any] = field(default_factory=dict)


def render(jobs: Sequence[Job], folder: Path, formats: Sequence[str], notify: Callable[[str], None]) -> None:
    """Write every job in every format to ``folder``, which is also where chunks run.

    All chunks of all jobs run in one kernel, once, whatever the number of formats.
    """
    documents = [read_qmd(job.source) for job in jobs]
    for job, document in zip(jobs, documents, strict=True):
        _check_parameters(job, document)
    notify("Running the chunks of every report")
    outcomes = execute([_cells(job, doc) for job, doc in zip(jobs, documents, strict=True)], folder)
    with tempfile.TemporaryDirectory(prefix="cs-") as place:
        reference = reference_document(Path(place) / "reference.docx") if "docx" in formats else None
        for job, document, given in zip(jobs, documents, outcomes, strict=True):
            markdown = _assembled(document, _by_part(document, given, job))
            for form in formats:
                notify(f"Writing {job.name}.{form}")
                _convert(job, document, markdown, form, folder, reference)


def _check_parameters(job: Job, document: Document) -> None:
    known = document.parameters()
    for name in job.parameters:
        if name not in known:
            rule = f"be {listed(known)}" if known else "be set in a chunk tagged parameters"
            raise PublishError(
                Fault(str(document.path), "parameter", rule, f"'{name}'", closest(name, known))
            )


def _cells(job: Job, document: Document) -> list[Cell]:
    """Chunks and inline values in the order of the document; parameters given follow their chunk."""
    cells = []
    for part in document.parts:
        if isinstance(part, Chunk):
            given = [f"{name} = {value!r}" for name, value in job.parameters.items()]
            cells.append(Cell("\n".join([part.source, *(given if part.parameters else [])])))
        else:
            cells += [Cell(found.group(1), inline=True) for found in INLINE.finditer(part.text)]
    return cells


def _by_part(document: Document, outcomes: Sequence[Outcome], job: Job) -> list[list[Outcome]]:
    """The outcomes of each part; the first error is a `PublishError` at its line."""
    remaining = iter(outcomes)
    grouped = []
    for part in document.parts:
        wanted = 1 if isinstance(part, Chunk) else len(INLINE.findall(part.text))
        given = [next(remaining) for _ in range(wanted)]
        failed = next((outcome for outcome in given if outcome.error), None)
        if failed:
            line = part.line + (0 if isinstance(part, Chunk) else _line_of(part, given.index(failed)))
            place = f"{document.path}, line {line} ({job.name})"
            raise PublishError(Fault(place, "chunk", "run without an error", failed.error))
        grouped.append(given)
    return grouped


def _line_of(part: Text, number: int) -> int:
    found = list(INLINE.finditer(part.text))[number]
    return part.text.count("\n", 0, found.start())


def _assembled(document: Document, outcomes: Sequence[Sequence[Outcome]]) -> str:
    """Markdown of the document with every output and inline value in its place."""
    pieces = []
    for part, given in zip(document.parts, outcomes, strict=True):
        if isinstance(part, Text):
            values = iter(given)
            pieces.append(INLINE.sub(lambda _: inert(next(values).value()), part.text))  # noqa: B023
        elif part.shown:
            asis = part.options.get("output") == "asis"
            pieces.append("\n\n".join(_output(output, asis) for output in given[0].outputs))
    return "\n".join(pieces)


def _output(output: Mapping[str, Any], asis: bool) -> str:
    """One output as Markdown: Markdown as it is, HTML as raw HTML, anything else as plain text."""
    if output["output_type"] == "stream":
        text = str(output["text"])
        return text if asis else _fenced(text)
    data = output["data"]
    if "text/markdown" in data:
        return f"\n{data['text/markdown']}\n"
    if "text/html" in data:
        return f"\n```````{{=html}}\n{data['text/html']}\n```````\n"
    return _fenced(str(data.get("text/plain", "")))


def _fenced(text: str) -> str:
    return f"\n```````\n{text.rstrip()}\n```````\n"


def _convert(
    job: Job, document: Document, markdown: str, form: str, folder: Path, reference: Path | None
) -> None:
    import pypandoc

    metadata = {"lang": "en-GB", **document.front, **job.metadata}
    metadata["pagetitle"] = ": ".join(
        filter(None, [metadata.get("title", job.name), metadata.get("study", "")])
    )
    if form == "docx" and metadata.get("study"):
        metadata["subtitle"] = f"{metadata['study']}. {metadata.get('subtitle', '')}"
    with tempfile.TemporaryDirectory(prefix="cs-") as place:
        out, said = Path(place) / f"out.{form}", Path(place) / "metadata.json"
        said.write_text(json.dumps(metadata, ensure_ascii=False), encoding="utf-8")
        command = [
            pypandoc.get_pandoc_path(),
            f"--from={_READER}",
            f"--to={'html5' if form == 'html' else form}",
            "--standalone",
            "--wrap=none",
            f"--metadata-file={said}",
            f"--lua-filter={shipped('reports', 'embedded', 'filter.lua')}",
            f"--output={out}",
            "--fail-if-warnings",
        ]
        if form == "html":
            command.append(f"--template={shipped('reports', 'embedded', 'page.html')}")
        else:
            command += [f"--reference-doc={reference}", "--figure-caption-position=above"]
        ran = subprocess.run(
            command, input=markdown.encode("utf-8"), cwd=folder, capture_output=True, check=False
        )
        if ran.returncode:
            told = " ".join(ran.stderr.decode("utf-8", "replace").split())[:400]
            place_told = f"{document.path} ({job.name}.{form})"
            raise PublishError(Fault(place_told, "document", "pass through Pandoc", f"'{told}'"))
        write_bytes(folder / f"{job.name}.{form}", out.read_bytes())
