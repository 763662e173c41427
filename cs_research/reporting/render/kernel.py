"""Run chunks and inline values of several documents in one Python kernel.

The kernel is a separate process. Chunks that ran in this process could read answers and transcripts in its memory,
would share its working folder and settings, and could not be ended if they hang. A document is one message to the
kernel, since one message per cell would cost more than the cells themselves.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from cs_research._locks import Scratch
from cs_research.errors import Fault, PublishError

_TIMEOUT = 300
#: Names of sockets in the file system are limited to about 100 characters, some of which are the scratch folder's.
_MAX_PATH = 58


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

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_cell_source(cells)) for cells in documents])
    _run(notebook, folder)
    return [_outcomes(cell) for cell in notebook.cells]


def _cell_source(cells: Sequence[Cell]) -> str:
    """Return the source of the cell that runs a document."""
    serialised = json.dumps([(cell.source, cell.inline) for cell in cells])
    return f"from cs_research.reporting.render.kernel import run_cells\nrun_cells({serialised!r})"


def _socket_folder() -> Path | None:
    """Return a folder with a path that is short enough for sockets; None for the system's temporary folder.

    So no kernel listens on TCP, which others on the machine could reach.
    """
    usual = Path(tempfile.gettempdir())
    if os.name != "posix" or len(str(usual)) <= _MAX_PATH:
        return None
    for place in (Path("/tmp"), Path("/var/tmp")):
        if os.access(place, os.W_OK | os.X_OK):
            return place
    rule = f"have a path of at most {_MAX_PATH} letters"
    raise PublishError(Fault(str(usual), "temporary folder", rule, f"{len(str(usual))}", "set TMPDIR to another"))


def _run(notebook: Any, folder: Path) -> None:
    """Run a notebook with the current Python, over sockets in a private folder if the system has them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

        class OwnKernel(KernelSpecManager):
            """Starts a kernel by `launch`."""

            def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
                # -P: the modules of this package and its libraries, and none of the working folder
                argv = [sys.executable, "-P", "-m", __name__, "-f", "{connection_file}"]
                return KernelSpec(argv=argv, display_name=kernel_name, language="python")

        with Scratch(_socket_folder()) as place:
            manager = AsyncKernelManager(
                kernel_name="python3",
                kernel_spec_manager=OwnKernel(kernel_dirs=[]),
                transport="ipc" if os.name == "posix" else "tcp",  # Windows has no other
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


def launch() -> None:
    """Start a kernel in this process, without the TCP port on which a usual one receives the output of subprocesses."""
    kernelapp: Any = import_module("ipykernel.kernelapp")
    thread = kernelapp.IOPubThread
    kernelapp.IOPubThread = lambda socket, **options: thread(socket, **{**options, "pipe": False})
    kernelapp.launch_new_instance()


if __name__ == "__main__":
    launch()
