"""The annual page: response, shares by wave, spread between services, and changes to the questionnaire."""

from __future__ import annotations

from functools import partial

from cs_research.definitions.categories import COMPARED, MOSTLY, NO_GROUP, PAIRED
from cs_research.displays.figures.comparisons import response_chart, spread_chart, trend_chart
from cs_research.displays.figures.layout import format_level, format_percent
from cs_research.displays.symbols import DIFFERENCES
from cs_research.displays.tables import annual as displays
from cs_research.displays.tables.html import banner_table, format_banner
from cs_research.protection import AREA, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import FigureContent, Finding, PageContent, TableContent
from cs_research.reporting.text import annual_findings as findings
from cs_research.reporting.text.findings import join_with_and


def annual_page(builder: Builder) -> PageContent | None:
    """Return the content of the annual page; None without a survey, or without earlier waves and a register."""
    survey = builder.study.survey
    if survey is None or tables.SPREAD not in builder.release:
        return None
    page = _Page(builder)
    return PageContent(
        title=f"Year by year: {survey.wave}",
        subtitle="Who answered, what changed since the wave before, and how far services lie apart",
        findings=Finding.all_of(page.findings()),
        figures={"response": page.response(), "trend": page.trend(), "spread": page.spread()},
        tables=page.tables(),
        lists={
            "response": page.response_notes(),
            "change": page.change_notes(),
            "groups": page.group_notes(),
        },
    )


