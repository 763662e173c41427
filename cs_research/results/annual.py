"""The tables of the annual page: response, shares wave by wave, what changed, and how far services lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from cs_research.definitions import Crossed, Instrument, crosswalk
from cs_research.measures.comparison.banner import banner
from cs_research.measures.comparison.benchmarks import spread
from cs_research.measures.comparison.paired_waves import paired_waves
from cs_research.measures.comparison.pairs import matched
from cs_research.measures.comparison.waves import COMPARED, waves
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares.response import response, with_register
from cs_research.protection import few_groups, withheld_groups, withhold, withhold_groups
from cs_research.records import Responses
from cs_research.results.changes import decided, same_services
from cs_research.results.tables import Tables, answer_tables
from cs_research.study.load import Collected

__all__ = ["LEAST", "MOSTLY", "PAIRED", "SEPARATE", "annual_tables", "grouped", "ordinal_items"]

#: Waves are paired where at least this part of the services of each answered both.
MOSTLY = 0.5
#: A share of fewer services than this is not shown for a group: it may tell what each of them answered.
LEAST = 10
PAIRED, SEPARATE = "paired", "separate"

_CHANGE = [
    "item", "row", "label", "base_a", "share_a", "base_b", "share_b", "difference", "low", "high", "p", "p_holm",
    "interval_level", "significant", "status", "reason",
]  # fmt: skip
_NUMBERS = [
    "base_a", "share_a", "base_b", "share_b", "difference", "low", "high", "p", "p_holm", "interval_level",
]  # fmt: skip


def annual_tables(collected: Collected, tables: Tables) -> Tables:
    """The tables by name; none without a survey, or where a study has neither earlier waves nor a register.

    ``spread``: quartiles of each question. With a register ``response``, by group, and ``banner``, the headline shares
    of the first of its groups whose bases allow them. With earlier waves ``trend``: a row a question and wave, where
    the question is the same; ``questionnaire``: what became of each question from an earlier wave to the latest;
    ``change``: from the last earlier wave to the latest; ``matched``: how many services answered both of these. Where
    these are the only two waves and are paired, ``trend`` and ``change`` are of the same services.

    Parameters
    ----------
    tables
        From `cs_research.results.tables.tables_of`.
    """
    responses = collected.responses
    if responses is None or not (collected.earlier or collected.register):
        return {}
    few = tuple(tables["withheld"]["item"])
    spread = withhold(_spread(collected, responses), few)
    spread["without_score"] = len(responses) - spread["n"]
    made = {"spread": spread}
    if collected.register is not None and collected.instrument.identifier:
        services = responses.frame[collected.instrument.identifier.id]
        made["response"] = _response(
            response(collected.register, services), collected.study.settings.minimum_base
        )
        made |= _banner(collected, responses, few)
    if collected.earlier:
        made |= _Waves.of(collected, responses, tables).tables()
    return made


def ordinal_items(instrument: Instrument) -> list[str]:
    """The questions that are answered on a scale with an order, without background and retired ones."""
    return [
        item.id
        for item in instrument.asked
        if item.kind == "single" and item.role == "question" and instrument.scale_of(item).kind == "ordinal"
    ]


def grouped(collected: Collected, responses: Responses) -> pd.DataFrame:
    """The answers with the register's groups, where there is a register."""
    who = responses.instrument.identifier
    if collected.register is None or who is None:
        return responses.frame
    return with_register(responses.frame, collected.register, who.id)


def _spread(collected: Collected, responses: Responses) -> pd.DataFrame:
    return spread(
        responses.frame,
        ordinal_items(responses.instrument),
        responses.instrument,
        population=collected.population,
        level=collected.study.settings.level,
    )


