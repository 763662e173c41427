"""Write Markdown for Pandoc in which all text of users is escaped.

A block has an HTML element (``as``) for pages and a style for Word (``custom-style``); ``only`` limits it to one
of them. `document.lua` applies these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
        f'{name.strip("_").replace("_", "-")}="{escape_markdown(value)}"'
        for name, value in others.items()
        if value
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