class _Page:
    """Builds the annual page of one study."""

    def __init__(self, builder: Builder) -> None:
        self.builder, self._release = builder, builder.release
        self.instrument = builder.study.instrument
        self.level = builder.study.settings.level
        survey = builder.study.survey
        self.labels = dict(survey.labels) if survey else {}
        self._earlier = survey.earlier if survey else ()
        change = self._release.get(tables.CHANGE)
        # options of choose-all questions are in the data only
        headlines = None if change is None else change[change["item"].map(self._is_question)]
        shown = None if headlines is None else headlines[headlines["status"] == COMPARED]
        self.change = None if shown is None else shown[shown["difference"].notna()]

    def _is_question(self, name: str) -> bool:
        return any(
            item.id == name and item.kind == "single" and item.role == "question" for item in self.instrument.items
        )

    @property
    def _waves(self) -> tuple[str, str]:
        row = self._release[tables.MATCHED].iloc[0]
        return str(row["wave_a"]), str(row["wave_b"])

    @property
    def _paired(self) -> bool:
        """Whether the change is measured among the services that answered both of the last two waves."""
        return bool(self._release[tables.MATCHED]["kind"].iloc[0] == PAIRED)

    @property
    def _same_services(self) -> bool:
        """Whether figure and table cover the same services: there are two waves, and they are paired."""
        return self._paired and len(self._earlier) == 1

    def _groups(self) -> dict[str, str]:
        """Return the label of each category of the register's groups."""
        register = self.builder.study.register
        return (
            {NO_GROUP: "Not known"}
            | {
                point.id: point.label
                for group in (register.groups if register else ())
                for point in self.instrument.points_of(self.instrument.item(group))
            }
            | {area: area for area in self._release.policy.areas}
        )

    def findings(self) -> list[tuple[str, str]]:
        """Return the findings on response, change and spread."""
        study, response, tests = self.builder.study, self._release.get(tables.RESPONSE), self._response_p()
        return [
            findings.response_finding(
                study.survey.answered if study.survey else 0,
                study.population,
                response,
                self._groups(),
                alike=tests >= 1 - self.level,
            ),
            findings.change_finding(self.change, self._release.get(tables.MATCHED), self.labels, self.level),
            findings.spread_finding(self._release[tables.SPREAD], self.instrument),
        ]

    def _response_p(self) -> float:
        """Return the p-value of the test that response is independent of the first group; 1 if not tested."""
        table = self._release.get(tables.RESPONSE_TEST)
        return 1.0 if table is None or table.empty else float(table["p"].iloc[0])

    def response(self) -> FigureContent | None:
        """Return bars of the response rate by category of the register's first group."""
        if tables.RESPONSE not in self._release:
            return None
        table, labels = self._release[tables.RESPONSE], self._groups()
        groups = table.loc[table["by"] != "all", "by"]
        rows = table[(table["by"] == "all") | (table["by"] == (groups.iloc[0] if len(groups) else ""))]
        shown = rows[(rows["by"] != "all") & rows["rate"].notna()]
        if shown.empty:
            return None
        parts = [
            f"{labels[r.group]} {format_percent(r.rate)} ({r.answered} of {r.invited})" for r in shown.itertuples()
        ]
        title = findings.response_title(table, labels, alike=self._response_p() >= 1 - self.level)
        return self.builder.add_figure(
            "response",
            partial(response_chart, rows, labels, made_up=self.builder.made_up),
            title=title,
            measure=(
                f"Per cent of the services in the register that answered, by {self._short(groups.iloc[0])}. "
                f"The upright mark is all services, {format_percent(table['rate'].iloc[0])}%."
            ),
            alt=f"{title}. In per cent: {'; '.join(parts)}.",
            source=self.builder.survey_source(),
            data=self.builder.write_data("response", table),
        )

    def trend(self) -> FigureContent | None:
        """Return one panel per question that at least two waves ask in the same words."""
        if tables.TREND not in self._release or self._release[tables.TREND].empty or self.change is None:
            return None
        table = self._release[tables.TREND]
        heads = {
            item: f"{self.labels[item]}: {label}" for item, label in zip(table["item"], table["label"], strict=True)
        }
        title = findings.change_title(self.change, self._waves, self.labels)
        parts = [
            f"{self.labels[str(item)]} "
            + ", ".join(f"{format_percent(row.share)} in {row.wave}" for row in rows.itertuples())
            for item, rows in table.groupby("item", sort=False)
        ]
        return self.builder.add_figure(
            "trend",
            partial(trend_chart, table, heads, made_up=self.builder.made_up),
            title=title,
            measure=(
                f"Per cent of the services that answered {'both waves' if self._same_services else 'in each wave'}; "
                f"broad bars are {format_level(self.level)} intervals of one wave. Only questions that were asked in "
                "the same words."
            ),
            alt=f"{title}. In per cent: {'; '.join(parts)}.",
            source=self.builder.survey_source(),
            data=self.builder.write_data("trend", table),
        )

    def spread(self) -> FigureContent | None:
        """Return the chart of quartiles of each question."""
        table = self._release[tables.SPREAD]
        known = table[table["median"].notna()]
        if known.empty:
            return None
        title = findings.spread_title(table)
        parts = [
            f"{self.labels[str(row.item)]} {row.lower_index:g} to {row.upper_index:g}, median {row.median_index:g}"
            for row in known.itertuples()
        ]
        return self.builder.add_figure(
            "spread",
            partial(spread_chart, known, self.labels, made_up=self.builder.made_up),
            title=title,
            measure=(
                "Answers from the least to the most that a question allows. The bar holds the middle half of services, "
                "the line is their median; where there is no bar, half of all services or more gave that one answer."
            ),
            alt=f"{title}. Quartiles on a way from 0 to 100: {'; '.join(parts)}.",
            source=self.builder.survey_source(),
            data=self.builder.write_data("spread", table),
        )

    def tables(self) -> dict[str, TableContent | None]:
        """Return the tables by the names that the document uses."""
        return {
            "response": self._response_table(),
            "change": self._change_table(),
            "questionnaire": self._questionnaire_table(),
            "spread": self._write_table(
                "spread",
                displays.spread_table(self._release[tables.SPREAD], self.instrument),
                "Quartiles of the answers to each question, in words",
            ),
            "groups": self._banner_table(),
        }

    def _write_table(self, name: str, html: str, title: str, table: str = "") -> TableContent:
        """Write a table and its data, and return its description."""
        rows = self._release[table or name]
        data = self.builder.write_data(table or name, rows)
        return TableContent(html=self.builder.write_html(f"annual-{name}", html, rows), title=title, data=data)

    def _response_table(self) -> TableContent | None:
        if tables.RESPONSE not in self._release:
            return None
        groups = {by: self._short(by).capitalize() for by in self._release[tables.RESPONSE]["by"] if by != "all"}
        html = displays.response_table(self._release[tables.RESPONSE], groups, self._groups())
        return self._write_table("response", html, "Services asked and services that answered")

    def _change_table(self) -> TableContent | None:
        if self.change is None:
            return None
        html = displays.change_table(self.change, self.labels, self._waves, self.level)
        who = "the same services in both" if self._paired else "all services that answered either"
        return self._write_table("change", html, f"Change from {' to '.join(self._waves)}, {who}. {DIFFERENCES}")

    def _questionnaire_table(self) -> TableContent | None:
        if tables.QUESTIONNAIRE not in self._release:
            return None
        table = self._release[tables.QUESTIONNAIRE]
        explained = table.assign(why=[findings.reason_not_compared(row) for _, row in table.iterrows()])
        return self._write_table(
            "questionnaire", displays.questionnaire_table(explained), "What became of each question"
        )

    def _banner_table(self) -> TableContent | None:
        table = self._release.get(tables.BANNER)
        if table is None or table.empty:
            return None
        named = table.assign(group=table["group"].map(self._groups()))
        by = self._short(str(table["by"].iloc[0]))
        if "shown" in table:
            html = displays.halves_table(named, self.labels)
            return self._write_table("groups", html, f"Whether at least half answered so, by {by}", "banner")
        html = banner_table(format_banner(named, labels=self.labels), "banner")
        return self._write_table("groups", html, f"Headline shares by {by}, in per cent", "banner")

    def _short(self, item: str) -> str:
        return item if item == AREA else self.instrument.item(item).short.lower()

    def response_notes(self) -> list[str]:
        """Return the notes on services that did not answer or are not in the register; no service is named."""
        register = self.builder.study.register
        if register is None:
            return ["The study names no register: who is missing cannot be told."]
        unregistered = register.not_registered
        table = self._release[tables.RESPONSE]
        notes = [f"{table['unanswered'].iloc[0]} of the {register.size} services did not answer."]
        if unregistered:
            notes.append(
                f"{unregistered} that answered {'is' if unregistered == 1 else 'are'} not in the register: counted in "
                "every share of all services, and in no group. “cs-research check” names them."
            )
        else:
            notes.append("All services that answered are in the register.")
        if self._release.policy.protects and set(table["by"]) == {"all"} and register.groups:
            notes.append("Response by group is not published: the page on protection says why.")
        hidden = [self._groups()[group] for group in table.loc[table["rate"].isna() & (table["invited"] > 0), "group"]]
        if hidden:
            notes.append(f"Withheld, since of so few services the number tells who answered: {join_with_and(hidden)}.")
        return notes

    def change_notes(self) -> list[str]:
        """Return the notes on how waves were compared, and on what was not compared or is withheld."""
        if tables.MATCHED not in self._release:
            return ["The study names no earlier wave."]
        row, change = self._release[tables.MATCHED].iloc[0], self._release[tables.CHANGE]
        part = f"at least {format_percent(MOSTLY)}% of the services of each"
        notes = [
            f"{row['both']} services answered both {row['wave_a']} and {row['wave_b']}, {row['only_a']} the first "
            f"alone and {row['only_b']} the second alone.",
            self._which_samples(part),
            findings.method_of_change(self._paired),
        ]
        refused = self._release[tables.QUESTIONNAIRE]
        left = list(refused.loc[refused["status"] != COMPARED, "label"].drop_duplicates())
        if left:
            notes.append(f"Not compared with an earlier wave, for the reason in the table: {join_with_and(left)}.")
        options = change[change["row"].ne("") & ~change["item"].map(self._is_question) & change["p"].notna()]
        if len(options):
            which = join_with_and([f"“{self.labels[item]}”" for item in options["item"].unique()])
            notes.append(f"Options of choose-all questions that are compared stand in change.csv: {which}.")
        few = change.loc[change["status"].str.startswith("withheld"), "item"].drop_duplicates()
        if len(few):
            names = [self.labels[item] for item in few]
            notes.append(f"Withheld, since too few answered in both waves or in one alone: {join_with_and(names)}.")
        return notes

    def _which_samples(self, part: str) -> str:
        """Return how the waves are compared, and why; ``part`` is the share of services that makes them paired."""
        if self._paired:
            return f"The change is among those that answered both, since they are {part}. {self._services_of_figure()}"
        why = f"those that answered both are not {part}"
        if self._release.policy.protects:
            why = "shares of those that answered both would help to work out the answers of those that answered one"
        return (
            f"The waves are compared as separate samples, since {why}. The change is then of services as much as of "
            "who answered."
        )

    def _services_of_figure(self) -> str:
        """Return which services the figure covers."""
        other = findings.other_base(self._release[tables.TREND], self._waves, self.labels)
        return "Figure and table are of the same services." if self._same_services else other

    def group_notes(self) -> list[str]:
        """Return the notes to the table by group, or why there is none."""
        table = self._release.get(tables.BANNER)
        shown = table is not None and not table.empty
        policy = self._release.policy
        if policy.protects:
            return findings.area_notes(policy.minimum_base, shown=shown)
        return findings.group_notes(policy.group_base, shown=shown)
