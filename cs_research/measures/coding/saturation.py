"""Saturation: whether further sources would have added codes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cs_research._arguments import Numbers, accepts
from cs_research.errors import Fault, MeasureError, closest
from cs_research.measures.shares.bounds import check_level
from cs_research.records.codings import Codings


@accepts(MeasureError)
def run_ratios(new_codes: Numbers, *, base: int = 4, run: int = 2) -> pd.DataFrame:
    """Return the new codes of each run of sources as a share of the codes of the base.

    Parameters
    ----------
    new_codes
        How many codes each source has that no source before it has, in order.
    base
        How many sources at the start are the base: 4 to 6 in the article.
    run
        How many sources in succession are looked at for something new: 2 or 3 in the article. The first run
        begins after the base, and each one source later than the one before.

    Returns
    -------
    DataFrame
        One row per run: ``first, last`` (places of its sources, from 1), ``new, base_codes, ratio, sources``. The last
        is the article's notation: ``5+2`` is a run of 2 after 5 sources. The ratio is missing if the base has no code.

    Raises
    ------
    MeasureError
        A base or run below 1; numbers of codes that are no whole numbers of at least 0.

    References
    ----------
    Guest, Namey and Chen (2020), doi:10.1371/journal.pone.0232076.

    Examples
    --------
    >>> run_ratios([20, 9, 5, 3, 2, 1, 0, 1, 0]).round(4)[["sources", "new", "ratio"]].values.tolist()
    [['4+2', 3, 0.0811], ['5+2', 1, 0.027], ['6+2', 1, 0.027], ['7+2', 1, 0.027]]
    """
    _check_sizes(base, run)
    new = np.atleast_1d(np.asarray(new_codes, dtype=float)).ravel()
    odd = new[~((new >= 0) & (new == np.floor(new)))]
    if len(odd):
        rule = "be whole numbers of at least 0"
        raise MeasureError(Fault("saturation", "new codes", rule, f"{odd[0]:g}"))
    of_base = int(new[:base].sum())
    rows = []
    for before in range(base, len(new) - run + 1):
        found = int(new[before : before + run].sum())
        ratio = found / of_base if of_base else np.nan
        rows.append((before + 1, before + run, found, of_base, ratio, f"{before}+{run}"))
    return pd.DataFrame(rows, columns=["first", "last", "new", "base_codes", "ratio", "sources"])


def _check_sizes(base: int, run: int) -> None:
    for thing, value in (("base", base), ("run", run)):
        if value < 1:
            raise MeasureError(Fault("saturation", thing, "be 1 or more", str(value)))


@accepts(MeasureError)
def saturation(
    codings: Codings,
    *,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    order: Sequence[str] = (),
    draws: int = 1000,
) -> pd.DataFrame:
    """Return after how many sources new codes became rare, over all sources and at each site.

    Saturation is reached at the first run of sources whose new codes are at most ``threshold`` of the base's codes.
    Because that depends on the order of sources, the same is done for ``draws`` random orders.

    Parameters
    ----------
    codings
        The segments of all coders, whatever their stance.
    base, run
        As in `run_ratios`.
    threshold
        In [0, 1); 0.05 and 0 in the article.
    order
        Ids of sources in the order in which they were collected, which is that of the codings if left out. Sources that
        are not named are left out.
    draws
        Number of random orders, seeded; 0 for none.

    Returns
    -------
    DataFrame
        The row of all sources first, with ``site`` "", then one row per site: ``site, sources, uncoded, codes, base,
        run, threshold, base_codes, reached, last_ratio, orders, orders_reached, median, low, high, note``. ``sources``
        have a segment; ``uncoded`` have none and do not count, because nobody may have coded them.
        ``reached`` is the notation of `run_ratios`, empty if no run is below the threshold, and ``last_ratio`` that of
        the last run. ``orders_reached`` is how many of the ``orders`` reach it; ``median``, ``low`` and ``high`` are
        the number of sources before the run in 50, 2.5 and 97.5% of all orders, missing where that many do not reach
        it. ``note`` gives the reason for a missing result: fewer sources than base and run.

    Raises
    ------
    MeasureError
        As from `run_ratios`; a threshold outside [0, 1); a source in ``order`` that there is not, or twice; a
        negative number of draws.

    Notes
    -----
    Saturation shows that the sources at hand repeat each other, not that other people would say nothing new.

    References
    ----------
    Guest, Namey and Chen (2020), doi:10.1371/journal.pone.0232076.
    """
    _check_sizes(base, run)
    if not 0 <= threshold < 1:
        raise MeasureError(Fault("saturation", "threshold", "be at least 0 and below 1", f"{threshold:g}"))
    rows = []
    for site, has, uncoded in _scopes(codings, order, draws):
        row = {"site": site, "sources": len(has), "uncoded": uncoded, "codes": int(has.any(axis=0).sum())}
        row |= {"base": base, "run": run, "threshold": threshold}
        rows.append(row | _reached(has, base, run, threshold, draws))
    names = [
        "site", "sources", "uncoded", "codes", "base", "run", "threshold", "base_codes", "reached", "last_ratio",
        "orders", "orders_reached", "median", "low", "high", "note",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _reached(has: np.ndarray, base: int, run: int, threshold: float, draws: int) -> dict[str, object]:
    """Return where saturation is reached in the order that is given and in random orders."""
    if len(has) < base + run:
        missing = dict.fromkeys(("base_codes", "last_ratio", "orders_reached", "median", "low", "high"), np.nan)
        return {
            **missing,
            "reached": "",
            "orders": 0,
            "note": f"fewer than {base + run} sources with a code, the base and a run",
        }
    runs = run_ratios(_new_codes(has, np.arange(len(has))[None])[0], base=base, run=run)
    below = runs[runs["ratio"] <= threshold]
    new = _new_codes(has, _orders(len(has), draws))
    windows = np.lib.stride_tricks.sliding_window_view(new[:, base:], run, axis=1).sum(axis=2)
    few = windows <= threshold * new[:, :base].sum(axis=1, keepdims=True) + 1e-9
    place = np.where(few.any(axis=1), base + few.argmax(axis=1), np.inf)
    quantiles = np.quantile(place, [0.5, 0.025, 0.975], method="inverted_cdf") if draws else [np.nan] * 3
    quantiles = np.where(np.isfinite(quantiles), quantiles, np.nan)
    return {
        "base_codes": runs["base_codes"].iloc[0],
        "reached": below["sources"].iloc[0] if len(below) else "",
        "last_ratio": runs["ratio"].iloc[-1],
        "orders": draws,
        "orders_reached": int(np.isfinite(place).sum()),
        **dict(zip(("median", "low", "high"), quantiles.tolist(), strict=True)),
        "note": "",
    }


@accepts(MeasureError)
def saturation_curve(
    codings: Codings, *, order: Sequence[str] = (), draws: int = 1000, level: float = 0.95
) -> pd.DataFrame:
    """Return how many codes there are after each source, over all sources and at each site.

    Parameters
    ----------
    codings, order, draws
        As in `saturation`.
    level
        Share of random orders between ``low`` and ``high``.

    Returns
    -------
    DataFrame
        One row per site and source with a segment, all sources first with ``site`` "": ``site, place, source, new,
        codes, mean, low, high``. ``new`` are the codes that no source before has, ``codes`` their sum. ``mean``,
        ``low`` and ``high`` are of the number of codes after as many sources in random order, missing without draws.

    Raises
    ------
    MeasureError
        As from `saturation`.
    """
    check_level(level, "saturation")
    parts = []
    names = ["site", "place", "source", "new", "codes", "mean", "low", "high"]
    ids = _source_ids(codings, order)
    places = {source.id: source.site for source in codings.sources}
    coded = {segment.source for segment in codings.segments}
    for site, has, _ in _scopes(codings, order, draws):
        new = _new_codes(has, np.arange(len(has))[None])[0]
        drawn = _new_codes(has, _orders(len(has), draws)).cumsum(axis=1)
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0) if draws else [np.nan] * 2
        table = pd.DataFrame(
            {
                "site": site,
                "place": np.arange(1, len(has) + 1),
                "source": [it for it in ids if it in coded and site in ("", places[it])],
                "new": new,
                "codes": new.cumsum(),
                "mean": drawn.mean(axis=0) if draws else np.nan,
                "low": low,
                "high": high,
            }
        )
        parts.append(table)
    return pd.concat(parts, ignore_index=True)[names]


def _source_ids(codings: Codings, order: Sequence[str]) -> list[str]:
    known = [source.id for source in codings.sources]
    faults = [
        Fault("saturation", "source in order", "be a source of the codings", f"'{name}'", closest(name, known))
        for name in order
        if name not in known
    ]
    twice = [name for place, name in enumerate(order) if name in order[:place]]
    faults += [Fault("saturation", "source in order", "be named once", f"'{name}' again") for name in twice]
    if faults:
        raise MeasureError(faults)
    return list(order) or known


def _scopes(codings: Codings, order: Sequence[str], draws: int) -> list[tuple[str, np.ndarray, int]]:
    """Return the site, which coded sources have which codes, and the number of uncoded ones: all, then each site."""
    if draws < 0:
        raise MeasureError(Fault("saturation", "draws", "be 0 or more", str(draws)))
    ids = _source_ids(codings, order)
    pairs = {(segment.source, segment.code) for segment in codings.segments}
    codes = list(dict.fromkeys(segment.code for segment in codings.segments))
    coded = {source for source, _ in pairs}
    has = np.array([[(it, code) in pairs for code in codes] for it in ids], dtype=bool).reshape(len(ids), len(codes))
    places = {source.id: source.site for source in codings.sources}
    site_of = np.array([places[it] for it in ids], dtype=object)
    kept = np.array([it in coded for it in ids], dtype=bool)
    scopes = [("", kept), *((site, kept & (site_of == site)) for site in dict.fromkeys(site_of) if site)]
    return [(site, has[these], int((~kept & ((site_of == site) | (site == ""))).sum())) for site, these in scopes]


def _orders(number: int, draws: int) -> np.ndarray:
    """Return the place of each source in random orders: draws × sources."""
    return np.random.default_rng(0).permuted(np.tile(np.arange(number), (draws, 1)), axis=1)


def _new_codes(has: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return how many codes occur first at each place of each order: orders × places."""
    orders, number = places.shape
    counts = np.zeros((orders, number), dtype=np.int64)
    for column in has.T:
        if column.any():
            first = places[:, column].min(axis=1)
            counts[np.arange(orders), first] += 1
    return counts
