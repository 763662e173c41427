"""Banner tables: shares of groups side by side, with letters for significantly lower groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions.categories import NO_GROUP
from cs_research.errors import Fault, MeasureError
from cs_research.measures.comparison.multiplicity import holm
from cs_research.measures.comparison.share_tests import RowKind, share_differences, share_rows
from cs_research.measures.counts.tally import Tally

#: ``higher_than`` of a share that was not tested.
DASH = "–"
_COLUMNS = ["item", "row", "label", "group", "letter", "n", "base", "share", "higher_than", "flag"]
_ALONE = "nothing to test against"


@accepts(MeasureError)
def banner(
    counts: Tally,
    *,
    rows: RowKind = "nets",
    minimum: int = 30,
    withheld: Mapping[str, Collection[str]] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the share of each group in [0, 1], its letter, and the letters of the groups that it is higher than.

    The denominators, ``base``, are those of `likert.distribution` and `likert.multiple`: without blanks, those not
    asked, and points that are not drawn. Every two groups with enough answers are tested in every row, and Holm's
    correction counts all tests of an item.

    Parameters
    ----------
    counts
        From `cs_research.measures.counts.tally.tally`, by group, with weights or without.
    rows
        ``nets``, ``headlines`` or ``points`` of single-choice items; options of choose-all items are rows always.
    minimum
        The least base that is tested; below it a group is flagged.
    withheld
        Item to the groups whose numbers will not be shown. They are not tested and do not count as tests, so that no
        letter and no correction is reported for them.
    level
        A difference is called one if the corrected p is below 1 − level.

    Returns
    -------
    DataFrame
        One row per item, row and group, in the order of the instrument and of the groups: ``item, row, label, group,
        letter, n, base, share, higher_than, flag``. ``higher_than`` has letters separated by spaces, empty if the
        share was tested and lies above no other, and a dash if it was not tested. ``flag`` says why: withheld, no
        answers, low base, nothing to test against or group not known.

    Raises
    ------
    MeasureError
        Other rows, a minimum below 1, a level that is none.

    Notes
    -----
    The test is `share_tests.difference`'s: for weighted shares with the effective sample size p(1 − p) / error² of the
    linearised error. The letters are A to Z, then AA, AB and on. ``(no group)`` has a column and no letter.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> from cs_research.measures.counts.tally import from_counts
    >>> published = pd.DataFrame({"item": "knowledge", "group": ["N", "N", "S", "S", "W"],
    ...                      "point": ["poor", "good"] * 2 + ["good"], "n": [10, 40, 25, 25, 8]})
    >>> table = banner(from_counts(published, "yjs-survey/2022"), rows="headlines")
    >>> table[["group", "letter", "base", "share", "higher_than", "flag"]].values.tolist()
    [['N', 'A', 50, 0.8, 'B', ''], ['S', 'B', 50, 0.5, '', ''], ['W', 'C', 8, 1.0, '–', 'low base']]
    """
    if minimum < 1:
        raise MeasureError(Fault("banner", "minimum", "be 1 or more", str(minimum)))
    shares = share_rows(counts, rows, level=level)
    groups = list(dict.fromkeys(shares["group"]))
    letters = _letters(groups)
    flags = np.where(_is_withheld(shares, withheld or {}), "withheld", _flags(shares, minimum))
    table = shares.assign(letter=shares["group"].map(letters), flag=flags, higher_than=DASH)
    for _, item in table.groupby("item", sort=False):
        table.loc[item.index, ["higher_than", "flag"]] = _compare_item(item, 1 - level)
    return table[_COLUMNS].reset_index(drop=True)


def _letters(groups: list[str]) -> dict[str, str]:
    """Return a letter for each known group."""
    letters: dict[str, str] = {}
    for group in groups:
        at, name = sum(map(bool, letters.values())) + 1, ""
        while at and group != NO_GROUP:
            at, place = divmod(at - 1, 26)
            name = chr(ord("A") + place) + name
        letters[group] = name
    return letters


def _flags(shares: pd.DataFrame, minimum: int) -> np.ndarray:
    """Return the reason why each share is not tested; empty if it may be tested."""
    reasons = {
        "group not known": shares["group"] == NO_GROUP,
        "no answers": shares["base"] == 0,
        "low base": shares["base"] < minimum,
    }
    flags = np.select(list(reasons.values()), list(reasons), "")
    unknown = (flags == "") & ~(shares["effective"] > 0).to_numpy()
    result: np.ndarray = np.where(unknown, "low base", flags).astype(object)
    return result


def _is_withheld(shares: pd.DataFrame, withheld: Mapping[str, Collection[str]]) -> np.ndarray:
    """Return whether each row belongs to a group that is withheld for its item."""
    pairs = zip(shares["item"], shares["group"], strict=True)
    return np.array([group in withheld.get(item, ()) for item, group in pairs], dtype=bool)


def _compare_item(item: pd.DataFrame, alpha: float) -> np.ndarray:
    """Return ``higher_than`` and ``flag`` for each row of one item."""
    marks: np.ndarray = item[["higher_than", "flag"]].to_numpy(dtype=object)
    firsts, seconds = [], []
    for places in item.reset_index(drop=True).groupby("row", sort=False).indices.values():
        tested = places[marks[places, 1] == ""]
        marks[tested] = ("", "") if len(tested) > 1 else (DASH, _ALONE)
        one, other = np.triu_indices(len(tested), 1)
        firsts.append(tested[one])
        seconds.append(tested[other])
    one, other = np.concatenate(firsts), np.concatenate(seconds)
    if not len(one):
        return marks
    found = share_differences(item.iloc[one], item.iloc[other])
    significant = holm(found["p"]) < alpha
    letters = item["letter"].to_numpy()
    for high, low in zip(
        np.where(found["difference"] > 0, one, other)[significant],
        np.where(found["difference"] > 0, other, one)[significant],
        strict=True,
    ):
        marks[high, 0] = f"{marks[high, 0]} {letters[low]}".strip()
    return marks
