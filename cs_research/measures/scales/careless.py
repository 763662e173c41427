"""Signs of careless answering in a block of items: flags to check, which exclude no respondent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions import InstrumentLike, instrument_of
from cs_research.errors import Fault, MeasureError, closest
from cs_research.measures.scales import reliability as scales
from cs_research.records.responses import not_asked

#: The flags of `careless_signs`, in the order of its columns.
FLAGS = ("run", "straight", "contradictory", "even", "blank", "fast")

#: The same point twice is no pattern.
_LEAST_STRAIGHT = 3
#: The default for a long run never falls below this, since short blocks have such runs by chance.
_LEAST_RUN = 6

_BLANK, _NOT_ASKED = -1, -2


@dataclass(frozen=True)
class Limits:
    """Limits from which `careless_signs` sets a flag.

    ``run``: the same point so many times in a row; None for half of the items, and never fewer than six
    (half: Curran 2016; six: this package), so that a shorter block has no such flag. ``even``: a standard
    deviation of a respondent's scores at or below this; None, the default, sets no flag, since no limit is
    generally held. ``blank``: a share of items left blank at or above this. ``fast``: fewer seconds than this
    for each item, 2 as in Huang et al. (2012). ``timed``: how many items the time was spent on; None for
    those given.

    Raises
    ------
    MeasureError
        A limit below 0; ``run`` or ``timed`` below 1.
    """

    run: int | None = None
    even: float | None = None
    blank: float = 0.5
    fast: float = 2.0
    timed: int | None = None

    def __post_init__(self) -> None:
        minimums = {"run": 1, "even": 0, "blank": 0, "fast": 0, "timed": 1}
        given = {name: getattr(self, name) for name in minimums}
        faults = [
            Fault("careless", f"limit '{name}'", f"be {minimums[name]} or more", str(limit))
            for name, limit in given.items()
            if limit is not None and not limit >= minimums[name]
        ]
        if faults:
            raise MeasureError(faults)


@accepts(MeasureError)
def careless_signs(
    frame: pd.DataFrame,
    instrument: InstrumentLike,
    items: Sequence[str],
    *,
    reverse: Sequence[str] = (),
    times: str | None = None,
    limits: Limits | None = None,
) -> pd.DataFrame:
    """Return signs of careless answering, and the flags that follow from them, by respondent.

    Nobody is left out, and a flag is no proof: who agrees strongly with five items may mean it. Items not
    asked are passed over. A blank is no answer: it ends a run and counts in ``blank`` alone. Points such as
    "not sure" count in runs, but have no score.

    Parameters
    ----------
    frame
        One row per respondent, as in `Responses.frame`.
    items
        Single-choice items on one ordinal scale, in the order in which they were asked.
    reverse
        Those of them whose wording runs the other way.
    times
        A column of the frame with the seconds that each respondent took.
    limits
        Limits from which a flag is set; None for the defaults of `Limits`.

    Returns
    -------
    DataFrame
        One row per respondent, with the index of the frame. ``asked`` and ``answered``, items;
        ``longest_run``, items in a row with the same point; ``straight``, whether three answers or more
        are all the same point; ``contradictory``, whether a straight answer says opposite things, since it
        went over items of both directions and is not the middle of the scale; ``sd``, of the respondent's
        scores as given, with n − 1, missing with fewer than two; ``blank``, the share of the items asked
        that was left blank, from 0 to 1, missing if none was asked; ``seconds_per_item``. Then
        ``flag_…`` for each of `FLAGS`, missing if it is unknown, and ``flags``, how many are set.

    Raises
    ------
    MeasureError
        As for `scales.scores`; times that are no column, or no numbers of 0 or more.

    References
    ----------
    Johnson (2005), doi:10.1016/j.jrp.2004.09.009 (long strings). Dunn, Heggestad, Shanock and Theilgard
    (2018), doi:10.1007/s10869-016-9479-0 (sd). Huang, Curran, Keeney, Poposki and DeShon (2012),
    doi:10.1007/s10869-011-9231-8 (time). Curran (2016), doi:10.1016/j.jesp.2015.07.006.

    Examples
    --------
    >>> from cs_research.definitions import load_instrument
    >>> answers = pd.DataFrame({"assess_contexts": ["neither", "extremely"], "record_contexts": ["neither", None]})
    >>> signs = careless_signs(answers, load_instrument("yjs-survey/2022"), list(answers.columns))
    >>> signs[["longest_run", "blank", "flag_blank", "flags"]].values.tolist()
    [[2, 0.0, False, 0], [1, 0.5, True, 1]]
    """
    instrument = instrument_of(instrument, "careless", MeasureError)
    limits = limits or Limits()
    given = scales.scores(frame, instrument, items)
    mirrored = scales.scores(frame, instrument, items, reverse=reverse)
    points = [point.id for point in instrument.points_of(instrument.item(items[0]))]
    states = np.column_stack([_states(frame, item, points) for item in items])
    table = pd.DataFrame(index=frame.index)
    table["asked"] = (states != _NOT_ASKED).sum(axis=1)
    table["answered"] = (states >= 0).sum(axis=1)
    table["longest_run"] = _longest_run(states)
    table["straight"] = (table["answered"] >= _LEAST_STRAIGHT) & _one_point(states)
    table["contradictory"] = table["straight"] & (mirrored.max(axis=1) > mirrored.min(axis=1))
    table["sd"] = given.std(axis=1)
    left = table["asked"] - table["answered"]
    table["blank"] = left / table["asked"].where(table["asked"] > 0)
    timed = len(items) if limits.timed is None else limits.timed
    table["seconds_per_item"] = _seconds(frame, times) / timed
    return _add_flags(table, limits, len(items), 0 < len(set(reverse)) < len(items))


@accepts(MeasureError, signs=Rows(" ".join(["flags", *(f"flag_{name}" for name in FLAGS)]), empty=True))
def careless_summary(signs: pd.DataFrame) -> pd.DataFrame:
    """Count the respondents with each flag, and with any.

    The denominator of a share is ``determined``: those whose flag could be determined. For "any" it is everyone.

    Parameters
    ----------
    signs
        From `careless_signs`.

    Returns
    -------
    DataFrame
        One row per flag, in the order of `FLAGS`, then ``any``: ``flag, n, determined, share``. Shares from 0 to 1,
        missing if no flag could be determined.
    """
    rows = [(name, int(signs[f"flag_{name}"].sum()), int(signs[f"flag_{name}"].count())) for name in FLAGS]
    rows.append(("any", int((signs["flags"] > 0).sum()), len(signs)))
    table = pd.DataFrame(rows, columns=["flag", "n", "determined"])
    table["share"] = table["n"] / table["determined"].where(table["determined"] > 0)
    return table


def _states(frame: pd.DataFrame, item: str, points: Sequence[str]) -> np.ndarray:
    """Return the position of each respondent's point on the scale, or the kind of absence."""
    places = np.asarray(pd.Index(points).get_indexer(frame[item].astype(object)))  # −1 where missing
    name = not_asked(item)
    if name not in frame.columns:
        return places
    passed = frame[name].to_numpy(dtype=bool) & (places == _BLANK)
    return np.where(passed, _NOT_ASKED, places)


