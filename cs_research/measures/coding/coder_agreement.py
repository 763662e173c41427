"""Agreement of the coders of a study: by code, pair of coders and site, with the text on which they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, check_choice, closest
from cs_research.measures.coding import chance
from cs_research.measures.coding.chance import Patterns
from cs_research.measures.coding.unitizing import EDITION, continuum, unitizing_alpha
from cs_research.measures.coding.units import UNITS, Unit, covered, turn_rows, units_of
from cs_research.measures.shares.bounds import check_level
from cs_research.measures.text.index import index_sources
from cs_research.records.codings import Codings

COEFFICIENTS = ("percent_agreement", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1")

#: What tables of agreement can be divided by.
BY = ("code", "pair", "site")

Uncoded: TypeAlias = Literal["absent", "left out"]

#: Sources to those who coded them.
Coders: TypeAlias = Mapping[str, Sequence[str]]

#: Shares of judgements beyond which kappa and alpha are low for their own reasons.
_RARE, _COMMON = 0.1, 0.9
#: Digits in base 3 that a whole number of 64 bits has.
_DIGITS = 39
#: How far AC1 lies above alpha where prevalence, not the coders, makes the difference.
_PARADOX = 0.2

_DISAGREED = [
    "code", "label", "source", "site", "kind", "turn", "start", "end", "speaker", "text", "difference", "given_by",
    "not_given_by",
]  # fmt: skip


@dataclass(frozen=True)
class _Judged:
    """Who judged which units, and which codes they gave them."""

    turns: pd.DataFrame
    segments: pd.DataFrame
    units: pd.DataFrame
    given: pd.DataFrame  # unit, code, coder, stance: once each
    coded_by: dict[str, tuple[str, ...]]
    names: tuple[str, ...]
    of_unit: np.ndarray = field(repr=False)  # source of each unit

    def judges(self, coders: Sequence[str], site: str | None) -> np.ndarray:
        """Return which of the coders judged each unit, where two or more did: units × coders."""
        sites = dict(zip(self.turns["source"], self.turns["site"], strict=True))
        sources = {
            source: [coder in who and (site is None or sites[source] == site) for coder in coders]
            for source, who in self.coded_by.items()
        }
        none = [False] * len(coders)
        rows: np.ndarray = np.array([sources.get(name, none) for name in self.of_unit], dtype=bool)
        rows = rows.reshape(len(self.of_unit), len(coders))
        rows[rows.sum(axis=1) < 2] = False
        return rows


@accepts(MeasureError)
def coders_by_source(codings: Codings, *, coded_by: Coders | None = None) -> pd.DataFrame:
    """Return who coded each source, and whether it counts for agreement.

    Parameters
    ----------
    codings
        The segments of all coders.
    coded_by
        As in `codings`.

    Returns
    -------
    DataFrame
        One row per source, in their order: ``source, site, kind, segments, coders, names, counts, reason``. ``coders``
        is how many coded it, and ``names`` who did; a source with fewer than two does not count, for the ``reason``.
    """
    who = coders_of(codings, coded_by)
    number = pd.Series([segment.source for segment in codings.distinct], dtype=object).value_counts()
    reasons = {0: "nobody coded it", 1: "one coder only"}
    rows = [
        (
            source.id,
            source.site,
            source.kind,
            int(number.get(source.id, 0)),
            len(who[source.id]),
            "; ".join(who[source.id]),
            len(who[source.id]) > 1,
            reasons.get(len(who[source.id]), ""),
        )
        for source in codings.sources
    ]
    names = ["source", "site", "kind", "segments", "coders", "names", "counts", "reason"]
    return pd.DataFrame(rows, columns=names)


@accepts(MeasureError)
def coders_of(codings: Codings, given: Coders | None = None) -> dict[str, tuple[str, ...]]:
    """Return the coders of each source: those given, checked against the segments, or those with a segment in it.

    A segment that is left out of the counts says who coded its source as well.

    Parameters
    ----------
    given
        As ``coded_by`` of `codings`.

    Raises
    ------
    MeasureError
        A source that there is not, or a coder who is not named for a source though segments of it are theirs.
    """
    found: dict[str, list[str]] = {source.id: [] for source in codings.sources}
    for segment in (*codings.segments, *codings.left_out):
        if segment.coder not in found[segment.source]:
            found[segment.source].append(segment.coder)
    order = list(codings.coders)
    if given is None:
        return {source: tuple(sorted(who, key=order.index)) for source, who in found.items()}
    faults = [
        Fault("agreement", "source in coded_by", "be a source of the codings", f"'{name}'", closest(name, found))
        for name in given
        if name not in found
    ]
    for source, who in found.items():
        for coder in who:
            if coder not in given.get(source, ()):
                rule = f"be in coded_by, since segments of '{source}' are theirs"
                faults.append(
                    Fault("agreement", f"coder '{coder}'", rule, ", ".join(given.get(source, ())) or "nobody")
                )
    if faults:
        raise MeasureError(faults)
    order += [coder for who in given.values() for coder in who if coder not in order]
    return {source: tuple(sorted(set(given.get(source, ())), key=order.index)) for source in found}


def _judged(codings: Codings, unit: Unit, coded_by: Coders | None) -> _Judged:
    check_choice("agreement", "unit", unit, UNITS)
    who = coders_of(codings, coded_by)
    turns = index_sources(codings.sources).turns
    table = codings.table()
    table["row"] = turn_rows(turns, table)
    units = units_of(turns, table, unit)
    pairs = covered(units, table)
    given = table[["code", "coder", "stance"]].iloc[pairs["segment"]].assign(unit=pairs["unit"].to_numpy())
    given = given.drop_duplicates().reset_index(drop=True)
    names = tuple(dict.fromkeys(coder for coders in who.values() for coder in coders))
    return _Judged(turns, table, units, given, who, names, turns["source"].to_numpy()[units["row"]])


@accepts(MeasureError)
def codings(
    codings: Codings,
    unit: Unit = "turn",
    *,
    by: Sequence[str] = ("code",),
    coded_by: Coders | None = None,
    uncoded: Uncoded = "absent",
    draws: int = 1000,
    confidence_level: float = 0.95,
) -> pd.DataFrame:
    """Return how far the coders of a study agree on which text has which code, by every coefficient.

    Each code is a judgement of its own: a coder either gave it to a unit or did not, whatever other codes
    they gave it and whatever the stance. A unit has a code if a segment of the coder covers any of it; characters that
    the same segments cover are judged together and count by their number.

    Parameters
    ----------
    codings
        The segments of two or more coders.
    unit
        What is judged: each ``character``, each ``turn`` or each ``sentence`` of every source.
    by
        Any of ``code``, ``pair`` (of coders) and ``site``, in any order. Without ``code`` the codes are
        pooled: observed and expected disagreement are each the mean over the codes that are used. Without
        ``pair`` all coders are compared at once; kappa is then the mean over their pairs.
    coded_by
        The coders of each source, by its id. If left out, those who gave it a segment: a coder who found nothing to
        code in a source is not known then, and has to be named here.
    uncoded
        Units to which none of the coders gave any code: ``absent``, they agree that no code is there;
        or ``left out``.
    draws
        Number of resamples for the interval; 0 for none. Turns are resampled, because the characters and sentences of
        one turn are not independent.
    confidence_level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per value of ``by`` and coefficient, codes in the frame's order, pairs and sites in that of the
        sources: the columns of ``by``, ``coefficient, coders, sources, turns, units, codes, given_by_any, given_by_all,
        prevalence, observed, expected, estimate, low, high, note, caution``. ``units`` are characters, turns or
        sentences that two or more coders judged; ``given_by_any`` and ``given_by_all`` are how many of them (and codes,
        if pooled) at least one or every coder gave the code. ``prevalence`` is the share of judgements that
        give it. ``observed``, ``expected`` and ``estimate`` are as in `agreement.percent_agreement`. ``note`` says
        why a number is missing, and ``caution`` where prevalence misleads: a code that is hardly ever or nearly
        always given brings percent agreement near 1, and kappa and alpha near 0, by itself.

        With ``character`` there is a further row for `unitizing.unitizing_alpha`, without an interval, on the text of
        the sources that all of the coders coded, text without any code included.

    Raises
    ------
    MeasureError
        Words that are not on these lists; a source in ``coded_by`` that there is not, or a coder who is not there
        though segments are theirs; a confidence level that is no probability.

    Notes
    -----
    Codes are pooled as De Vries and others do with kappa: 1 − Σ_codes observed / Σ_codes expected. Values of all codes
    thrown together would count the differences of frequency between codes as agreement.

    References
    ----------
    De Vries, Elliott, Kanouse and Teleki (2008), doi:10.1177/1525822X08317166. Byrt, Bishop and Carlin (1993),
    doi:10.1016/0895-4356(93)90018-V, and Feinstein and Cicchetti (1990), doi:10.1016/0895-4356(90)90158-L
    (prevalence).

    Examples
    --------
    Ten turns, of which R gives four a code and S four, two of them the same:

    >>> from cs_research.definitions import load_frame
    >>> from cs_research.records import Codings, Segment, Source, Turn
    >>> turns = tuple(Turn(n, "P", "We map places.") for n in range(1, 11))
    >>> source = Source("s", "interview", "A", "", turns)
    >>> given = [("R", n) for n in (1, 2, 3, 4)] + [("S", n) for n in (3, 4, 5, 6)]
    >>> segments = tuple(
    ...     Segment(f"{who}{n}", "s", n, 0, 2, "We", "target.assessments", "shown", who) for who, n in given
    ... )
    >>> table = codings(Codings(load_frame("coding-frame/2023"), (source,), segments)).round(3)
    >>> table[["coefficient", "estimate", "given_by_any", "given_by_all"]].head(2).values.tolist()
    [['percent_agreement', 0.6, 6, 2], ['cohen_kappa', 0.167, 6, 2]]
    """
    _check_options(by, uncoded, draws, confidence_level)
    judged = _judged(codings, unit, coded_by)
    pairs = list(combinations(judged.names, 2)) if "pair" in by else [judged.names]
    sites = list(dict.fromkeys(judged.turns["site"])) if "site" in by else [None]
    order = {code.id: place for place, code in enumerate(codings.frame.codes)}
    rows = []
    for coders, site in product(pairs, sites):
        named = {"pair": " and ".join(coders), "site": site}
        lengths = _unitizing(judged, coders, site) if unit == "character" else {}
        for found in _scope(judged, coders, site, "code" in by, uncoded == "left out", draws, confidence_level):
            values = {name: named.get(name, found.get("code")) for name in by}
            rows.append({**found, **values})
            if lengths and found["coefficient"] == COEFFICIENTS[-1]:
                rows.append({**found, **_NO_INTERVAL, **lengths.get(found["code"], {}), **values})
    names = [*by, *_COLUMNS]
    table = pd.DataFrame(rows, columns=names)
    if "code" in by and len(table):
        table = table.sort_values("code", key=lambda codes: codes.map(order), kind="stable", ignore_index=True)
    return table


_COLUMNS = [
    "coefficient", "coders", "sources", "turns", "units", "codes", "given_by_any", "given_by_all", "prevalence",
    "observed", "expected", "estimate", "low", "high", "note", "caution",
]  # fmt: skip


_NO_INTERVAL = {
    "coefficient": "unitizing_alpha", "observed": np.nan, "expected": np.nan, "estimate": np.nan, "low": np.nan,
    "high": np.nan, "note": "no source that all of the coders coded has the code", "caution": "",
}  # fmt: skip


def _unitizing(judged: _Judged, coders: Sequence[str], site: str | None) -> dict[str, dict[str, object]]:
    """Return the numbers of unitizing alpha by code, and "" for all codes."""
    sources = {source for source, who in judged.coded_by.items() if set(coders) <= set(who)}
    turns = judged.turns[judged.turns["source"].isin(sources)]
    turns = turns if site is None else turns[turns["site"] == site]
    segments = judged.segments[judged.segments["coder"].isin(coders)]
    units, length = continuum(turns, segments)
    if not length or len(coders) < 2:
        return {"": {}}
    found = unitizing_alpha(units, begin=0, length=length, coders=list(coders))
    note = [f"no interval; edition {EDITION}" if it >= -np.inf else "no variation" for it in found["estimate"]]
    table = found.assign(note=note).set_index("code")[["observed", "expected", "estimate", "note"]]
    return {str(code): dict(row) for code, row in table.iterrows()}


def _check_options(by: Sequence[str], uncoded: str, draws: int, confidence_level: float) -> None:
    for name in by:
        check_choice("agreement", "by", name, BY)
    if len(set(by)) < len(by):
        raise MeasureError(Fault("agreement", "by", "have each word once", ", ".join(by)))
    check_choice("agreement", "uncoded", uncoded, get_args(Uncoded))
    check_level(confidence_level, "agreement")
    if draws < 0:
        raise MeasureError(Fault("agreement", "draws", "be 0 or more", str(draws)))


def _scope(
    judged: _Judged,
    coders: Sequence[str],
    site: str | None,
    by_code: bool,
    leave_out: bool,
    draws: int,
    confidence_level: float,
) -> Iterator[dict[str, Any]]:
    """Yield the rows of some coders and one site, or all."""
    judges = judged.judges(coders, site)
    given = judged.given[judged.given["coder"].isin(coders)]
    given = given[(judges.sum(axis=1) > 0)[given["unit"]]]
    if leave_out:
        coded = np.zeros(len(judges), dtype=bool)
        coded[given["unit"]] = True
        judges[~coded] = False
    used = judges.sum(axis=1) > 0
    units = judged.units[used]
    place = np.cumsum(used) - 1
    codes = list(dict.fromkeys(given["code"]))
    tables = [_code_patterns(part, place, judges[used], coders, units) for _, part in given.groupby("code", sort=False)]
    common = {
        "coders": len(coders),
        "sources": len(set(judged.of_unit[used])),
        "turns": int(units["row"].nunique()),
        "units": int(units["size"].sum()),
    }
    groups = [([code], [table]) for code, table in zip(codes, tables, strict=True)]
    # a code that others gave elsewhere has a row here too
    groups += [([code], []) for code in dict.fromkeys(judged.given["code"]) if code not in codes]
    groups = groups if by_code else [(codes, tables)]
    drawn = _drawn_terms(tables, draws) if tables and common["turns"] > 1 else {}
    for names, members in groups:
        at = [codes.index(name) for name in names if name in codes]
        counted = {"code": names[0] if by_code else "", **common, "codes": len(names), **_counts(members)}
        of_codes = {name: drawn[name][:, at] for name in drawn}
        yield from _rows(counted, members, of_codes, confidence_level)


def _code_patterns(
    part: pd.DataFrame, place: np.ndarray, judges: np.ndarray, coders: Sequence[str], units: pd.DataFrame
) -> tuple[Patterns, np.ndarray]:
    """Return the patterns of yes and no for one code, and how many units of each turn have each: turns × patterns."""
    values = np.where(judges, 0, -1)
    who = pd.Index(coders).get_indexer(part["coder"])
    at = place[part["unit"]]
    values[at, who] = np.where(judges[at, who], 1, -1)
    distinct, pattern = _distinct(values)
    turns, row = np.unique(units["row"], return_inverse=True)
    width = len(distinct)
    weights = np.bincount(
        row * width + pattern,
        weights=units["size"].to_numpy(dtype=float),
        minlength=len(turns) * width,
    )
    by_turn = weights.reshape(len(turns), width)
    return Patterns(distinct, by_turn.sum(axis=0), pd.Index([0, 1])), by_turn


def _distinct(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct rows of −1, 0 and 1, and which of them each row is."""
    powers = 3 ** np.arange(values.shape[1], dtype=np.int64)
    if len(powers) > _DIGITS:
        rows, place = np.unique(values, axis=0, return_inverse=True)
        return rows, place.ravel()
    # rows as numbers in base 3 are sorted much faster
    _, first, place = np.unique((values + 1) @ powers, return_index=True, return_inverse=True)
    return values[first], place


