"""Run chunks and inline values of several documents in one Python kernel.

The kernel is a separate process. Chunks that ran in this process could read answers and transcripts in its memory,
would share its working folder and settings, and could not be ended if they hang.
"""

from __future__ import annotations

import asyncio
import json
import os
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cs_research._locks import Scratch

__all__ = ["Cell", "Outcome", "execute"]

_TIMEOUT = 300
#: Names of sockets in the file system are limited to about 100 characters.
_MAX_PATH = 70


@dataclass(frozen=True)
class Cell:
    """A piece of Python code; ``inline`` if it is an expression whose text is inserted."""

    source: str
    inline: bool = False


@dataclass(frozen=True)
class Outcome:
    """The outcome of a cell: its outputs in the notebook format, the text of an inline value, or an error."""

    outputs: tuple[dict[str, Any], ...] = ()
    value: str = ""
    error: str = ""


def execute(documents: Sequence[Sequence[Cell]], folder: Path) -> list[list[Outcome]]:
    """Run the cells of each document in a separate namespace, and return their outcomes in order.

    If a cell raises an error, the remaining cells of its document are not run and have no outcome.
    """
    import nbformat

    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(_cell_source(cells)) for cells in documents]
    )
    _run(notebook, folder)
    return [_outcomes(cell) for cell in notebook.cells]


def _cell_source(cells: Sequence[Cell]) -> str:
    """Return the source of the cell that runs a document."""
    serialised = json.dumps([(cell.source, cell.inline) for cell in cells])
    return f"from cs_research.reporting.render.cell_runner import run_cells\nrun_cells({serialised!r})"


def _run(notebook: Any, folder: Path) -> None:
    """Run a notebook with the current Python, over sockets in a private folder if the system has them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from jupyter_client.kernelspec import KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

        with Scratch() as place:
            manager = AsyncKernelManager(
                kernel_name="python3",
                kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
                transport="ipc" if os.name == "posix" and len(str(place)) < _MAX_PATH else "tcp",
                connection_file=str(place / "k.json"),
            )
            client = NotebookClient(
                notebook,
                km=manager,
                timeout=_TIMEOUT,
                allow_errors=True,
                resources={"metadata": {"path": str(folder)}},
            )
            _interruptible(client, manager)


def _interruptible(client: Any, manager: Any) -> None:
    """Run a notebook in a thread, since nbclient handles Ctrl-C itself in the main one; an interrupt ends it."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: asyncio.run(client.async_execute(cleanup_kc=True)))
        try:
            running.result()
        except BaseException:
            while not running.done():  # the kernel may still be starting
                if process := getattr(manager.provisioner, "process", None):
                    process.kill()
                wait([running], timeout=0.2)
            raise


def _outcomes(cell: Any) -> list[Outcome]:
    failed = next((output for output in cell.outputs if output["output_type"] == "error"), None)
    if failed:
        return [Outcome(error=f"{failed['ename']}: {failed['evalue']}")]
    printed = "".join(output["text"] for output in cell.outputs if output.get("name") == "stdout")
    return [Outcome(tuple(given["outputs"]), given["value"], given["error"]) for given in json.loads(printed)]
