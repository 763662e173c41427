"""Markdown that Pandoc reads as it is meant, and Pandoc as a program."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from cs_research._files import EPOCH
from cs_research.errors import Fault, PublishError
from cs_research.formats.files.word_document import Look, content, new_document, opened

_MARKS = re.compile(r"[^\w,]|_")


def escape_markdown(text: str) -> str:
    """Return a text with every mark as an entity, and every space except single inner ones.

    >>> escape_markdown("*a* b ")
    '&#42;a&#42; b&#32;'
    """
    return _MARKS.sub(_entity, text)


def _entity(mark: re.Match[str]) -> str:
    around = mark.string[mark.start() - 1 : mark.start()], mark.string[mark.end() : mark.end() + 1]
    single = mark[0] == " " and all(each and not each.isspace() for each in around)
    return " " if single else f"&#{ord(mark[0])};"


def attributes(id: str = "", classes: str = "", /, **others: str) -> str:
    """Return ``{#id .class name="value"}``; underscores in names become hyphens, empty values are left out."""
    shown = [f'id="{escape_markdown(id)}"'] if id else []
    shown += [f".{name}" for name in classes.split()]
    shown += [
        f'{name.strip("_").replace("_", "-")}="{escape_markdown(value)}"' for name, value in others.items() if value
    ]
    return f"{{{' '.join(shown)}}}"


def block(content: str | Iterable[str], id: str = "", classes: str = "", /, **others: str) -> str:
    """Return a fenced block; ``as_``, ``style`` and ``only`` set where and how it is shown."""
    style = others.pop("style", "")
    lines = content if isinstance(content, str) else "\n".join(content)
    return f"::: {attributes(id, classes, **others, custom_style=style)}\n{lines}\n:::\n"


def span(content: str, id: str = "", classes: str = "", /, **others: str) -> str:
    """Return a span of inline text with attributes."""
    return f"[{content}]{attributes(id, classes, **others)}"


def link(content: str, target: str) -> str:
    """Return a link to an address or to an anchor in the document."""
    return f"[{content}](<{escape_markdown(target)}>)"


def definition_list(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a definition list; terms are plain text, definitions are Markdown."""
    return "\n".join(f"{escape_markdown(name)}\n:   {definition}\n" for name, definition in pairs)


def table(header: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown cells; the first of each row heads it. ``widths`` are relative, for Word."""
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


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
        converted = _convert_document(markdown, ["--to=docx", f"--reference-doc={reference}", "--output=-"], title)
    return opened(converted, title, kind)


def _convert_document(markdown: str, options: Sequence[str], title: str) -> bytes:
    """Return a document converted by Pandoc, which may read no files except those it is given."""
    fixed = ["--sandbox", f"--from={_READER}", "--columns=1", f"--lua-filter={_HERE / 'document.lua'}"]
    return run_pandoc(markdown, [*fixed, *options], f"'{' '.join(title.split())}'")