def _drawn_terms(tables: Sequence[tuple[Patterns, np.ndarray]], draws: int) -> dict[str, np.ndarray]:
    """Return both terms of every coefficient in every resample of turns: draws × codes × 2 × pairs."""
    if not draws:
        return {}
    together, times = np.unique(np.concatenate([it for _, it in tables], axis=1), axis=0, return_counts=True)
    ends = np.cumsum([it.shape[1] for _, it in tables])[:-1]
    terms = [{name: chance.terms_of(name, patterns, categories=2) for name in COEFFICIENTS} for patterns, _ in tables]
    found: dict[str, list[np.ndarray]] = {name: [] for name in COEFFICIENTS}
    for weights in chance.resampled(times.astype(float), draws, 0):
        parts = np.split(weights @ together, ends, axis=1)
        for name in COEFFICIENTS:
            of_codes = [np.stack(its[name](part), axis=1) for its, part in zip(terms, parts, strict=True)]
            found[name].append(np.stack(of_codes, axis=1))
    return {name: np.concatenate(blocks) for name, blocks in found.items()}


def _counts(members: Sequence[tuple[Patterns, np.ndarray]]) -> dict[str, float]:
    """Return how many judgements give the codes, and how many units have them by any coder or by all."""
    any_of = all_of = yes = judgements = 0.0
    for patterns, _ in members:
        given, judged = (patterns.codes == 1), (patterns.codes >= 0)
        any_of += patterns.times @ given.any(axis=1)
        all_of += patterns.times @ (given.sum(axis=1) == judged.sum(axis=1))
        yes += patterns.times @ given.sum(axis=1)
        judgements += patterns.times @ judged.sum(axis=1)
    return {
        "given_by_any": int(any_of),
        "given_by_all": int(all_of),
        "prevalence": yes / judgements if judgements else float("nan"),
    }


