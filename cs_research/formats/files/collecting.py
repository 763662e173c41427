"""Read without the search for reference cycles, which gets slower with the number of objects."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Switch off the search for reference cycles; afterwards restore it if it was on.

    A file of hundreds of thousands of lines or codes becomes millions of objects, none of which refers back to
    itself: each search goes through all of them and finds nothing. What nothing refers to is freed as always, so
    memory does not grow by it. Where one use is within another, or in another thread, the first to start turns the
    search on again.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
