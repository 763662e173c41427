"""Tables of the report for one service: its answers, and how they compare with all services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_research.measures.comparison import benchmarks
from cs_research.records.responses import column
from cs_research.results.catalogue import from_tables, responses_of
from cs_research.results.facts import ServiceFacts, service_answers
from cs_research.results.groups import add_groups
from cs_research.results.survey import multiple, withheld

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Results

__all__ = ["benchmark", "choices", "own_answers"]


def _has_service(study: StudyFacts) -> bool:
    return study.service is not None


def _service(results: Results) -> ServiceFacts:
    assert results.study.service is not None  # as `_has_service` says
    return results.study.service


@from_tables(
    "benchmark",
    "the score of one service on each question, and the median and quartiles of all and of its region",
    when=_has_service,
)
def benchmark(results: Results) -> pd.DataFrame:
    """Return the score of the service on each question, and the quartiles of all and of its region."""
    data, study, service = results.records.data, results.study, _service(results)
    hidden = set(results[withheld]["item"])
    size: Any = study.population
    if data.register is not None and size is not None and service.region_item:
        size = {"all": size, **data.register.sizes(service.region_item)}
    return benchmarks.benchmark(
        add_groups(data, responses_of(data)),
        service.name,
        [item for item in study.instrument.ordinal_items if item not in hidden],
        study.instrument,
        region=service.region_item,
        population=size,
        level=study.settings.level,
    )


@from_tables("own_answers", "the answer of one service to each question", when=_has_service)
def own_answers(results: Results) -> pd.DataFrame:
    """Return the service's answer to each question of ``benchmark``: ``item, answer``, missing if blank."""
    answers_by_item, instrument = (
        service_answers(results.records.data, _service(results).name),
        results.study.instrument,
    )
    items = list(dict.fromkeys(results[benchmark]["item"]))
    labels = [
        {point.id: point.brief for point in instrument.points_of(instrument.item(item))} for item in items
    ]
    answers = [
        None if pd.isna(answers_by_item[item]) else of[str(answers_by_item[item])]
        for item, of in zip(items, labels, strict=True)
    ]
    return pd.DataFrame({"item": items, "answer": answers}, dtype="string")


@from_tables(
    "choices",
    "what one service chose of each choose-all question, and the share of all that did",
    when=_has_service,
)
def choices(results: Results) -> pd.DataFrame:
    """Return the service's choices in each choose-all question, the options most chosen by all first.

    ``own`` is "yes", "–" if it did not choose the option, and "left blank" if it chose none.
    """
    answers_by_item, instrument = (
        service_answers(results.records.data, _service(results).name),
        results.study.instrument,
    )
    table, parts = results[multiple], []
    for item in instrument.asked:
        if item.kind == "multiple":
            rows = table[table["item"] == item.id]
            chosen = [answers_by_item[column(item.id, str(point))] for point in rows["point"]]
            rows = rows.assign(own=_chosen(chosen), question=item.short)
            parts.append(rows.sort_values("share", ascending=False, kind="stable"))
    names = ["item", "question", "label", "own", "n", "base", "share"]
    return pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame(columns=names)


def _chosen(values: list[Any]) -> list[str]:
    if all(pd.isna(value) for value in values):
        return ["left blank"] * len(values)
    return ["yes" if not pd.isna(value) and value else "–" for value in values]
