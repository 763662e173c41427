"""Tables of the annual page: response, shares by wave, changes, and the spread of answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cs_research.definitions import Crossed, Instrument, crosswalk
from cs_research.definitions.categories import COMPARED, MOSTLY, NO, PAIRED, SEPARATE, YES
from cs_research.definitions.study import Settings
from cs_research.measures.comparison import banner as banners
from cs_research.measures.comparison import benchmarks
from cs_research.measures.comparison.multiplicity import adjust_p, holm_levels
from cs_research.measures.comparison.paired_waves import paired_waves
from cs_research.measures.comparison.pairs import match_rows
from cs_research.measures.comparison.waves import waves
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import response as responding
from cs_research.measures.shares.intervals import interval
from cs_research.measures.shares.rounding import round_to_percent
from cs_research.records import Responses
from cs_research.results.catalogue import from_records, from_tables, has_earlier_waves, responses_of
from cs_research.results.facts import add_groups
from cs_research.results.survey import nets, nets_earlier, withheld
from cs_research.study.load import StudyData

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results


_CHANGE = [
    "item", "row", "label", "base_a", "share_a", "base_b", "share_b", "difference", "low", "high", "p", "p_holm",
    "interval_level", "significant", "status", "reason",
]  # fmt: skip


def _has_annual_tables(study: StudyFacts) -> bool:
    """Return whether the study has a survey with earlier waves or a register."""
    return study.survey is not None and (bool(study.survey.earlier) or study.register is not None)


def _has_response_tables(study: StudyFacts) -> bool:
    """Return whether the register can be compared with the services that answered."""
    return study.survey is not None and study.register is not None and study.survey.identified


@from_records("spread", "median and quartiles of the answers to each question", when=_has_annual_tables)
def spread(records: Records) -> pd.DataFrame:
    """Return the quartiles of each question, with the number of services without a score."""
    responses = responses_of(records.data)
    table = benchmarks.spread(
        responses.frame,
        responses.instrument.ordinal_items,
        responses.instrument,
        population=records.study.population,
        level=records.study.settings.level,
    )
    return table.assign(without_score=len(responses) - table["n"])


@from_records(
    "response",
    "services of the register that were asked and that answered, by group",
    when=_has_response_tables,
)
def response(records: Records) -> pd.DataFrame:
    """Return the numbers of registered services that were asked and that answered, in total and by group."""
    data = records.data
    who = data.instrument.identifier
    assert data.register is not None and who is not None  # as `_has_response_tables` says
    table = responding.response(data.register, responses_of(data).frame[who.id])
    return table.astype({"answered": "Int64", "unanswered": "Int64", "rate": "Float64"})


@from_tables(
    "response_test",
    "whether response differs between the categories of each group",
    when=_has_response_tables,
)
def response_test(results: Results) -> pd.DataFrame:
    """Return a test of whether response differs between the categories of each group: ``by, p``."""
    table = results[response]
    rows = table[(table["by"] != "all") & table["rate"].notna()]
    tests = [(by, responding.response_test(of)) for by, of in rows.groupby("by", sort=False)]
    return pd.DataFrame(tests, columns=["by", "p"])


@from_tables("banner", "headline shares by group", when=_has_response_tables)
def banner(results: Results) -> pd.DataFrame:
    """Return headline shares by the register's first group; no row without a group."""
    register = results.study.register
    groups = register.groups if register else ()
    return banner_by(results, groups[0]) if groups else pd.DataFrame(columns=["item", "group", "share", "by"])


