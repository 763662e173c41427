"""What of a LimeSurvey question an item does not carry."""

from __future__ import annotations

import re

from cs_research.readers.instruments.limesurvey_model import Row
from cs_research.readers.instruments.limesurvey_routes import always
from cs_research.readers.instruments.plain_text import pictured
from cs_research.readers.told import Told

__all__ = ["tell", "tell_group"]

_TYPES = {
    **dict.fromkeys("FHABCE", "arrays, read as one item for each row"),
    "1": "arrays with two scales, read as two items for each row",
    **dict.fromkeys(":;", "arrays of texts or numbers, read as one open item for each cell"),
    **dict.fromkeys("KQ", "questions of several texts or numbers, read as one open item for each"),
    "N": "numbers, read as open",
    "D": "dates, read as open",
    "P": "comments beside options are left out",
    "O": "comments beside answers are left out",
    "R": "rankings are left out",
    "X": "text displays are left out",
    "*": "equations are left out",
    "I": "choices of a language are left out",
    "|": "uploads of files are left out",
}
_READ = {*_TYPES, *"L!5YGMSTU"}
_LIMITS = (
    "em_validation_q", "em_validation_sq", "min_answers", "max_answers", "min_num_value", "max_num_value",
    "min_num_value_n", "max_num_value_n", "equals_num_value", "num_value_int_only", "numbers_only",
    "maximum_chars", "multiflexible_min", "multiflexible_max", "date_min", "date_max",
)  # fmt: skip
_ATTRIBUTES = {
    "slider_layout": "sliders, read without their scale",
    "hidden": "hidden questions, read like the others",
    "random_order": "answers in random order, read in their own",
    "answer_order": "answers in another order, read in their own",
    "array_filter": "options shown by what was answered before, read as always shown",
    "array_filter_exclude": "options shown by what was answered before, read as always shown",
    "exclude_all_others": "options that rule out all others, read like the others",
    "multiflexible_checkbox": "arrays of boxes to tick, read as one open item for each cell",
    "time_limit": "limits of time are left out",
}
#: Text in braces is an expression unless white space follows the first.
_EXPRESSION = re.compile(r"\{[^\s{}][^{}]*\}")


def tell(row: Row, told: Told) -> None:
    """Say of a question what an item does not carry."""
    if row.type in _TYPES:
        told.add(_TYPES[row.type], row.code)
    elif row.type not in _READ:
        told.add(f"questions of the type '{row.type}', which is not known, are left out", row.code)
    if row.other:
        told.add("write-ins beside 'other' are left out", row.code)
    if row.mandatory:
        told.add("that an answer is required", row.code)
    if row.pattern or any(_given(row, name) for name in _LIMITS):
        told.add("limits on what may be answered", row.code)
    for name, what in _ATTRIBUTES.items():
        if _given(row, name):
            told.add(what, row.code)
    if not all(always(part.relevance) for part in row.parts):
        told.add("rows or options that only some are shown, read as always shown", row.code)
    texts = [row.text, row.help, *(part.text for part in row.parts), *(each.text for each in row.answers)]
    if any(_EXPRESSION.search(text) for text in texts):
        told.add("expressions in braces stand in texts as they are", row.code)
    if any(pictured(text) for text in texts):
        told.add("pictures and films in texts are left out", row.code)


def tell_group(name: str, relevance: str, told: Told) -> None:
    """Say that a group is left out, and whether only some are asked what stands in it."""
    told.add("groups are left out", name)
    if not always(relevance):
        what = "groups that only some are asked: write 'asked_if' of their items by hand"
        told.add(what, f"{name} (where {' '.join(relevance.split())})")


def _given(row: Row, name: str) -> bool:
    return row.attributes.get(name, "").strip() not in {"", "0", "N", "normal", "default"}
