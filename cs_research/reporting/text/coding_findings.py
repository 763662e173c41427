"""Sentences on a study's codings: who coded, how far coders agree, saturation, and terms to watch."""

from __future__ import annotations

import pandas as pd

from cs_research._notebook import count_of
from cs_research.displays.figures.layout import format_level
from cs_research.protection import Release, tables
from cs_research.reporting.text.findings import join_with_and

NO_CODINGS = "This study has no coded sources, so there is nothing to show on codes and coders."
ONE_CODER = "One coder coded the sources, so agreement between coders cannot be calculated."


def coding_findings(release: Release) -> list[tuple[str, str]]:
    """Return the main points, each with its bold opening and the rest."""
    if tables.CODERS not in release:
        return [("No source is coded.", NO_CODINGS), terms_finding(release)]
    return [coders_finding(release), agreement_finding(release), saturation_finding(release), terms_finding(release)]


def coders_finding(release: Release) -> tuple[str, str]:
    """Return how many sources two coders or more coded, and the segments of each coder."""
    coders, facts = release[tables.CODERS], release.study.codings
    assert facts is not None  # as `coding_findings` saw
    both, none = int(coders["counts"].sum()), int((coders["coders"] == 0).sum())
    each = join_with_and([f"{name}: {count}" for name, count in facts.coders.items()] or ["none"])
    opening = f"{count_of(len(facts.coders), 'coder')} coded {len(coders) - none} of {count_of(len(coders), 'source')}."
    twice = f"2 or more coders coded {both or 'none'} of them. " if len(facts.coders) > 1 else ""
    return opening, f"{twice}There are {count_of(facts.segments, 'segment')} ({each})."


def agreement_finding(release: Release) -> tuple[str, str]:
    """Return Krippendorff's alpha over all codes with its interval, or why there is none."""
    if tables.CODER_AGREEMENT not in release:
        return "There is no agreement to report.", ONE_CODER
    table = release[tables.CODER_AGREEMENT]
    alpha = table[table["coefficient"] == "krippendorff_alpha"]
    row = alpha[alpha["by"] == "all"].iloc[0]
    if pd.isna(row["estimate"]):
        return "Agreement between coders cannot be calculated:", f"{row['note']}."
    level = format_level(release.study.settings.level)
    interval = (
        f" ({level} confidence interval {row['low']:.2f} to {row['high']:.2f})"
        if not pd.isna(row["low"])
        else f" (without a confidence interval: {row['note'].removeprefix('no interval: ')})"
    )
    codes = alpha[(alpha["by"] == "code") & alpha["estimate"].notna()]
    least = codes.loc[codes["estimate"].idxmin()]
    label = release.study.coding_frame.code(str(least["group"])).label
    return (
        f"Krippendorff's alpha over all codes is {row['estimate']:.2f}{interval}.",
        f"1 is full agreement and 0 is agreement by chance. All coders gave {row['given_by_all']} of the "
        f"{row['given_by_any']} codes of turns that any of them gave. The lowest alpha of a code is "
        f"{least['estimate']:.2f}, for “{label}”.",
    )


def saturation_finding(release: Release) -> tuple[str, str]:
    """Return after how many sources new codes became rare, in the study's order and in random orders."""
    row = release[tables.CODE_SATURATION].iloc[0]
    if row["note"]:
        return "Saturation cannot be calculated:", f"the study has {row['note']}."
    how = (
        f"A run of {count_of(row['run'], 'source')} then adds at most {row['threshold']:.0%} of the codes of the first "
        f"{count_of(row['base'], 'source')}"
    )
    opening = (
        f"New codes became rare after {count_of(int(row['reached'].split('+')[0]), 'source')}."
        if row["reached"]
        else "New codes did not become rare."
    )
    how = f"{how}." if row["reached"] else how.replace("A run", "No run").replace("then adds", "adds") + "."
    orders = (
        f" In random orders of the sources the median is {row['median']:g} "
        f"({row['low']:g} to {row['high']:g} in 95% of them)."
        if pd.notna([row["median"], row["low"], row["high"]]).all()
        else f" {row['orders_reached']:,.0f} of {row['orders']:,} random orders reach this point."
    )
    return opening, how + orders


def terms_finding(release: Release) -> tuple[str, str]:
    """Return how often terms of the lexicon occur, without those that are marked."""
    found = release[tables.TERMS]
    if found.empty:
        return "No source uses a term of the list of terms to watch.", "A term in other words is not found."
    marked = int((found["mark"] != "").sum())
    places = found["source"].nunique()
    often = "once" if len(found) == 1 else count_of(len(found), "time")
    opening = f"Terms to watch occur {often}, in {places} of "
    opening += f"{count_of(release.study.sources, 'source')}."
    if not marked:
        return opening, "None of these uses is in quotation marks or about the term itself."
    are = "is" if marked == 1 else "are"
    return opening, f"{marked} of these uses {are} in quotation marks or about the term itself, and may criticise it."


def agreement_notes(release: Release) -> list[str]:
    """Return how agreement was calculated, and what was assumed on who coded what."""
    if tables.CODER_AGREEMENT not in release:
        return [ONE_CODER]
    coders, facts = release[tables.CODERS], release.study.codings
    assert facts is not None
    table = release[tables.CODER_AGREEMENT]
    single = coders[~coders["counts"]]
    notes = [
        "Each code is a judgement of its own on each turn of the text: a coder gave it, or did not. Stances are not "
        "compared here. Text without any code counts as agreement that no code applies.",
        f"Only sources that 2 or more coders coded count: {int(coders['counts'].sum())} of {len(coders)}"
        + (f" (not: {join_with_and(list(single['source']))})." if 0 < len(single) <= 20 else "."),
    ]
    if facts.named == len(coders):
        notes.append("The study names the coders of every source, so a coder who found nothing in a source counts.")
    else:
        rest = (
            "For the other sources" if facts.named else "The study does not name the coders of a source (coded_by), so"
        )
        notes.append(
            f"{rest} a coder with no segment in a source is treated as not having coded it, and not as having found "
            "nothing."
        )
    if (table["caution"] != "").any():
        notes.append(
            "For rare codes percentage agreement and AC1 are close to 1 by themselves, since most text has no code; "
            "kappa and alpha are not."
        )
    return [*notes, *_cells_note(release)]


def _cells_note(release: Release) -> list[str]:
    """Return in how many cells of the evidence coders differ."""
    cells = release[tables.CELLS]
    compared, differ = int((cells["compared"] > 1).sum()), int(cells["disagree"].sum())
    if not compared:
        return []
    which = f"{differ} of {compared}" if differ else f"none of {compared}"
    mark = " The tables of practices mark them with ≠." if differ else ""
    return [
        f"Coders come to different results in {which} combinations of practice and site that 2 or more coded.{mark}"
    ]


def pairs_note(table: pd.DataFrame, shown: int) -> str:
    """Return how the pairs of codes in a table were chosen, of those in the same turn."""
    rest = len(table) - shown
    more = f" {count_of(rest, 'other pair')} of codes in the same turn are in the data." if rest else ""
    return (
        "Jaccard's index is the share of turns with both codes among turns with either. Lift is above 1 if codes occur "
        f"together more often than independent codes would.{more}"
    )
