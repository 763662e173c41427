"""Counts of groups by point: what tests of groups are worked out on, so that no respondent is needed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.errors import Fault, MeasureError, closest
from cs_research.measures.blocks import Block, blocks
from cs_research.measures.counting import NO_GROUP
from cs_research.measures.equal_weights import has_weights

__all__ = ["by_group", "every_pair", "scored", "sound", "sound_pair", "unweighted"]


def by_group(tally: pd.DataFrame, instrument: Instrument, item: str) -> pd.DataFrame:
    """Respondents of each group at each score of an item, from the least score to the most.

    Blank answers, those not asked, and points that say nothing of the matter asked, such as "not sure", have no
    score and are left out; so are respondents whose group is not known. Scores of an item that is ``reversed``
    run against its scale.

    Parameters
    ----------
    tally
        From `cs_research.measures.tally.tally`, by group and without weights.
    item
        A single-choice item on an ordinal scale.

    Returns
    -------
    DataFrame
        One row a group, in their order, with its name as the index; one column a score, of whole numbers.

    Raises
    ------
    MeasureError
        An item that the tally does not have or that has no scores; a tally with weights.

    Examples
    --------
    >>> from cs_research.definitions import load_instrument
    >>> from cs_research.measures.tally import tally as count
    >>> told = pd.DataFrame({"q": ["poor", "good", "good"], "nation": ["wales", "wales", "england"]})
    >>> survey = load_instrument("yjs-survey/2022")
    >>> counts = count(told.rename(columns={"q": "knowledge"}), {"knowledge": survey.scale_of(
    ...     survey.item("knowledge")).scores()}, group="nation")
    >>> by_group(counts, survey, "knowledge").values.tolist()
    [[0, 0, 1, 0, 0], [1, 0, 1, 0, 0]]
    """
    unweighted(tally, "by_group")
    found = {block.item.id: block for block in blocks(tally, instrument, "single")}
    known = [name for name in found if instrument.scale_of(found[name].item).kind == "ordinal"]
    if item not in known:
        rule = "be a single-choice item of the tally on an ordinal scale"
        raise MeasureError(Fault("by_group", "item", rule, f"'{item}'", closest(item, known)))
    return scored(found[item], instrument)


def unweighted(tally: pd.DataFrame, place: str) -> None:
    """Nothing, where the tally has no weights; an error where it has."""
    if len(tally) and has_weights(tally):
        hint = "compare weighted shares: banner, waves, groups or rao_scott"
        raise MeasureError(Fault(place, "tally", "have no weights for a test of ranks", "weights", hint))


def scored(block: Block, instrument: Instrument) -> pd.DataFrame:
    """The counts of one item as `by_group` has them."""
    worth = instrument.scale_of(block.item).scores()
    ends = min(worth.values()) + max(worth.values())
    scores = {name: ends - score if block.item.reversed else score for name, score in worth.items()}
    places = [block.points.index(name) for name in scores]
    table = pd.DataFrame(block.n[:, places].T.astype(np.int64), columns=block.groups)
    table = table.groupby(pd.Index(list(scores.values()), name="score")).sum().T
    return table[table.index != NO_GROUP].rename_axis("group")


def sound(counts: Any, place: str) -> tuple[list[str], np.ndarray]:
    """The names of groups and their counts as an array ``[group, point]``, once they are whole numbers."""
    if isinstance(counts, pd.DataFrame):
        names = [str(name) for name in counts.index]
    else:
        names = [str(at) for at in range(1, len(counts) + 1)]
    n = np.asarray(counts, dtype=float)
    if n.ndim != 2:
        found = f"{n.ndim} dimension{'s' * (n.ndim != 1)}"
        raise MeasureError(Fault(place, "counts", "be a table of groups by points", found))
    _whole(n, place)
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise MeasureError(Fault(place, "groups", "have different names", f"'{twice[0]}' twice"))
    return names, n


def sound_pair(counts: Any, other: Any, place: str) -> tuple[np.ndarray, np.ndarray]:
    """Counts by point of two groups, or of so many pairs of groups, as arrays ``[pair, point]``."""
    x, y = (np.atleast_2d(np.asarray(values, dtype=float)) for values in (counts, other))
    if x.shape != y.shape or x.ndim != 2:
        found = (
            f"{x.shape[-1]} and {y.shape[-1]}" if x.shape[-1] != y.shape[-1] else "different numbers of pairs"
        )
        raise MeasureError(Fault(place, "counts", "have the same points in both groups", found))
    _whole(np.vstack([x, y]), place)
    return x, y


def every_pair(names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The places of the first and of the second group of each pair, in order."""
    return np.triu_indices(len(names), 1)


def _whole(n: np.ndarray, place: str) -> None:
    odd = ~((n >= 0) & (n == np.floor(n)) & np.isfinite(n))
    if odd.any():
        raise MeasureError(Fault(place, "counts", "be whole numbers of 0 or more", f"{n[odd][0]:g}"))
