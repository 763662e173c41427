"""The rules of a policy: which questions, groups and comparisons a release withholds."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cs_research.definitions.categories import COMPARED, KINDS, PAIRED, SEPARATE
from cs_research.definitions.instrument import Instrument
from cs_research.measures.shares.rounding import round_to_percent
from cs_research.protection.areas import respond_by_area, share_by_area
from cs_research.protection.policy import Policy
from cs_research.protection.small_answers import Merged, least, merged_answers, with_merged
from cs_research.protection.weighted_shares import Cells, rows_that_reveal
from cs_research.results import Results, annual, evidence, survey, weighting

#: Why a question is withheld.
FEW, GROUP = "too few answered", "it gives the number of services of each group that answered"
ONE_SIDED = "too few gave the headline answers, or too few did not"
_COUNTS = ("n", "base", "scored", "dont_know", "not_applicable", "absent", "blank", "not_asked")
_NUMBERS = (
    "share", "low", "high", "top_two", "bottom_two", "balance", "percent", "median", "index", "lower_quartile",
    "upper_quartile", "median_index", "lower_index", "upper_index",
)  # fmt: skip


def items_below_minimum(tables: Sequence[pd.DataFrame], instrument: Instrument, minimum: int) -> tuple[str, ...]:
    """Return the items that fewer than ``minimum`` services answered, in the instrument's order.

    An item is withheld if its base, or its number of answers with a score, is at least 1 and below the minimum. So is
    an item that was asked only after certain answers to a withheld item, since being asked reveals that answer.

    Parameters
    ----------
    tables
        From `likert.distribution`, `likert.multiple` and `likert.summary`, one group each.
    """
    few: set[str] = set()
    for table in tables:
        for name in ("base", "scored"):
            if name in table.columns:
                few |= set(table.loc[(table[name] > 0) & (table[name] < minimum), "item"])
    for item in instrument.items:
        if item.asked_if and item.asked_if.item in few:
            few.add(item.id)
    return tuple(item.id for item in instrument.items if item.id in few)


def withhold_items(table: pd.DataFrame, items: Collection[str]) -> pd.DataFrame:
    """Return a copy of the table with every number of these items missing.

    All points of an item are withheld together, and in every table: no cell can be calculated from the others.
    """
    return _mask_rows(table, table["item"].isin(items))


def groups_to_withhold(bases: Mapping[str, int], minimum: int) -> tuple[str, ...]:
    """Return the groups to withhold: those with 1 to ``minimum`` less 1 services, in the order given.

    A withheld number could be calculated from the total and the groups that are shown. So while the withheld groups
    together have fewer services than the minimum, the smallest shown group is withheld too.
    """
    few = {group for group, base in bases.items() if 0 < base < minimum}
    others = sorted((group for group in bases if group not in few), key=lambda group: bases[group])
    for group in others:
        if not few or sum(bases[name] for name in few) >= minimum:
            break
        if bases[group]:
            few.add(group)
    return tuple(group for group in bases if group in few)


def groups_to_withhold_by_item(table: pd.DataFrame, minimum: int) -> dict[str, tuple[str, ...]]:
    """Return the groups to withhold by item, as in `groups_to_withhold`; they are not to be tested either.

    Parameters
    ----------
    table
        From `banner.banner`, with the bases of all groups.
    """
    hidden = {}
    for item, rows in table.groupby("item", sort=False):
        bases = {str(row.group): int(row.base) for row in rows.drop_duplicates("group").itertuples()}
        hidden[str(item)] = groups_to_withhold(bases, minimum)
    return hidden


def withhold_groups(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Return the table with the numbers of groups missing that `groups_to_withhold` returns for the item.

    Parameters
    ----------
    table
        From `banner.banner`; the letters of significantly lower groups are removed too.
    """
    hidden = groups_to_withhold_by_item(table, minimum)
    pairs = zip(table["item"], table["group"], strict=True)
    few = pd.Series([group in hidden[item] for item, group in pairs], index=table.index, dtype=bool)
    result = _mask_rows(table, few)
    return result.assign(higher_than=result["higher_than"].mask(few, ""), flag=result["flag"].mask(few, "withheld"))


