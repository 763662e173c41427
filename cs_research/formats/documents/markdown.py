"""Pieces of Markdown for Pandoc in which everything that people wrote can only be read as text.

A block names what it is on a page (``as``, an HTML element) and in Word (``custom-style``); ``only`` keeps it to one
of them. `document.lua` puts that into effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["attributes", "block", "definition_list", "escape_markdown", "link", "span", "table"]

_MARKS = re.compile(r"[^\w,]|_")


def escape_markdown(text: str) -> str:
    """Text with every mark as an entity, and every space but a single one within: it can only be read as text.

    >>> escape_markdown("*a* b ")
    '&#42;a&#42; b&#32;'
    """
    return _MARKS.sub(_entity, text)


def _entity(mark: re.Match[str]) -> str:
    around = mark.string[mark.start() - 1 : mark.start()], mark.string[mark.end() : mark.end() + 1]
    single = mark[0] == " " and all(each and not each.isspace() for each in around)
    return " " if single else f"&#{ord(mark[0])};"


def attributes(id: str = "", classes: str = "", /, **others: str) -> str:
    """``{#id .class name="value"}``; underscores in names stand for hyphens, empty values are left out."""
    shown = [f'id="{escape_markdown(id)}"'] if id else []
    shown += [f".{name}" for name in classes.split()]
    shown += [
        f'{name.strip("_").replace("_", "-")}="{escape_markdown(value)}"'
        for name, value in others.items()
        if value
    ]
    return f"{{{' '.join(shown)}}}"


def block(content: str | Iterable[str], id: str = "", classes: str = "", /, **others: str) -> str:
    """Blocks under one name; ``as_``, ``style`` and ``only`` say where and how they are shown."""
    style = others.pop("style", "")
    lines = content if isinstance(content, str) else "\n".join(content)
    return f"::: {attributes(id, classes, **others, custom_style=style)}\n{lines}\n:::\n"


def span(content: str, id: str = "", classes: str = "", /, **others: str) -> str:
    """Words under one name."""
    return f"[{content}]{attributes(id, classes, **others)}"


def link(content: str, target: str) -> str:
    """Words that lead to an address or a place of the document."""
    return f"[{content}](<{escape_markdown(target)}>)"


def definition_list(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of names, as text, each with what is said of it, as Markdown."""
    return "\n".join(f"{escape_markdown(name)}\n:   {said}\n" for name, said in pairs)


def table(header: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells in Markdown; the first of each row heads it. ``widths`` are parts of the line in Word."""
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
