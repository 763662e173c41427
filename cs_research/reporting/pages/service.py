"""The page of one service, for its own eyes: its answers against those of all services and of its region."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from cs_research.definitions.wording import name_key
from cs_research.displays.figures.benchmarks import benchmark_chart
from cs_research.displays.tables import annual as displays
from cs_research.displays.workbook.symbols import WITHHELD
from cs_research.errors import Fault, PublishError, closest
from cs_research.measures.comparison.benchmarks import POSITIONS, benchmark
from cs_research.records.responses import column
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import FigureContent, Finding, PageContent, TableContent
from cs_research.reporting.text.findings import joined
from cs_research.results.annual import grouped, ordinal_items
from cs_research.study.load import Collected

__all__ = ["find_service", "service_page"]

#: What is missing where a comparison is withheld.
_COMPARED = [
    "median", "low", "high", "lower_quartile", "upper_quartile", "median_index", "lower_index", "upper_index",
    "at_or_below", "at_or_below_low", "at_or_below_high", "at_or_above",
]  # fmt: skip


def find_service(collected: Collected, name: str) -> str:
    """The service as it named itself; a `PublishError` where it did not answer, with what may be meant."""
    who = collected.instrument.identifier
    if collected.responses is None or who is None:
        found = "no survey" if collected.responses is None else "no identifying question"
        raise PublishError(Fault("--service", "study", "have a survey that says who answered", found))
    names = [str(value) for value in collected.responses.frame[who.id].dropna()]
    for known in names:
        if name_key(known) == name_key(name):
            return known
    hint = closest(name, names)
    listed = collected.register.frame["service"] if collected.register is not None else []
    if any(name_key(service) == name_key(name) for service in listed):
        hint = "it is in the register, and did not answer"
    raise PublishError(
        Fault("--service", "service", f"be one that answered {collected.responses.wave}", f"'{name}'", hint)
    )


def service_page(builder: Builder, service: str) -> PageContent:
    """The words, figures and tables of the page of a service, from `find_service`."""
    page = _Page(builder, service)
    return PageContent(
        title=service,
        subtitle="Your answers against those of all services: for your own eyes",
        findings=Finding.all_of(page.findings()),
        figures={"benchmark": page.figure()},
        tables={"answers": page.answers(), "choices": page.ticks()},
        lists={"notes": page.notes()},
    )


class _Page:
    """The page of one service in the making."""

    def __init__(self, builder: Builder, service: str) -> None:
        self.builder, self.service = builder, service
        collected = builder.collected
        responses, who = collected.responses, collected.instrument.identifier
        assert responses is not None  # find_service saw both
        assert who is not None
        self.instrument, self.wave = collected.instrument, responses.wave
        self.minimum = collected.study.settings.minimum_base
        frame = grouped(collected, responses)
        self.own = frame[[name_key(name) == name_key(service) for name in frame[who.id]]].iloc[0]
        self.region = self._region_item()
        self.table = self._benchmark(frame)

    def _region_item(self) -> str | None:
        """The question that names the region: the register's first group, or an item of that name."""
        register = self.builder.collected.register
        if register is not None:
            return register.groups[0] if register.groups else None
        return "region" if any(item.id == "region" for item in self.instrument.items) else None

    def _benchmark(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The measure, without what rests on too few services beside this one."""
        collected = self.builder.collected
        register = collected.register
        size: Any = collected.population
        if register is not None and size is not None and self.region:
            size = {"all": size, **register.sizes(self.region)}
        items = [item for item in ordinal_items(self.instrument) if item not in self.builder.withheld]
        table = benchmark(
            frame,
            self.service,
            items,
            self.instrument,
            region=self.region,
            population=size,
            level=collected.study.settings.level,
        )
        others = table["n"] - table["score"].notna()
        table.loc[others < self.minimum, _COMPARED] = float("nan")
        table.loc[others < self.minimum, "position"] = ""
        return table

    def _all(self) -> pd.DataFrame:
        return self.table[(self.table["compared"] == "all") & self.table["median"].notna()]

    def _of_region(self) -> pd.DataFrame:
        return self.table[(self.table["compared"] != "all") & self.table["median"].notna()]

    def _region_label(self) -> str:
        own = self.own[self.region] if self.region else None
        if not self.region or own is None or pd.isna(own):
            return ""
        points = self.instrument.points_of(self.instrument.item(self.region))
        return {point.id: point.label for point in points}[str(own)]

    def _short(self, items: pd.Series) -> str:
        return joined([f"“{self.instrument.item(str(item)).short}”" for item in items])

    def findings(self) -> list[tuple[str, str]]:
        """Where the service lies above and below the middle half of all services."""
        rows = self._all()
        told = []
        for position, words in ((POSITIONS[4], "above"), (POSITIONS[0], "below")):
            mine = rows[rows["position"] == position]
            if len(mine):
                told.append(
                    (f"You lie {words} the middle half of services", f"on {self._short(mine['item'])}.")
                )
        middle = rows[rows["position"].isin(POSITIONS[1:4])]
        if len(middle):
            told.append(("You lie within the middle half", f"on {self._short(middle['item'])}."))
        return told or [("Your answers cannot be held against others,", "since there are too few.")]

    def figure(self) -> FigureContent | None:
        """The service's dot against the quartiles, and its region's median."""
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
        region = self._region_label()
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
        """How many answers lie within, above and below the middle half."""
        known = self._all()["position"]
        known = known[known != ""]
        above, below = int((known == POSITIONS[4]).sum()), int((known == POSITIONS[0]).sum())
        parts = [f"{count} {where}" for count, where in ((above, "above"), (below, "below")) if count]
        within = f"{len(known) - above - below} of your {len(known)} answers lie within the middle half of services"
        return f"{within}, {joined(parts)}" if parts else within

    def answers(self) -> TableContent | None:
        """Every question on a scale: the service's answer in words, and how many say at least as much."""
        if self.table.empty:
            return None
        rows = self.table[self.table["compared"] == "all"].set_index("item")
        region = self._of_region().set_index("item")["median"]
        told = pd.DataFrame(
            {
                "question": [self.instrument.item(str(item)).short for item in rows.index],
                "own": [self._answer(str(item)) for item in rows.index],
                "median": self._words(rows["median"]),
                "region": self._words(region.reindex(rows.index)),
                "at_or_above": rows["at_or_above"].to_numpy(),
                "n": rows["n"].where(rows["median"].notna()).to_numpy(),
            }
        )
        heading = f"Median, {self._region_label()}" if len(region) else ""
        html = displays.service_table(told, heading)
        title = "Your answers, the median, and the share of services that say at least as much"
        return TableContent(
            html=self.builder.html("service", html),
            title=title,
            data=self.builder.data("answers", told),
        )

    def _answer(self, item: str) -> str:
        given = self.own[item]
        labels = {point.id: point.brief for point in self.instrument.points_of(self.instrument.item(item))}
        return "no answer" if pd.isna(given) else labels[str(given)]

    def _words(self, scores: pd.Series) -> list[str]:
        return [
            displays.in_words(score, self.instrument, str(item)) or WITHHELD for item, score in scores.items()
        ]

    def ticks(self) -> TableContent | None:
        """What the service chose of each choose-all question, against all."""
        parts = [self._ticks(item.id) for item in self.instrument.asked if item.kind == "multiple"]
        told = pd.concat([part for part in parts if len(part)] or [pd.DataFrame()], ignore_index=True)
        if told.empty:
            return None
        names = ["question", "label", "own", "n", "base", "share"]
        return TableContent(
            html=self.builder.html("service-choices", displays.ticks_table(told)),
            title="What you chose, and how many of the services that answered did",
            data=self.builder.data("choices", told[names]),
        )

    def _ticks(self, item: str) -> pd.DataFrame:
        """The options of one question, the most chosen first; none where too few beside this service answered."""
        table = self.builder.tables["multiple"]
        rows = table[table["item"] == item]
        chosen = [self.own[column(item, str(point))] for point in rows["point"]]
        blank = all(pd.isna(value) for value in chosen)
        if not ((rows["base"] - (not blank)) >= self.minimum).all():
            return rows.iloc[:0]
        own = ["left blank" if blank else "yes" if not pd.isna(value) and value else "–" for value in chosen]
        told = rows.assign(own=own, question=self.instrument.item(item).short)
        return told.sort_values("share", ascending=False, kind="stable")

    def notes(self) -> list[str]:
        """What is withheld, and what an answer can be held against."""
        told = [
            "These are one person's answers for a service. A place among others is no mark of quality: a service that "
            "looks harder at itself may say less."
        ]
        region = self._region_label()
        if not region:
            told.append("Your region is not known, so nothing is held against it.")
        else:
            few = self.table[(self.table["compared"] != "all") & self.table["median"].isna()]
            if len(few):
                what = f"withheld where fewer than {self.minimum} others answered"
                told.append(f"Of {region}, {what}: {self._short(few['item'])}.")
        asked = ordinal_items(self.instrument)
        few_all = self.table[(self.table["compared"] == "all") & self.table["median"].isna()]["item"]
        hidden = [item for item in asked if item in self.builder.withheld or item in set(few_all)]
        if hidden:
            told.append(
                f"Of all services, withheld where fewer than {self.minimum} answered: {self._short(pd.Series(hidden))}."
            )
        return told
