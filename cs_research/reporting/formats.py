"""What reports are written as."""

from __future__ import annotations

__all__ = ["FORMATS"]

#: The formats, the one that opens first before the others.
FORMATS = ("html", "docx", "pdf")
