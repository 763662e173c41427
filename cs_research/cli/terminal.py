"""What every command prints to, and the signs of life while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.console import Console

__all__ = ["err", "out", "progress", "waiting"]

out = Console(soft_wrap=True, highlight=False, markup=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def waiting(words: str) -> AbstractContextManager[object]:
    """A sign of life while one step runs; nothing is drawn where nobody looks at a terminal."""
    return err.status(words) if err.is_terminal else nullcontext()


@contextmanager
def progress(steps: int) -> Iterator[Callable[[str], None]]:
    """A bar that names the step at hand; nothing is drawn where nobody looks at a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<42}"), BarColumn(bar_width=30), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("Starting", total=steps)

        def notify(step: str) -> None:
            bar.update(task, description=step, advance=1)

        yield notify
