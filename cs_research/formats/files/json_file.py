"""JSON of other programs, with every error in the project's form."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from cs_research._files import read_text
from cs_research.errors import Fault, ReadError

#: Nobody's survey has as many; Python's reader stops at about a thousand.
_MAX_LEVELS = 100
_PARTS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]|\n', re.DOTALL)


def json_of(path: Path) -> Any:
    """Return the content of a JSON file; raise a `ReadError` if it is broken or nested too deeply."""
    text = read_text(path)
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise _too_deep(path, text) from error
    except ValueError as error:
        raise ReadError(Fault(str(path), "file", "be JSON", f"'{error}'")) from error
    if _deep(content):
        raise _too_deep(path, text)
    return content


def _too_deep(path: Path, text: str) -> ReadError:
    rule = f"be nested at most {_MAX_LEVELS} levels deep"
    return ReadError(Fault(f"{path}, line {_deep_line(text)}", "JSON", rule, "more"))


def _deep(content: Any) -> bool:
    """Return whether lists and objects are nested too deeply, checked level by level."""
    level = [content]
    for _ in range(_MAX_LEVELS + 1):
        within = [value.values() if isinstance(value, dict) else value for value in level]
        level = [below for values in within if not isinstance(values, str | int | float | None) for below in values]
    return bool(level)


def _deep_line(text: str) -> int:
    """Return the line on which a text is first nested too deeply."""
    depth, line = 0, 1
    for part in _PARTS.finditer(text):
        mark = part[0]
        line += mark.count("\n")
        depth += (mark in "[{") - (mark in "]}")
        if depth > _MAX_LEVELS:
            break
    return line
