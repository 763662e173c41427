"""Comparison of two waves among the services that answered both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions.categories import COMPARED
from cs_research.definitions.extension import Crossed
from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, MeasureError
from cs_research.measures.comparison.options import paired_difference
from cs_research.measures.comparison.pairs import (
    answer_codes,
    count_pairs,
    match_rows,
    mcnemar,
    sign_test,
    stuart_maxwell,
)
from cs_research.measures.comparison.waves import Instruments, Reworded, Verdict, both, verdicts
from cs_research.records.responses import column

_COUNTS = ["matched", "unanswered", "n", "up", "same", "down", "df"]
_SHARES = ["share_a", "share_b", "difference", "low", "high", "p_mcnemar", "p_sign", "chi_squared"]
_COLUMNS = [
    "item", "row", "label", "matched", "unanswered", "n", "share_a", "share_b", "difference", "low", "high",
    "p_mcnemar", "up", "same", "down", "p_sign", "chi_squared", "df", "p_stuart_maxwell", "only_a", "only_b",
    "without_id_a", "without_id_b", "status", "flag", "reason",
]  # fmt: skip

Row = dict[str, Any]


@accepts(MeasureError)
def paired_waves(
    frame_a: pd.DataFrame,
    frame_b: pd.DataFrame,
    crosswalk: Sequence[Crossed],
    instruments: Instruments,
    *,
    population: Any = None,
    reworded: Reworded = "refuse",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the change from wave A to wave B among services in both, in shares from −1 to 1, with tests.

    Services are matched by the instrument's identifier. The denominator of an item is ``n``: those who chose a
    point that is drawn in both waves; the sign test leaves out points without a score as well.

    Parameters
    ----------
    frame_a, frame_b
        One row per service, as in `Responses.frame`: the earlier and the later wave.
    crosswalk, instruments, reworded, level
        As for `waves`.
    population
        N of the register, the same in both waves; None for no correction.

    Returns
    -------
    DataFrame
        One row per single-choice item, and one per option of a choose-all item, in the crosswalk's order: ``item, row,
        label, matched, unanswered, n``; of the headline net or option ``share_a, share_b, difference, low, high,
        p_mcnemar``; of answers on a scale ``up, same, down, p_sign``; of all points ``chi_squared, df,
        p_stuart_maxwell``; the unmatched, ``only_a, only_b, without_id_a, without_id_b``, the same on every row; and
        ``status, flag, reason`` as in `waves`. Numbers are missing if an item has no net or no order, if nobody
        answered twice, and if it is not compared.

    Raises
    ------
    MeasureError
        Instruments without the same identifier, a service twice in one wave, an answer outside its scale.

    Notes
    -----
    difference is B less A, with `options.paired_difference`'s interval. With a ``population`` it covers less often
    than ``level`` says if nine tenths of the population answered twice (down to .89 in place of .95; see there);
    p_mcnemar is the exact one. See
    `mcnemar`, `sign_test` and `stuart_maxwell`, which take the table of `paired` for one item.

    References
    ----------
    Newcombe (1998), doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C.

    Examples
    --------
    >>> from cs_research.definitions import crosswalk, load_instrument
    >>> survey = load_instrument("yjs-survey/2022")
    >>> a, b = (pd.DataFrame({"service": list("ABCDEF"), "knowledge": answers}) for answers in (
    ...     ["poor", "fair", "fair", "good", "good", None], ["good", "good", "good", "good", "excellent", "good"]))
    >>> table = paired_waves(a, b, crosswalk(survey, survey), survey).set_index("item").loc[["knowledge"]]
    >>> table[["matched", "n", "difference", "p_mcnemar", "up", "p_sign"]].values.tolist()
    [[6, 5, 0.6, 0.25, 4, 0.125]]
    """
    at, other_at, counts = match_rows(frame_a, frame_b, _identifier(instruments))
    pair = _Pair(frame_a.iloc[at], frame_b.iloc[other_at], both(instruments), population, level)
    rows = []
    for verdict in verdicts(crosswalk, instruments, [], reworded):
        labels = {
            "item": verdict.item,
            "row": "",
            "label": "",
            "status": verdict.status,
            "flag": verdict.flag,
            "reason": verdict.reason,
        }
        rows += [labels | row for row in pair.rows(verdict)]
    unmatched = dict(zip(["only_a", "only_b", "without_id_a", "without_id_b"], counts, strict=True))
    table = pd.DataFrame(rows).assign(**unmatched).reindex(columns=_COLUMNS)
    numbers = [*_SHARES, "p_stuart_maxwell"]
    return table.astype(dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(numbers, float))


def _identifier(instruments: Instruments) -> str:
    names = [made.identifier.id if made.identifier else "" for made in both(instruments)]
    if not names[0] or names[0] != names[1]:
        found = " and ".join(f"'{name}'" if name else "none" for name in dict.fromkeys(names))
        raise MeasureError(Fault("paired_waves", "identifier", "be one item of both instruments", found))
    return names[0]


