"""The sheets of a spreadsheet (.ods, .xls) as JSON on the standard output: by name their rows, each cell as text.

This runs as a program of its own, by its path: what the library takes for a broken file may end the process that reads
it. It imports nothing of the package, so that it starts quickly.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_MEMORY = 4 * 2**30
_SECONDS = 60
#: From here on a number with a fraction's precision does not hold each whole number.
_EXACT = 2**53


def main(path: str) -> None:
    """Write the sheets of the file; whatever the library raises ends the program."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    from python_calamine import CalamineWorkbook

    with Path(path).open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        sheets = {
            name: [[_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(False)]
            for name in book.sheet_names
        }
    sys.stdout.write(json.dumps(sheets))


def _text(value: Any) -> str:
    """A value as the reader of workbooks writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
    return str(value).strip()


if __name__ == "__main__":
    main(*sys.argv[1:])
