"""Sources as lists of who said what, and Word documents made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from docx import Document

from cs_research.records import Source

#: Without packages all conftest modules have one name, so doctests are not looked for in this one.
collect_ignore = ["conftest.py"]


@pytest.fixture(scope="session")
def said() -> Callable[[Source], list[tuple[str, str]]]:
    """Who said what, in order."""

    def pairs(source: Source) -> list[tuple[str, str]]:
        return [(turn.speaker, turn.text) for turn in source.turns]

    return pairs


@pytest.fixture
def word(tmp_path: Path) -> Callable[..., Path]:
    """A Word document of these paragraphs; a list of rows among them becomes a table."""

    def make(*blocks: str | Sequence[Sequence[str]], name: str = "talk.docx") -> Path:
        document = Document()
        for block in blocks:
            if isinstance(block, str):
                document.add_paragraph(block)
                continue
            table = document.add_table(rows=len(block), cols=len(block[0]))
            for row, cells in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
        path = tmp_path / name
        document.save(str(path))
        return path

    return make