def withhold_services(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Return the table with every number missing in rows based on fewer services than the minimum.

    Parameters
    ----------
    table
        From `service_gaps.paired_gap`. A row without any service is withheld too: the sites are known, and the row
        would reveal that none of them answered.

    Returns
    -------
    DataFrame
        The same columns; if a row is withheld, ``services`` is missing and the verdict is "cannot be told".
    """
    few = table["services"] < minimum
    result = table.assign(services=table["services"].astype("Int64").mask(few, pd.NA))
    for name in ("confidence", "evidence", "gap", "low", "high"):
        result[name] = result[name].mask(few)
    return result.assign(verdict=result["verdict"].mask(few, "cannot be told"))


def _mask_rows(table: pd.DataFrame, few: pd.Series) -> pd.DataFrame:
    if not few.any():
        return table
    result = table.copy()
    for names, kind in ((_COUNTS, "Int64"), (_NUMBERS, "Float64")):
        for name in names:
            if name in result.columns:
                result[name] = result[name].astype(kind).mask(few, pd.NA)
    return result


_CHANGES = [
    "base_a", "share_a", "base_b", "share_b", "difference", "low", "high", "p", "p_holm", "interval_level",
]  # fmt: skip
#: The columns that are missing if a comparison with others is withheld.
_COMPARISONS = [
    "median", "low", "high", "lower_quartile", "upper_quartile", "median_index", "lower_index", "upper_index",
    "at_or_below", "at_or_below_low", "at_or_below_high", "at_or_above",
]  # fmt: skip


@dataclass(frozen=True)
class Withholding:
    """The rules of a policy for the results of one study, decided on the results as measured."""

    measured: Results
    policy: Policy

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The questions that say which group of the register a service is in, if they are protected."""
        register = self.measured.study.register
        return register.groups if register and self.policy.protects else ()

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The questions of the latest wave that are withheld: too few answered, or they give the size of a group."""
        hidden = {*self.few, *self.groups, *self.one_sided(None)}
        return tuple(item.id for item in self.measured.study.instrument.items if item.id in hidden)

    @cached_property
    def _instruments(self) -> dict[str | None, Instrument]:
        """The questionnaire of each wave, of the latest under None."""
        waves: dict[str | None, Instrument] = {None: self.measured.study.instrument}
        for wave in self.measured.records.data.earlier:
            waves[wave.wave] = wave.instrument
        return waves

    @cached_property
    def merged(self) -> dict[str | None, dict[str, Merged]]:
        """The answers of each question that are shown together, by wave, the latest under None; none if not merged."""
        minimum, measured = least(self.policy), self.measured
        if not minimum:
            return {}
        found: dict[str | None, dict[str, Merged]] = {}
        for wave, instrument in self._instruments.items():
            if wave is None:
                table = measured[survey.distribution]
            else:
                table = measured[survey.distribution_earlier]
                table = table[table["wave"] == wave]
            found[wave] = merged_answers(table, instrument, minimum)
        return found

    def one_sided(self, wave: str | None) -> tuple[str, ...]:
        """The questions of a wave on which too few gave the headline answers, or too few did not."""
        return tuple(item for item, sets in self.merged.get(wave, {}).items() if not sets.whole)

    @cached_property
    def few(self) -> tuple[str, ...]:
        """The questions of the latest wave that too few answered."""
        tables = [self.measured[table] for table in (survey.distribution, survey.multiple, survey.summary)]
        return items_below_minimum(tables, self.measured.study.instrument, self.policy.minimum_base)

    @cached_property
    def earlier(self) -> dict[str, tuple[str, ...]]:
        """The questions that too few answered, by earlier wave."""
        earlier = (survey.distribution_earlier, survey.multiple_earlier, survey.summary_earlier)
        tables = [self.measured[table] for table in earlier]
        return {
            wave: (
                *items_below_minimum(
                    [table[table["wave"] == wave] for table in tables], instrument, self.policy.minimum_base
                ),
                *self.groups,
                *self.one_sided(wave),
            )
            for wave, instrument in self._instruments.items()
            if wave is not None
        }

    def withhold_items(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Withhold the questions that too few answered, and answers that few gave."""
        return self._withhold(table, self.items, None)

    def withhold_earlier(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Withhold the questions that too few answered in an earlier wave, in that wave, and answers that few gave."""
        parts = [
            self._withhold(rows, self.earlier[str(wave)], str(wave)) for wave, rows in table.groupby("wave", sort=False)
        ]
        return pd.concat(parts, ignore_index=True) if parts else table

    def _withhold(self, table: pd.DataFrame, items: Collection[str], wave: str | None) -> pd.DataFrame:
        """Return the table of one wave without the numbers of these items, and of small answers if they are merged."""
        hidden = withhold_items(table, items)
        if not self.merged:
            return hidden
        merged = {item: sets for item, sets in self.merged[wave].items() if sets.merged and item not in items}
        if "net" in table and "scored" not in table:
            return self._shown_nets(hidden, wave)
        if "absence" in table:
            shown = with_merged(table, merged)
            return _mask_rows(hidden, table["item"].isin(merged)).join(shown)
        if "point" in table:
            minimum = least(self.policy)
            small = (table["n"] < minimum) | (table["base"] - table["n"] < minimum)
            return hidden[~small.fillna(False).astype(bool)].reset_index(drop=True)
        return _mask_columns(hidden, table["item"].isin(merged))

    def _shown_nets(self, table: pd.DataFrame, wave: str | None) -> pd.DataFrame:
        """Return the sets of answers that are sums of what is shown."""
        instrument = self._instruments[wave]
        keep = []
        for item, name in zip(table["item"], table["net"], strict=True):
            sets = self.merged[wave].get(item)
            nets = {net.id: net.points for net in instrument.scale_of(instrument.item(item)).nets}
            keep.append(sets is None or not sets.whole or sets.sums(frozenset(nets[name])))
        return table[keep].reset_index(drop=True)

    def withhold_alternatives(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Withhold the gap under other sets of confident answers if small answers are merged."""
        return table[table["kind"] != KINDS[1]].reset_index(drop=True) if self.merged else table

    def list_items(self, _: pd.DataFrame, __: Results) -> pd.DataFrame:
        """List the questions that are withheld, and why."""
        known = dict.fromkeys(self.one_sided(None), ONE_SIDED) | dict.fromkeys(self.groups, GROUP)
        known |= dict.fromkeys(self.few, FEW)
        reasons = [known[item] for item in self.items]
        return pd.DataFrame({"item": self.items, "reason": reasons}, dtype="string")

    def withhold_spread(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Withhold the questions that too few answered, and how many have no score."""
        merged = [item for item, sets in self.merged.get(None, {}).items() if sets.merged]
        result = withhold_items(table, {*self.items, *merged})
        few = result["n"].isna()
        if few.any():
            result["without_score"] = result["without_score"].astype("Int64").mask(few, pd.NA)
        return result

    def withhold_response(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Withhold groups of very few services, whose numbers would show who answered; a publication has areas."""
        if self.policy.protects:
            return respond_by_area(table, self.policy)
        return self._withhold_groups(table, ["answered", "unanswered", "rate"])

    def _withhold_groups(self, table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
        result = table.copy()
        for _by, rows in table[table["by"] != "all"].groupby("by", sort=False):
            invited = dict(zip(rows["group"], rows["invited"].astype(int), strict=True))
            few = groups_to_withhold(invited, self.policy.minimum_base)
            result.loc[rows.index[rows["group"].isin(few)], names] = pd.NA
        return result

    def only_coded_words(self, table: pd.DataFrame, results: Results) -> pd.DataFrame:
        """Give of each turn only the words that a coder marked, as the table of segments does, and not the rest."""
        where = ["source", "turn", "code"]
        quotes = results[evidence.segments].groupby(where)["quote"].agg(lambda its: " … ".join(dict.fromkeys(its)))
        return table.drop(columns="text").join(quotes.rename("text"), on=where)[list(table.columns)]

    def leave_out_speakers(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Leave out who said it: the wording of a site's kind of source is looked at, and not of one person."""
        return table.assign(speaker="")

    def withhold_balance(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Withhold groups of very few services, as in the table of response."""
        return self._withhold_groups(table, ["answered", "answered_share", "weighted_share"])

    def withhold_weighted(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Round weighted shares to whole per cents, and withhold those that reveal what a small group answered.

        With all digits, weighted shares and counts together give the answers of every group, as a table by group
        would; see `cs_research.protection.weighted_shares`.
        """
        result, names = table.copy(), ["weighted_share", "weighted_low", "weighted_high"]
        for name in names:
            result[name] = round_to_percent(result[name]) / 100
        hidden = self._revealing_rows()
        result.loc[[key in hidden for key in zip(result["item"], result["row"], strict=True)], names] = pd.NA
        result["weighting_change"] = result["weighted_share"] - round_to_percent(result["share"]) / 100
        return result

    def _revealing_rows(self) -> set[tuple[str, str]]:
        """Return the items and rows whose weighted shares reveal what a small group answered."""
        given = self.measured.records.data.weights
        if given is None:
            return set()
        counts, known = weighting.counts_by_cell(self.measured.records)
        groups = {f"{by}: {name}": known[by] == name for by in given.groups.columns for name in known[by].unique()}
        groups |= {str(cell): known.index == cell for cell in known.index}
        hidden: set[tuple[str, str]] = set()
        for item, rows in counts.groupby("item", sort=False):
            ticked, answered = (
                rows.pivot_table(name, "row", "group", sort=False).reindex(columns=known.index, fill_value=0).fillna(0)
                for name in ("n", "base")
            )
            cells = Cells(
                answered.to_numpy().max(axis=0).astype(np.int64),
                known["weight"].to_numpy(),
                {name: np.asarray(of) for name, of in groups.items()},
                len(given.register),
                self.measured.study.settings.level,
            )
            of_rows = list(ticked.to_numpy().astype(np.int64))
            inside = self._rows_inside(str(item), list(ticked.index))
            revealed = rows_that_reveal(of_rows, cells, self.policy.group_base, inside)
            hidden |= {(str(item), str(row)) for row, out in zip(ticked.index, revealed, strict=True) if out}
        return hidden

    def _rows_inside(self, item: str, rows: list[str]) -> list[tuple[int, int]]:
        """Return the places of two sets of answers of which the second is within the first; options are in none."""
        instrument = self.measured.study.instrument
        asked = instrument.item(item)
        nets = instrument.scale_of(asked).nets if asked.kind == "single" else ()
        points = {net.id: set(net.points) for net in nets}
        return [
            (outer, inner)
            for outer, one in enumerate(rows)
            for inner, other in enumerate(rows)
            if one in points and other in points and points[other] < points[one]
        ]

    def choose_banner(self, table: pd.DataFrame, results: Results) -> pd.DataFrame:
        """Return the first group of the register of which at least half may be shown; no row if there is none.

        Never more than one is shown: comparing two could reveal what is withheld in either. A publication has areas.
        """
        if self.policy.protects:
            nets = results[survey.nets]
            questions = {item.id for item in results.study.instrument.items if item.id in set(table["item"])}
            heads = nets[nets["headline"] & nets["item"].isin(questions - {*self.items})]
            return share_by_area(results, self.policy, heads, self.merged.get(None, {}))
        register, minimum = results.study.register, self.policy.group_base
        for group in register.groups if register else ():
            hidden = groups_to_withhold_by_item(annual.banner_by(results, group), minimum)
            shown = withhold_groups(annual.banner_by(results, group, hidden_groups=hidden), minimum)
            known = shown["share"].notna()
            if len(shown) and known.mean() >= 0.5 and shown.loc[known, "group"].nunique() > 1:
                return shown
        return table.iloc[:0]

    def compare_apart(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Compare waves as separate samples in a publication.

        The numbers are then those of all that answered each wave, which are shown already. Numbers of those that
        answered both would give the answers of those that answered one alone.
        """
        return table.assign(kind=SEPARATE) if self.policy.protects else table

    def withhold_changes(self, table: pd.DataFrame, results: Results) -> pd.DataFrame:
        """Withhold changes that could reveal the answers of a few."""
        change, minimum = table.copy(), self.policy.minimum_base
        last = results[annual.matched]["wave_a"].iloc[0]
        paired = results[annual.matched]["kind"].iloc[0] == PAIRED
        few = change["item"].isin([*self.earlier[last], *self.items])
        for side, bases in (("a", _answer_bases(results, last)), ("b", _answer_bases(results, None))):
            base = change[f"base_{side}"]
            few |= ((base > 0) & (base < minimum)).fillna(False).astype(bool)
            if paired:  # services that answered one wave only
                left = change["item"].map(bases).astype("Int64") - base
                few |= ((left > 0) & (left < minimum)).fillna(False).astype(bool)
        if self.merged:
            few |= ~_rows_of(results, None, change) | ~_rows_of(results, last, change)
        few &= change["status"] == COMPARED
        change.loc[few, _CHANGES] = pd.NA
        change.loc[few, "status"] = "withheld: too few answered, in both waves or in one alone"
        return change

    def withhold_services(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Withhold means over too few services."""
        return withhold_services(table, self.policy.minimum_base)

    def withhold_benchmark(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Withhold comparisons with too few services other than the one that the report is for.

        Outside the team there is no comparison with a region, whose quartiles and this answer give those of its
        neighbours, and none with how many answered alike if small answers are merged for all.
        """
        policy, result = self.policy, table.copy()
        minimum: float = policy.minimum_base
        if policy.protects:
            result = result[result["compared"] == "all"].reset_index(drop=True)
            minimum = math.inf if policy.quartiles_from is None else policy.quartiles_from
        if policy.small_answers == "merged":
            result[[name for name in _COMPARISONS if name.startswith("at_or_")] + ["low", "high"]] = float("nan")
        few = (result["n"] - result["score"].notna()) < minimum
        result.loc[few, _COMPARISONS] = float("nan")
        result.loc[few, "position"] = ""
        return result

    def leave_out_choices(self, table: pd.DataFrame, _: Results) -> pd.DataFrame:
        """Leave out choose-all questions that too few services other than the one of the report answered."""
        others = table["base"] - (table["own"] != "left blank").astype(int)
        enough = (others >= self.policy.minimum_base).fillna(False).astype(bool)
        return table[enough.groupby(table["item"]).transform("all")].reset_index(drop=True)


#: The columns of a question's summary that are sums over its single answers.
_SINGLE = (
    "top_two", "bottom_two", "balance", "scored", "dont_know", "not_applicable", "absent", "median", "index",
)  # fmt: skip


def _mask_columns(table: pd.DataFrame, few: pd.Series) -> pd.DataFrame:
    """Return the table with the columns missing that depend on single answers, in some rows."""
    kept = [name for name in (*_COUNTS, *_NUMBERS) if name in table.columns and name not in _SINGLE]
    return _mask_rows(table, few).assign(**{name: table[name] for name in kept})


def _rows_of(results: Results, wave: str | None, change: pd.DataFrame) -> pd.Series:
    """Return whether the share of each row of a change is shown for a wave."""
    tables = (survey.nets, survey.multiple) if wave is None else (survey.nets_earlier, survey.multiple_earlier)
    shown: set[tuple[str, str]] = set()
    for table, name in zip(tables, ("net", "point"), strict=True):
        rows = results[table]
        rows = rows[rows["share"].notna() & ((rows["wave"] == wave) if wave is not None else True)]
        shown |= set(zip(rows["item"], rows[name], strict=True))
    pairs = zip(change["item"], change["row"], strict=True)
    return pd.Series([pair in shown for pair in pairs], index=change.index)


def _answer_bases(results: Results, wave: str | None) -> dict[str, int]:
    """Return the number of services that answered each item of an earlier wave, or of the latest if None."""
    if wave is None:
        both = pd.concat([results[survey.nets], results[survey.multiple]], ignore_index=True)
    else:
        both = pd.concat([results[survey.nets_earlier], results[survey.multiple_earlier]], ignore_index=True)
        both = both[both["wave"] == wave]
    known = both[both["base"].notna()].drop_duplicates("item")
    return dict(zip(known["item"], known["base"].astype(int), strict=True))
