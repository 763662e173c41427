"""Answers to an open question as a source, each under a number of its respondent."""

from __future__ import annotations

import re
from hashlib import sha256

import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.records.responses import Responses
from cs_research.records.transcripts import Source, Turn

#: The role of everyone who answered.
RESPONDENT = "respondent"
#: The lowest number of a respondent, and how many there are at first: all have four digits.
_FIRST, _NUMBERS = 1_000, 9_000


@accepts(ReadError)
def respondent_numbers(responses: Responses) -> pd.Series:
    """Return a number for each respondent, the same in every run and every question, that tells nothing of them.

    The number comes from what a respondent wrote in answer to open questions, so that neither the order of the export
    nor the name of a service can be worked out from it, and other answers that are added later change no number unless
    two fall on one (the second then takes the next that is free). Who wrote nothing has none.

    Returns
    -------
    Series
        Integers of four digits (five, if there are more than 9,000 respondents), missing for who wrote nothing, with
        the index of ``responses.frame``, to which it can be joined.
    """
    items = [item.id for item in responses.instrument.items if item.kind == "open" and item.role == "question"]
    written = responses.frame[items].astype("string").fillna("").apply(lambda column: column.str.strip())
    keys = [sha256("\n\0".join(row).encode()).digest() if any(row) else b"" for row in written.itertuples(index=False)]
    size = _NUMBERS if len(keys) <= _NUMBERS else 10 * _NUMBERS
    taken: dict[int, int] = {}
    for place in sorted((place for place, key in enumerate(keys) if key), key=lambda place: keys[place]):
        number = int.from_bytes(keys[place][:8]) % size
        while number in taken:
            number = (number + 1) % size
        taken[number] = place
    first = _FIRST if size == _NUMBERS else 10 * _FIRST
    numbers = pd.Series(pd.NA, index=responses.frame.index, dtype="Int64", name="respondent")
    for number, place in taken.items():
        numbers.iloc[place] = first + number
    return numbers


@accepts(ReadError)
def open_answers(
    responses: Responses, item: str, *, id: str = "", kind: str = "survey answers", title: str = ""
) -> Source:
    """Return the answers to an open question as a source with one turn per respondent who wrote something.

    Turns are in the order of the respondents' numbers, see `respondent_numbers`, which are their speakers:
    ``Respondent 4821``. The source has no site. The name of any service that answered is replaced by ``[service]``.
    Its notes say how often, and how many left the question blank or were not asked.

    Raises
    ------
    ReadError
        An item that is no open question, or that nobody answered.
    """
    known = [each.id for each in responses.instrument.items if each.kind == "open" and each.role == "question"]
    if item not in known:
        rule = f"be an open question of {responses.instrument.key}, {join_names(known) or 'which has none'}"
        raise ReadError(Fault("open_answers", "item", rule, f"'{item}'", closest(item, known)))
    table = pd.DataFrame({"number": respondent_numbers(responses), "text": responses.frame[item].astype("string")})
    table["text"], named = _without_services(responses, table["text"].fillna("").map(_lines))
    given = table[table["text"] != ""].sort_values("number")
    file = responses.report.file
    if given.empty:
        raise ReadError(Fault(file, f"open question '{item}'", "have an answer", "none"))
    passed = responses.frame.get(f"{item}.not_asked")
    unasked = 0 if passed is None else int((passed.astype(bool) & (table["text"] == "")).sum())
    blank = len(table) - len(given) - unasked
    counts = [f"left blank: {blank:,} of {len(table):,} respondents"] if blank else []
    counts += [f"names of services that answered, replaced by [service]: {named:,}"] if named else []
    counts += [f"not asked: {unasked:,} of {len(table):,} respondents"] if unasked else []
    return Source(
        id=id or item,
        kind=kind,
        site="",
        title=title or responses.instrument.item(item).short,
        turns=tuple(
            Turn(at, f"Respondent {row.number}", row.text) for at, row in enumerate(given.itertuples(), start=1)
        ),
        file=file,
        layout="answers to an open question",
        notes=tuple(counts),
        roles={f"Respondent {number}": RESPONDENT for number in given["number"]},
    )


def _without_services(responses: Responses, texts: pd.Series) -> tuple[pd.Series, int]:
    """Return texts with ``[service]`` for the name of any service that answered, and how many names were replaced."""
    who = responses.instrument.identifier
    names = set() if who is None else set(responses.frame[who.id].dropna().astype(str).str.strip()) - {""}
    if not names:
        return texts, 0
    longest_first = "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)
    replaced = [pattern.subn("[service]", text) for text in texts]
    return pd.Series([text for text, _ in replaced], index=texts.index), sum(count for _, count in replaced)


def _lines(text: str) -> str:
    """Return an answer with single spaces, line by line."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
