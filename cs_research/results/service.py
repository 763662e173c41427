"""Tables of the report for one service: its answers, and how they compare with all services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_research.definitions import Instrument
from cs_research.measures.comparison import benchmarks
from cs_research.records.responses import column
from cs_research.results.catalogue import from_tables, responses_of
from cs_research.results.facts import ServiceFacts, add_groups, service_answers
from cs_research.results.survey import multiple, withheld

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Results


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


@from_tables(
    "answers",
    "the answer of one service to each question, the medians of all and of its region, and the share of services that "
    "say at least as much",
    when=_has_service,
)
def answers(results: Results) -> pd.DataFrame:
    """Return the service's answer to each question with those of all services and of its region.

    Returns
    -------
    DataFrame
        One row per question of `benchmark`: ``item, question, own, median, region, at_or_above, position, n``.
        ``own`` is the label of the answer, missing if blank; ``median`` and ``region`` are scores, missing if withheld;
        ``position`` is that among all services; ``n`` is missing if the median is.
    """
    table, instrument = results[benchmark], results.study.instrument
    all_services = table[table["compared"] == "all"]
    region = table[table["compared"] != "all"].set_index("item")["median"]
    found = all_services[["item", "median", "at_or_above", "position", "n"]].reset_index(drop=True)
    given = service_answers(results.records.data, _service(results).name)
    return found.assign(
        question=[instrument.item(str(item)).short for item in found["item"]],
        own=pd.array([_label(instrument, str(item), given) for item in found["item"]], dtype="string"),
        region=region.reindex(found["item"]).to_numpy(dtype=float),
        n=found["n"].astype("Int64").where(found["median"].notna()),
    )[["item", "question", "own", "median", "region", "at_or_above", "position", "n"]]


def _label(instrument: Instrument, item: str, given: pd.Series) -> str | None:
    """Return the label of a service's answer; None if it left the question blank."""
    labels = {point.id: point.brief for point in instrument.points_of(instrument.item(item))}
    return None if pd.isna(given[item]) else labels[str(given[item])]


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