def _rows(
    counted: dict[str, Any],
    members: Sequence[tuple[Patterns, np.ndarray]],
    drawn: Mapping[str, np.ndarray],
    confidence_level: float,
) -> Iterator[dict[str, Any]]:
    """Yield a row for each coefficient of one code, or of several that are pooled."""
    found = {}
    for name in COEFFICIENTS:
        both = [chance.terms_of(name, it, categories=2)(it.times[None]) for it, _ in members]
        found[name] = np.mean([np.concatenate(it) for it in both], axis=0) if both else np.full((2, 1), np.nan)
    estimates = {name: float(chance.estimate_of((it[:1], it[1:]))[0]) for name, it in found.items()}
    for name, terms in found.items():
        low, high, note = np.nan, np.nan, ""
        if not members:
            note = "none of the coders gave the code" if counted["units"] else "no source has two of the coders"
        elif np.isnan(estimates[name]):
            note = "a pair of coders has no unit in common, or no variation"
        elif name in drawn:
            pooled = drawn[name].mean(axis=1)
            values = chance.estimate_of((pooled[:, 0], pooled[:, 1]))
            low, high, note = chance.bootstrap_interval(values, confidence_level, counted["turns"])
        yield {
            **counted,
            "coefficient": name,
            "observed": float(terms[0].mean()),
            "expected": float(terms[1].mean()),
            "estimate": estimates[name],
            "low": low,
            "high": high,
            "note": note,
            "caution": _caution(name, counted["prevalence"], estimates),
        }


