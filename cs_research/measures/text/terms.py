"""Terms of the lexicon in sources: where they occur, in context, and what to say instead."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions.lexicon import Lexicon
from cs_research.errors import MeasureError
from cs_research.measures.text.concordance import in_context
from cs_research.measures.text.index import TextIndex

#: Marks of an occurrence that its speaker may be quoting or criticising.
QUOTED, ABOUT_TERM = "quoted", "about the term"

_QUOTATIONS = re.compile(
    r"""“[^“”]*” | «[^«»]*» | "[^"]*"
    | ‘(?: [^‘’] | ’(?=\w) )*’
    | (?<!\w)'(?=\S)(?: [^'] | '(?=\w) )*'(?!\w)""",
    re.VERBOSE,
)
#: Words beside an occurrence that show that the speaker talks of the wording.
_WORDING = r"(?:term|words?|phrase|wording|language|label|expression|slogan)s?"
_BEFORE = re.compile(
    rf"""(?: \b(?:the|this|that|these|such|an?|any|no|our|their)\ {_WORDING}(?:\ (?:of|like|such\ as))?
    | \b(?:so-called|avoid\w*|instead\ of|rather\ than|challeng\w+|stop(?:ped)?\ (?:saying|writing|using|calling))
    | (?:\bnot|n['’]t|\bnever|\bno\ longer)\ (?:say|write|use|call|be\ saying|be\ using|talk\ about)
    )\W+(?:\w+\W+){{0,3}}$""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = re.compile(
    rf"""^\W*\b(?:is|was|are|were|isn['’]t|as)\W+(?:\w+\W+){{0,2}}?\b(?:{_WORDING}|victim[\s-]blaming|misnomer)\b""",
    re.IGNORECASE | re.VERBOSE,
)
#: Characters on each side in which words about the term are looked for.
_NEAR = 70


@accepts(MeasureError)
def terms(index: TextIndex, lexicon: Lexicon, *, width: int = 60) -> pd.DataFrame:
    """Return every occurrence of a term of the lexicon in the sources, with its context and what to say instead.

    An occurrence is a place to look at, not a verdict. One in quotation marks is marked ``quoted``, unless they
    enclose all that the speaker says, and one beside words such as "the term", "instead of" or "we no longer say" is
    marked ``about the term``: its speaker may be criticising what the term means. The marks come from rules and
    can be wrong in both directions.

    Parameters
    ----------
    index
        From `index_sources`; speakers left out of it are left out here.
    lexicon
        From `load_lexicon`.
    width
        Characters of the turn shown on each side, at most.

    Returns
    -------
    DataFrame
        One row per occurrence, terms in the lexicon's order and occurrences in that of the text: ``term, group, label,
        source, site, kind, speaker, turn, start, end, before, match, after, mark, instead, why``. Text that two
        terms match is a row for each. ``mark`` is ``quoted``, ``about the term`` or empty.

    Examples
    --------
    >>> from cs_research.definitions import load_lexicon
    >>> from cs_research.measures.text.index import index_sources
    >>> from cs_research.records import Source, Turn
    >>> text = "He made risky choices. We do not say 'risky choices' any more."
    >>> index = index_sources([Source("s", "interview", "A", "", (Turn(1, "P", text),))])
    >>> terms(index, load_lexicon("lexicon/terms"))[["term", "start", "mark"]].values.tolist()
    [['blame.risky_choices', 8, ''], ['blame.risky_choices', 38, 'quoted']]
    """
    texts = index.turns["text"].tolist()
    found = []
    for term in lexicon.terms:
        pattern = re.compile(term.pattern, re.IGNORECASE)
        for row, text in enumerate(texts):
            found += [
                (term.id, term.group, term.label, term.instead, term.why, row, *match.span())
                for match in pattern.finditer(text)
                if match.group()
            ]
    names = ["term", "group", "label", "instead", "why", "row", "start", "end"]
    spans = pd.DataFrame(found, columns=names)
    table = pd.concat([spans[names[:5]], in_context(spans, index.turns, width=width)], axis=1)
    at = zip(spans["row"], spans["start"], spans["end"], strict=True)
    table["mark"] = [_mark(texts[row], start, end) for row, start, end in at]
    first, last = names[:3], ["mark", "instead", "why"]
    return table[[*first, *(name for name in table.columns if name not in {*first, *last}), *last]]


def _mark(text: str, start: int, end: int) -> str:
    bare = len(text.strip())
    quotes = (quote.span() for quote in _QUOTATIONS.finditer(text))
    # a turn that is one quotation is what its speaker says
    if any(first < end and start < last and last - first < bare for first, last in quotes):
        return QUOTED
    around = (text[max(0, start - _NEAR) : start], text[end : end + _NEAR])
    # what a speaker says of a term is in the same sentence
    before, after = re.split(r"[.!?]\s", around[0])[-1], re.split(r"[.!?](?:\s|$)", around[1])[0]
    return ABOUT_TERM if _BEFORE.search(before) or _AFTER.search(after) else ""


@accepts(MeasureError, found=Rows("term group label site kind mark", empty=True))
def term_counts(found: pd.DataFrame, index: TextIndex) -> pd.DataFrame:
    """Return how often each term occurs by kind of source and site.

    Parameters
    ----------
    found
        From `terms`, of the same index.

    Returns
    -------
    DataFrame
        One row per term that occurs, kind and site with words, in the order of ``found`` and of the sources: ``term,
        group, label, kind, site, n, marked, words, per_thousand``. ``n`` counts occurrences and ``marked`` those among
        them that are quoted or about the term; ``words`` is the number of words of that kind and site, and
        ``per_thousand`` is the number of occurrences without a mark in 1,000 of them.
    """
    turns = index.turns.assign(words=np.bincount(index.rows, minlength=len(index.turns)))
    words = turns.groupby(["kind", "site"], sort=False)["words"].sum()
    places = words[words > 0].reset_index()
    named = found[["term", "group", "label"]].drop_duplicates()
    counts = found.assign(marked=found["mark"] != "").groupby(["term", "kind", "site"])["marked"]
    counts = counts.agg(n="size", marked="sum").reset_index()
    table = named.merge(places, how="cross").merge(counts, how="left", on=["term", "kind", "site"])
    table[["n", "marked"]] = table[["n", "marked"]].fillna(0).astype("int64")
    table["per_thousand"] = 1000 * (table["n"] - table["marked"]) / table["words"]
    names = ["term", "group", "label", "kind", "site", "n", "marked", "words", "per_thousand"]
    return table[names]