def _response(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Response with groups of very few services withheld: there the number tells who answered."""
    result = table.astype({"answered": "Int64", "unanswered": "Int64", "rate": "Float64"})
    for _, rows in table[table["by"] != "all"].groupby("by", sort=False):
        few = few_groups(dict(zip(rows["group"], rows["invited"].astype(int), strict=True)), minimum)
        hidden = rows.index[rows["group"].isin(few)]
        result.loc[hidden, ["answered", "unanswered", "rate"]] = pd.NA
    return result


def _banner(collected: Collected, responses: Responses, few: tuple[str, ...]) -> Tables:
    """The banner by the first group of the register of which at least half may be shown.

    There is never more than one: held against each other, two could tell what is withheld in either.
    """
    register, settings = collected.register, collected.study.settings
    frame, instrument = grouped(collected, responses), collected.instrument
    heads = [item for item in ordinal_items(instrument) if item not in few]
    asked = instrument.model_copy(update={"items": tuple(map(instrument.item, heads))})
    for group in register.groups if register else ():
        counts = tally(frame, asked, group=group)
        least = max(settings.minimum_base, LEAST)
        hidden = withheld_groups(banner(counts, rows="headlines", level=settings.level), least)
        table = banner(counts, rows="headlines", withheld=hidden, level=settings.level)
        table = withhold_groups(table, least)
        shown = table["share"].notna()
        if len(table) and shown.mean() >= 0.5 and table.loc[shown, "group"].nunique() > 1:
            return {"banner": table.assign(by=group)}
    return {}


@dataclass(frozen=True)
class _Waves:
    """A study's waves, the latest last, with the tables of each."""

    collected: Collected
    waves: tuple[Responses, ...]
    sizes: tuple[int | None, ...]
    answers: tuple[Tables, ...]

    @classmethod
    def of(cls, collected: Collected, latest: Responses, tables: Tables) -> _Waves:
        settings, own = collected.study.settings, collected.population
        sizes = [wave.population.size if wave.population else own for wave in collected.study.earlier]
        before = [
            answer_tables(tally(wave, population=size), wave.instrument, settings)
            for wave, size in zip(collected.earlier, sizes, strict=True)
        ]
        return cls(collected, (*collected.earlier, latest), (*sizes, own), (*before, tables))

    def tables(self) -> Tables:
        level = self.collected.study.settings.level
        last = len(self.waves) - 2
        compared = [self._against_latest(place, level) for place in range(last + 1)]
        paired, counts = self._matched()
        find = self._paired if paired else partial(self._against_latest, last)
        change = self._protected(find(level).reindex(columns=_CHANGE), paired)
        family = change["item"].where(change["item"].map(self._options), "headlines")
        change = decided(change, family, find, level)
        trend = self._trend(compared)
        if paired and len(self.waves) == 2:
            waves_of = [(wave.wave, size) for wave, size in zip(self.waves, self.sizes, strict=True)]
            trend = same_services(trend, change, waves_of, self.collected.study.settings)
        return {
            "trend": trend,
            "questionnaire": self._questionnaire(compared),
            "change": change,
            "matched": counts,
        }

    def _crossed(self, place: int) -> tuple[tuple[Crossed, ...], tuple[Instrument, Instrument]]:
        pair = (self.waves[place].instrument, self.waves[-1].instrument)
        return crosswalk(*pair), pair

    def _against_latest(self, place: int, level: float) -> pd.DataFrame:
        """What `waves` finds between an earlier wave and the latest, as separate samples.

        Neither the test nor the interval has a finite population correction: whether a difference may be chance is
        asked of what services do, not of how many of this very year's services would say so (Cochran 1977, Sampling
        Techniques, section 2.14).
        """
        one, other = (tally(self.waves[at], population=None) for at in (place, -1))
        return waves(one, other, level=level)

    def _matched(self) -> tuple[bool, pd.DataFrame]:
        """Whether mostly the same services answered the last two waves, and how many did."""
        before, latest = self.waves[-2:]
        ids = [wave.instrument.identifier for wave in (before, latest)]
        both = 0
        if ids[0] and ids[1] and ids[0].id == ids[1].id:
            both = len(matched(before.frame, latest.frame, ids[0].id)[0])
        paired = both >= MOSTLY * max(len(before), len(latest))
        alone = (len(before) - both, len(latest) - both)
        row = (before.wave, latest.wave, both, *alone, PAIRED if paired else SEPARATE)
        names = ["wave_a", "wave_b", "both", "only_a", "only_b", "kind"]
        return paired, pd.DataFrame([row], columns=names)

    def _paired(self, level: float) -> pd.DataFrame:
        """What `paired_waves` finds, without a finite population correction, which McNemar's test does not have."""
        lines, pair = self._crossed(len(self.waves) - 2)
        before, latest = self.waves[-2:]
        found = paired_waves(before.frame, latest.frame, lines, pair, level=level)
        return found.assign(base_a=found["n"], base_b=found["n"], p=found["p_mcnemar"])

    def _protected(self, change: pd.DataFrame, paired: bool) -> pd.DataFrame:
        """The change, withheld where it could tell the answers of a few."""
        change = change.astype({"base_a": "Int64", "base_b": "Int64"})
        minimum = self.collected.study.settings.minimum_base
        few = change["item"].isin(
            [item for tables in self.answers[-2:] for item in tables["withheld"]["item"]]
        )
        for side, tables in zip("ab", self.answers[-2:], strict=True):
            base = change[f"base_{side}"]
            few |= ((base > 0) & (base < minimum)).fillna(False).astype(bool)
            if paired:  # who answered one wave only is the whole less the pairs
                left = change["item"].map(_bases(tables)).astype("Int64") - base
                few |= ((left > 0) & (left < minimum)).fillna(False).astype(bool)
        few &= change["status"] == COMPARED
        change.loc[few, _NUMBERS] = pd.NA
        change.loc[few, "status"] = "withheld: too few answered, in both waves or in one alone"
        return change

    def _options(self, item: str) -> bool:
        """Whether an item has options, each with a row."""
        return any(
            made.id == item and made.kind == "multiple"
            for wave in self.waves[-2:]
            for made in wave.instrument.items
        )

    def _trend(self, compared: list[pd.DataFrame]) -> pd.DataFrame:
        """The headline share of each question in each wave that asked it as the latest does."""
        same = [set(table.loc[table["status"] == COMPARED, "item"]) for table in compared]
        kept = [*same, set().union(*same)]
        parts = []
        for wave, tables, items in zip(self.waves, self.answers, kept, strict=True):
            nets = tables["nets"]
            rows = nets[nets["headline"] & nets["item"].isin(items) & nets["share"].notna()]
            parts.append(rows.assign(wave=wave.wave, reworded=False))
        table = pd.concat(parts, ignore_index=True)
        # one wave alone is no trend: its numbers are withheld in the others
        table = table[table.groupby("item")["wave"].transform("size") > 1]
        order = {item.id: at for at, item in enumerate(self.waves[-1].instrument.items)}
        table = table.sort_values("item", key=lambda items: items.map(order), kind="stable")
        names = ["item", "wave", "net", "label", "n", "base", "share", "low", "high", "percent", "reworded"]
        return table.reset_index(drop=True)[names]

    def _questionnaire(self, compared: list[pd.DataFrame]) -> pd.DataFrame:
        """What became of each question from an earlier wave to the latest, and whether it is compared."""
        rows = []
        for place, found in enumerate(compared):
            lines, (old, new) = self._crossed(place)
            items = {item.id: item for item in (*old.items, *new.items)}
            told = found.drop_duplicates("item").set_index("item")["status"]
            once = set(found.loc[found["status"] == COMPARED, "item"])
            rows += [
                (
                    self.waves[place].wave,
                    self.waves[-1].wave,
                    line.item,
                    items[line.item].short,
                    line.status,
                    COMPARED if line.item in once else told[line.item],
                    line.reason,
                )
                for line in lines
                if items[line.item].role == "question"
            ]
        names = ["wave_a", "wave_b", "item", "label", "became", "status", "reason"]
        return pd.DataFrame(rows, columns=names)


def _bases(tables: Tables) -> dict[str, int]:
    """How many answered each item of a wave."""
    both = pd.concat([tables["nets"], tables["multiple"]], ignore_index=True)
    known = both[both["base"].notna()].drop_duplicates("item")
    return dict(zip(known["item"], known["base"].astype(int), strict=True))
