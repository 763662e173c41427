"""Markdown made into a page that stands alone, or into a Word document, by Pandoc run as a program."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from cs_research._files import EPOCH
from cs_research.errors import Fault, PublishError
from cs_research.formats.files.word_document import Look, content, new_document, opened

__all__ = ["html_page", "run_pandoc", "word_document"]

_HERE = Path(__file__).parent
#: What titles and headings are called is set by `markdown`; nothing is guessed from their words.
_READER = "markdown-auto_identifiers-smart-yaml_metadata_block-tex_math_dollars"


def run_pandoc(markdown: str, options: Sequence[str], place: str, folder: Path | None = None) -> bytes:
    """What Pandoc makes of Markdown, run in ``folder``, dated the first day of 2000.

    Raises
    ------
    PublishError
        What Pandoc says of ``place`` where it fails or warns.
    """
    import pypandoc

    ran = subprocess.run(
        [pypandoc.get_pandoc_path(), "--standalone", "--wrap=none", "--fail-if-warnings", *options],
        input=markdown.encode("utf-8"),
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)},
    )
    if ran.returncode:
        found = " ".join(ran.stderr.decode("utf-8", "replace").split())[:400]
        raise PublishError(Fault(place, "document", "pass through Pandoc", f"'{found}'"))
    return ran.stdout


def html_page(markdown: str, title: str, style: str) -> bytes:
    """A page with no script, that fetches and sends nothing; the CSS ``style`` is laid over that of all pages."""
    styles = "".join((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", style))
    options = [
        "--to=html5",
        f"--template={_HERE / 'html_page.html'}",
        f"--variable=pagetitle={escape(title)}",
        f"--variable=style={styles}",
    ]
    return _convert_document(markdown, options, title)


def word_document(
    markdown: str,
    title: str,
    kind: str,
    looks: Mapping[str, Look],
    width: float,
    *,
    styled: Callable[[Any], None],
) -> Any:
    """A Word document in the styles ``looks``, ``width`` centimetres between its margins; see `new_document`.

    ``styled`` gives the styles of the empty document what a `Look` cannot say.
    """
    empty = new_document(title, kind, looks, width)
    styled(empty)
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(content(empty))
        made = _convert_document(markdown, ["--to=docx", f"--reference-doc={reference}", "--output=-"], title)
    return opened(made, title, kind)


def _convert_document(markdown: str, options: Sequence[str], title: str) -> bytes:
    """What Pandoc makes of a document of ours; it may read no file but those it is given."""
    ours = ["--sandbox", f"--from={_READER}", "--columns=1", f"--lua-filter={_HERE / 'document.lua'}"]
    return run_pandoc(markdown, [*ours, *options], f"'{' '.join(title.split())}'")
