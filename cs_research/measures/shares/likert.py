"""Summaries of ordinal answers: points, nets of points, median and index, with their bases."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions.instrument import SCALE_COLUMNS, Item, Scale
from cs_research.errors import Fault, MeasureError, check_choice, closest, join_names
from cs_research.measures.counts.group_counts import SHARE, Block, item_blocks, share_table, tally_instrument
from cs_research.measures.counts.tally import Tally


@accepts(MeasureError)
def distribution(
    counts: Tally,
    *,
    method: str = "hypergeometric",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the share of respondents at each point of each single-choice item, with its interval.

    The base is everyone who chose a point that is drawn. Blank answers, those not asked, and points
    that say nothing and are not drawn leave the base; a point such as "not sure" that is drawn counts
    in it, as in the bulletin's figure 4. Where the tally has weights, ``share`` is the weighted share and
    ``n`` and ``base`` still count respondents.

    Parameters
    ----------
    counts
        From `cs_research.measures.counts.tally.tally`; its population is N of the interval.
    method
        ``hypergeometric`` or ``wilson``; weighted shares have logit's interval on the effective sample size.

    Returns
    -------
    DataFrame
        One row per item, group and point, in the order of instrument and scale: ``item, group, point,
        label, absence, n, base, share, low, high, method``, then what a figure draws them by: ``question`` its label,
        ``scale``, ``side`` of the scale's middle (lower, neutral, upper or none), ``order`` the place on the scale from
        1, and ``short``, the point's label in a figure. Shares in [0, 1]; missing if the base is 0.
    """
    instrument, parts = tally_instrument(counts, "likert"), []
    for block in item_blocks(counts, "single"):
        scale = instrument.scale_of(block.item)
        points, drawn = scale.points, _base_points(scale)
        part = block.shares([[place] for place in drawn], drawn)
        for name, texts in (
            ("point", [points[place].id for place in drawn]),
            ("label", [points[place].label for place in drawn]),
            ("absence", [points[place].absence or "" for place in drawn]),
            ("side", [scale.side_of(points[place]) for place in drawn]),
            ("short", [points[place].brief for place in drawn]),
        ):
            part[name] = np.tile(np.array(texts, dtype=object), len(block.groups))
        part |= {"question": block.item.short, "scale": scale.id}
        part["order"] = np.tile(np.array(drawn) + 1, len(block.groups))
        parts.append(part)
    names = ["item", "group", "point", "label", "absence"]
    table = share_table(parts, [*names, *SCALE_COLUMNS], counts.population, method, level)
    return table[[*names, *SHARE, *SCALE_COLUMNS]]


