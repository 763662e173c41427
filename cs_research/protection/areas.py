"""Tables by area: response, and whether at least half of an area gave an answer, checked by linear programming.

An area joins categories of the register's first group. Who is in a category is public, and how many of it answered is
taken to be known. The unknown counts are those of each answer in each category, no answer included. Everything that is
published is a sum of them, or says which half such a sum lies in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.measures.comparison.banner import DASH
from cs_research.protection.feasible import Cells
from cs_research.protection.policy import Policy
from cs_research.protection.small_answers import Merged
from cs_research.results import Results
from cs_research.results.facts import add_groups

#: ``by`` of a row that is of an area.
AREA = "area"
HALF, UNDER, WITHHELD = "half or more", "under half", "withheld"
_NUMBERS = ["answered", "unanswered", "rate"]


def respond_by_area(response: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the table of response with areas in place of the register's groups, and only the total if there are none.

    No area is shown if one of them has fewer than the policy's minimum that answered or that did not.
    """
    total, groups = response[response["by"] == "all"], response[response["by"] != "all"]
    if groups.empty or not policy.areas:
        return total.reset_index(drop=True)
    first = groups[groups["by"] == groups["by"].iloc[0]].set_index("group")
    rows = []
    for area, categories in policy.areas.items():
        inside = first.loc[[name for name in categories if name in first.index]]
        counts = [int(inside[name].sum()) for name in ("invited", "answered", "unanswered")]
        rows.append((AREA, area, *counts, counts[1] / counts[0] if counts[0] else np.nan))
    table = pd.DataFrame(rows, columns=list(response.columns)).astype(response.dtypes.to_dict())
    few = (table["answered"] < policy.minimum_base) | (table["unanswered"] < policy.minimum_cell)
    if few.any():
        table[_NUMBERS] = pd.NA
    return pd.concat([total, table], ignore_index=True)


@dataclass(frozen=True)
class Answers:
    """The answers to one question by category, those without an answer last, and what is published for all services.

    ``counts`` has a row for each category; ``chosen`` and ``given`` are the places of the answers of the headline set,
    and of those in its base. ``sums`` are the sets of answers whose number is published, each with its bounds.
    """

    counts: np.ndarray
    chosen: list[int]
    given: list[int]
    sums: tuple[tuple[tuple[int, ...], float, float], ...]


def halves(answers: Answers, areas: Mapping[str, list[int]], policy: Policy) -> dict[str, str]:
    """Return, for each area, whether at least half of those who answered gave an answer of the headline set.

    It is withheld for an area that too few answered. It is also withheld where it would narrow the bounds of a count
    of a category or area: these are then less far apart than the policy's width, and nearer than the numbers for all
    services put them.
    """
    said = {}
    for area, places in areas.items():
        inside = answers.counts[places]
        base, n = inside[:, answers.given].sum(), inside[:, answers.chosen].sum()
        said[area] = WITHHELD if base < policy.minimum_base else HALF if 2 * n >= base else UNDER
    while narrowed := _narrowed(answers, areas, said, policy.width):
        said[next(area for area, places in areas.items() if said[area] != WITHHELD and places == narrowed)] = WITHHELD
    return said


def _narrowed(answers: Answers, areas: Mapping[str, list[int]], said: Mapping[str, str], width: int) -> list[int]:
    """Return the categories of an area whose statement narrows a count too far; none if all may be shown."""
    if all(what == WITHHELD for what in said.values()):
        return []
    known, closer = _cells(answers, areas, {}), _cells(answers, areas, said)
    targets, where = zip(*_targets(answers, areas, known), strict=True)
    for place in closer.narrow(targets, width):
        (low, high), (least, most) = closer.bounds(targets[place]), known.bounds(targets[place])
        if high - low < most - least:
            shown = [area for area in areas if said[area] != WITHHELD]
            return areas[next((area for area in shown if set(areas[area]) & set(where[place])), shown[0])]
    return []


