"""The text of a PDF as JSON on the standard output: by page its lines in reading order, with their places.

This runs as a program of its own, by its path: a broken file may keep the library busy for a long time or fill the
memory. It imports nothing of the package, so that it starts quickly.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

_MEMORY = 3 * 2**30
_SECONDS = 300
#: The share of a page that a picture of all of it covers.
_WHOLE = 0.8


def main(path: str) -> None:
    """Write the pages of the file; whatever the library raises ends the program."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    logging.disable(logging.CRITICAL)
    try:
        pages = [_page(page) for page in extract_pages(path, laparams=LAParams(all_texts=True))]
    except PDFPasswordIncorrect:
        sys.stdout.write(json.dumps({"password": True}))
        return
    sys.stdout.write(json.dumps({"pages": pages}))


def _page(page: Any) -> dict[str, Any]:
    from pdfminer.layout import LTImage, LTTextBox

    size = (page.width or 1) * (page.height or 1)
    pictures = list(_within(page, LTImage))
    return {
        "height": page.height,
        "picture": any(item.width * item.height >= _WHOLE * size for item in pictures),
        "blocks": [[_line(line) for line in box] for box in _within(page, LTTextBox)],
    }


def _within(parent: Any, *kinds: type) -> Iterator[Any]:
    """Yield the items of some kinds on a page, including those in figures, in reading order."""
    from pdfminer.layout import LTFigure

    for item in parent:
        if isinstance(item, kinds):
            yield item
        if isinstance(item, LTFigure):
            yield from _within(item, *kinds)


def _line(line: Any) -> dict[str, Any]:
    from pdfminer.layout import LTChar

    bold = 0
    for item in line:
        if isinstance(item, LTChar) and item.get_text().strip() and "bold" not in item.fontname.casefold():
            break
        bold += len(item.get_text())
    return {"text": line.get_text(), "bold": bold, "box": [line.x0, line.y0, line.x1, line.y1]}


if __name__ == "__main__":
    main(*sys.argv[1:])
