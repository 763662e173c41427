"""The release that pages are built from, and the files that they write."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cs_research._files import write_text
from cs_research.definitions.instrument import SCALE_COLUMNS
from cs_research.displays.tables.html import csv_text
from cs_research.protection import Release, Table
from cs_research.reporting.content import FigureContent
from cs_research.reporting.figure_workers import FigureWorkers, Order, draw_figure
from cs_research.reporting.render.cache import Reuse, code_digest, describe_value, digest

#: The formats; the first one is the one to open.
FORMATS = ("html", "docx", "pdf")


#: The kind of picture that each format shows.
_KINDS = {"svg": {"html", "pdf"}, "png": {"docx"}}


class Builder:
    """Write one study's figures and tables, and describe them for the pages.

    ``shown`` has the tables behind each figure and file, by name.
    Without ``formats`` no figure is drawn. With ``workers``, other processes draw the figures, which exist after
    `FigureWorkers.wait`. With ``reuse``, figures of an earlier run are copied if nothing that they depend on has
    changed.
    """

    def __init__(
        self,
        release: Release,
        folder: Path,
        formats: Sequence[str] = FORMATS,
        *,
        workers: FigureWorkers | None = None,
        reuse: Reuse | None = None,
    ) -> None:
        self.release, self.folder, self._formats = release, folder, formats
        self._workers, self._reuse = workers, reuse
        self.study = release.study
        self.made_up = release.study.made_up
        self._drawn: dict[str, str] = {}
        self.saved: set[str] = set()
        self.shown: dict[str, list[pd.DataFrame]] = {}
        self.withheld = set(release.withheld)

    def write_data(self, name: str, table: pd.DataFrame) -> str:
        """Write a table as CSV with its Table Schema, and return the path of the CSV in the folder.

        Columns that only figures use are left out.
        """
        data = self.folder / "data"
        if set(SCALE_COLUMNS) <= set(table.columns):
            table = table.drop(columns=list(SCALE_COLUMNS))
        self.saved.add(name)
        self.shown.setdefault(name, []).append(table)
        write_text(data / f"{name}.csv", csv_text(table))
        write_text(
            data / f"{name}.schema.json",
            json.dumps(self.release.schema(table), ensure_ascii=False, indent=1),
        )
        return f"data/{name}.csv"

    def write_html(self, name: str, text: str, *tables: pd.DataFrame) -> str:
        """Write a table as HTML, and return its path in the folder; ``tables`` are those that it shows."""
        self.shown.setdefault(name, []).extend(tables)
        write_text(self.folder / "tables" / f"{name}.html", text)
        return f"tables/{name}.html"

    def add_figure(self, name: str, plot: Callable[..., Any], **texts: str) -> FigureContent:
        """Draw a figure in the file types that the formats need, and return its description for a page.

        ``plot`` is a `functools.partial` of a display with all its arguments except ``narrow``. A figure that several
        pages show, under one name or several, is drawn once.
        """
        key = digest(code_digest(), describe_value(plot))
        given = getattr(plot, "args", ()), getattr(plot, "keywords", {}).values()
        self.shown.setdefault(name, []).extend(
            part for parts in given for part in parts if isinstance(part, pd.DataFrame)
        )
        if key not in self._drawn:
            self._drawn[key] = name
            self._make_figure(name, plot, key)
        return FigureContent(name=self._drawn[key], key=key, **texts)

    def _make_figure(self, name: str, plot: Callable[..., Any], key: str) -> None:
        """Write the files of a figure, or copy them from an earlier run."""
        figures = self.folder / "figures"
        kinds = [kind for kind, forms in _KINDS.items() if forms & set(self._formats)]
        orders = [Order(plot, False, tuple(figures / f"{name}.{kind}" for kind in kinds))] if kinds else []
        if "svg" in kinds:
            orders.append(Order(plot, True, (figures / f"{name}-narrow.svg",)))
        files = [path.relative_to(self.folder).as_posix() for order in orders for path in order.files]
        if self._reuse is None or not self._reuse.restore(self.folder, files, key):
            self._draw(orders)

    def _draw(self, orders: Sequence[Order]) -> None:
        if self._workers is not None:
            self._workers.order(orders)
            return
        for order in orders:
            draw_figure(order)

    def domain_row(self, table: Table, domain: str) -> pd.Series | None:
        """Return a domain's row of a table; None if there is none."""
        found = self.release.get(table)
        if found is None:
            return None
        rows = found[found["domain"] == domain]
        return rows.iloc[0] if len(rows) else None

    def survey_source(self) -> str:
        """Return the source line of a figure of answers."""
        survey, size = self.study.survey, self.study.population
        if survey is None:
            return ""
        of = f" of {size} services" if size else " services"
        return f"Source: survey of services, {survey.wave}; {survey.answered}{of} gave a usable answer."
