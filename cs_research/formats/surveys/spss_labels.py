"""What an SPSS file says of its variables, as JSON on the standard output.

This runs as a program of its own, by its path: the library that reads the format is written in C and has
had faults on files made to harm, so it must not take the process that asked along with it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

__all__ = ["main"]

_MEMORY = 4 * 2**30
_SECONDS = 60


def main(path: str) -> None:
    """Write the labels of the file's variables; whatever the library raises ends the program."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    import pyreadstat

    # Without user_missing the library hides which values count as missing.
    _, meta = pyreadstat.read_sav(path, metadataonly=True, user_missing=True, output_format="dict")
    sys.stdout.write(json.dumps(_said(meta)))


def _said(meta: Any) -> dict[str, Any]:
    return {
        "label": meta.file_label or "",
        "notes": list(meta.notes or []),
        "sets": getattr(meta, "mr_sets", {}),
        "variables": [
            {
                "name": name,
                "label": meta.column_names_to_labels.get(name) or "",
                "values": list(meta.variable_value_labels.get(name, {}).items()),
                "missing": [(part["lo"], part["hi"]) for part in meta.missing_ranges.get(name, [])],
                "measure": meta.variable_measure.get(name, ""),
                "kind": meta.readstat_variable_types.get(name, ""),
                "format": meta.original_variable_types.get(name, ""),
            }
            for name in meta.column_names
        ],
    }


if __name__ == "__main__":
    main(sys.argv[1])
