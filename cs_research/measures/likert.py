"""Summaries of answers on a scale: each point, nets of points, median and index, with their bases."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, MeasureError
from cs_research.measures.intervals import interval

__all__ = ["distribution", "multiple", "nets", "summary"]

_SHARE = ["n", "base", "share", "low", "high"]


def distribution(
    tally: pd.DataFrame,
    instrument: Instrument,
    *,
    population: int | None = None,
    method: str = "hypergeometric",
    level: float = 0.95,
) -> pd.DataFrame:
    """The share of respondents at each point of each single-choice item, with its interval.

    The base is everyone who chose a point that is drawn. Blank answers, those not asked, and points
    that say nothing and are not drawn leave the base; a point such as "not sure" that is drawn counts
    in it, as in the bulletin's figure 4.

    Parameters
    ----------
    tally
        From `cs_research.measures.tally.tally`.
    population
        N; None where the groups' populations are not known.
    method
        ``hypergeometric`` or ``wilson``.

    Returns
    -------
    DataFrame
        One row an item, group and point, in the order of instrument and scale: ``item, group, point,
        label, absence, n, base, share, low, high``. Shares in [0, 1]; missing where the base is 0.
    """
    parts = []
    for item, group, counts in _singles(tally, instrument):
        points = {point.id: point for point in instrument.points_of(item)}
        drawn = [name for name in counts.index if points[name].absence is None or points[name].drawn]
        part = pd.DataFrame({"point": drawn, "n": counts.loc[drawn, "n"].to_numpy()})
        part.insert(0, "item", item.id)
        part.insert(1, "group", group)
        part.insert(3, "label", [points[name].label for name in drawn])
        part.insert(4, "absence", [points[name].absence or "" for name in drawn])
        part["base"] = int(part["n"].sum())
        parts.append(part)
    names = ["item", "group", "point", "label", "absence"]
    return _shares(parts, names, population, method, level)


def nets(
    tally: pd.DataFrame,
    instrument: Instrument,
    *,
    population: int | None = None,
    method: str = "hypergeometric",
    level: float = 0.95,
) -> pd.DataFrame:
    """The share of respondents within each net of points, such as extremely and somewhat confident.

    The base is that of `distribution`. A net's share comes from its count, never from rounded shares
    of its points.

    Returns
    -------
    DataFrame
        One row an item, group and net, in the order of the instrument; the first net of a scale is its
        headline. ``item, group, net, label, headline, n, base, share, low, high``.
    """
    parts = []
    for item, group, counts in _singles(tally, instrument):
        scale = instrument.scale_of(item)
        drawn = [point.id for point in scale.points if point.absence is None or point.drawn]
        rows = [
            {
                "item": item.id,
                "group": group,
                "net": net.id,
                "label": net.label,
                "headline": place == 0,
                "n": int(counts.loc[list(net.points), "n"].sum()),
                "base": int(counts.loc[drawn, "n"].sum()),
            }
            for place, net in enumerate(scale.nets)
        ]
        if rows:
            parts.append(pd.DataFrame(rows))
    return _shares(parts, ["item", "group", "net", "label", "headline"], population, method, level)


def summary(tally: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """The median score and the index from 0 to 100 of each single-choice item on an ordinal scale.

    The denominator is ``scored``: respondents who chose a point that says something of the matter
    asked. Blank answers, those not asked and points such as "not sure" are counted beside it.

    Returns
    -------
    DataFrame
        One row an item and group: ``item, group, scored, absent, blank, not_asked, median, index``.
        ``median`` in scores (the mean of the two middle scores where the number is even), ``index``
        from 0 (all at the least point) to 100 (all at the most); missing where nobody was scored.

    Notes
    -----
    index = 100 · Σ n_k (s_k − s_min) / ((s_max − s_min) · Σ n_k), with s_k the score of point k.
    """
    rows = []
    for item, group, counts in _singles(tally, instrument):
        scale = instrument.scale_of(item)
        if scale.kind != "ordinal" or not scale.substantive:
            continue
        scores = pd.Series(scale.scores())
        n = counts.loc[scores.index, "n"].to_numpy()
        first = counts.iloc[0]
        rows.append(
            {
                "item": item.id,
                "group": group,
                "scored": int(n.sum()),
                "absent": int(counts["n"].sum() - n.sum()),
                "blank": int(first["blank"]),
                "not_asked": int(first["not_asked"]),
                "median": _median(scores.to_numpy(), n),
                "index": _index(scores.to_numpy(), n),
            }
        )
    names = ["item", "group", "scored", "absent", "blank", "not_asked", "median", "index"]
    return pd.DataFrame(rows, columns=names)


def multiple(
    tally: pd.DataFrame,
    instrument: Instrument,
    *,
    population: int | None = None,
    method: str = "hypergeometric",
    level: float = 0.95,
) -> pd.DataFrame:
    """The share of respondents who ticked each option of each choose-all item, with its interval.

    The base is everyone who ticked any option or said no to one; a wholly blank item is a blank, not
    a row of noes. Shares of one item may add up to more than 1. A retired option that nobody ticked has no
    row.

    Returns
    -------
    DataFrame
        One row an item, group and option, in the order of the instrument: ``item, group, point, label,
        n, base, share, low, high``.
    """
    parts = []
    for item, group, counts in _items(tally, instrument, "multiple"):
        labels = {
            option.id: option.label
            for option in item.options
            if not option.retired or counts.loc[option.id, "n"] > 0
        }
        counts = counts.loc[list(labels)]
        part = pd.DataFrame({"item": item.id, "group": group, "point": counts.index})
        part["label"] = [labels[name] for name in counts.index]
        part["n"] = counts["n"].to_numpy()
        part["base"] = counts["answered"].to_numpy()
        parts.append(part)
    return _shares(parts, ["item", "group", "point", "label"], population, method, level)


def _items(
    tally: pd.DataFrame, instrument: Instrument, kind: str
) -> Iterator[tuple[Item, str, pd.DataFrame]]:
    """Each item of a kind and each group, with its counts by point. Weights are not taken up here."""
    if len(tally) and not np.allclose(tally["weighted_n"], tally["n"]):
        rule = "be without weights, which these summaries do not take up"
        raise MeasureError(Fault("likert", "tally", rule, "weighted counts"))
    present = set(tally.index.get_level_values("item")) if len(tally) else set()
    for item in instrument.items:
        if item.kind == kind and item.id in present:
            of_item = tally.loc[item.id]
            for group in of_item.index.get_level_values("group").unique():
                yield item, str(group), of_item.loc[group]


def _singles(tally: pd.DataFrame, instrument: Instrument) -> Iterator[tuple[Item, str, pd.DataFrame]]:
    yield from _items(tally, instrument, "single")


def _shares(
    parts: list[pd.DataFrame], names: list[str], population: int | None, method: str, level: float
) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=[*names, *_SHARE])
    table = pd.concat(parts, ignore_index=True)
    n, base = table["n"].to_numpy(), table["base"].to_numpy()
    table["share"] = np.where(base > 0, n / np.maximum(base, 1), np.nan)
    table["low"], table["high"] = interval(n, base, population=population, method=method, level=level)
    return table[[*names, *_SHARE]]


def _median(scores: np.ndarray, n: np.ndarray) -> float:
    total = int(n.sum())
    if total == 0:
        return float("nan")
    order = np.argsort(scores)
    below = np.cumsum(n[order])
    middle = [np.searchsorted(below, place, side="right") for place in ((total - 1) // 2, total // 2)]
    return float(np.mean([scores[order][place] for place in middle]))


def _index(scores: np.ndarray, n: np.ndarray) -> float:
    total, width = int(n.sum()), scores.max() - scores.min()
    if total == 0 or width == 0:
        return float("nan")
    return float(100 * (n * (scores - scores.min())).sum() / (width * total))
