"""The output of every command, and progress while it works.

rich is loaded when something is printed, not when the commands are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING

from cs_research._characters import visible

if TYPE_CHECKING:
    from rich.console import Console


class Terminal:
    """Standard output or standard error, written as given: no markup, no wrapping."""

    def __init__(self, *, stderr: bool = False) -> None:
        self._stderr = stderr

    @cached_property
    def console(self) -> Console:
        """The console behind it."""
        from rich.console import Console

        return Console(stderr=self._stderr, soft_wrap=True, highlight=False, markup=False, emoji=False)

    def print(self, text: object) -> None:
        """Write a text and a new line; control characters in it are made `visible`."""
        self.console.print(visible(str(text)))


out = Terminal()
err = Terminal(stderr=True)


def waiting(words: str) -> AbstractContextManager[object]:
    """Show a sign of life while one step runs, at a terminal only."""
    return err.console.status(visible(words)) if err.console.is_terminal else nullcontext()


@contextmanager
def progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show a progress bar that names the current step, at a terminal only."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<42}"), BarColumn(bar_width=30), TimeElapsedColumn())
    console = err.console
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Starting", total=steps)

        def notify(step: str) -> None:
            bar.update(task, description=visible(step), advance=1)

        yield notify
