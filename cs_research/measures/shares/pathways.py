"""Pathways: the answers of each service to each case, and counts of answers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions.instrument import Item
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.records.responses import Responses, not_asked

#: Text in place of an answer.
BLANK = "left blank"
NOT_ASKED = "not asked"


@accepts(MeasureError)
def by_service(responses: Responses, items: Sequence[str]) -> pd.DataFrame:
    """Return the answers of each service as labels.

    Parameters
    ----------
    items
        Single-choice items, such as the four cases of ``thresholds/pathways``.

    Returns
    -------
    DataFrame
        One row per response, in their order: ``service``, then one column per item with the label of the answer,
        "left blank" or "not asked". Services that gave no name are "(no name given) 1", 2 and so on.

    Raises
    ------
    MeasureError
        An item that is no single-choice item of the instrument, or that the export does not hold; an
        instrument that does not ask who answers.
    """
    chosen = _select_items(responses, items)
    identifier = responses.instrument.identifier
    if identifier is None:
        rule = "have an item with the role 'identifier'"
        raise MeasureError(Fault("by_service", f"instrument {responses.instrument.key}", rule, "none"))
    table = {item.id: _labels(responses, item) for item in chosen}
    return pd.DataFrame({"service": _names(responses.frame[identifier.id]), **table})


@accepts(MeasureError)
def counts(responses: Responses, items: Sequence[str]) -> pd.DataFrame:
    """Count the responses that chose each point of each item, and those that chose none.

    Parameters
    ----------
    items
        As for `by_service`.

    Returns
    -------
    DataFrame
        One row per item and point, in the order given and that of the scale: ``item, point, label, n``. A
        point that nobody chose is a row with 0. After the points comes a row for those who left the item
        blank and, if it is asked of some only, one for those not asked; their ``point`` is "".

    Raises
    ------
    MeasureError
        As for `by_service`, names of services apart.
    """
    rows = []
    for item in _select_items(responses, items):
        answers = responses.frame[item.id]
        for point in responses.instrument.points_of(item):
            n = int((answers == point.id).sum())
            rows.append({"item": item.id, "point": point.id, "label": point.label, "n": n})
        labels = _labels(responses, item)
        for label in (BLANK, NOT_ASKED) if item.asked_if else (BLANK,):
            n = sum(missing and text == label for missing, text in zip(answers.isna(), labels, strict=True))
            rows.append({"item": item.id, "point": "", "label": label, "n": n})
    return pd.DataFrame(rows, columns=["item", "point", "label", "n"])


def _select_items(responses: Responses, items: Sequence[str]) -> list[Item]:
    """Return the items of those names, after reporting every unknown name."""
    known = {item.id: item for item in responses.instrument.items if item.kind == "single"}
    faults = []
    for name in items:
        if name not in known:
            rule = f"be a single-choice item of {responses.instrument.key}"
            rule += f", {join_names(list(known))}" if known else ""
            faults.append(Fault("pathways", "item", rule, f"'{name}'", closest(name, known)))
        elif name in responses.report.absent_items:
            found = f"'{name}', for which there is no column"
            faults.append(Fault("pathways", "item", f"be in {responses.report.file}", found))
    if len(set(items)) < len(items):
        faults.append(Fault("pathways", "items", "appear once each", f"{', '.join(items)}"))
    if faults:
        raise MeasureError(faults)
    return [known[name] for name in items]


def _labels(responses: Responses, item: Item) -> list[str]:
    """Return the answer of each response as a label. A service that was not asked has not left a blank."""
    labels = {point.id: point.label for point in responses.instrument.points_of(item)}
    passed = responses.frame.get(not_asked(item.id), pd.Series(False, index=responses.frame.index))
    return [
        (NOT_ASKED if skipped else BLANK) if pd.isna(answer) else labels[answer]
        for answer, skipped in zip(responses.frame[item.id], passed, strict=True)
    ]


def _names(given: pd.Series) -> list[str]:
    names: list[str] = []
    unnamed = 0
    for name in given:
        unnamed += int(pd.isna(name))
        names.append(f"(no name given) {unnamed}" if pd.isna(name) else str(name))
    return names
