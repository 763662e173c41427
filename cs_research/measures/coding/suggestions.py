"""Suggestions of codes from the patterns of a coding frame, which become codings only when a person accepts them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions import STANCES, CodingFrame
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.measures.coding.units import covered, units_of
from cs_research.measures.text.concordance import in_context
from cs_research.measures.text.index import index_sources
from cs_research.records.codings import Segment
from cs_research.records.transcripts import Source

_FOUND = [
    "code", "label", "source", "site", "kind", "speaker", "turn", "start", "end", "quote", "words", "suggested_by",
    "coder", "stance",
]  # fmt: skip
#: What is in the place of a person beside a suggestion.
RULE = "pattern"


@accepts(MeasureError)
def suggestions(sources: Sequence[Source], frame: CodingFrame, *, without: Sequence[str] = ()) -> pd.DataFrame:
    """Return the sentences that a pattern of the coding frame matches, for a person to look at.

    A suggestion is no coding: no measure counts it until `accept_suggestions` makes a segment of it, with the name of
    the person who accepts it and a stance, which no pattern can know.

    Parameters
    ----------
    sources
        Such as `Codings.sources`.
    frame
        A coding frame with ``patterns`` for some of its codes, searched without regard to case. Retired codes are not
        suggested.
    without
        Speakers whose turns are left out, such as the interviewer.

    Returns
    -------
    DataFrame
        One row per code and sentence, codes in the frame's order and then by the text: ``code, label, source, site,
        kind, speaker, turn, start, end, quote, words, suggested_by, coder, stance``. ``words`` are the matches,
        ``suggested_by`` is always ``pattern``, and ``coder`` and ``stance`` are empty: columns to fill in.

    Raises
    ------
    MeasureError
        A speaker to be left out who has no turn.
    """
    turns = index_sources(sources, without=without).turns
    sentences = units_of(turns, pd.DataFrame(columns=["row", "start", "end"]), "sentence")
    parts = []
    for code in frame.active:
        matches = [
            (row, *match.span(), match.group())
            for pattern in map(_compiled, code.patterns)
            for row, text in enumerate(turns["text"])
            for match in pattern.finditer(text)
            if match.group()
        ]
        found = pd.DataFrame(matches, columns=["row", "start", "end", "words"])
        pairs = covered(sentences, found)
        pairs["words"] = found["words"].to_numpy()[pairs["segment"]]
        words = pairs.groupby("unit")["words"].agg(lambda it: "; ".join(dict.fromkeys(it)))
        table = in_context(sentences.iloc[words.index], turns).rename(columns={"match": "quote"})
        parts.append(table.assign(code=code.id, label=code.label, words=words.to_numpy()))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_FOUND)
    return table.assign(suggested_by=RULE, coder="", stance="")[_FOUND]


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@accepts(MeasureError, table=Rows("code source turn start end quote coder stance", empty=True))
def accept_suggestions(table: pd.DataFrame) -> tuple[Segment, ...]:
    """Return the segments of the suggestions that a person has accepted.

    Parameters
    ----------
    table
        From `suggestions`, with ``coder`` and ``stance`` filled in on the rows that are accepted. Rows without both are
        not accepted.

    Returns
    -------
    tuple of Segment
        In the order of the table; the memo says that a pattern suggested them.

    Raises
    ------
    MeasureError
        A row with a coder and no stance, or a stance and no coder, or a stance that there is not.
    """
    rows = table.fillna({"coder": "", "stance": ""})
    faults, segments = [], []
    for place, row in enumerate(rows.itertuples(index=False), start=1):
        coder, stance = str(row.coder).strip(), str(row.stance).strip()
        if not coder and not stance:
            continue
        if not coder:
            faults.append(Fault("suggestions", f"coder in row {place}", "be who accepts it", "nothing"))
        elif stance not in STANCES:
            found = f"'{stance}'" if stance else "nothing"
            rule = f"be {join_names(list(STANCES))}"
            faults.append(Fault("suggestions", f"stance in row {place}", rule, found, closest(stance, STANCES)))
        else:
            name = f"suggestion-{row.source}-{row.turn}-{row.start}-{row.code}-{coder}"
            where = (str(row.source), int(row.turn), int(row.start), int(row.end))
            segments.append(
                Segment(name, *where, str(row.quote), str(row.code), stance, coder, "suggested by a pattern")
            )
    if faults:
        raise MeasureError(faults)
    return tuple(segments)
