"""Weight the services that answered a study's survey to its register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cs_research._yaml import Parsed, parse
from cs_research.definitions import Study
from cs_research.definitions.instrument import Instrument
from cs_research.definitions.study import WeightsRule
from cs_research.errors import Fault, MeasureError, ResearchError, closest
from cs_research.measures.shares.response import with_register
from cs_research.measures.weights.cell_weights import cell_weights
from cs_research.measures.weights.raking import rake
from cs_research.records import Responses
from cs_research.records.register import Register


@dataclass(frozen=True)
class StudyWeights:
    """The weight of each service that answered, and the groups that weights were made from.

    ``weights`` has mean 1 and the index of ``groups``, the services that answered and are in the register, with a
    column for each group; ``register`` has a row for each service of the register and the same columns. Both have
    merged categories. ``outside`` services that answered are not in the register and have no weight; ``at_limit``
    have the largest weight that the rule allows.
    """

    rule: WeightsRule
    weights: pd.Series
    groups: pd.DataFrame
    register: pd.DataFrame
    outside: int
    at_limit: int = 0


def study_weights(study: Study, path: Path, responses: Responses, register: Register) -> StudyWeights:
    """Return the weights that a study's rule gives to the services that answered.

    Raises
    ------
    ResearchError
        Services of the register without a category; categories or cells that fewer services answered than the study's
        ``minimum_base``; categories to merge that the group does not have; margins that cannot be met together.
    """
    rule, who = study.weights, responses.instrument.identifier
    assert rule is not None
    assert who is not None  # a study with a register has one
    parsed, key = parse(path), "rake" if rule.rake else "cells"
    merged = _merged(rule, responses.instrument, parsed)
    known = [register.place(name) >= 0 for name in responses.frame[who.id]]
    answered = with_register(responses.frame, register, who.id).loc[known, list(rule.groups)]
    groups, services = (_merge(table, merged) for table in (answered, register.frame[list(rule.groups)]))
    faults = list(_without_category(services, register, f"weights.{key} in {path.name}"))
    if not faults:
        least = max(study.settings.minimum_base, 1)
        cells = [[group] for group in rule.rake] or [list(rule.cells)]
        small = [fault for by in cells if (fault := _small_cells(groups, services, by, least))]
        faults = [parsed.fault(("weights", key), *fault) for fault in small]
    if faults:
        raise ResearchError(faults)
    try:
        weights, at_limit = _weights(rule, groups, services)
    except MeasureError as error:
        place = f"{parsed.fault(('weights', key), '', '').place}, {key}"
        hint = f"allow larger weights than {rule.limit:g} (weights.limit), or " if rule.limit else ""
        hint += "merge categories (weights.merge), or weight by fewer groups"
        raise ResearchError([replace(fault, place=place, hint=hint) for fault in error.faults]) from error
    return StudyWeights(rule, weights, groups, services, len(known) - sum(known), at_limit)


def register_counts(register: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the number of services in each category of each group that has any, in the order of the scale."""
    counts = {str(group): register[group].value_counts(sort=False) for group in register.columns}
    return {group: count[count > 0] for group, count in counts.items()}


def _weights(rule: WeightsRule, groups: pd.DataFrame, services: pd.DataFrame) -> tuple[pd.Series, int]:
    """Return the weights, and how many respondents have the largest that the rule allows."""
    if rule.cells:
        return cell_weights(groups, list(rule.cells), services), 0
    raked = rake(groups, register_counts(services), limit=rule.limit)
    return raked.weights, raked.at_limit


def _merged(rule: WeightsRule, instrument: Instrument, parsed: Parsed) -> dict[str, dict[str, str]]:
    """Return, by group, the name that each merged category has; raise a fault for one that the group does not have."""
    faults, merged = [], {}
    for group, names in rule.merge.items():
        known = [point.id for point in instrument.points_of(instrument.item(group))]
        merged[group] = dict[str, str]()
        for name, points in names.items():
            route = ("weights", "merge", group, name)
            if name in known:
                rule_ = f"be a name that no category of '{group}' has"
                faults.append(parsed.fault(route, rule_, f"'{name}'"))
            for point in points:
                if point not in known:
                    hint = closest(point, known)
                    faults.append(parsed.fault(route, f"name categories of '{group}'", f"'{point}'", hint))
                elif merged[group].setdefault(point, name) != name or points.count(point) > 1:
                    faults.append(parsed.fault(route, "name a category once", f"'{point}' again"))
    if faults:
        raise ResearchError(dict.fromkeys(faults))
    return merged


def _merge(table: pd.DataFrame, merged: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Return the groups with their merged categories, each at the place of the first that it combines."""
    columns = {}
    for group in map(str, table.columns):
        names = {str(point): merged.get(group, {}).get(str(point), str(point)) for point in table[group].cat.categories}
        values = table[group].astype(object).map(names, na_action="ignore")
        columns[group] = pd.Categorical(values, categories=list(dict.fromkeys(names.values())), ordered=True)
    return pd.DataFrame(columns, index=table.index)


def _without_category(services: pd.DataFrame, register: Register, key: str) -> Iterator[Fault]:
    for group in services.columns:
        names = list(register.frame.loc[services[group].isna(), "service"])
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            found = f"{len(names)} without: {', '.join(map(repr, names[:3]))}{more}"
            hint = f"fill in the column, or take '{group}' out of {key}"
            yield Fault(register.file, f"'{group}'", "be known of every service to weight by it", found, hint)


def _small_cells(
    groups: pd.DataFrame, services: pd.DataFrame, by: list[str], least: int
) -> tuple[str, str, str] | None:
    """Return rule, finding and hint if too few services answered in a cell of the register."""
    sizes = services.groupby(by, observed=True).size()
    counts = groups.groupby(by, observed=True).size().reindex(sizes.index, fill_value=0)
    small = [
        f"{counts[cell] or 'none'} of {sizes[cell]} in '{_shown(cell)}'" for cell in sizes.index if counts[cell] < least
    ]
    if not small:
        return None
    what = f"{' and '.join(map(repr, by))}"
    answered = "1 service that answered" if least == 1 else f"{least} services that answered"
    example = f"weights.merge: {{{by[0]}: {{Name: [one, another]}}}}"
    hint = f"merge categories that are like each other ({example}), or weight by fewer groups"
    return f"have at least {answered} in each category of {what}", ", ".join(small), hint


def _shown(cell: Any) -> str:
    return " / ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)
