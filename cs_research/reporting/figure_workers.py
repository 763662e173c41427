"""Draw figures in two worker processes while numbers are computed and pages written.

Loky starts the processes: unlike `multiprocessing` it does not run a user's script again in each.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Future

_WORKERS = 2


class Order(NamedTuple):
    """A figure to draw: the function that returns the plot (called with ``narrow``), and the files to write."""

    plot: Callable[..., Any]
    narrow: bool
    files: tuple[Path, ...]


def draw_figure(order: Order) -> None:
    """Draw a figure and write its files; the suffix of each is its file type."""
    from cs_research._files import write_bytes
    from cs_research.displays.figures.layout import render_plot

    kinds = [path.suffix.removeprefix(".") for path in order.files]
    for path, content in zip(order.files, render_plot(order.plot(narrow=order.narrow), *kinds), strict=True):
        write_bytes(path, content)


class FigureWorkers:
    """Processes that draw figures, started with the first order or by `start`.

    As a context manager it ends the processes; after an error it stops them at once.
    """

    def __init__(self) -> None:
        self._pool: Any = None
        self._ordered: list[Future[None]] = []

    def start(self) -> None:
        """Start the processes, so that they are ready when the first figure is ordered."""
        from multiprocessing import resource_tracker

        from loky import ProcessPoolExecutor

        if os.name == "posix":
            resource_tracker.ensure_running()  # would unblock the signals if started inside the block
        self._pool = ProcessPoolExecutor(_WORKERS, initializer=_prepare_worker, initargs=(os.getpid(),))
        with _signals_blocked():
            self._pool.submit(int)

    def __enter__(self) -> FigureWorkers:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, kill_workers=kind is not None)

    def order(self, orders: Sequence[Order]) -> None:
        """Order figures to be drawn, and return at once."""
        if self._pool is None:
            self.start()
        self._ordered += [self._pool.submit(draw_figure, order) for order in orders]

    def wait(self) -> None:
        """Wait until every figure is drawn; raise the first error of a process."""
        for ordered in self._ordered:
            ordered.result()
        self._ordered.clear()


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Block Ctrl-C and termination signals; processes started within never get them, and their parent ends them."""
    if os.name != "posix":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare_worker(parent: int) -> None:
    """Prepare a worker: load the libraries that draw, and end the worker when its parent ends."""
    Thread(target=_end_with, args=[parent], daemon=True).start()
    os.dup2(2, 1)  # send what libraries print to standard error
    import pandas as pd
    import plotnine  # noqa: F401  loaded before the first order arrives

    pd.set_option("mode.string_storage", "python")  # Arrow's strings are slow in tables of a few rows


def _end_with(parent: int) -> None:
    """End this process once its parent has ended, since a killed parent cannot end its workers."""
    import psutil

    while os.getppid() == parent and psutil.pid_exists(parent):
        time.sleep(1)
    os._exit(1)
