"""Rubric ratings on the page of claims, and next to the evidence of a domain."""

from __future__ import annotations

from functools import partial

import pandas as pd

from cs_research.definitions.categories import CANNOT, ONE_COLOUR
from cs_research.definitions.rubric import COLOURS
from cs_research.displays.figures.layout import format_level, format_percent
from cs_research.displays.figures.rating_tiles import ratings_heat_map
from cs_research.displays.tables.triangulation import rated_table
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import FigureContent, TableContent
from cs_research.reporting.text.findings import join_with_and
from cs_research.reporting.text.labels import LABELS

__all__ = ["rated_html", "rating_sentences", "ratings_figure", "ratings_finding"]


def rating_sentences(builder: Builder, table: pd.DataFrame | None) -> list[str]:
    """Return sentences on how many raters judged, how far they agree, and what is missing."""
    ratings = builder.study.ratings
    if ratings is None or table is None:
        return ["Nobody rated a place with the rubric, so ratings cannot be put beside the codings."]
    total = builder.release[tables.RATINGS_AGREEMENT].iloc[0]
    sentences = [
        f"{_number(ratings.raters, 'rater')} judged {join_with_and(ratings.places)}, each at the last review."
    ]
    if total["together"]:
        alpha = "" if pd.isna(total["alpha"]) else f"; Krippendorff's ordinal alpha is {total['alpha']:.2f}"
        if alpha and total["commonest"] >= ONE_COLOUR:
            alpha += f", which is unstable since {format_percent(total['commonest'])}% of the ratings are one colour"
        sentences.append(
            f"Over {_number(int(total['together']), 'cell')} with two colours or more, "
            f"{format_percent(total['agreement'])}% of pairs agree{alpha}."
        )
    else:
        sentences.append("No cell has colours from two raters, so nothing is known of how far they agree.")
    without = [f"{ratings.cannot} “{CANNOT}”", f"{ratings.missing} left blank"]
    sentences.append(f"Of {ratings.answers} answers, {join_with_and(without)}; they are in no share.")
    return sentences


def ratings_figure(builder: Builder) -> FigureContent | None:
    """Return the heat map of the last reviews of all places; None if there are no ratings."""
    ratings = builder.study.ratings
    if ratings is None:
        return None
    table = builder.release[tables.RATINGS_TOGETHER]
    counts = {colour: int(table[colour].sum()) for colour in COLOURS}
    total = sum(counts.values())
    if not total:
        return None
    counts_by_colour = join_with_and([f"{count} {colour}" for colour, count in counts.items()])
    places = _number(len(ratings.places), "place")
    return builder.figure(
        "ratings",
        partial(ratings_heat_map, table, ratings.rubric, made_up=builder.made_up),
        title=(
            f"{format_percent(counts['green'] / total)}% of ratings are green and "
            f"{format_percent(counts['red'] / total)}% are red"
        ),
        measure=(
            f"The colour that most ratings give each cell, over all raters and the last review of each of {places}. "
            "The letter on a tile is its colour's first."
        ),
        alt=(
            f"Heat map of {len(table)} cells by domain, level and stage. {total} ratings: {counts_by_colour}. "
            f"{_by_domain(table)}."
        ),
        source=f"Rubric: {ratings.rubric.title}.",
        data=builder.data("ratings-together", table),
    )


def _by_domain(table: pd.DataFrame) -> str:
    """Return the number of ratings of each colour by domain."""
    parts = []
    for domain, part in table.groupby("domain", sort=False):
        counts = ", ".join(f"{int(part[colour].sum())} {colour}" for colour in COLOURS)
        parts.append(f"{LABELS[str(domain)]}: {counts}")
    return "; ".join(parts)


def ratings_finding(builder: Builder, domain: str) -> list[str]:
    """Return the sentences on a domain's ratings, next to its evidence score."""
    row, evidence = builder.row(tables.RATINGS_DOMAIN, domain), builder.row(tables.EVIDENCE_DOMAIN, domain)
    if row is None:
        return ["Nobody gave a cell of this domain a colour of the rubric."]
    level = format_level(builder.study.settings.level)
    places = _number(int(row["places"]), "place")
    interval = (
        f" ({places} only, shown for information)"
        if pd.isna(row["low"])
        else f" ({level} interval {format_percent(row['low'])} to {format_percent(row['high'])})"
    )
    text = (
        f"Reviewers rated {_number(int(row['rated']), 'cell')} at {places}. The average "
        f"rating is {format_percent(row['share'])} out of 100{interval} (red 0, amber 50, green 100)."
    )
    if evidence is not None:
        text += (
            f" The evidence score from coded sources is {format_percent(evidence['share'])}%: {int(evidence['shown'])} "
            f"of {int(evidence['cells'])} shown, {int(evidence['partly'])} partly."
        )
    return [text]


def rated_html(builder: Builder, table: pd.DataFrame | None) -> TableContent | None:
    """Return the table of ratings and evidence scores by domain; None if there are no ratings."""
    if table is None or table.empty:
        return None
    level = builder.study.settings.level
    return TableContent(
        html=builder.html("rated", rated_table(table, LABELS, level)),
        title="Rubric ratings and evidence score by domain",
        data=builder.data("ratings-beside-codings", table),
    )


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
