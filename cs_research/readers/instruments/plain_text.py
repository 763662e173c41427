"""The words of a text that a survey platform keeps as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["pictured", "plain"]

#: Elements that stand on lines of their own, and those whose content nobody is shown.
_BLOCKS = {
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_HIDDEN = {"script", "style"}
#: Marks the edge of a block until all lines are known; no text that is read holds it.
_EDGE = "\x00"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in _HIDDEN
        if tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append(_EDGE)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in _BLOCKS:
            self.parts.append(_EDGE)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain(html: str) -> str:
    """The words of the HTML, entities as letters, a line for each ``<br>`` and each block.

    White space in the HTML itself is one space, as on a page; what is written as an entity stays.
    """
    words = _Words()
    source = re.sub(r"[ \t\r\n]+", " ", html.replace(_EDGE, ""))
    words.feed(re.sub(r"(<br\s*/?>) ", r"\1", source, flags=re.IGNORECASE))
    words.close()
    return "\n".join(line.strip() for line in "".join(words.parts).split(_EDGE) if line.strip())


def pictured(html: str) -> bool:
    """Whether the HTML shows something that is no text."""
    return bool(re.search(r"<(img|video|audio|iframe|object|svg)\b", html, re.IGNORECASE))
