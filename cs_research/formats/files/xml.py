"""XML of other programs, read without expanding its declarations, and text that XML can contain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ParserCreate

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from pydantic import BaseModel

from cs_research._characters import evened, printable
from cs_research._yaml import Definition
from cs_research.errors import Fault, ReadError

#: Twice as deep as codes may be nested.
_MAX_LEVELS = 200


def root_of(path: Path, data: bytes) -> Element:
    """Return the first element; raise a `ReadError` for XML that is broken, nested too deeply or has declarations."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ReadError(_declared(path)) from error
    except (ParseError, LookupError, ValueError) as error:
        raise ReadError(Fault(str(path), "file", "be complete XML", f"'{error}'")) from error
    if _deep(root):
        place = f"{path}, line {_deep_line(data)}"
        rule = f"be nested at most {_MAX_LEVELS} levels deep"
        raise ReadError(Fault(place, "XML", rule, "more"))
    return root


def elements_of(place: Path, stream: BinaryIO) -> Iterator[tuple[str, Element]]:
    """Yield ``("start", element)`` and ``("end", element)`` as a file is read, under the rules of `root_of`.

    The caller clears the elements that it is done with, so that a long file is never in memory as a whole.
    """
    depth = 0
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > _MAX_LEVELS:
                rule = f"be nested at most {_MAX_LEVELS} levels deep"
                raise ReadError(Fault(str(place), "XML", rule, f"more, in '{element.tag}'"))
            yield event, element
    except DefusedXmlException as error:
        raise ReadError(_declared(place)) from error
    except (ParseError, LookupError, ValueError) as error:
        raise ReadError(Fault(str(place), "file", "be complete XML", f"'{error}'")) from error


def _declared(path: Path) -> Fault:
    return Fault(str(path), "XML", "be without declarations of its own", "a document type or an entity")


def _deep(root: Element) -> bool:
    """Return whether elements are nested too deeply, checked level by level."""
    level = [root]
    for _ in range(_MAX_LEVELS):
        level = [below for element in level for below in element]
    return bool(level)


def _deep_line(data: bytes) -> int:
    """Return the line on which elements are first nested too deeply."""
    line = depth = 0

    def start(*_: object) -> None:
        nonlocal line, depth
        depth += 1
        if depth > _MAX_LEVELS and not line:
            line = parser.CurrentLineNumber

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    return line


_REPLACED = "control characters, U+FFFD instead"
_EVENED = "line ends of another kind, made the common one"

D = TypeVar("D", bound=Definition)


def writable(definition: D) -> tuple[D, tuple[str, ...]]:
    """Return the definition with U+FFFD for each invalid character and one kind of line end, and what was changed."""
    found: dict[str, dict[str, None]] = {}
    fields = {name: _written(value, "", name, found) for name, value in definition}
    lines = tuple(f"{what}: {', '.join(places)}" for what, places in found.items())
    return (definition.model_copy(update=fields) if found else definition), lines


def _written(value: Any, owner: str, field: str, found: dict[str, dict[str, None]]) -> Any:
    """Return a value of a definition; ``owner`` is the entry with an id that contains it, else ``field``."""
    if isinstance(value, BaseModel):
        here = ".".join(filter(None, [owner, getattr(value, "id", "")]))
        return value.model_copy(
            update={name: _written(each, here, name if here else field, found) for name, each in value}
        )
    if isinstance(value, tuple):
        return tuple(_written(each, owner, field, found) for each in value)
    if not isinstance(value, str):
        return value
    even = evened(value)
    fresh = printable(even)
    for changed, what in ((fresh != even, _REPLACED), (even != value, _EVENED)):
        if changed:
            found.setdefault(what, {})[owner or field] = None
    return fresh
