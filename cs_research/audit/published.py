"""Read the numbers of a release from its files, each as a statement on counts of answers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cs_research.definitions import Instrument
from cs_research.measures.shares.intervals import interval

#: The answer of a service that gave none, and the one for an option that was chosen or not.
NONE, CHOSEN, NOT_CHOSEN = "", "chosen", "not chosen"
#: The services that answered a question in the two waves that are compared, in place of all.
BOTH = "both waves"


@dataclass(frozen=True)
class Statement:
    """What a file says of a question: a weighted sum of counts of answers lies from ``low`` to ``high``.

    ``weights`` are those of the answers, ``group`` the category or area that the services are of, "" for all;
    ``panel`` is `BOTH` or "". ``base`` is the number of services of the same row that answered, None if not printed.
    """

    wave: str
    question: str
    weights: Mapping[str, float]
    low: float
    high: float
    place: str
    group: str = ""
    base: float | None = None
    panel: str = ""


@dataclass(frozen=True)
class Question:
    """A question of one wave, or an option of one: its answers, those in its base, sets of answers, and scores."""

    id: str
    answers: tuple[str, ...]
    base: frozenset[str]
    sets: Mapping[str, frozenset[str]]
    scores: Mapping[str, float]


def questions_of(instrument: Instrument) -> dict[str, Question]:
    """Return every closed question of an instrument by its id; an option is ``question.option``."""
    found = {}
    for item in instrument.items:
        if item.kind == "single":
            scale = instrument.scale_of(item)
            points = [point.id for point in scale.points]
            base = frozenset(point.id for point in scale.points if point.drawn or not point.absence)
            sets = {net.id: frozenset(net.points) for net in scale.nets}
            scores = scale.scores() if scale.kind == "ordinal" else {}
            total = min(scores.values()) + max(scores.values()) if scores else 0
            turned = {name: total - score if item.reversed else score for name, score in scores.items()}
            found[item.id] = Question(item.id, (*points, NONE), base, sets, turned)
        elif item.kind == "multiple":
            for option in item.options:
                name = f"{item.id}.{option.id}"
                base = frozenset([CHOSEN, NOT_CHOSEN])
                found[name] = Question(name, (CHOSEN, NOT_CHOSEN, NONE), base, {}, {})
    return found


@dataclass(frozen=True)
class Setting:
    """What is public of a study: its questions by wave, populations, the level and method of intervals."""

    latest: str
    questions: Mapping[str, Mapping[str, Question]]
    populations: Mapping[str, int | None]
    level: float
    method: str


def statements(folder: Path, setting: Setting) -> list[Statement]:
    """Return what the data files of a release say of counts of answers.

    A number of fewer services than the largest base of its question is of those that answered both waves.
    """
    found = list(_all_statements(folder, setting))
    largest: dict[tuple[str, str], float] = {}
    for statement in found:
        if statement.base is not None and not statement.group:
            key = (statement.wave, statement.question)
            largest[key] = max(largest.get(key, 0), statement.base)
    return [
        replace(statement, panel=BOTH)
        if not statement.group
        and statement.base is not None
        and statement.base < largest[statement.wave, statement.question]
        else statement
        for statement in found
    ]


def _all_statements(folder: Path, setting: Setting) -> Iterator[Statement]:
    for path in sorted((folder / "data").glob("*.csv")):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for number, row in enumerate(table.to_dict("records"), start=2):
            place = f"data/{path.name}, row {number}"
            if "item" in row:
                yield from _row(row, place, setting)
            elif {"items", "nets"} <= row.keys() and " " not in row["items"]:
                yield from _row(row | {"item": row["items"], "net": row["nets"]}, place, setting)


def _row(row: dict[str, str], place: str, setting: Setting) -> Iterator[Statement]:
    """Yield the statements of one row of a table with a column ``item``."""
    if {"share_a", "share_b"} <= row.keys():
        yield from _change(row, place, setting)
        return
    wave = row.get("wave") or setting.latest
    point, net = row.get("point", ""), row.get("net") or row.get("row") or ""
    for question, answers in _found(setting, wave, row["item"], point, net):
        base = _number(row.get("base"))
        at = _At(wave, question, place, _group(row), base)
        if base is not None:
            yield at.sum(question.base, base, base)
        if answers:
            yield from _count(row, at, answers, base, setting)
        if together := row.get("together"):
            n = float(row["together_n"])
            yield at.sum(frozenset(together.split("+")), n, n)
        if question.scores:
            yield from _summary(row, at)
        yield from _absences(row, at)


def _found(setting: Setting, wave: str, item: str, point: str, net: str) -> Iterator[tuple[Question, frozenset[str]]]:
    """Yield the question of a row with the answers that it is about; none if the row is about the question alone.

    An answer and a set of answers may have the same id.
    """
    known, name = setting.questions.get(wave, {}), point or net
    if (single := known.get(item)) is not None:
        joined = frozenset([point]) & frozenset(single.answers) if point else single.sets.get(net)
        yield single, joined or frozenset()
    elif name and (option := known.get(f"{item}.{name}")) is not None:
        yield option, frozenset([CHOSEN])
    elif not name:
        yield from ((question, frozenset()) for key, question in known.items() if key.startswith(f"{item}."))


def _group(row: Mapping[str, str]) -> str:
    group = row.get("group", "")
    return "" if group == "all" else group


@dataclass(frozen=True)
class _At:
    """Where a number belongs."""

    wave: str
    question: Question
    place: str
    group: str
    base: float | None

    def sum(self, answers: frozenset[str], low: float, high: float) -> Statement:
        return self.weighted(dict.fromkeys(answers, 1.0), low, high)

    def weighted(self, weights: Mapping[str, float], low: float, high: float) -> Statement:
        return Statement(self.wave, self.question.id, weights, low, high, self.place, self.group, self.base)


def _count(
    row: Mapping[str, str], at: _At, answers: frozenset[str], base: float | None, setting: Setting
) -> Iterator[Statement]:
    """Yield the number of services that gave one of some answers: printed, or from a share, interval or words."""
    n, share, percent = (_number(row.get(name)) for name in ("n", "share", "percent"))
    if n is not None:
        yield at.sum(answers, n, n)
    if share is not None:
        yield from _of_base(at, answers, share - 1e-9, share + 1e-9)
    if percent is not None:
        yield from _of_base(at, answers, (percent - 0.5) / 100 - 1e-9, (percent + 0.5) / 100 + 1e-9)
    low, high = _number(row.get("low")), _number(row.get("high"))
    if n is None and share is None and base is not None and (low is not None or high is not None):
        counts = _from_interval(low, high, int(base), setting.populations.get(at.wave), setting.method, setting.level)
        if counts:
            yield at.sum(answers, *counts)
    yield from _words(row.get("shown", ""), at, answers)


def _of_base(at: _At, answers: frozenset[str], low: float, high: float) -> Iterator[Statement]:
    """Yield that the share of the base lies from ``low`` to ``high``: whole numbers of services if it is known."""
    if at.base is not None:
        least, most = math.ceil(low * at.base - 1e-6), math.floor(high * at.base + 1e-6)
        if least <= most:  # else the percentage was not rounded from this count alone
            yield at.sum(answers, least, most)
        return
    for end, sign in ((low, 1.0), (high, -1.0)):
        weights = {answer: sign * ((answer in answers) - end) for answer in at.question.base}
        yield at.weighted(weights, 0, math.inf)


def _words(shown: str, at: _At, answers: frozenset[str]) -> Iterator[Statement]:
    """Yield what words in place of a number say."""
    half = {answer: (answer in answers) - 0.5 for answer in at.question.base}
    if shown == "half or more":
        yield at.weighted(half, 0, math.inf)
    elif shown == "under half":
        yield at.weighted(half, -math.inf, -0.5)


@lru_cache(maxsize=4096)
def _from_interval(
    low: float | None, high: float | None, base: int, population: int | None, method: str, level: float
) -> tuple[int, int] | None:
    """Return the fewest and most of ``base`` services whose interval has the ends that are printed."""
    counts = np.arange(base + 1)
    lows, highs = interval(counts, np.full(base + 1, base), population=population, method=method, level=level)
    fits = np.ones(base + 1, dtype=bool)
    for end, ends in ((low, lows), (high, highs)):
        if end is not None:
            fits &= np.abs(np.asarray(ends) - end) < 0.005
    return (int(counts[fits].min()), int(counts[fits].max())) if fits.any() else None


def _summary(row: Mapping[str, str], at: _At) -> Iterator[Statement]:
    """Yield what an index, quartiles, and shares of the highest and lowest answers say."""
    scores = at.question.scores
    least, most = min(scores.values()), max(scores.values())
    index = _number(row.get("index"))
    if index is not None:
        mean = least + index / 100 * (most - least)
        for sign in (1, -1):
            yield at.weighted({name: sign * (score - mean) for name, score in scores.items()}, -1e-6, math.inf)
    order = sorted(scores, key=lambda name: scores[name])
    for column, answers in (("top_two", order[-2:]), ("bottom_two", order[:2])):
        if (share := _number(row.get(column))) is not None:
            yield from _of_base(at, frozenset(answers), share - 1e-9, share + 1e-9)
    for column, part in (("lower_quartile", 0.25), ("median", 0.5), ("upper_quartile", 0.75)):
        if (value := _number(row.get(column))) is not None:
            below = {name: part - (score < value) for name, score in scores.items()}
            upto = {name: (score <= value) - part for name, score in scores.items()}
            yield at.weighted(below, 0, math.inf)
            yield at.weighted(upto, 0, math.inf)


def _absences(row: Mapping[str, str], at: _At) -> Iterator[Statement]:
    blank, not_asked = _number(row.get("blank")), _number(row.get("not_asked"))
    if blank is not None and not_asked is not None:
        yield at.sum(frozenset([NONE]), blank + not_asked, blank + not_asked)


def _change(row: Mapping[str, str], place: str, setting: Setting) -> Iterator[Statement]:
    """Yield the shares of two waves of a row; the earlier wave is the last one before the latest."""
    waves = [*setting.questions]
    before = waves[waves.index(setting.latest) - 1]
    for wave, side in ((before, "a"), (setting.latest, "b")):
        for question, answers in _found(setting, wave, row["item"], "", row.get("row", "")):
            base, share = _number(row[f"base_{side}"]), _number(row[f"share_{side}"])
            at = _At(wave, question, place, "", base)
            if base is not None:
                yield at.sum(question.base, base, base)
            if share is not None and answers:
                yield from _of_base(at, answers, share - 1e-9, share + 1e-9)


def _number(text: Any) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
