"""Tables of the survey: answers and shares of each wave, confidence, and significant differences."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import bdtr

from cs_research.definitions import Instrument
from cs_research.definitions.study import Settings
from cs_research.measures.comparison.multiplicity import holm
from cs_research.measures.comparison.pairs import compare_questions
from cs_research.measures.counts.tally import Tally, tally
from cs_research.measures.evidence import confident_answers as confident
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.shares import likert
from cs_research.measures.shares.rounding import add_percent
from cs_research.records import Responses
from cs_research.records.responses import column
from cs_research.results.catalogue import (
    from_records,
    from_tables,
    has_earlier_waves,
    has_survey,
    responses_of,
)

if TYPE_CHECKING:
    from cs_research.results.measured import Records, Results
    from cs_research.study.load import StudyData


@from_records(
    "distribution",
    "the answers to every single-choice question: a row a question, group and answer",
    when=has_survey,
)
def distribution(records: Records) -> pd.DataFrame:
    """Return the share of services that gave each answer, question by question."""
    return _latest(records).distribution


@from_records("nets", "answers taken together, such as extremely and somewhat confident", when=has_survey)
def nets(records: Records) -> pd.DataFrame:
    """Return the share of services that gave one of several answers taken together."""
    return _latest(records).nets


@from_records("multiple", "the options of every choose-all question", when=has_survey)
def multiple(records: Records) -> pd.DataFrame:
    """Return the share of services that chose each option."""
    return _latest(records).multiple


@from_records(
    "summary",
    "median score and index from 0 to 100 of every question with a scale, and its non-answers",
    when=has_survey,
)
def summary(records: Records) -> pd.DataFrame:
    """Return medians, and the numbers of non-answers."""
    return _latest(records).summary


@from_records(
    "absences",
    "of every question: services that answered, left it blank, were not asked, or chose no score",
    when=has_survey,
)
def absences(records: Records) -> pd.DataFrame:
    """Return, for each question of the export, the services that answered and those without an answer, by kind.

    Not asked, left blank, and answers such as "not sure" or "does not apply" stay apart; the last two are answers.
    """
    data, table = records.data, records.counts.table
    missing = set(responses_of(data).report.absent_items)
    rows = []
    for item in data.instrument.items:
        if item.kind == "open" or item.id in missing:
            continue
        counts = table.loc[item.id]
        no_score = dict.fromkeys(("dont_know", "not_applicable"), 0)
        for point in data.instrument.points_of(item):
            if point.absence:
                no_score[point.absence] += int(counts["n"].xs(point.id, level="point").sum())
        first = counts.iloc[0]
        rows.append((item.id, int(first["answered"]), int(first["blank"]), int(first["not_asked"]), *no_score.values()))
    names = ["item", "base", "blank", "not_asked", "dont_know", "not_applicable"]
    return pd.DataFrame(rows, columns=names)


@from_records("distribution_earlier", "distribution, of each earlier wave", when=has_earlier_waves)
def distribution_earlier(records: Records) -> pd.DataFrame:
    """Return `distribution` of every earlier wave, with the column ``wave`` first."""
    return _earlier(records, lambda answers: answers.distribution)


@from_records("nets_earlier", "nets, of each earlier wave", when=has_earlier_waves)
def nets_earlier(records: Records) -> pd.DataFrame:
    """Return `nets` of every earlier wave, with the column ``wave`` first."""
    return _earlier(records, lambda answers: answers.nets)


@from_records("multiple_earlier", "multiple, of each earlier wave", when=has_earlier_waves)
def multiple_earlier(records: Records) -> pd.DataFrame:
    """Return `multiple` of every earlier wave, with the column ``wave`` first."""
    return _earlier(records, lambda answers: answers.multiple)


@from_records("summary_earlier", "summary, of each earlier wave", when=has_earlier_waves)
def summary_earlier(records: Records) -> pd.DataFrame:
    """Return `summary` of every earlier wave, with the column ``wave`` first."""
    return _earlier(records, lambda answers: answers.summary)


@from_records("withheld", "the questions whose numbers are withheld, since too few answered", when=has_survey)
def withheld(_: Records) -> pd.DataFrame:
    """Return the questions that are withheld: an empty table, as measured."""
    return pd.DataFrame({"item": (), "reason": ()}, dtype="string")


@from_tables(
    "confident_points",
    "how many services chose each of the answers that count as confident",
    when=has_survey,
)
def confident_points(results: Results) -> pd.DataFrame:
    """Return the number of services that chose each of the confident answers."""
    study = results.study
    return confident.confident_points(results[distribution], study.instrument, study.pairing)


@from_tables("confidence", "the share of services that are confident, by domain", when=has_survey)
def confidence(results: Results) -> pd.DataFrame:
    """Return the share of services that are confident, by domain."""
    return gaps.confidence(results[nets], results.study.pairing, **_confidence_options(results))


@from_tables("confidence_claim", "the share of services that are confident, by claim", when=has_survey)
def confidence_claim(results: Results) -> pd.DataFrame:
    """Return the share of services that are confident, by claim."""
    return gaps.confidence(results[nets], results.study.pairing, by="claim", **_confidence_options(results))


def _confidence_options(results: Results) -> dict[str, Any]:
    study, records = results.study, results.records
    answers = records.compute_once(
        "confident answers",
        lambda: confident.confident_answers(responses_of(records.data).frame, study.instrument, study.pairing),
    )
    return {"answers": answers, "population": study.population, "level": study.settings.level}


@from_tables(
    "not_distinguishable",
    "options whose share is not significantly below that of the most chosen",
    when=has_survey,
)
def not_distinguishable(results: Results) -> pd.DataFrame:
    """Return the options of each choose-all question whose share is not significantly below the largest."""
    table, responses = results[multiple], responses_of(results.records.data)
    answered = table[table["base"].fillna(0) > 0]
    rows = [
        (item, label)
        for item, options in answered.groupby("item", sort=False)
        for label in find_indistinguishable(options, responses, str(item), results.study.settings.level)
    ]
    return pd.DataFrame(rows, columns=["item", "label"], dtype="string")


@from_tables(
    "questions_apart",
    "the two questions of one scale that lie furthest apart, if they significantly do",
    when=has_survey,
)
def questions_apart(results: Results) -> pd.DataFrame:
    """Return the two questions of one scale with the largest difference."""
    responses, level = responses_of(results.records.data), results.study.settings.level
    return find_most_different(results[nets], responses, level)


@from_records("left-out", "every row of the export that was left out, and why", when=has_survey)
def left_out(records: Records) -> pd.DataFrame:
    """Return the rows of the export that are not among the responses: ``row, reason, detail``."""
    rows = responses_of(records.data).report.left_out
    return pd.DataFrame([vars(row) for row in rows], columns=["row", "reason", "detail"])


class _Answers(NamedTuple):
    """The tables of the answers of one wave."""

    distribution: pd.DataFrame
    nets: pd.DataFrame
    multiple: pd.DataFrame
    summary: pd.DataFrame


def _latest(records: Records) -> _Answers:
    data = records.data
    return records.compute_once("answers", lambda: _answers(records.counts, data.instrument, data.study.settings))


def _earlier(records: Records, choose: Callable[[_Answers], pd.DataFrame]) -> pd.DataFrame:
    """Return a table of every earlier wave, with the column ``wave`` first."""
    waves = records.compute_once("earlier answers", lambda: _answers_by_wave(records.data))
    names = [wave.wave for wave in records.data.earlier]
    labelled = pd.concat(dict(zip(names, map(choose, waves), strict=True)), names=["wave"])
    return labelled.reset_index("wave").reset_index(drop=True)


def _answers_by_wave(data: StudyData) -> list[_Answers]:
    sizes = [wave.population.size if wave.population else data.population for wave in data.study.earlier]
    return [
        _answers(tally(wave, population=size), wave.instrument, data.study.settings)
        for wave, size in zip(data.earlier, sizes, strict=True)
    ]


def _answers(counts: Tally, instrument: Instrument, settings: Settings) -> _Answers:
    """Return the tables of one wave; ``counts`` are from `tally`, of one group."""
    how: dict[str, Any] = {"method": settings.interval, "level": settings.level}
    rounded = add_percent(
        likert.distribution(counts, **how),
        likert.nets(counts, **how),
        _points_of_nets(instrument),
        settings.rounding,
    )
    return _Answers(*rounded, likert.multiple(counts, **how), likert.summary(counts, **how))


def _points_of_nets(instrument: Instrument) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the points of each net of each item."""
    return {
        (item.id, net.id): net.points
        for item in instrument.items
        if item.kind == "single"
        for net in instrument.scale_of(item).nets
    }