def _longest_run(states: np.ndarray) -> np.ndarray:
    longest = run = np.zeros(len(states), dtype=np.int64)
    before = np.full(len(states), _BLANK)
    for state in states.T:
        longer = np.where(state == before, run + 1, 1)
        run = np.where(state == _NOT_ASKED, run, np.where(state == _BLANK, 0, longer))
        before = np.where(state == _NOT_ASKED, before, state)
        longest = np.maximum(longest, run)
    return longest


def _one_point(states: np.ndarray) -> np.ndarray:
    """Return whether all answers are one point; true also if there are none."""
    answers = np.where(states >= 0, states.astype(float), np.nan)
    first = np.nanmax(np.column_stack([answers, np.full(len(states), -1.0)]), axis=1)
    same: np.ndarray = ((states < 0) | (states == first[:, None])).all(axis=1)
    return same


def _seconds(frame: pd.DataFrame, times: str | None) -> pd.Series:
    if times is None:
        return pd.Series(np.nan, index=frame.index)
    if times not in frame.columns:
        hint = closest(times, map(str, frame.columns))
        raise MeasureError(Fault("careless", "times", "be a column of the frame", f"'{times}'", hint))
    seconds = frame[times]
    if not pd.api.types.is_numeric_dtype(seconds) or (seconds < 0).any():
        found = "one below 0" if pd.api.types.is_numeric_dtype(seconds) else str(seconds.dtype)
        raise MeasureError(Fault("careless", f"times in '{times}'", "be seconds, 0 or more", found))
    return seconds.astype(float)


def _add_flags(table: pd.DataFrame, limits: Limits, items: int, both_ways: bool) -> pd.DataFrame:
    """Return the table with its flags; a flag is missing if its sign is missing or cannot reach the limit."""
    run = max(_LEAST_RUN, -(-items // 2)) if limits.run is None else limits.run
    even = np.nan if limits.even is None else limits.even
    signs_by_flag = {
        "run": (table["longest_run"] >= run, (table["answered"] > 0) & (run <= items)),
        "straight": (table["straight"], table["answered"] >= _LEAST_STRAIGHT),
        "contradictory": (table["contradictory"], (table["answered"] >= _LEAST_STRAIGHT) & both_ways),
        "even": (table["sd"] <= even, table["sd"].notna() & pd.notna(even)),
        "blank": (table["blank"] >= limits.blank, table["blank"].notna()),
        "fast": (table["seconds_per_item"] < limits.fast, table["seconds_per_item"].notna()),
    }
    flagged = table.copy()
    for name in FLAGS:
        sign, known = signs_by_flag[name]
        flagged[f"flag_{name}"] = sign.astype("boolean").where(known)
    names = [f"flag_{name}" for name in FLAGS]
    flagged["flags"] = flagged[names].fillna(False).astype(bool).sum(axis=1)
    return flagged
