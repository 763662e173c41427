"""Keyness: which words are more or less frequent in one part of the sources than in the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import xlogy

from cs_research._arguments import Numbers, accepts
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.measures.text.index import TextIndex, part_codes, parts_of
from cs_research.records.codings import Codings


@accepts(MeasureError)
def keyness(count: Numbers, size: Numbers, reference_count: Numbers, reference_size: Numbers) -> pd.DataFrame:
    """Return how far the frequency of words in one text differs from that in another.

    Parameters
    ----------
    count, reference_count
        How often each word occurs in the text and in the text that it is compared with: whole numbers, one or one per
        word.
    size, reference_size
        Numbers of words of the two texts.

    Returns
    -------
    DataFrame
        One row per word, in the order given: ``count, per_million, reference_count, reference_per_million,
        log_likelihood, log_likelihood_four, percent_difference, log_ratio, bic``. The last five are without a sign
        for the direction except ``percent_difference`` and ``log_ratio``, which are negative where the word is rarer
        than in the reference. ``percent_difference`` is missing where the reference does not have the word. Everything
        is missing where neither has it.

    Raises
    ------
    MeasureError
        Counts that are no whole numbers of at least 0 or above their size, or a size below 1.

    Notes
    -----
    With a, b the counts, c, d the sizes, E1 = c (a + b) / (c + d) and E2 = d (a + b) / (c + d):

    - log_likelihood = 2 (a ln(a / E1) + b ln(b / E2)), the two-term form of Rayson and Garside;
    - log_likelihood_four adds the same terms for all other words, c − a and d − b: the G² of the table of four cells;
    - percent_difference = 100 (a / c − b / d) / (b / d);
    - log_ratio = log₂((a / c) / (b / d)), with 0.5 in place of a count of 0;
    - bic = log_likelihood − ln(c + d). Above 2 there is evidence of a difference, above 10 very strong evidence.

    Words of one speaker are not independent of each other, so that a large value may come from one source: read it
    with `dispersion`.

    References
    ----------
    Rayson and Garside (2000), doi:10.3115/1117729.1117730. Dunning (1993), Computational Linguistics 19(1), 61-74
    (four cells). Gabrielatos and Marchi (2012), Keyness: appropriate metrics and practical issues (%DIFF). Hardie
    (2014), Log Ratio: an informal introduction. Wilson (2013), Embracing Bayes factors for key item analysis in corpus
    linguistics (BIC).

    Examples
    --------
    >>> keyness(52, 50_000, 57, 75_000).round(3)[["log_likelihood", "log_ratio", "bic"]].values.tolist()
    [[2.652, 0.453, -9.084]]
    """
    numbers = [np.asarray(it, dtype=float).ravel() for it in (count, size, reference_count, reference_size)]
    lengths = {len(it) for it in numbers} - {1}
    if len(lengths) > 1:
        found = ", ".join(str(len(it)) for it in numbers)
        raise MeasureError(Fault("keyness", "counts and sizes", "be single numbers or of one length", found))
    a, c, b, d = np.broadcast_arrays(*numbers)
    _check_counts(a, c, "count")
    _check_counts(b, d, "reference count")
    both, total = a + b, c + d
    absent = both == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = c * both / total, d * both / total
        two = 2 * (_term(a, first) + _term(b, second))
        four = two + 2 * (_term(c - a, c - first) + _term(d - b, d - second))
        percent = np.where(b > 0, 100 * (a / c - b / d) / (b / d), np.nan)
        ratio = np.log2(np.where(a > 0, a, 0.5) / c) - np.log2(np.where(b > 0, b, 0.5) / d)
    table = pd.DataFrame(
        {
            "count": a.astype(np.int64),
            "per_million": 1e6 * a / c,
            "reference_count": b.astype(np.int64),
            "reference_per_million": 1e6 * b / d,
            # rounding may leave a value just below 0
            "log_likelihood": np.maximum(two, 0),
            "log_likelihood_four": np.maximum(four, 0),
            "percent_difference": percent,
            "log_ratio": ratio,
            "bic": two - np.log(total),
        }
    )
    table.loc[absent, ["log_likelihood", "log_likelihood_four", "log_ratio", "bic"]] = np.nan
    return table


def _term(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.asarray(xlogy(observed, observed) - xlogy(observed, expected))


def _check_counts(counts: np.ndarray, sizes: np.ndarray, thing: str) -> None:
    wrong = ~((counts >= 0) & (counts <= sizes) & (counts == np.floor(counts)) & (sizes >= 1))
    wrong |= ~np.isfinite(sizes)
    if wrong.any():
        found = f"{counts[wrong].flat[0]:g} of {sizes[wrong].flat[0]:g}"
        rule = "be a whole number from 0 to its size, which is 1 or more"
        raise MeasureError(Fault("keyness", thing, rule, found))


@accepts(MeasureError)
def keywords(
    index: TextIndex, by: str, part: str, *, reference: str = "", codings: Codings | None = None
) -> pd.DataFrame:
    """Return the keyness of every word in one part of the sources against another part.

    Parameters
    ----------
    index
        From `index_sources`.
    by
        How the sources are divided: ``source``, ``site``, ``kind``, ``speaker`` or ``domain``.
    part
        The value of ``by``, such as one kind of source.
    reference
        The value to compare with; if left out, all other parts together. Words that are in both parts, which text
        of two domains may be, count for ``part`` only.
    codings
        Of the same sources, needed for ``domain``.

    Returns
    -------
    DataFrame
        One row per word of either part, by log-likelihood from the highest: ``word``, then the columns of `keyness`.

    Raises
    ------
    MeasureError
        A part that there is not, or that has no words.

    Examples
    --------
    >>> from cs_research.measures.text.index import index_sources
    >>> from cs_research.records import Source, Turn
    >>> sources = [
    ...     Source("a", "interview", "A", "", (Turn(1, "P", "We map the park and the bus."),)),
    ...     Source("b", "strategy", "A", "", (Turn(1, "", "The plan sets the aims of the plan."),)),
    ... ]
    >>> table = keywords(index_sources(sources), "kind", "strategy")
    >>> table[["word", "count", "reference_count"]].head(1).values.tolist()
    [['plan', 2, 0]]
    """
    counts = _part_counts(index, by, part, reference, codings)
    for count, name in zip(counts, (part, reference or f"all but '{part}'"), strict=True):
        if not count.any():
            raise MeasureError(Fault("keywords", f"'{name}'", "have words", "none"))
    used = np.flatnonzero(counts[0] + counts[1])
    table = keyness(counts[0][used], int(counts[0].sum()), counts[1][used], int(counts[1].sum()))
    table.insert(0, "word", index.vocabulary[used])
    return table.sort_values("log_likelihood", ascending=False, kind="stable", ignore_index=True)


def _part_counts(
    index: TextIndex, by: str, part: str, reference: str, codings: Codings | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return how often each word occurs in a part of the sources and in what it is compared with."""
    forms = len(index.vocabulary)
    if by != "domain":
        codes, names = part_codes(index, by)
        _check_parts(by, part, reference, names)
        chosen = np.bincount(index.ids[codes == names.index(part)], minlength=forms)
        if reference:
            return chosen, np.bincount(index.ids[codes == names.index(reference)], minlength=forms)
        return chosen, np.bincount(index.ids, minlength=forms) - chosen
    parts = parts_of(index, by, codings)
    _check_parts(by, part, reference, list(parts))
    others = [mask for name, mask in parts.items() if name == (reference or name)]
    other = np.logical_or.reduce(others) & ~parts[part]
    chosen = np.bincount(index.ids[parts[part]], minlength=forms)
    return chosen, np.bincount(index.ids[other], minlength=forms)


def _check_parts(by: str, part: str, reference: str, known: list[str]) -> None:
    for name, thing in ((part, "part"), (reference or part, "reference")):
        if name not in known:
            found = f"'{name}'" if name else "nothing"
            rule = f"be a {by}, {join_names(known)}" if known else f"be a {by}"
            raise MeasureError(Fault("keywords", thing, rule, found, closest(name, known)))
    if reference == part:
        raise MeasureError(Fault("keywords", "reference", f"differ from the part, '{part}'", f"'{reference}'"))
