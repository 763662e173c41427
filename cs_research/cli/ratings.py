"""Export the rubric's form, and summarise completed forms: missing ratings, agreement and change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research.cli.exchange import put
from cs_research.definitions import Rubric, load_definition, load_rubric, shipped_names
from cs_research.definitions.categories import CANNOT, ONE_COLOUR
from cs_research.definitions.rubric import COLOURS
from cs_research.displays.figures.layout import format_percent
from cs_research.displays.tables.html import csv_text
from cs_research.formats.definition_files import RUBRICS, format_of
from cs_research.formats.rating_sheets import read_ratings
from cs_research.formats.unsupported import first_names
from cs_research.measures.evidence.rubric_ratings import (
    MOVES,
    agreement,
    change,
    heat_map,
    share_green,
    without_evidence,
)
from cs_research.records.ratings import Rating, Ratings


def export_rubric(name: str, to: str, file: Path | None = None) -> str:
    """Write a rubric as a form to fill in; return the path and what the form does not support."""
    known = format_of(to, RUBRICS)
    rubric = _rubric(name)
    written = known.write(rubric)
    return put(written, file or Path(f"{rubric.id}-{rubric.version}{known.suffix}"))


def is_rubric(name: str) -> bool:
    """Return whether a name is that of a rubric: shipped, complete or its last section, or a file of that type."""
    if f"rubric/{name}" in shipped_names() or name.startswith("rubric/"):
        return True
    path = Path(name)
    return path.suffix in {".yaml", ".yml"} and path.is_file() and isinstance(load_definition(path), Rubric)


def _rubric(name: str) -> Rubric:
    """Load a rubric by its complete name, or by the last section of a shipped one's name."""
    full_name = f"rubric/{name}"
    return load_rubric(full_name if full_name in shipped_names() else name)


def report_ratings(paths: Sequence[Path], rubric: str, to: Path) -> str:
    """Write the tables of completed forms; return a summary, and what is missing from them.

    The tables are ``heat-map.csv``, ``share-green.csv``, ``agreement.csv``, ``without-evidence.csv``,
    ``missing.csv``, and ``change.csv`` if a place was reviewed more than once. Forms that contradict each other
    are a `ReadError`, as all faults in them are. Ratings have no respondents to protect, but raters and their comments
    are named as the forms name them: the tables are for the reviewers. A study's report takes its ratings from a
    release.
    """
    ratings = read_ratings(paths, _rubric(rubric))
    changes = _changes(ratings)
    tables = {
        "heat-map": heat_map(ratings),
        "share-green": share_green(ratings, ["place", "date", "domain"]),
        "agreement": _by_review(ratings),
        **({"change": changes} if len(changes) else {}),
        "without-evidence": without_evidence(ratings),
        "missing": _missing(ratings),
    }
    with new_folder(to) as folder:
        for name, table in tables.items():
            write_text(folder / f"{name}.csv", csv_text(table))
    lines = [*_file_lines(ratings), *_missing_lines(ratings), *_share_lines(tables["share-green"])]
    lines += [
        *_agreement_lines(tables["agreement"]),
        *_change_lines(ratings, changes),
        *_unevidenced_lines(tables),
    ]
    lines.append("These files have raters' names and comments as the forms do: they are for your own eyes.")
    return "\n".join([*lines, f"Written to {to}: {', '.join(f'{name}.csv' for name in tables)}"])


def _reviews(ratings: Ratings) -> list[Ratings]:
    """Return the ratings of each review, by place and date."""
    found = sorted({(rating.place, rating.date) for rating in ratings.ratings})
    return [ratings.only(place=place, day=day) for place, day in found]


def _review(ratings: Ratings) -> str:
    first = ratings.ratings[0]
    return f"{first.place}, {first.date}"


def _by_review(ratings: Ratings) -> pd.DataFrame:
    """Return agreement over all reviews, then in each."""
    parts = [agreement(ratings).assign(place="all", date="all")]
    for review in _reviews(ratings):
        first = review.ratings[0]
        parts.append(agreement(review).assign(place=first.place, date=str(first.date)))
    table = pd.concat(parts, ignore_index=True)
    return table[["place", "date", *(name for name in table.columns if name not in {"place", "date"})]]


