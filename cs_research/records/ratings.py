"""Ratings: the form that raters complete, and the colours that they gave the cells of a rubric."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import pandas as pd

from cs_research._characters import printable
from cs_research.definitions.categories import CANNOT
from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.rubric import COLOURS, Rubric
from cs_research.errors import Fault, ReadError, join_names

ANSWERS = (*COLOURS, CANNOT)

ABOUT = "About"
RUBRIC, RATER, DATE, PLACE = "Rubric", "Rater (pseudonym)", "Date of review", "Place or service"
#: The fields that the rater fills in on the first sheet, and their notes.
FIELDS = {
    RATER: "Give yourself a made-up name, and use the same one in each file.",
    DATE: "Give the day that all raters of this review agreed on, such as 1 March 2026.",
    PLACE: "Say whom you rate, in the same words as the other raters.",
}
ABOUT_HEADINGS = ("Part", "What to read or fill in", "Notes")
#: The columns of a domain's sheet, from the left. The last one ties the row to its cell of the rubric.
COLUMNS = ("Level", "Stage", "Red", "Amber", "Green", "Rating", "Evidence noted", "Comment", "Cell id")

_STEPS = (
    "Fill in the boxes beside rater, date and place above.",
    "Go through the other sheets, one for each domain. In each row, read the three descriptions and choose from "
    "the list under Rating the colour whose description comes closest to what happens now.",
    "Choose 'cannot be told' where you looked and could not tell. Leave Rating empty where you did not look.",
    "Under Evidence noted, write what your rating rests on: which document, meeting or visit. Do not write the name "
    "of any young person, family or colleague.",
    "Leave the descriptions and the column Cell id as they are. Notes on the whole review belong under Comment.",
    "Save one file, as .xlsx, for each rater and review.",
)


def sheet_name(domain: str) -> str:
    """Return the name of the sheet of a domain."""
    return domain.capitalize()


def plain(text: str) -> str:
    """Return text that a workbook can store: one kind of line end, U+FFFD for what XML does not allow."""
    return printable(text)


def about(rubric: Rubric) -> list[tuple[str, str, str]]:
    """Return the rows of the first sheet: name, text (empty if the rater writes it) and notes."""
    source = rubric.source
    parts_of_source = (
        source.title,
        source.publisher,
        source.reference,
        str(source.year or ""),
        source.url,
        source.doi,
    )
    colours = sorted(rubric.colours, key=lambda colour: COLOURS.index(colour.id))
    rows = [
        ("Title", rubric.title, ""),
        (RUBRIC, rubric.key, "The reader looks at this key: leave it as it is."),
        *((name, "", note) for name, note in FIELDS.items()),
        *((f"Step {number}", text, "") for number, text in enumerate(_STEPS, start=1)),
        *((colour.id.capitalize(), colour.definition, _named(colour.id, colour.label)) for colour in colours),
        (CANNOT.capitalize(), "You looked, and what you found does not say.", ""),
        *((step.label, step.definition, "Level") for step in rubric.levels),
        *((step.label, step.definition, "Stage") for step in rubric.stages),
        *((name, text, "") for name, text in (("About the rubric", rubric.description),) if text),
        ("Drawn from", ". ".join(part for part in parts_of_source if part), ""),
    ]
    return [(plain(part), plain(text), plain(note)) for part, text, note in rows]


def _named(id: str, label: str) -> str:
    return "" if label.casefold() == id else f"The rubric calls it {label}."


def cell_id(domain: str, level: str, stage: str) -> str:
    """Return the id of a cell of a rubric: ``target/individual/referral``."""
    return f"{domain}/{level}/{stage}"


def cell_ids(rubric: Rubric) -> list[str]:
    """Return the ids of all cells, by domain, then level, then stage, in the rubric's order."""
    levels, stages = ([step.id for step in steps] for steps in (rubric.levels, rubric.stages))
    return [cell_id(*parts) for parts in product(DOMAINS, levels, stages)]


@dataclass(frozen=True)
class Rating:
    """What one rater answered for one cell on one day.

    ``colour`` is a colour, ``cannot be told``, or empty if the cell was left blank. ``row`` is the row of the
    sheet, 0 if the file had none for the cell.
    """

    domain: str
    level: str
    stage: str
    colour: str
    rater: str
    date: date
    place: str
    evidence: str = ""
    comment: str = ""
    file: str = ""
    row: int = 0

    @property
    def cell(self) -> str:
        """The id of the cell."""
        return cell_id(self.domain, self.level, self.stage)

    @property
    def where(self) -> str:
        """Its location for a message: ``heron.xlsx, sheet Target, row 3``."""
        row = f", row {self.row}" if self.row else ""
        return f"{self.file or 'ratings'}, sheet {self.domain.capitalize()}{row}"


@dataclass(frozen=True)
class Ratings:
    """All ratings on a rubric, and a note for everything in their files that is not among them.

    A review is the ratings of one place on one date by all raters.
    """

    rubric: Rubric
    ratings: tuple[Rating, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise ReadError(faults)

    @property
    def missing(self) -> tuple[Rating, ...]:
        """The ratings that were left blank."""
        return tuple(rating for rating in self.ratings if not rating.colour)

    @property
    def cannot(self) -> tuple[Rating, ...]:
        """The ratings that the rater marked as "cannot be told"."""
        return tuple(rating for rating in self.ratings if rating.colour == CANNOT)

    def only(self, *, place: str = "", day: date | None = None) -> Ratings:
        """Return the ratings of one place, of one date, or of one review."""
        kept = (
            rating
            for rating in self.ratings
            if (not place or rating.place == place) and (day is None or rating.date == day)
        )
        return replace(self, ratings=tuple(kept))

    def table(self) -> pd.DataFrame:
        """Return one row per rating: by place and date, then in the rubric's order, then by rater.

        ``score`` is the score of the colour in the rubric; missing if there is no colour.
        """
        scores: dict[str, float] = {colour.id: float(colour.score) for colour in self.rubric.colours}
        order = {cell: number for number, cell in enumerate(cell_ids(self.rubric))}
        ordered = sorted(self.ratings, key=lambda each: (each.place, each.date, order[each.cell], each.rater))
        names = [
            "place", "date", "rater", "domain", "level", "stage", "colour", "score", "evidence", "comment",
            "file", "row",
        ]  # fmt: skip
        rows = [vars(rating) | {"score": scores.get(rating.colour, float("nan"))} for rating in ordered]
        return pd.DataFrame(rows, columns=names).astype({"score": float, "row": int})


def _faults(ratings: Ratings) -> Iterator[Fault]:
    """Yield ratings of unknown cells, with unknown answers, or given twice."""
    known = set(cell_ids(ratings.rubric))
    first: dict[tuple[str, date, str, str], Rating] = {}
    for rating in ratings.ratings:
        if rating.cell not in known:
            yield Fault(rating.where, "cell", f"be one of {ratings.rubric.key}", f"'{rating.cell}'")
        if rating.colour and rating.colour not in ANSWERS:
            yield Fault(rating.where, "rating", f"be {join_names(ANSWERS)}", f"'{rating.colour}'")
        other = first.setdefault((rating.rater, rating.date, rating.place, rating.cell), rating)
        if other is not rating:
            rule = f"appear once, as at {other.where}"
            yield Fault(rating.where, f"rating of {rating.cell} by {rating.rater}", rule, "another")
