"""XML of other programs, read without expanding what it declares."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ParserCreate

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cs_research.errors import Fault, ReadError

__all__ = ["root_of"]

#: Twice as deep as codes may be nested.
_MOST_LEVELS = 200


def root_of(path: Path, data: bytes) -> Element:
    """The first element; XML that is broken, nested too deeply or brings declarations along is a `ReadError`."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        rule = "be without declarations of its own"
        raise ReadError(Fault(str(path), "XML", rule, "a document type or an entity")) from error
    except (ParseError, LookupError, ValueError) as error:
        raise ReadError(Fault(str(path), "file", "be whole XML", f"'{error}'")) from error
    if _deep(root):
        place = f"{path}, line {_deep_line(data)}"
        rule = f"be nested at most {_MOST_LEVELS} levels deep"
        raise ReadError(Fault(place, "XML", rule, "more"))
    return root


def _deep(root: Element) -> bool:
    """Whether elements are nested too deeply, looked at level by level."""
    level = [root]
    for _ in range(_MOST_LEVELS):
        level = [below for element in level for below in element]
    return bool(level)


def _deep_line(data: bytes) -> int:
    """The line on which elements are first nested too deeply."""
    line = depth = 0

    def start(*_: object) -> None:
        nonlocal line, depth
        depth += 1
        if depth > _MOST_LEVELS and not line:
            line = parser.CurrentLineNumber

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    return line
