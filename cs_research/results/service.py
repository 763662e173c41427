"""Tables of the report for one service: its answers, and how they compare with all services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_research.measures.comparison.benchmarks import benchmark
from cs_research.records.responses import column
from cs_research.results.catalogue import from_tables, responses_of
from cs_research.results.facts import ServiceFacts, service_answers
from cs_research.results.groups import add_groups

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Results

__all__ = ["service_benchmark"]


def _has_service(study: StudyFacts) -> bool:
    return study.service is not None


def _service(results: Results) -> ServiceFacts:
    assert results.study.service is not None  # as `_has_service` says
    return results.study.service


@from_tables("benchmark", when=_has_service)
def service_benchmark(results: Results) -> pd.DataFrame:
    """Return the score of the service on each question, and the quartiles of all and of its region."""
    data, study, service = results.records.data, results.study, _service(results)
    hidden = set(results["withheld"]["item"])
    size: Any = study.population
    if data.register is not None and size is not None and service.region_item:
        size = {"all": size, **data.register.sizes(service.region_item)}
    return benchmark(
        add_groups(data, responses_of(data)),
        service.name,
        [item for item in study.instrument.ordinal_items if item not in hidden],
        study.instrument,
        region=service.region_item,
        population=size,
        level=study.settings.level,
    )


@from_tables("own_answers", when=_has_service)
def answers_of_the_service(results: Results) -> pd.DataFrame:
    """Return the service's answer to each question of ``benchmark``: ``item, answer``, missing if blank."""
    answers_by_item, instrument = (
        service_answers(results.records.data, _service(results).name),
        results.study.instrument,
    )
    items = list(dict.fromkeys(results["benchmark"]["item"]))
    labels = [
        {point.id: point.brief for point in instrument.points_of(instrument.item(item))} for item in items
    ]
    answers = [
        None if pd.isna(answers_by_item[item]) else of[str(answers_by_item[item])]
        for item, of in zip(items, labels, strict=True)
    ]
    return pd.DataFrame({"item": items, "answer": answers}, dtype="string")


@from_tables("choices", when=_has_service)
def choices_of_the_service(results: Results) -> pd.DataFrame:
    """Return the service's choices in each choose-all question, the options most chosen by all first.

    ``own`` is "yes", "–" if it did not choose the option, and "left blank" if it chose none.
    """
    answers_by_item, instrument = (
        service_answers(results.records.data, _service(results).name),
        results.study.instrument,
    )
    table, parts = results["multiple"], []
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