def find_indistinguishable(rows: pd.DataFrame, responses: Responses, item: str, level: float) -> list[str]:
    """Return the labels of options whose share is not significantly below that of the most chosen.

    Parameters
    ----------
    rows
        The rows of one choose-all item, from `likert.multiple`.
    level
        1 less the chance of a false difference among all pairs of options (Holm).

    Notes
    -----
    All options are chosen by the same respondents: the p is McNemar's, exact, as in `options.compare_options`. All
    pairs count, since the answers themselves choose the option that the others are compared with: with only its own
    pairs, 12 options that are alike gave a false difference in 10 of 100 simulated surveys.
    """
    maximum = rows["share"].max()
    first = rows.loc[rows["share"] == maximum, "point"].iloc[0]
    others = rows[rows["share"] < maximum].sort_values("share", ascending=False, kind="stable")
    points = [first, *rows.loc[rows["point"] != first, "point"]]
    ticked = [responses.frame[column(item, point)].fillna(False).to_numpy(dtype=int) for point in points]
    only = np.array(ticked) @ (1 - np.array(ticked)).T  # who chose one and not the other
    pairs = list(combinations(range(len(points)), 2))
    p = [min(1.0, 2 * bdtr(min(only[i, j], only[j, i]), only[i, j] + only[j, i], 0.5)) for i, j in pairs]
    adjusted = dict(zip(pairs, holm(np.array(p)).tolist(), strict=True))
    return [str(row.label) for row in others.itertuples() if adjusted[0, points.index(row.point)] >= 1 - level]