def _caution(name: str, prevalence: float, estimates: Mapping[str, float]) -> str:
    if _RARE <= prevalence <= _COMMON or np.isnan(prevalence):
        return ""
    share = f"{prevalence:.1%} of judgements give the code"
    if name in ("percent_agreement", "gwet_ac1"):
        text = "without" if prevalence < _RARE else "with"
        return f"{share}: agreement is mostly on text {text} the code"
    if estimates["gwet_ac1"] - estimates["krippendorff_alpha"] >= _PARADOX:
        return f"{share}: kappa and alpha are low for that reason alone; compare gwet_ac1 and the disagreements"
    return ""


@accepts(MeasureError)
def disagreements(codings: Codings, unit: Unit = "turn", *, coded_by: Coders | None = None) -> pd.DataFrame:
    """Return the text on which the coders differ, for their next meeting.

    Parameters
    ----------
    codings, unit, coded_by
        As in `codings`. With ``character``, text that belongs together is one row.

    Returns
    -------
    DataFrame
        One row per unit and code that some but not all coders of the source gave it, or to which they gave
        different stances; codes in the frame's order, then in the order of the text: ``code, label, source, site, kind,
        turn, start, end, speaker, text, difference, given_by, not_given_by``. ``difference`` is ``code`` or
        ``stance``; ``given_by`` names coders with their stance, ``A (shown); B (partly)``.

    Raises
    ------
    MeasureError
        As from `codings`.
    """
    judged = _judged(codings, unit, coded_by)
    rows = list(_differing(judged))
    if unit == "character":
        rows = _joined(rows)
    turns, labels = judged.turns, {code.id: code.label for code in codings.frame.codes}
    order = {code.id: place for place, code in enumerate(codings.frame.codes)}
    rows.sort(key=lambda row: (order[row[0]], row[1], row[2]))
    found = []
    for code, row, start, end, difference, given, missing in rows:
        of = turns.iloc[row]
        found.append(
            (code, labels[code], of["source"], of["site"], of["kind"], of["turn"], start, end, of["speaker"],
             of["text"][start:end], difference, given, missing)
        )  # fmt: skip
    return pd.DataFrame(found, columns=_DISAGREED)


