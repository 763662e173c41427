"""Chunks and inline values of several documents, run one after the other in one Python kernel."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Cell", "Outcome", "execute"]

_TIMEOUT = 300
#: Sockets in the file system have names of about 100 letters at most.
_LONGEST = 70


@dataclass(frozen=True)
class Cell:
    """A piece of Python; of an inline value the text of its result is wanted."""

    source: str
    inline: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a cell gave: its outputs as the notebook format has them, or the error it ended in."""

    outputs: tuple[dict[str, Any], ...]
    error: str = ""

    def value(self) -> str:
        """The text of an inline value."""
        printed = "".join(output["text"] for output in self.outputs if output["output_type"] == "stream")
        return str(json.loads(printed)) if printed else ""


def execute(documents: Sequence[Sequence[Cell]], folder: Path) -> list[list[Outcome]]:
    """Run the cells of each document in a namespace of its own; what each cell gave, in order."""
    import nbformat

    cells = []
    for document in documents:
        cells.append(nbformat.v4.new_code_cell("get_ipython().run_line_magic('reset', '-f')"))
        cells += [nbformat.v4.new_code_cell(_source(cell)) for cell in document]
    notebook = nbformat.v4.new_notebook(cells=cells)
    _run(notebook, folder)
    outcomes, place = [], 0
    for document in documents:
        place += 1
        outcomes.append([_outcome(cell) for cell in notebook.cells[place : place + len(document)]])
        place += len(document)
    return outcomes


def _source(cell: Cell) -> str:
    if not cell.inline:
        return cell.source
    return f"__import__('builtins').print(__import__('json').dumps(str(\n{cell.source}\n)))"


def _run(notebook: Any, folder: Path) -> None:
    """Run a notebook with this very Python, over sockets in a folder of its own where there are such."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from jupyter_client.kernelspec import KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

        with tempfile.TemporaryDirectory(prefix="cs-") as place:
            manager = AsyncKernelManager(
                kernel_name="python3",
                kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
                transport="ipc" if os.name == "posix" and len(place) < _LONGEST else "tcp",
                connection_file=str(Path(place) / "k.json"),
            )
            client = NotebookClient(
                notebook,
                km=manager,
                timeout=_TIMEOUT,
                allow_errors=True,
                resources={"metadata": {"path": str(folder)}},
            )
            client.execute(cleanup_kc=True)


def _outcome(cell: Any) -> Outcome:
    for output in cell.outputs:
        if output["output_type"] == "error":
            return Outcome((), f"{output['ename']}: {output['evalue']}")
    return Outcome(tuple(cell.outputs))
