"""The confidential page of one service: its answers compared with all services and with its region."""

from __future__ import annotations

from functools import partial

import pandas as pd

from cs_research.definitions.categories import POSITIONS
from cs_research.displays.figures.benchmarks import benchmark_chart
from cs_research.displays.tables import annual as displays
from cs_research.displays.workbook.symbols import WITHHELD
from cs_research.errors import Fault, PublishError
from cs_research.protection import ServiceFacts, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import FigureContent, Finding, PageContent, TableContent
from cs_research.reporting.text.findings import join_with_and

__all__ = ["service_page"]


def service_page(builder: Builder) -> PageContent:
    """Return the content of the page of the service that a release is for."""
    service = builder.study.service
    if service is None:
        rule = "be for one service"
        raise PublishError(Fault("service page", "release", rule, "one without a service"))
    page = _Page(builder, service)
    return PageContent(
        title=service.name,
        subtitle="Your answers against those of all services: for your own eyes",
        findings=Finding.all_of(page.findings()),
        figures={"benchmark": page.figure()},
        tables={"answers": page.answers(), "choices": page.ticks()},
        lists={"notes": page.notes()},
    )


class _Page:
    """Builds the page of one service."""

    def __init__(self, builder: Builder, service: ServiceFacts) -> None:
        self.builder, self.service = builder, service
        self.instrument = builder.study.instrument
        self.minimum = builder.release.policy.minimum_base
        self.table = builder.release[tables.BENCHMARK]

    def _all(self) -> pd.DataFrame:
        return self.table[(self.table["compared"] == "all") & self.table["median"].notna()]

    def _of_region(self) -> pd.DataFrame:
        return self.table[(self.table["compared"] != "all") & self.table["median"].notna()]

    def _short(self, items: pd.Series) -> str:
        return join_with_and([f"“{self.instrument.item(str(item)).short}”" for item in items])

    def findings(self) -> list[tuple[str, str]]:
        """Return the questions on which the service is above, below and within the middle half of services."""
        rows = self._all()
        found = []
        for position, words in ((POSITIONS[4], "above"), (POSITIONS[0], "below")):
            mine = rows[rows["position"] == position]
            if len(mine):
                found.append(
                    (f"You lie {words} the middle half of services", f"on {self._short(mine['item'])}.")
                )
        middle = rows[rows["position"].isin(POSITIONS[1:4])]
        if len(middle):
            found.append(("You lie within the middle half", f"on {self._short(middle['item'])}."))
        return found or [("Your answers cannot be held against others,", "since there are too few.")]

    def figure(self) -> FigureContent | None:
        """Return the chart of the service's answers, the quartiles, and its region's median."""
        rows = pd.concat([self._all(), self._of_region()])
        if self._all().empty:
            return None
        rows = rows[rows["item"].isin(self._all()["item"])]
        labels = {item: self.instrument.item(str(item)).short for item in rows["item"]}
        parts = [
            f"{labels[row.item]}: "
            + (
                "no answer"
                if pd.isna(row.index_)
                else f"{row.index_:g} against a median of {row.median_index:g}"
            )
            for row in self._all().rename(columns={"index": "index_"}).itertuples()
        ]
        title = self._title()
        region = self.service.region
        return self.builder.figure(
            "benchmark",
            partial(benchmark_chart, rows, labels, made_up=self.builder.made_up),
            title=title,
            measure=(
                "Answers from the least to the most that a question allows. The bar holds the middle half of all "
                "services, the line is their median"
                + (f"; the hollow dot is the median of {region}." if len(self._of_region()) else ".")
            ),
            alt=f"{title}. On a way from 0 to 100: {'; '.join(parts)}.",
            source=self.builder.survey_source(),
            data=self.builder.data("benchmark", self.table),
        )

    def _title(self) -> str:
        """Return how many answers are within, above and below the middle half."""
        known = self._all()["position"]
        known = known[known != ""]
        above, below = int((known == POSITIONS[4]).sum()), int((known == POSITIONS[0]).sum())
        parts = [f"{count} {where}" for count, where in ((above, "above"), (below, "below")) if count]
        within = f"{len(known) - above - below} of your {len(known)} answers lie within the middle half of services"
        return f"{within}, {join_with_and(parts)}" if parts else within

    def answers(self) -> TableContent | None:
        """Return the table of questions on a scale: the service's answers, and shares of higher or equal ones."""
        if self.table.empty:
            return None
        rows = self.table[self.table["compared"] == "all"].set_index("item")
        region = self._of_region().set_index("item")["median"]
        own = self.builder.release[tables.OWN_ANSWERS].set_index("item")["answer"]
        table = pd.DataFrame(
            {
                "question": [self.instrument.item(str(item)).short for item in rows.index],
                "own": own.reindex(rows.index).fillna("no answer").to_numpy(dtype=object),
                "median": self._words(rows["median"]),
                "region": self._words(region.reindex(rows.index)),
                "at_or_above": rows["at_or_above"].to_numpy(),
                "n": rows["n"].where(rows["median"].notna()).to_numpy(),
            }
        )
        heading = f"Median, {self.service.region}" if len(region) else ""
        html = displays.service_table(table, heading)
        title = "Your answers, the median, and the share of services that say at least as much"
        return TableContent(
            html=self.builder.html("service", html),
            title=title,
            data=self.builder.data("answers", table),
        )

    def _words(self, scores: pd.Series) -> list[str]:
        return [
            displays.format_score(score, self.instrument, str(item)) or WITHHELD
            for item, score in scores.items()
        ]

    def ticks(self) -> TableContent | None:
        """Return the table of choose-all questions: what the service chose, and the share of all that did."""
        table = self.builder.release[tables.CHOICES]
        if table.empty:
            return None
        names = ["question", "label", "own", "n", "base", "share"]
        return TableContent(
            html=self.builder.html("service-choices", displays.ticks_table(table)),
            title="What you chose, and how many of the services that answered did",
            data=self.builder.data("choices", table[names]),
        )

    def notes(self) -> list[str]:
        """Return the notes on what is withheld, and on how to compare answers."""
        notes = [
            "These are one person's answers for a service. A place among others is no mark of quality: a service that "
            "looks harder at itself may say less."
        ]
        region = self.service.region
        if not region:
            notes.append("Your region is not known, so nothing is held against it.")
        else:
            few = self.table[(self.table["compared"] != "all") & self.table["median"].isna()]
            if len(few):
                what = f"withheld where fewer than {self.minimum} others answered"
                notes.append(f"Of {region}, {what}: {self._short(few['item'])}.")
        few_all = self.table[(self.table["compared"] == "all") & self.table["median"].isna()]["item"]
        withheld = {*self.builder.withheld, *few_all}
        hidden = [item for item in self.instrument.ordinal_items if item in withheld]
        if hidden:
            notes.append(
                f"Of all services, withheld where fewer than {self.minimum} answered: {self._short(pd.Series(hidden))}."
            )
        return notes
