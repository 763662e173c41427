"""The page of weights: respondents beside the register, and headline shares without and with weights."""

from __future__ import annotations

from cs_research._notebook import count_of
from cs_research.definitions.instrument import Instrument
from cs_research.displays.figures.layout import format_level, format_percent, format_points
from cs_research.displays.tables.weighting import balance_table, weighted_table
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import Finding, PageContent, TableContent
from cs_research.reporting.text.findings import join_with_and


def weights_page(builder: Builder) -> PageContent | None:
    """Return the content of the page of weights; None if the study has no weights."""
    if builder.study.weights is None:
        return None
    page = _Page(builder)
    return PageContent(
        title="Weighted results",
        subtitle="Services that answered compared with the register, and shares without and with weights",
        findings=Finding.all_of(page.findings()),
        tables=page.tables(),
        lists={"method": page.method(), "limits": page.limits()},
    )


class _Page:
    """Builds the page of weights of one study."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self._instrument: Instrument = builder.study.instrument
        self._cost = builder.release[tables.WEIGHTING].iloc[0]
        self._balance = builder.release[tables.WEIGHTING_BALANCE]
        table = builder.release[tables.WEIGHTED]
        self._headlines = table[table["headline"] & table["base"].fillna(0).gt(0)]

    def _short(self, item: str) -> str:
        return self._instrument.item(item).short

    def _labels(self) -> dict[str, str]:
        """Return the label of each category; a merged one is called what the study calls it."""
        known = {
            point.id: point.label
            for group in self._balance["by"].unique()
            for point in self._instrument.points_of(self._instrument.item(group))
        }
        return {group: known.get(group, group) for group in self._balance["group"]}

    def findings(self) -> list[tuple[str, str]]:
        """Return the largest change by weighting, the cost in precision, and the group with the largest difference."""
        return [self._change(), self._precision(), self._difference()]

    def _change(self) -> tuple[str, str]:
        rows = self._headlines[self._headlines["weighting_change"].notna()]
        if rows.empty:
            return (
                "Weighted shares are withheld",
                "because the answers of a small group could be worked out from them.",
            )
        withheld = int(self._headlines["share"].notna().sum()) - len(rows)
        of_shown = f" that is shown ({withheld} withheld)" if withheld else ""
        row = rows.loc[rows["weighting_change"].abs().idxmax()]
        most = format_points(abs(row["weighting_change"]))
        if most == "0":
            return f"Weighting changes no headline share{of_shown}", "in whole per cents."
        return (
            f"In whole per cents, weighting changes no headline share{of_shown} by more than "
            f"{count_of(int(most), 'point')}.",
            f"One of the largest changes is “{row['label']}” on “{self._short(row['item'])}”: "
            f"{format_percent(row['share'])}% without weights, {format_percent(row['weighted_share'])}% with weights.",
        )

    def _precision(self) -> tuple[str, str]:
        cost = self._cost
        return (
            f"The {cost['weighted']} weighted services are as precise as {cost['effective']:.1f} services with equal "
            "weights.",
            f"Weights are between {cost['least_weight']:.2f} and {cost['most_weight']:.2f} times their mean.",
        )

    def _difference(self) -> tuple[str, str]:
        rows = self._balance[self._balance["answered_share"].notna()]
        if rows.empty:
            return "The groups are not shown", "because each has too few services."
        row = rows.loc[(rows["answered_share"] - rows["invited_share"]).abs().idxmax()]
        return (
            f"{self._labels()[row['group']]} differs most from the register:",
            f"it has {format_percent(row['invited_share'])}% of the services in the register and "
            f"{format_percent(row['answered_share'])}% of those that answered.",
        )

    def tables(self) -> dict[str, TableContent | None]:
        """Return the tables by the names that the document uses."""
        builder = self.builder
        groups = {by: self._short(by) for by in self._balance["by"].unique()}
        balance = balance_table(self._balance, groups, self._labels())
        builder.write_data("weighting", builder.release[tables.WEIGHTING])
        shown: dict[str, TableContent | None] = {
            "balance": TableContent(
                html=builder.write_html("weights-balance", balance, self._balance),
                title="Services in the register, services that answered, and the same after weighting",
                data=builder.write_data("weighting_balance", self._balance),
            ),
            "weighted": None,
        }
        if len(self._headlines):
            shares = weighted_table(
                self._headlines,
                {item: self._short(item) for item in self._headlines["item"].unique()},
                builder.study.settings.level,
            )
            shown["weighted"] = TableContent(
                html=builder.write_html("weights-shares", shares, self._headlines),
                title="Headline shares without and with weights",
                data=builder.write_data("weighted", builder.release[tables.WEIGHTED]),
            )
        return shown

    def method(self) -> list[str]:
        """Return how the weights were made."""
        rule = self.builder.study.weights
        assert rule is not None  # weights_page saw it
        groups = join_with_and([f"“{self._short(group)}”" for group in rule.groups])
        how = (
            f"The shares of {groups} among the services that answered were made to agree with the register by raking."
            if rule.rake
            else f"Each combination of {groups} has the weight that gives it its share of the register."
        )
        notes = [how]
        if rule.limit is not None:
            at_limit = int(self._cost["at_limit"])
            reached = f"{count_of(at_limit, 'service')} reached this limit" if at_limit else "none reached this limit"
            notes.append(f"No weight may be above {rule.limit:g} times the mean; {reached}.")
        merged = [
            f"{name} ({join_with_and([self._point(group, point) for point in points])})"
            for group, names in rule.merge.items()
            for name, points in names.items()
        ]
        if merged:
            notes.append(f"Categories that were merged because few services answered: {join_with_and(merged)}.")
        if outside := int(self._cost["outside"]):
            which = "1 service that answered is" if outside == 1 else f"{outside} services that answered are"
            notes.append(f"{which} not in the register and without a weight: counted in shares without weights only.")
        return notes

    def _point(self, group: str, name: str) -> str:
        points = self._instrument.points_of(self._instrument.item(group))
        return next(point.label for point in points if point.id == name)

    def limits(self) -> list[str]:
        """Return what weights do not correct, and how the weighted numbers are to be read."""
        level = format_level(self.builder.study.settings.level)
        return [
            "Weights correct for groups of the register that answered more often than others. They do not correct for "
            "differences within a group between services that answered and services that did not.",
            "All other pages show results without weights.",
            f"The {level} confidence interval (CI) of a weighted share uses the effective number of services behind it "
            "and takes the weights as given.",
            "Weighted shares are rounded to whole per cents, in the data files too: with more digits the answers of "
            "small groups could be worked out.",
        ]
