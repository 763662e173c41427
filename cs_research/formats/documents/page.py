"""Pages that stand alone: no script, nothing fetched, nothing sent."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

__all__ = ["page"]

_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def page(title: str, style: Path, body: Iterable[str]) -> bytes:
    """The bytes of the page; ``style`` is laid over the style of all pages, and ``body`` is HTML line by line."""
    both = (Path(__file__).with_name("page.css"), style)
    return _PAGE.format(
        title=escape(title),
        style="".join(file.read_text(encoding="utf-8") for file in both),
        body="\n".join(body),
    ).encode("utf-8")
