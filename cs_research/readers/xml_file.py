"""XML of other programs, read without expanding what it declares."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cs_research.errors import Fault, ReadError

__all__ = ["root_of"]


def root_of(path: Path, data: bytes) -> Element:
    """The first element; XML that is broken or brings declarations along is a `ReadError`."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        rule = "be without declarations of its own"
        raise ReadError(Fault(str(path), "XML", rule, "a document type or an entity")) from error
    except (ParseError, LookupError, ValueError) as error:
        raise ReadError(Fault(str(path), "file", "be whole XML", f"'{error}'")) from error
    return root
