"""What the readers' tests share: hand-made exports, and files written on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

#: Without packages all conftest modules have one name, so doctests are not looked for in this one.
collect_ignore = ["conftest.py"]

EXPORTS = Path(__file__).parent.parent / "exports"


@pytest.fixture(scope="session")
def exports() -> Path:
    """The folder of exports made by hand, each named for what is in it."""
    return EXPORTS


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file of that name and content into the test's own folder."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return put