@dataclass(frozen=True)
class _Pair:
    """Answers of the services that are in both waves, row by row."""

    a: pd.DataFrame
    b: pd.DataFrame
    instruments: tuple[Instrument, Instrument]
    population: Any
    level: float

    def rows(self, verdict: Verdict) -> Iterator[Row]:
        """Return the results for an item; one row without numbers if it is not compared."""
        if verdict.status != COMPARED:
            yield {}
            return
        items = [next(item for item in made.items if item.id == verdict.item) for made in self.instruments]
        if items[0].kind != items[1].kind or items[1].kind == "open":
            why = "an open question" if items[1].kind == "open" else "another kind of question"
            yield {"status": f"not compared: {why}"}
        elif items[1].kind == "multiple":
            yield from self._options(*items)
        else:
            yield self._single(*items)

    def _single(self, old: Item, new: Item) -> Row:
        """Return net, order and points of a single-choice item."""
        if why := self._missing_columns([new.id], [new.id]):
            return why
        scales = [made.scale_of(item) for made, item in zip(self.instruments, (old, new), strict=True)]
        points = list(dict.fromkeys(point.id for scale in scales for point in scale.points))
        drawn = [point.id for point in scales[1].base]
        one, two = (answer_codes(frame[new.id], points) for frame in (self.a, self.b))
        all_pairs = pd.DataFrame(count_pairs(one, two, len(points)), index=points, columns=points)
        table = all_pairs.loc[drawn, drawn]
        row = self._answered(table)
        if not row["n"]:
            return row
        nets = [scale.nets[0] if scale.nets else None for scale in scales]
        if nets[0] and nets[1] and (nets[0].id, nets[0].points) == (nets[1].id, nets[1].points):
            row |= {"row": nets[1].id, "label": nets[1].label} | self._share(table, nets[1].points)
        if scales[1].kind == "ordinal":
            scores = scales[1].scores()
            order = sorted(scores, key=lambda name: scores[name], reverse=new.reversed)
            found = sign_test(table.loc[order, order]).iloc[0]
            row |= {name: found[name] for name in ("up", "same", "down")} | {"p_sign": found["p"]}
        return row | _margins(table)

    def _options(self, old: Item, new: Item) -> Iterator[Row]:
        """Return each option of a choose-all item, among those who ticked anything in both waves."""
        known = [[option.id for option in item.options] for item in (old, new)]
        names = [[column(new.id, option) for option in options] for options in known]
        if why := self._missing_columns(*names):
            yield why
            return
        blank = [frame[of].isna().all(axis=1).to_numpy() for frame, of in zip((self.a, self.b), names, strict=True)]
        labels = {option.id: option.label for item in (old, new) for option in item.options}
        offered = [
            {option for option, name in zip(options, of, strict=True) if frame[name].notna().any() or empty.all()}
            for options, of, frame, empty in zip(known, names, (self.a, self.b), blank, strict=True)
        ]
        retired = {option.id for item in (old, new) for option in item.options if option.retired}
        for option, label in labels.items():
            row: Row = {"row": option, "label": label}
            if option in retired:
                yield row | {"status": "not compared: retired"}
            elif option in offered[0] and option in offered[1]:
                yield row | self._ticks(column(new.id, option), blank)
            elif option in offered[0] or option in offered[1]:
                yield row | {"status": f"not compared: only in wave {'A' if option in offered[0] else 'B'}"}
            else:
                yield row | {"status": "not compared: in neither wave's file"}

    def _ticks(self, name: str, blank: list[np.ndarray]) -> Row:
        one, two = (
            np.where(empty, -1, frame[name].astype("boolean").fillna(False).to_numpy(dtype=np.int64))
            for frame, empty in zip((self.a, self.b), blank, strict=True)
        )
        table = pd.DataFrame(count_pairs(one, two, 2), index=["no", "yes"], columns=["no", "yes"])
        row = self._answered(table)
        return row | self._share(table, ["yes"]) | _margins(table) if row["n"] else row

    def _answered(self, table: pd.DataFrame) -> Row:
        n = int(table.to_numpy().sum())
        row: Row = {"matched": len(self.a), "unanswered": len(self.a) - n, "n": n}
        return row if n else row | {"status": "not compared: nobody answered in both waves"}

    def _share(self, table: pd.DataFrame, points: Sequence[Any]) -> Row:
        """Return the share that chose one of the points, in A and in B."""
        counts, inside = table.to_numpy(), table.index.isin(list(points))
        cells = [
            [int(counts[np.ix_(rows, columns)].sum()) for columns in (inside, ~inside)] for rows in (inside, ~inside)
        ]
        (kept, left), (joined, neither) = cells
        n = kept + left + joined + neither
        low, high = paired_difference(kept, joined, left, neither, population=self.population, level=self.level)
        shares = {
            "share_a": (kept + left) / n,
            "share_b": (kept + joined) / n,
            "difference": (joined - left) / n,
        }
        return shares | {"low": low, "high": high, "p_mcnemar": mcnemar(cells)["p_exact"].iloc[0]}

    def _missing_columns(self, names: list[str], other: list[str]) -> Row:
        """Return a row that names the wave in which a column is missing; empty if there are all."""
        for wave, frame, wanted in (("A", self.a, names), ("B", self.b, other)):
            if any(name not in frame.columns for name in wanted):
                return {"status": f"not compared: not among the answers of wave {wave}"}
        return {}


def _margins(table: pd.DataFrame) -> Row:
    found = stuart_maxwell(table).iloc[0]
    return {"chi_squared": found["chi_squared"], "df": found["df"], "p_stuart_maxwell": found["p"]}
