"""The embedded engine: runs .qmd files through nbclient and converts them to HTML, Word and PDF with Pandoc.

PDF is tagged (PDF/UA-1) and compiled by Typst, with fonts from the package's dependencies.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cs_research._files import EPOCH, shipped, write_bytes
from cs_research._locks import Scratch
from cs_research.errors import Fault, PublishError, closest, join_names
from cs_research.formats.documents.pandoc import run_pandoc
from cs_research.reporting.render.assembly import assemble, cells
from cs_research.reporting.render.cache import Reuse, code_digest, digest
from cs_research.reporting.render.constructs import find_faults
from cs_research.reporting.render.kernel import Outcome, execute
from cs_research.reporting.render.qmd import Chunk, Document, read_qmd
from cs_research.reporting.render.word_style import reference_document

_READER = "markdown-yaml_metadata_block-implicit_figures-tex_math_dollars"
#: Pandoc is a separate program: two at a time keep two cores busy.
_AT_ONCE = 2


@dataclass(frozen=True)
class Job:
    """One document to render: its name, .qmd, parameters, and metadata for the template.

    ``key`` is a digest of what its chunks read; without one the document is never reused from an earlier run.
    """

    name: str
    source: Path
    parameters: Mapping[str, str]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""


def render(
    jobs: Sequence[Job],
    folder: Path,
    formats: Sequence[str],
    notify: Callable[[str], None],
    *,
    reuse: Reuse | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Write every job in every format to ``folder``, which is also where chunks run.

    All chunks of all jobs run once in one kernel, for any number of formats. Documents of an earlier run are copied if
    nothing that they depend on has changed.

    Parameters
    ----------
    ready
        Waits until all figures exist. Chunks and HTML pages only name them and do not wait.
    """
    read = [(job, checked_document(job, folder)) for job in jobs]
    todo = [(job, document) for job, document in read if not _reused(job, document, folder, formats, reuse)]
    if todo:
        notify(f"Running the chunks of {len(todo)} document{'' if len(todo) == 1 else 's'}")
        outcomes = execute([cells(document, job.parameters) for job, document in todo], folder)
        _convert(list(zip(todo, outcomes, strict=True)), folder, formats, notify, ready)
    ready()


def _reused(job: Job, document: Document, folder: Path, formats: Sequence[str], reuse: Reuse | None) -> bool:
    """Copy the document from an earlier run if nothing has changed; return whether it was copied."""
    if reuse is None or not job.key:
        return False
    contents = [path.read_bytes() for path in document.files]
    frame = [path.read_bytes() for path in sorted(Path(shipped("reports", "embedded")).iterdir())]
    settings = json.dumps([job.parameters, job.metadata], sort_keys=True)
    key = digest(code_digest(), job.key, settings, *contents, *frame)
    return reuse.restore(folder, [f"{job.name}.{form}" for form in formats], key)


