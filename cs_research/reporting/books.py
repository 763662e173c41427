"""The workbooks of a study: ``tables.xlsx`` at once, and ``tables.ods`` while the pages are made."""

from __future__ import annotations

from cs_research._files import write_bytes
from cs_research.reporting.builder import Builder
from cs_research.reporting.open_document import Conversion, found
from cs_research.reporting.tables_book import tables_book

__all__ = ["Books"]


class Books:
    """Writes the workbooks into the build folder; as a context, it leaves no LibreOffice behind.

    A ``draft`` of some pages has none, and says nothing of that.
    """

    def __init__(self, builder: Builder, *, draft: bool = False) -> None:
        path, program = builder.folder / "tables.xlsx", found()
        self._conversion: Conversion | None = None
        self.lists: list[list[str]] = []
        self.told: list[str] = []
        if draft:
            return
        content = tables_book(builder)
        if content is None:
            self.told.append("The study has no table, and so no workbook.")
            return
        write_bytes(path, content)
        self.lists.append(["All tables (Excel workbook)", path.name])
        if program is None:
            self.told.append("There is no OpenDocument workbook, since LibreOffice is not on the path.")
        else:
            self._conversion = Conversion(program, path)

    def finish(self) -> None:
        """Wait for LibreOffice; then ``lists`` names what there is, and ``told`` why something is not."""
        if self._conversion is None:
            return
        failure = self._conversion.failure()
        if failure:
            self.told.append(f"There is no OpenDocument workbook; LibreOffice failed: {failure}.")
        else:
            self.lists.append(["All tables (OpenDocument workbook)", "tables.ods"])

    def __enter__(self) -> Books:
        return self

    def __exit__(self, *_: object) -> None:
        if self._conversion is not None:
            self._conversion.end()