def _changes(ratings: Ratings) -> pd.DataFrame:
    """Return what changed in each place from each review to its next."""
    parts = []
    for place in sorted({rating.place for rating in ratings.ratings}):
        here = ratings.only(place=place)
        days = sorted({rating.date for rating in here.ratings})
        parts += [change(here, before, after) for before, after in pairwise(days)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _missing(ratings: Ratings) -> pd.DataFrame:
    """Return one row per rating without a colour, with the reason."""
    rows = [
        (
            each.place,
            each.date,
            each.rater,
            each.cell,
            _why(each),
            each.evidence,
            each.comment,
            each.file,
            each.row,
        )
        for each in ratings.ratings
        if each.colour not in COLOURS
    ]
    names = ["place", "date", "rater", "cell", "why", "evidence", "comment", "file", "row"]
    return pd.DataFrame(rows, columns=names)


def _why(rating: Rating) -> str:
    return rating.colour or ("left blank" if rating.row else "no row in the file")


def _file_lines(ratings: Ratings) -> Iterator[str]:
    """Yield what was read, review by review, and every note on it."""
    files = {rating.file for rating in ratings.ratings}
    yield f"{ratings.rubric.key}: {_number(len(files), 'file')} with ratings"
    for review in _reviews(ratings):
        raters = sorted({rating.rater for rating in review.ratings})
        counts = [(colour, sum(r.colour == colour for r in review.ratings)) for colour in (*COLOURS, CANNOT)]
        summary = ", ".join(f"{count} {colour}" for colour, count in counts)
        yield f"  {_review(review)}, by {first_names(raters, 8)}: {summary}, {len(review.missing)} missing"
    yield from (f"  note: {note}" for note in ratings.notes)


def _missing_lines(ratings: Ratings) -> Iterator[str]:
    for what, found in (("Missing", ratings.missing), ("Cannot be told", ratings.cannot)):
        by_file: dict[str, list[str]] = {}
        for rating in found:
            by_file.setdefault(rating.file, []).append(rating.cell)
        yield f"{what}: {len(found) or 'none'}"
        yield from (f"  {file}: {first_names(cells, 8)}" for file, cells in by_file.items())


def _share_lines(shares: pd.DataFrame) -> Iterator[str]:
    yield "Share of green and mean score, over rated cells:"
    for row in shares.to_dict("records"):
        result = f"{format_percent(row['green'])}% green, score {row['score']:.2f}" if row["rated"] else "none rated"
        cells = f"{row['rated']} of {_number(row['cells'], 'cell')} rated"
        yield f"  {row['place']}, {row['date']}, {row['domain']}: {result}; {cells}"


def _agreement_lines(table: pd.DataFrame) -> Iterator[str]:
    overall = table.iloc[0]
    if not overall["together"]:
        yield "Agreement between raters: no cell has colours from two"
        return
    alpha = "undefined, since all colours are the same" if pd.isna(overall["alpha"]) else f"{overall['alpha']:.2f}"
    if overall["commonest"] >= ONE_COLOUR and pd.notna(overall["alpha"]):
        alpha += f" (unstable: {format_percent(overall['commonest'])}% of ratings are one colour)"
    yield (
        f"Agreement between raters: {format_percent(overall['agreement'])}% of pairs, "
        f"Krippendorff's ordinal alpha {alpha}, "
        f"over {_number(overall['together'], 'cell')} with two colours or more"
    )


def _change_lines(ratings: Ratings, changes: pd.DataFrame) -> Iterator[str]:
    moves = changes.groupby(["place", "before", "after"]) if len(changes) else ()
    for (place, before, after), part in moves:
        counts = part["moved"].value_counts()
        summary = ", ".join(f"{counts[move]} {move}" for move in MOVES if move in counts)
        both = part[part["moved"].isin(MOVES[:3])]
        others = int((~both["same_raters"]).sum())
        more = f"; {others} of {_number(len(both), 'cell')} rated twice by other raters" if others else ""
        yield f"Change in {place} from {before} to {after}: {summary}{more}"
    compared = set(changes["place"]) if len(changes) else set()
    once = sorted({rating.place for rating in ratings.ratings} - compared)
    if once:
        yield f"Reviewed once, so there is no change to report: {first_names(once, 8)}"


def _unevidenced_lines(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    heat = tables["heat-map"]
    divided = heat[heat["disagree"]]
    cells = [f"{row.domain}/{row.level}/{row.stage}" for row in divided.itertuples()]
    yield f"Cells on which raters differ: {len(cells) or 'none'}" + (f" ({first_names(cells, 8)})" if cells else "")
    yield f"Rated without evidence noted: {len(tables['without-evidence'])} of {int(heat['raters'].sum())}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
