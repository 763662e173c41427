"""The comparisons of a report beside the analysis plan: as planned, with another test, not made, or exploratory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from cs_research.definitions.plan import TESTS, AnalysisPlan
from cs_research.results import annual, evidence, triangulation
from cs_research.results.catalogue import Table, from_tables

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Results

#: What a comparison is beside the plan.
AS_PLANNED, OTHER_TEST, NOT_MADE, EXPLORATORY = "as planned", "another test", "not made", "exploratory"
#: By what is compared: the table, the column of its units, and the column of a number that is there if it was made.
_MADE: dict[str, tuple[Table, str, str]] = {
    "gap": (evidence.gap, "domain", "gap"),
    "claims": (evidence.gap_claim, "claim", "gap"),
    "paired-gap": (triangulation.paired_gap, "domain", "gap"),
    "waves": (annual.change, "item", "p"),
    "groups": (annual.banner, "item", "share"),
    "response": (annual.response_test, "by", "p"),
}


def _has_plan(study: StudyFacts) -> bool:
    """Return whether the study has an analysis plan."""
    return study.plan is not None


@from_tables("comparisons", "every comparison, planned or made: as planned or exploratory", when=_has_plan)
def comparisons(results: Results) -> pd.DataFrame:
    """Return one row per comparison that was planned or made, those of the plan first.

    A comparison is made if a number of it is in the report; one whose numbers are withheld is not made.

    Returns
    -------
    DataFrame
        ``compare, of, planned, used, plan_status, reason``. ``planned`` and ``used`` are tests, empty where
        nothing was planned or made; ``plan_status`` is as planned, another test, not made, or exploratory; ``reason``
        is that of the deviation, or why it was planned.
    """
    plan = results.study.plan
    assert plan is not None  # as `_has_plan` says
    used = dict(_tests_used(results))
    rows = [*_planned_rows(plan, used), *_exploratory_rows(plan, used)]
    return pd.DataFrame(rows, columns=["compare", "of", "planned", "used", "plan_status", "reason"])


def _tests_used(results: Results) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each comparison that the report makes, and its test."""
    for kind, (table, unit, number) in _MADE.items():
        made = results.get(table)
        if made is None:
            continue
        for name in made.loc[made[number].notna(), unit].unique():
            yield (kind, str(name)), _test(kind, results)


def _test(kind: str, results: Results) -> str:
    if kind == "waves":
        return str(results[annual.matched]["kind"].iloc[-1])
    return TESTS[kind][0]


def _reasons(plan: AnalysisPlan) -> Mapping[tuple[str, str], str]:
    """Return the reason of each deviation, by what it is about; of all units under an empty name."""
    return {(each.compare, unit): each.reason for each in plan.deviations for unit in each.of or ("",)}


def _planned_rows(plan: AnalysisPlan, used: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, ...]]:
    reasons = _reasons(plan)
    for planned in plan.comparisons:
        kind = planned.compare
        units = planned.of or [unit for made, unit in used if made == kind] or ("all",)
        for unit in units:
            test = used.get((kind, unit), "")
            became = NOT_MADE if not test else AS_PLANNED if test == planned.test else OTHER_TEST
            why = "" if became == AS_PLANNED else reasons.get((kind, unit), reasons.get((kind, ""), ""))
            yield kind, unit, planned.test, test, became, why or (planned.reason if became == AS_PLANNED else "")


def _exploratory_rows(plan: AnalysisPlan, used: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, ...]]:
    all_of = {planned.compare for planned in plan.comparisons if not planned.of}
    listed = {(planned.compare, unit) for planned in plan.comparisons for unit in planned.of}
    for (kind, unit), test in used.items():
        if kind not in all_of and (kind, unit) not in listed:
            yield kind, unit, "", test, EXPLORATORY, ""
