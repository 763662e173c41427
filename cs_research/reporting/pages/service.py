"""The confidential page of one service: its answers compared with all services and with its region."""

from __future__ import annotations

from functools import partial

import pandas as pd

from cs_research.definitions.categories import POSITIONS
from cs_research.displays.figures.comparisons import benchmark_chart
from cs_research.displays.symbols import WITHHELD
from cs_research.displays.tables import annual as displays
from cs_research.errors import Fault, PublishError
from cs_research.protection import ServiceFacts, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import FigureContent, Finding, PageContent, TableContent
from cs_research.reporting.text.findings import join_with_and


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
        policy = builder.release.policy
        self.protects = policy.protects
        self.minimum = (policy.quartiles_from if policy.protects else None) or policy.minimum_base
        self.table, self.answered = builder.release[tables.BENCHMARK], builder.release[tables.ANSWERS]
        self.shown = self.answered[self.answered["median"].notna()]

    def _short(self, items: pd.Series) -> str:
        return join_with_and([f"“{self.instrument.item(str(item)).short}”" for item in items])

    def findings(self) -> list[tuple[str, str]]:
        """Return the questions on which the service is above, below and within the middle half of services."""
        found = []
        for positions, words in (
            (POSITIONS[4:], "You lie above the middle half of services"),
            (POSITIONS[:1], "You lie below the middle half of services"),
            (POSITIONS[1:4], "You lie within the middle half"),
        ):
            items = self.shown.loc[self.shown["position"].isin(positions), "item"]
            if len(items):
                found.append((words, f"on {self._short(items)}."))
        return found or [("Your answers cannot be held against others,", "since there are too few.")]

    def figure(self) -> FigureContent | None:
        """Return the chart of the service's answers, the quartiles, and its region's median."""
        if self.shown.empty:
            return None
        known = self.table["median"].notna() & self.table["item"].isin(self.shown["item"])
        rows = self.table[known].sort_values("compared", key=lambda it: it != "all", kind="stable")
        labels = dict(zip(self.shown["item"], self.shown["question"], strict=True))
        parts = [
            f"{labels[row.item]}: "
            + ("no answer" if pd.isna(row.index_) else f"{row.index_:g} against a median of {row.median_index:g}")
            for row in rows[rows["compared"] == "all"].rename(columns={"index": "index_"}).itertuples()
        ]
        title = self._title()
        region = f"; the hollow dot is the median of {self.service.region}." if self._has_region() else "."
        return self.builder.add_figure(
            "benchmark",
            partial(benchmark_chart, rows, labels, made_up=self.builder.made_up),
            title=title,
            measure=(
                "Answers from the least to the most that a question allows. The bar holds the middle half of all "
                f"services, the line is their median{region}"
            ),
            alt=f"{title}. On a way from 0 to 100: {'; '.join(parts)}.",
            source=self.builder.survey_source(),
            data=self.builder.write_data("benchmark", self.table),
        )

    def _has_region(self) -> bool:
        """Return whether some median of the region may be shown."""
        return bool(self.answered["region"].notna().any())

    def _title(self) -> str:
        """Return how many answers are within, above and below the middle half."""
        known = self.shown.loc[self.shown["position"] != "", "position"]
        above, below = int((known == POSITIONS[4]).sum()), int((known == POSITIONS[0]).sum())
        parts = [f"{count} {where}" for count, where in ((above, "above"), (below, "below")) if count]
        within = f"{len(known) - above - below} of your {len(known)} answers lie within the middle half of services"
        return f"{within}, {join_with_and(parts)}" if parts else within

    def answers(self) -> TableContent | None:
        """Return the table of questions on a scale, with medians as the words of the scale."""
        if self.answered.empty:
            return None
        worded = self.answered.drop(columns=["item", "position"]).assign(
            own=self.answered["own"].fillna("no answer"),
            median=self._words(self.answered["median"]),
            region=self._words(self.answered["region"]),
        )
        html = displays.service_table(worded, f"Median, {self.service.region}" if self._has_region() else "")
        return TableContent(
            html=self.builder.write_html("service", html),
            title="Your answers, the median, and the share of services that say at least as much",
            data=self.builder.write_data("answers", worded),
        )

    def _words(self, scores: pd.Series) -> list[str]:
        return [
            displays.format_score(score, self.instrument, str(item)) or WITHHELD
            for item, score in zip(self.answered["item"], scores, strict=True)
        ]

    def ticks(self) -> TableContent | None:
        """Return the table of choose-all questions: what the service chose, and the share of all that did."""
        table = self.builder.release[tables.CHOICES]
        if table.empty:
            return None
        names = ["question", "label", "own", "n", "base", "share"]
        return TableContent(
            html=self.builder.write_html("service-choices", displays.ticks_table(table)),
            title="What you chose, and how many of the services that answered did",
            data=self.builder.write_data("choices", table[names]),
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
        elif self.protects:
            notes.append(f"{region} is not shown: with your answer its numbers could tell those of its other services.")
        else:
            few = self.table[(self.table["compared"] != "all") & self.table["median"].isna()]
            if len(few):
                what = f"withheld where fewer than {self.minimum} others answered"
                notes.append(f"Of {region}, {what}: {self._short(few['item'])}.")
        few_all = self.table[(self.table["compared"] == "all") & self.table["median"].isna()]["item"]
        withheld = {*self.builder.withheld, *few_all}
        hidden = [item for item in self.instrument.ordinal_items if item in withheld]
        if hidden:
            few = f"withheld where fewer than {self.minimum} others answered"
            notes.append(f"Of all services, {few}: {self._short(pd.Series(hidden))}.")
        return notes