def find_most_different(nets: pd.DataFrame, responses: Responses, level: float) -> pd.DataFrame:
    """Return the two questions of one scale that differ most; no row if no two differ significantly.

    Compared are questions with the same answers only, on the services that answered both. Of several scales, the one
    with most questions is used.

    Parameters
    ----------
    nets
        From `likert.nets`, of one group; rows that are withheld have no share.

    Returns
    -------
    DataFrame
        ``item, other, label, n``: the question on which more services chose the answers named by the label, the other
        question, and how many answered both.
    """
    instrument, names = responses.instrument, ["item", "other", "label", "n"]
    shown = nets[nets["headline"] & (nets["base"].fillna(0) > 0)]
    scale = shown["item"].map(lambda item: instrument.scale_of(instrument.item(str(item))).id)
    sizes = scale.value_counts(sort=False)
    if sizes.empty or sizes.max() < 2:
        return pd.DataFrame(columns=names)
    rows = shown[scale == sizes.idxmax()].set_index("item")
    tested = compare_questions(responses.frame, instrument, [str(item) for item in rows.index])
    found = tested[tested["p_holm"] < 1 - level]
    if found.empty:
        return pd.DataFrame(columns=names)
    widest = found.loc[found["difference"].abs().idxmax()]
    pair = [str(widest["item"]), str(widest["other"])]
    more, fewer = pair if widest["difference"] > 0 else pair[::-1]
    return pd.DataFrame([(more, fewer, str(rows.loc[more, "label"]), int(widest["n"]))], columns=names)
