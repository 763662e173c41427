"""Run the cells of a document in the kernel, and return what each printed and displayed.

A document is one message to the kernel, since one message per cell would cost more than the cells themselves.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

__all__ = ["run_cells"]


def run_cells(cells: str) -> None:
    """Run cells in a fresh namespace and print, as JSON, a list of their outcomes.

    Parameters
    ----------
    cells
        JSON of a list of pairs: the source, and whether it is an inline value.

    Notes
    -----
    Each entry printed has ``outputs``, as the notebook format has them, ``value``, the text of an inline value, and
    ``error``. What a chunk prints comes before what it displays. After an error the remaining cells are not run.
    """
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    shell.run_line_magic("reset", "-f")
    given = []
    for source, inline in json.loads(cells):
        given.append(_value(shell, source) if inline else _chunk(shell, source))
        if given[-1]["error"]:
            break
    print(json.dumps(given))  # noqa: T201  the answer to the process that asked


def _value(shell: Any, source: str) -> dict[str, Any]:
    """Return the text of an inline value, which is an expression."""
    result = shell.run_cell(f"__value = str(\n{source}\n)", store_history=False, silent=True)
    return {"outputs": [], "value": shell.user_ns.pop("__value", ""), "error": _error(result)}


def _chunk(shell: Any, source: str) -> dict[str, Any]:
    from IPython.utils.capture import capture_output

    with capture_output() as captured:
        result = shell.run_cell(source, store_history=False)
    printed = [{"output_type": "stream", "text": captured.stdout}] if captured.stdout else []
    return {"outputs": [*printed, *_shown(captured.outputs)], "value": "", "error": _error(result)}


def _shown(outputs: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"output_type": "display_data", "data": _textual(output.data)} for output in outputs]


def _textual(data: dict[str, Any]) -> dict[str, Any]:
    """Return each form of an output as text, with images in base 64, as in the notebook format."""
    return {
        kind: base64.b64encode(content).decode() if isinstance(content, bytes) else content
        for kind, content in data.items()
    }


def _error(result: Any) -> str:
    error = result.error_before_exec or result.error_in_exec
    return f"{type(error).__name__}: {error}" if error is not None else ""
