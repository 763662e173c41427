"""Convert Markdown to a standalone page or a Word document by running Pandoc."""

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

_HERE = Path(__file__).parent
#: Ids of headings are set by `markdown`; none is derived from their text.
_READER = "markdown-auto_identifiers-smart-yaml_metadata_block-tex_math_dollars"


def run_pandoc(markdown: str, options: Sequence[str], place: str, folder: Path | None = None) -> bytes:
    """Return Markdown converted by Pandoc, run in ``folder``, with a fixed date.

    Raises
    ------
    PublishError
        If Pandoc fails or warns; the message names ``place``.
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
    """Return a page without scripts that loads and sends nothing; the CSS ``style`` follows that of all pages."""
    styles = "".join((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", style))
    options = [
        "--to=html5",
        f"--template={_HERE / 'page.html'}",
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
    """Return a Word document in the styles ``looks``, ``width`` centimetres between its margins.

    See `new_document`. ``styled`` changes what a `Look` cannot express in the styles of the empty document.
    """
    empty = new_document(title, kind, looks, width)
    styled(empty)
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(content(empty))
        converted = _convert_document(
            markdown, ["--to=docx", f"--reference-doc={reference}", "--output=-"], title
        )
    return opened(converted, title, kind)


def _convert_document(markdown: str, options: Sequence[str], title: str) -> bytes:
    """Return a document converted by Pandoc, which may read no files except those it is given."""
    fixed = ["--sandbox", f"--from={_READER}", "--columns=1", f"--lua-filter={_HERE / 'document.lua'}"]
    return run_pandoc(markdown, [*fixed, *options], f"'{' '.join(title.split())}'")