@accepts(MeasureError)
def nets(
    counts: Tally,
    *,
    method: str = "hypergeometric",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the share of respondents within each net of points, such as extremely and somewhat confident.

    The base is that of `distribution`. A net's share comes from its count, never from rounded shares
    of its points.

    Returns
    -------
    DataFrame
        One row per item, group and net, in the order of the instrument; the first net of a scale is its
        headline. ``item, group, net, label, headline, n, base, share, low, high, method``.
    """
    instrument, parts = tally_instrument(counts, "likert"), []
    for block in item_blocks(counts, "single"):
        scale = instrument.scale_of(block.item)
        if not scale.nets:
            continue
        sets = [[block.points.index(point) for point in net.points] for net in scale.nets]
        part = block.shares(sets, _base_points(scale))
        times = len(block.groups)
        part["net"] = np.tile(np.array([net.id for net in scale.nets], dtype=object), times)
        part["label"] = np.tile(np.array([net.label for net in scale.nets], dtype=object), times)
        part["headline"] = np.tile(np.arange(len(sets)) == 0, times)
        parts.append(part)
    return share_table(parts, ["item", "group", "net", "label", "headline"], counts.population, method, level)


@accepts(MeasureError)
def summary(
    counts: Tally,
    *,
    net: Mapping[str, str] | None = None,
    method: str = "hypergeometric",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return one row per single-choice item on an ordinal scale: a net, the balance, median, index, non-answers.

    Shares are of the base of `distribution`. Median and index are of ``scored``: respondents who chose a point
    that says something of the matter asked. An item that is ``reversed`` is scored against its scale, and its top
    and bottom change places; its net stays what its words say.

    Parameters
    ----------
    net
        Scale id to the id of the net to show; the headline if left out. Every scale named is to be one of the
        instrument's.
    method, level
        As in `distribution`.

    Returns
    -------
    DataFrame
        One row per item and group: ``item, group, net, label, n, base, share, low, high, method`` of the net (missing
        if the scale has none); ``top_two, bottom_two`` the shares of the two points at either end of the scale
        (missing if it has fewer than four); ``balance`` the share above the middle of the scale less the share
        below it, from −1 to 1; ``scored, dont_know, not_applicable, absent`` (those two together), ``blank,
        not_asked`` respondents; ``median`` in scores (the mean of the two middle scores if they differ),
        ``index`` from 0 (all at the least point) to 100 (all at the most); missing if nobody was scored.

    Raises
    ------
    MeasureError
        A scale that the instrument does not have, or a net that its scale does not have.

    Notes
    -----
    index = 100 · Σ n_k (s_k − s_min) / ((s_max − s_min) · Σ n_k), with s_k the score of point k. With weights n_k
    is the sum of weights.
    """
    instrument, parts = tally_instrument(counts, "likert"), []
    for name in net or {}:
        check_choice("likert", "scale of a net", name, [scale.id for scale in instrument.scales])
    for block in item_blocks(counts, "single"):
        scale = instrument.scale_of(block.item)
        if scale.kind != "ordinal" or not scale.substantive:
            continue
        chosen = _headline_net(scale, net or {})
        places = [block.points.index(point) for point in chosen[2]]
        part = block.shares([places], _base_points(scale)) | {"net": chosen[0], "label": chosen[1]}
        parts.append(part | _score_columns(block, scale))
    names = ["item", "group", "net", "label"]
    table = share_table(parts, [*names, *_SCORED], counts.population, method, level)
    table.loc[table["net"] == "", ["share", "low", "high"]] = np.nan
    return table[[*names, "n", "base", "share", "low", "high", "method", *_SCORED]]


_SCORED = [
    "top_two", "bottom_two", "balance", "scored", "dont_know", "not_applicable", "absent", "blank", "not_asked",
    "median", "index",
]  # fmt: skip


@accepts(MeasureError)
def multiple(
    counts: Tally,
    *,
    base: str = "answered",
    method: str = "hypergeometric",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the share of respondents who ticked each option of each choose-all item, with its interval.

    The base is everyone who ticked any option or answered no to one; an entirely blank item is a blank, not
    a row of noes. Shares of one item may add up to more than 1. A retired option that nobody ticked has no
    row, nor has one that nobody could tick, since the export has no column for it.

    Parameters
    ----------
    base
        ``answered``, or ``asked`` to count those who were asked and ticked nothing in the base too; not with weights,
        since a tally does not know what a blank would weigh.
    method, level
        As in `distribution`.

    Returns
    -------
    DataFrame
        One row per item, group and option, in the order of the instrument: ``item, group, point, label,
        n, base, share, low, high, method``.

    Raises
    ------
    MeasureError
        Another base than those two; ``asked`` with weights.
    """
    check_choice("likert", "base", base, ("answered", "asked"))
    instrument, parts = tally_instrument(counts, "likert"), []
    for block in item_blocks(counts, "multiple"):
        options = instrument.points_of(block.item)
        ticked = block.n.sum(axis=0)
        shown = [at for at in block.offered if not options[at].retired or ticked[at] > 0]
        part = block.shares([[place] for place in shown], [])
        if base == "asked" and block.weighted_tally:
            raise MeasureError(Fault("likert", "base", "be 'answered' with weights", "'asked'"))
        bases = {name: array[:, shown] for name, array in block.of_point.items()}
        blank = bases["blank"] if base == "asked" else 0.0
        for name, of in (
            ("base", "answered"),
            ("_base", "weighted_answered"),
            ("_base2", "squared_answered"),
        ):
            part[name] = (bases[of] + blank).ravel()
        part["point"] = np.tile(np.array([options[at].id for at in shown], dtype=object), len(block.groups))
        part["label"] = np.tile(np.array([options[at].label for at in shown], dtype=object), len(block.groups))
        parts.append(part)
    return share_table(parts, ["item", "group", "point", "label"], counts.population, method, level)


def _base_points(scale: Scale) -> list[int]:
    """Return the positions of the points that are drawn and count in the base."""
    return [place for place, point in enumerate(scale.points) if point in scale.base]


def _headline_net(scale: Scale, net: Mapping[str, str]) -> tuple[str, str, tuple[str, ...]]:
    """Return id, label and points of the net to show; empty if the scale has none."""
    known = {found.id: found for found in scale.nets}
    name = net.get(scale.id, scale.nets[0].id if scale.nets else "")
    if name and name not in known:
        rule = f"be a net of scale '{scale.id}'" + (f", {join_names(list(known))}" if known else ", which has none")
        raise MeasureError(Fault("likert", "net", rule, f"'{name}'", closest(name, known)))
    return (name, known[name].label, known[name].points) if name else ("", "", ())


def _score_columns(block: Block, scale: Scale) -> dict[str, np.ndarray]:
    """Return the columns of `summary` besides its net."""
    scores = _scores(block.item, scale)
    order = sorted(scores, key=lambda name: scores[name])
    places = [block.points.index(name) for name in order]
    values = np.array([scores[name] for name in order])
    n, weighted = block.n[:, places], block.weighted[:, places]
    base = block.weighted[:, _base_points(scale)].sum(axis=1)
    half = len(order) // 2
    with np.errstate(divide="ignore", invalid="ignore"):
        below = weighted[:, :half].sum(axis=1) / base
        above = weighted[:, len(order) - half :].sum(axis=1) / base
        two = np.where(len(order) >= 4, 1.0, np.nan)
        extremes = [two * weighted[:, end].sum(axis=1) / base for end in (slice(-2, None), slice(0, 2))]
    absences = {
        kind: sum((block.n[:, at] for at, point in enumerate(scale.points) if point.absence == kind), start=0 * base)
        for kind in ("dont_know", "not_applicable")
    }
    counts = {"scored": n.sum(axis=1), **absences, "absent": absences["dont_know"] + absences["not_applicable"],
              "blank": block.blank, "not_asked": block.not_asked}  # fmt: skip
    return {
        "top_two": extremes[0],
        "bottom_two": extremes[1],
        "balance": above - below,
        **{name: values.astype(np.int64) for name, values in counts.items()},
        "median": _median(values, weighted),
        "index": _index(values, weighted),
    }


def _scores(item: Item, scale: Scale) -> dict[str, float]:
    """Return the score of each substantive point, mirrored if the item is reversed."""
    scores = scale.scores()
    if not item.reversed:
        return scores
    score_sum = min(scores.values()) + max(scores.values())
    return {name: score_sum - score for name, score in scores.items()}


def _median(scores: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the median of each row of counts; ``scores`` rise."""
    below = np.cumsum(n, axis=1)
    total = below[:, -1]
    near = 1e-9 * total
    lower = (below >= (total / 2 - near)[:, None]).argmax(axis=1)
    upper = (below > (total / 2 + near)[:, None]).argmax(axis=1)
    return np.where(total > 0, (scores[lower] + scores[upper]) / 2, np.nan)


def _index(scores: np.ndarray, n: np.ndarray) -> np.ndarray:
    width, total = scores.max() - scores.min(), n.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: np.ndarray = 100 * (n @ (scores - scores.min())) / (width * total)
    return np.where((total > 0) & (width > 0), found, np.nan)
