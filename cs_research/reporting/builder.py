"""What every page is built with: the release, and how its files are written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cs_research._files import write_text
from cs_research.definitions.instrument import SCALE_COLUMNS
from cs_research.displays.tables.html import csv_text
from cs_research.protection import Release
from cs_research.reporting.content import FigureContent
from cs_research.reporting.figure_workers import FigureWorkers, Order, draw_figure
from cs_research.reporting.render.cache import Reuse, code_digest, describe_value, digest

__all__ = ["FORMATS", "Builder"]

#: The formats, the one that opens first before the others.
FORMATS = ("html", "docx", "pdf")


#: The kind of picture that each format shows.
_KINDS = {"svg": {"html", "pdf"}, "png": {"docx"}}


class Builder:
    """Writes one study's figures and tables, and notes what each page says of them.

    With ``workers`` figures are drawn by other processes and are there once those were waited for; with ``reuse`` those
    that an earlier run made from the same are taken from there.
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
        self.withheld = set(release.withheld)

    def data(self, name: str, table: pd.DataFrame) -> str:
        """Write a table as CSV, and its Table Schema beside it; the place of the CSV in the folder.

        Columns that are there for figures alone are left out.
        """
        place = self.folder / "data"
        if set(SCALE_COLUMNS) <= set(table.columns):
            table = table.drop(columns=list(SCALE_COLUMNS))
        self.saved.add(name)
        write_text(place / f"{name}.csv", csv_text(table))
        write_text(
            place / f"{name}.schema.json",
            json.dumps(self.release.schema(table), ensure_ascii=False, indent=1),
        )
        return f"data/{name}.csv"

    def html(self, name: str, text: str) -> str:
        """Write a table as HTML; its place in the folder."""
        write_text(self.folder / "tables" / f"{name}.html", text)
        return f"tables/{name}.html"

    def figure(self, name: str, plot: Callable[..., Any], **words: str) -> FigureContent:
        """Have a figure drawn as the formats need it, for pages in both widths; what a page says of it.

        ``plot`` is a display with all its arguments but ``narrow``, as `functools.partial` holds them. A figure that
        several pages show, under one name or several, is drawn once.
        """
        key = digest(code_digest(), describe_value(plot))
        if key not in self._drawn:
            self._drawn[key] = name
            self._make_figure(name, plot, key)
        return FigureContent(name=self._drawn[key], key=key, **words)

    def _make_figure(self, name: str, plot: Callable[..., Any], key: str) -> None:
        """The files of a figure, drawn or from an earlier run."""
        place = self.folder / "figures"
        kinds = [kind for kind, forms in _KINDS.items() if forms & set(self._formats)]
        orders = [Order(plot, False, tuple(place / f"{name}.{kind}" for kind in kinds))]
        if "svg" in kinds:
            orders.append(Order(plot, True, (place / f"{name}-narrow.svg",)))
        files = [path.relative_to(self.folder).as_posix() for order in orders for path in order.files]
        if self._reuse is None or not self._reuse.restore(self.folder, files, key):
            self._draw(orders)

    def _draw(self, orders: Sequence[Order]) -> None:
        if self._workers is not None:
            self._workers.order(orders)
            return
        for order in orders:
            draw_figure(order)

    def row(self, table: str, domain: str) -> pd.Series | None:
        """A domain's row of a table, if there is one."""
        found = self.release.get(table)
        if found is None:
            return None
        rows = found[found["domain"] == domain]
        return rows.iloc[0] if len(rows) else None

    def survey_source(self) -> str:
        """Where the answers of a figure come from."""
        survey, size = self.study.survey, self.study.population
        if survey is None:
            return ""
        of = f" of {size} services" if size else " services"
        return f"Source: survey of services, {survey.wave}; {survey.answered}{of} gave a usable answer."