def _cells(answers: Answers, areas: Mapping[str, list[int]], said: Mapping[str, str]) -> Cells:
    """Return the unknown counts with what is known: categories, sums for all services, and the halves of areas."""
    cells = Cells(answers.counts.shape)
    for place, row in enumerate(answers.counts):
        cells.add(cells.weights(place), row.sum(), row.sum())
    for points, low, high in answers.sums:
        cells.add(cells.weights((slice(None), list(points))), low, high)
    for area, what in said.items():
        if what == WITHHELD:
            continue
        block = cells.weights(np.ix_(areas[area], answers.chosen)) - 0.5 * cells.weights(
            np.ix_(areas[area], answers.given)
        )
        cells.add(block, *((0, np.inf) if what == HALF else (-np.inf, -0.5)))
    return cells


def _targets(answers: Answers, areas: Mapping[str, list[int]], cells: Cells) -> Iterator[tuple[np.ndarray, list[int]]]:
    """Yield each count that must not be worked out: an answer, or the set, in a category or an area."""
    sets = [[place] for place in answers.given] + ([answers.chosen] if len(answers.chosen) > 1 else [])
    for places in [*([place] for place in range(len(answers.counts))), *areas.values()]:
        for points in sets:
            yield cells.weights(np.ix_(places, points)), places


def share_by_area(
    results: Results, policy: Policy, headlines: pd.DataFrame, merged: Mapping[str, Merged]
) -> pd.DataFrame:
    """Return the rows of a banner in words: whether at least half of each area gave the headline answers.

    Parameters
    ----------
    headlines
        The headline rows of `likert.nets` that may be shown: ``item, net, label``.
    merged
        The answers of each question that are shown together for all services; single answers are shown for others.

    Returns
    -------
    DataFrame
        The columns of `banner.banner`, without numbers, and ``shown``, "half or more", "under half" or "withheld".
    """
    columns = ["item", "row", "label", "group", "letter", "n", "base", "share", "higher_than", "flag", "by", "shown"]
    data, register = results.records.data, results.study.register
    rows: list[tuple[object, ...]] = []
    if policy.areas and register is not None and data.responses is not None:
        frame, group = add_groups(data, data.responses), register.groups[0]
        categories = frame[group].astype("string").fillna("")
        names = sorted(categories.unique())
        areas = {
            area: [names.index(category) for category in joined if category in names]
            for area, joined in policy.areas.items()
        }
        frame = frame.assign(**{group: categories})
        for row in headlines.itertuples():
            counts = answers_by_category(results, frame, str(row.item), group, names)
            if (shown := merged.get(str(row.item))) is not None:
                counts = replace(counts, sums=_sums(counts, results.study.instrument, str(row.item), shown))
            said = halves(counts, areas, policy)
            for area, what in said.items():
                flag = "withheld" if what == WITHHELD else ""
                missing = (pd.NA, pd.NA, pd.NA)
                rows.append((row.item, row.net, row.label, area, "", *missing, DASH, flag, AREA, what))
    return pd.DataFrame(rows, columns=columns).astype({"n": "Int64", "base": "Int64", "share": "Float64"})


def _sums(
    answers: Answers, instrument: Instrument, item: str, shown: Merged
) -> tuple[tuple[tuple[int, ...], float, float], ...]:
    """Return the numbers of the answers that are shown together, and of those who gave none."""
    ids = [point.id for point in instrument.scale_of(instrument.item(item)).points]
    sets = [tuple(sorted(ids.index(point) for point in points)) for points in shown.sets]
    totals = answers.counts.sum(axis=0)
    return tuple((points, float(n), float(n)) for points in [*sets, (len(ids),)] for n in [totals[list(points)].sum()])


def answers_by_category(results: Results, frame: pd.DataFrame, item: str, group: str, names: list[str]) -> Answers:
    """Return the answers to a question by category of a group."""
    instrument = results.study.instrument
    asked = instrument.item(item)
    scale = instrument.scale_of(asked)
    ids = [point.id for point in scale.points]
    given = pd.crosstab(frame[group], frame[item].astype("string").fillna("")).reindex(
        index=names, columns=[*ids, ""], fill_value=0
    )
    counts = given.to_numpy()
    base = [place for place, point in enumerate(scale.points) if point.drawn or not point.absence]
    totals = counts.sum(axis=0)
    sums = tuple(((place,), float(n), float(n)) for place, n in enumerate(totals))
    return Answers(counts, [ids.index(point) for point in scale.nets[0].points], base, sums)