def _convert(
    done: Sequence[tuple[tuple[Job, Document], Sequence[Outcome]]],
    folder: Path,
    formats: Sequence[str],
    notify: Callable[[str], None],
    ready: Callable[[], None],
) -> None:
    """Convert documents whose chunks have run to every format, HTML first."""
    with Scratch() as place, ThreadPoolExecutor(_AT_ONCE) as pool:
        reference = reference_document(place / "reference.docx") if "docx" in formats else None
        texts = [
            (job, document, metadata, assemble(document, given, folder, job.name, metadata))
            for (job, document), given in done
            for metadata in [page_metadata(job, document)]
        ]
        running: list[tuple[str, Future[None]]] = []
        try:
            for form in sorted(formats, key=lambda form: form != "html"):
                if form != "html":
                    ready()
                for job, document, metadata, markdown in texts:
                    made = _Conversion(job.name, document, metadata, form, folder)
                    running.append((f"{job.name}.{form}", pool.submit(made.write, markdown, reference)))
            for name, conversion in running:
                conversion.result()
                notify(f"Wrote {name}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # after an error or Ctrl-C start no other
            raise


def checked_document(job: Job, folder: Path) -> Document:
    """Return the document of a job; raise a `PublishError` with every fault of it or of the given parameters."""
    document = read_qmd(job.source)
    if found := [*find_faults(document, folder), *_unknown_parameters(job, document)]:
        raise PublishError(found)
    return document


def _unknown_parameters(job: Job, document: Document) -> list[Fault]:
    """Return a fault for each parameter of the job that the document does not set."""
    known, place = document.parameters(), _parameter_location(document)
    rule = f"be {join_names(known)}" if known else "be set in a chunk tagged parameters"
    return [
        Fault(place, "parameter", rule, f"'{name}'", closest(name, known))
        for name in job.parameters
        if name not in known
    ]


def _parameter_location(document: Document) -> str:
    """Return the location where a document sets its parameters; its first line if it sets none."""
    chunks = (part for part in document.parts if isinstance(part, Chunk) and part.parameters)
    first = next(chunks, None)
    return first.line.place if first else f"{document.path}, line 1"


def page_metadata(job: Job, document: Document) -> dict[str, Any]:
    """Return the metadata for the template of a page and the properties of a document."""
    front = {key: value for key, value in document.front.items() if key not in {"format", "execute", "jupyter"}}
    metadata = {"lang": "en-GB", **front, **job.metadata}
    titles = [metadata.get("title", job.name), metadata.get("study", "")]
    metadata["pagetitle"] = ": ".join(filter(None, titles))
    for key in ("number-sections", "toc"):
        metadata[key] = metadata.get(key) == "true"
    if "bibliography" in metadata:
        metadata["bibliography"] = str(document.path.parent / str(metadata["bibliography"]))
        metadata["link-citations"] = True
    return metadata


def document_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata that differ in Word, which has its own table of contents and no line above the title."""
    subtitle = ". ".join(filter(None, [metadata.get("study"), metadata.get("subtitle")]))
    return {"toc": False, **({"subtitle": subtitle} if subtitle else {})}


class _Conversion:
    """One document in one format."""

    def __init__(self, name: str, document: Document, metadata: Mapping[str, Any], form: str, folder: Path) -> None:
        self._name, self._document, self._form, self._folder = name, document, form, folder
        self._metadata = dict(metadata)
        if form == "docx":
            self._metadata |= document_metadata(metadata)

    def write(self, markdown: str, reference: Path | None) -> None:
        """Convert the document and write the file."""
        with Scratch() as place:
            suffix = "typ" if self._form == "pdf" else self._form
            out, metadata = place / f"out.{suffix}", place / "metadata.json"
            metadata.write_text(json.dumps(self._metadata, ensure_ascii=False), encoding="utf-8")
            self._pandoc(markdown, [f"--metadata-file={metadata}", f"--output={out}", *self._how(reference)])
            content = out.read_bytes()
        if self._form == "pdf":
            content = compile_pdf(content.decode("utf-8"), self._folder, f"{self._document.path} ({self._name}.pdf)")
        write_bytes(self._folder / f"{self._name}.{self._form}", content)

    def _how(self, reference: Path | None) -> list[str]:
        """Return Pandoc's options for the format."""
        toc = ["--toc", "--toc-depth=2"] if self._metadata.get("toc") else []
        embedded = ("reports", "embedded")
        if self._form == "html":
            return ["--to=html5", f"--template={shipped(*embedded, 'page.html')}", "--section-divs", *toc]
        if self._form == "pdf":
            shift = "--shift-heading-level-by=-1"
            return ["--to=typst", f"--template={shipped(*embedded, 'document.typ')}", shift]
        properties = f"--lua-filter={shipped(*embedded, 'properties.lua')}"
        return ["--to=docx", f"--reference-doc={reference}", "--figure-caption-position=above", properties]

    def _pandoc(self, markdown: str, options: Sequence[str]) -> None:
        cited = ["--citeproc"] if "bibliography" in self._metadata else []
        run_pandoc(
            markdown,
            [
                f"--from={_READER}",
                f"--lua-filter={shipped('reports', 'embedded', 'filter.lua')}",
                *cited,
                *options,
            ],
            f"{self._document.path} ({self._name}.{self._form})",
            self._folder,
        )


def fonts_folder() -> Path:
    """Return the folder of the fonts for headings and tables."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def compile_pdf(text: str, folder: Path, place: str) -> bytes:
    """Return the PDF of a Typst document whose images are in ``folder``.

    Raises
    ------
    PublishError
        If the document does not compile, or does not meet PDF/UA-1, with Typst's message.
    """
    import typst

    try:
        return typst.compile(  # type: ignore[call-overload,no-any-return]  # its types want root to be bytes as well
            text.encode("utf-8"),
            None,
            root=folder,
            font_paths=[fonts_folder()],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=EPOCH,
        )
    except typst.TypstError as error:
        message = " ".join([error.message, *error.hints])[:400]
        raise PublishError(Fault(place, "document", "compile as PDF/UA-1", f"'{message}'")) from error
