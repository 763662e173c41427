"""Figures drawn by two processes of their own, while numbers are worked out and pages written.

The processes are started as programs and not by `multiprocessing`, which would run a user's script again in each.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from cs_research.errors import ResearchError

__all__ = ["Drawers", "Order", "drawn"]

_PROCESSES = 2


class Order(NamedTuple):
    """A figure to draw: what makes the plot (called with ``narrow``), and the files to write."""

    plot: Callable[..., Any]
    narrow: bool
    files: tuple[Path, ...]


def drawn(order: Order) -> None:
    """Draw a figure and write its files; the kind of each is its suffix."""
    from cs_research._files import write_bytes
    from cs_research.displays.figures.layout import rendered

    kinds = [path.suffix.removeprefix(".") for path in order.files]
    for path, content in zip(order.files, rendered(order.plot(narrow=order.narrow), *kinds), strict=True):
        write_bytes(path, content)


class Drawers:
    """Processes that draw, started with the first order or before.

    As a context they end with it; an error in it stops them at once.
    """

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._pool = ThreadPoolExecutor(_PROCESSES)
        self._ordered: list[Future[None]] = []

    def start(self) -> None:
        """Start the processes, so that they are ready when the first figure is ordered."""
        command = [sys.executable, "-c", "from cs_research.reporting.figure_workers import serve; serve()"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._processes = [
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches the process that orders, which ends this one
            )
            for _ in range(_PROCESSES)
        ]
        for process in self._processes:
            self._free.put(process)

    def __enter__(self) -> Drawers:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._pool.shutdown(wait=kind is None, cancel_futures=kind is not None)
        for process in self._processes:
            if kind is not None:
                process.kill()
            if process.stdin:
                process.stdin.close()
            process.wait()
            if process.stdout:
                process.stdout.close()

    def order(self, orders: Sequence[Order]) -> None:
        """Have figures drawn; this returns at once."""
        if not self._processes:
            self.start()
        self._ordered += [self._pool.submit(self._ask, pickle.dumps(order)) for order in orders]

    def wait(self) -> None:
        """Return when every figure is drawn; the first error of a process is raised here."""
        for ordered in self._ordered:
            ordered.result()
        self._ordered.clear()

    def _ask(self, order: bytes) -> None:
        process = self._free.get()
        try:
            assert process.stdin and process.stdout
            process.stdin.write(len(order).to_bytes(8, "big") + order)
            process.stdin.flush()
            length = process.stdout.read(8)
            told = (
                pickle.loads(process.stdout.read(int.from_bytes(length, "big"))) if length else _gone(process)
            )
        finally:
            self._free.put(process)
        if isinstance(told, Exception):
            raise told


def _gone(process: subprocess.Popen[bytes]) -> ChildProcessError:
    return ChildProcessError(f"the process that draws figures ended with status {process.wait()}")


def serve() -> None:
    """Draw what is ordered on standard input until it ends; what a process of `Drawers` runs."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print goes where errors go, and not into the answers
    import pandas as pd
    import plotnine  # noqa: F401  loaded while nothing is ordered yet

    pd.set_option("mode.string_storage", "python")  # Arrow's strings are slow in tables of a few rows

    while length := orders.read(8):
        answer = pickle.dumps(_outcome(orders.read(int.from_bytes(length, "big"))))
        try:
            answers.write(len(answer).to_bytes(8, "big") + answer)
            answers.flush()
        except BrokenPipeError:  # whoever ordered it is gone
            os._exit(1)


def _outcome(order: bytes) -> ResearchError | None:
    """None once a figure is drawn, else what is wrong with it, for the process that ordered it to raise."""
    try:
        drawn(pickle.loads(order))
    except ResearchError as error:
        return error
    return None