_Row: TypeAlias = tuple[str, int, int, int, str, str, str]


def _differing(judged: _Judged) -> Iterator[_Row]:
    rows, starts, ends = (judged.units[name].tolist() for name in ("row", "start", "end"))
    for (unit, code), part in judged.given.groupby(["unit", "code"], sort=True):
        stances: dict[str, list[str]] = {}
        for coder, stance in zip(part["coder"], part["stance"], strict=True):
            stances.setdefault(coder, []).append(stance)
        coders = judged.coded_by[judged.of_unit[unit]]
        missing = [coder for coder in coders if coder not in stances]
        if len(coders) < 2 or not (missing or len({tuple(sorted(it)) for it in stances.values()}) > 1):
            continue
        given = [
            coder + (f" ({', '.join(stances[coder])})" if any(stances[coder]) else "")
            for coder in coders
            if coder in stances
        ]
        yield (
            str(code), rows[unit], starts[unit], ends[unit], "code" if missing else "stance", "; ".join(given),
            "; ".join(missing),
        )  # fmt: skip


def _joined(rows: list[_Row]) -> list[_Row]:
    """Return the stretches with those joined that touch and on which the same coders differ in the same way."""
    joined: list[_Row] = []
    for row in sorted(rows):
        before = joined[-1] if joined else None
        if before and before[:2] == row[:2] and before[3] == row[2] and before[4:] == row[4:]:
            joined[-1] = (*before[:3], row[3], *row[4:])
        else:
            joined.append(row)
    return joined