def banner_by(
    results: Results, group: str, *, hidden_groups: Mapping[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """Return the headline share of each question that is not withheld, by one group of the register.

    Parameters
    ----------
    hidden_groups
        Item to the categories whose numbers will not be shown, and which are not tested.
    """
    data = results.records.data
    hidden = set(results[withheld]["item"])
    heads = [item for item in data.instrument.ordinal_items if item not in hidden]
    asked = data.instrument.model_copy(update={"items": tuple(map(data.instrument.item, heads))})
    counts = tally(add_groups(data, responses_of(data)), asked, group=group)
    level = results.study.settings.level
    table = banners.banner(counts, rows="headlines", withheld=hidden_groups, level=level)
    return table.assign(by=group)


@dataclass(frozen=True)
class _Waves:
    """The waves of a study, in order of time."""

    waves: tuple[Responses, ...]
    level: float

    @classmethod
    def of(cls, data: StudyData) -> _Waves:
        return cls((*data.earlier, responses_of(data)), data.study.settings.level)

    def crossed(self, index: int) -> tuple[tuple[Crossed, ...], tuple[Instrument, Instrument]]:
        pair = (self.waves[index].instrument, self.waves[-1].instrument)
        return crosswalk(*pair), pair

    def against_latest(self, index: int, level: float) -> pd.DataFrame:
        """Return the comparison of an earlier wave with the latest by `waves`, as separate samples.

        Neither the test nor the interval has a finite population correction: whether a difference may be chance is
        asked of what services do, not of how many of this very year's services would say so (Cochran 1977, Sampling
        Techniques, section 2.14).
        """
        one, other = (tally(self.waves[at], population=None) for at in (index, -1))
        return waves(one, other, level=level)

    def both(self) -> int:
        """Return the number of services that answered both of the last two waves."""
        before, latest = self.waves[-2:]
        ids = [wave.instrument.identifier for wave in (before, latest)]
        if ids[0] and ids[1] and ids[0].id == ids[1].id:
            return len(match_rows(before.frame, latest.frame, ids[0].id)[0])
        return 0

    def paired(self, level: float) -> pd.DataFrame:
        """Return the result of `paired_waves`, without a finite population correction, as in McNemar's test."""
        lines, pair = self.crossed(len(self.waves) - 2)
        before, latest = self.waves[-2:]
        found = paired_waves(before.frame, latest.frame, lines, pair, level=level)
        return found.assign(base_a=found["n"], base_b=found["n"], p=found["p_mcnemar"])

    def change(self, paired: bool) -> Callable[[float], pd.DataFrame]:
        """Return the function from the level of intervals to the change between the last two waves."""
        return self.paired if paired else partial(self.against_latest, len(self.waves) - 2)

    def has_options(self, item: str) -> bool:
        """Return whether an item has options, each with a row."""
        return any(
            known.id == item and known.kind == "multiple" for wave in self.waves[-2:] for known in wave.instrument.items
        )


def _comparisons_with_latest(records: Records) -> list[pd.DataFrame]:
    """Return the comparison of each earlier wave with the latest."""
    of = _Waves.of(records.data)
    return records.compute_once(
        "compared", lambda: [of.against_latest(index, of.level) for index in range(len(of.waves) - 1)]
    )


def _is_paired(results: Results) -> bool:
    return bool(results[matched]["kind"].iloc[0] == PAIRED)


@from_records("matched", "how many services answered both of the last two waves", when=has_earlier_waves)
def matched(records: Records) -> pd.DataFrame:
    """Return the number of services in both of the last two waves, and so how the waves are compared."""
    of = _Waves.of(records.data)
    before, latest = of.waves[-2:]
    both = of.both()
    kind = PAIRED if both >= MOSTLY * max(len(before), len(latest)) else SEPARATE
    row = (before.wave, latest.wave, both, len(before) - both, len(latest) - both, kind)
    return pd.DataFrame([row], columns=["wave_a", "wave_b", "both", "only_a", "only_b", "kind"])


@from_tables("change_tested", "the change from the last wave to this one, with p not corrected", when=has_earlier_waves)
def change_tested(results: Results) -> pd.DataFrame:
    """Return the change from the previous wave to the latest, with p not corrected for multiple tests."""
    of = _Waves.of(results.records.data)
    found = of.change(_is_paired(results))(of.level).reindex(columns=_CHANGE)
    return found.astype({"base_a": "Int64", "base_b": "Int64"})


@from_tables("change", "the change from the last wave to this one, with p corrected (p_holm)", when=has_earlier_waves)
def change(results: Results) -> pd.DataFrame:
    """Return the change from the previous wave to the latest, with p corrected for all tests shown."""
    of, table = _Waves.of(results.records.data), results[change_tested]
    family = table["item"].where(table["item"].map(of.has_options), "headlines")
    return correct_changes(table, family, of.change(_is_paired(results)), of.level)


@from_tables("trend", "the headline share of each question in every wave that asked it alike", when=has_earlier_waves)
def trend(results: Results) -> pd.DataFrame:
    """Return the headline share of each question in each wave that asked it as the latest does.

    If there are two waves and they are paired, shares are of the services that answered both.
    """
    of, data = _Waves.of(results.records.data), results.records.data
    table = _trend(results, of)
    if len(of.waves) == 2 and _is_paired(results):
        sizes = [(wave.population.size if wave.population else data.population) for wave in data.study.earlier]
        sized = [(wave.wave, size) for wave, size in zip(of.waves, (*sizes, data.population), strict=True)]
        table = paired_trend(table, results[change], sized, data.study.settings)
    return table


def _trend(results: Results, of: _Waves) -> pd.DataFrame:
    compared = _comparisons_with_latest(results.records)
    same = [set(table.loc[table["status"] == COMPARED, "item"]) for table in compared]
    before, latest = results[nets_earlier], results[nets]
    tables = [*(before[before["wave"] == wave.wave] for wave in of.waves[:-1]), latest]
    parts = []
    for wave, answers, items in zip(of.waves, tables, [*same, set().union(*same)], strict=True):
        rows = answers[answers["headline"] & answers["item"].isin(items) & answers["share"].notna()]
        parts.append(rows.assign(wave=wave.wave, reworded=False))
    table = pd.concat(parts, ignore_index=True)
    # a single wave is no trend: the numbers of the others are withheld
    table = table[table.groupby("item")["wave"].transform("size") > 1]
    order = {item.id: at for at, item in enumerate(of.waves[-1].instrument.items)}
    table = table.sort_values("item", key=lambda items: items.map(order), kind="stable")
    names = ["item", "wave", "net", "label", "n", "base", "share", "low", "high", "percent", "reworded"]
    return table.reset_index(drop=True)[names]


@from_records("questionnaire", "what became of each question from an earlier wave to this one", when=has_earlier_waves)
def questionnaire(records: Records) -> pd.DataFrame:
    """Return the status of each question between an earlier wave and the latest, and whether it is compared."""
    of, rows = _Waves.of(records.data), []
    for index, found in enumerate(_comparisons_with_latest(records)):
        lines, (old, new) = of.crossed(index)
        items = {item.id: item for item in (*old.items, *new.items)}
        statuses = found.drop_duplicates("item").set_index("item")["status"]
        compared = set(found.loc[found["status"] == COMPARED, "item"])
        rows += [
            (
                of.waves[index].wave,
                of.waves[-1].wave,
                line.item,
                items[line.item].short,
                line.status,
                COMPARED if line.item in compared else statuses[line.item],
                line.reason,
            )
            for line in lines
            if items[line.item].role == "question"
        ]
    names = ["wave_a", "wave_b", "item", "label", "became", "status", "reason"]
    return pd.DataFrame(rows, columns=names)


def correct_changes(
    change: pd.DataFrame, family: pd.Series, find: Callable[[float], pd.DataFrame], level: float
) -> pd.DataFrame:
    """Return the changes with p corrected for the rows that are shown, and the interval that belongs to each.

    Withheld changes are not tested, since the correction would reveal them. A change is significant if Holm's p is
    below 1 − level and its interval, at the level of Holm's step, excludes 0; if not, the interval is extended to 0,
    since the test does not exclude 0.

    Parameters
    ----------
    change
        One row per change, with ``p`` missing if numbers are withheld or nothing was tested.
    family
        The family of tests of each row.
    find
        Returns the same rows, with ``low`` and ``high`` at the level given.
    level
        The level of each family, between 0 and 1.
    """
    change = change.assign(p=change["p"].astype(float))
    change["p_holm"] = adjust_p(change.assign(family=family), within="family")["p_holm"]
    change["interval_level"] = change.groupby(family)["p"].transform(lambda p: holm_levels(p.to_numpy(), level))
    for step in change["interval_level"].dropna().unique():
        rows = change["interval_level"] == step
        change.loc[rows, ["low", "high"]] = find(float(step)).loc[rows, ["low", "high"]].to_numpy(dtype=float)
    low, high = (change[name].astype(float) for name in ("low", "high"))
    significant = (change["p_holm"] < 1 - level) & ((low > 0) | (high < 0))
    tested = change["p"].notna()
    change["low"] = low.where(significant | ~tested, low.clip(upper=0))
    change["high"] = high.where(significant | ~tested, high.clip(lower=0))
    change["significant"] = np.select([~tested, significant], ["", YES], NO)
    return change


def paired_trend(
    trend: pd.DataFrame, change: pd.DataFrame, waves: Sequence[tuple[str, int | None]], settings: Settings
) -> pd.DataFrame:
    """Return the rows of a trend with the shares of the services that answered both waves, as the change has them.

    Parameters
    ----------
    trend
        One row per question and wave.
    change
        Of the same services in both waves; questions without a difference are left out of the trend.
    waves
        Name and population of the earlier and of the later wave.
    """
    rows = change[change["difference"].notna()].drop_duplicates("item").set_index("item")
    table = trend[trend["item"].isin(rows.index)].reset_index(drop=True)
    for side, (wave, size) in zip("ab", waves, strict=True):
        at = table["wave"] == wave
        found = rows.loc[table.loc[at, "item"]]
        share, base = (found[f"{name}_{side}"].to_numpy(dtype=float) for name in ("share", "base"))
        n = np.rint(share * base)
        limits = interval(n, base, population=size, method=settings.interval, level=settings.level)
        table.loc[at, ["n", "base", "share", "low", "high"]] = np.column_stack([n, base, share, *limits])
    exact = settings.rounding == "unrounded"
    table["percent"] = table["share"].astype(float) * 100 if exact else round_to_percent(table["share"])
    return table
