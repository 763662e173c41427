"""Count the answers to each question for a codebook, withheld if too few answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.errors import Fault, PublishError
from cs_research.formats.surveys.ddi import Counts
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.protection.disclosure import items_below_minimum, withhold_items
from cs_research.records.responses import Responses


def count_answers(instrument: Instrument, responses: Responses | None, minimum: int) -> Counts:
    """Return the counts of answers, withheld if too few answered; empty without responses."""
    if responses is None:
        return Counts()
    if responses.instrument.key != instrument.key:
        found = f"answers to {responses.instrument.key}"
        raise PublishError(Fault("codebook", "responses", f"be answers to {instrument.key}", found))
    counts = tally(responses, population=None)
    # Also the base of all who answered: a codebook has the counts of points that no table shows.
    table = counts.table.reset_index().rename(columns={"answered": "base"})[
        ["item", "point", "n", "base", "blank", "not_asked"]
    ]
    # an option that was not offered has no base although its item has one
    table = table[(table["base"] > 0) | (table.groupby("item")["base"].transform("max") == 0)]
    bases = [
        likert.distribution(counts),
        likert.multiple(counts),
        likert.summary(counts),
        table,
    ]
    few = items_below_minimum(bases, instrument, minimum)
    reasons = _reasons(instrument, responses, few, minimum)
    return Counts(
        table=withhold_items(table, few).set_index(["item", "point"]).sort_index(),
        reasons=reasons,
        lost=tuple(_omitted_answers(instrument, counts.table, reasons)),
    )


def _reasons(instrument: Instrument, responses: Responses, few: Collection[str], minimum: int) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for item in instrument.items:
        if item.role == "identifier":
            reasons[item.id] = "Counts are left out: the answers name who answered."
        elif item.id in responses.report.absent_items:
            reasons[item.id] = "The file of answers does not have this question."
        elif item.id in few:
            reasons[item.id] = (
                f"Counts are withheld: fewer than {minimum} answered, or fewer answered the question that "
                "leads to this one."
            )
    return reasons


def _omitted_answers(instrument: Instrument, counts: pd.DataFrame, reasons: dict[str, str]) -> Iterator[str]:
    """Yield one line per kind of answers that the codebook leaves out."""
    hidden = [item.id for item in instrument.asked if item.kind != "open" and item.id in reasons]
    if hidden:
        yield f"frequencies, with a note that says why: {', '.join(hidden)}"
    open_items = [item.id for item in instrument.asked if item.kind == "open"]
    if open_items:
        yield f"what was written to open questions, and how many wrote: {', '.join(open_items)}"
    retired = {item.id for item in instrument.items if item.retired}
    retired_options = {(item.id, option.id) for item in instrument.items for option in item.options if option.retired}
    given = [
        name
        for (name, _, point), n in counts["n"].items()
        if n and (name in retired or (name, point) in retired_options)
    ]
    if given:
        yield f"answers to what is retired: {', '.join(dict.fromkeys(given))}"
