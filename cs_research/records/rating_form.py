"""The form that ratings are given in: its sheets, headings and words, for whoever writes or reads it."""

from __future__ import annotations

from cs_research._characters import printable
from cs_research.definitions.rubric import COLOURS, Rubric

__all__ = [
    "ABOUT",
    "ABOUT_HEADINGS",
    "ANSWERS",
    "CANNOT",
    "COLUMNS",
    "DATE",
    "FIELDS",
    "PLACE",
    "RATER",
    "RUBRIC",
    "about",
    "plain",
    "sheet_name",
]

#: What a rater answers who looked and found no answer. A cell that is left blank was not looked at.
CANNOT = "cannot be told"
ANSWERS = (*COLOURS, CANNOT)

ABOUT = "About"
RUBRIC, RATER, DATE, PLACE = "Rubric", "Rater (pseudonym)", "Date of review", "Place or service"
#: What the rater fills in on the first sheet, and what is said of it.
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
    """The sheet of a domain."""
    return domain.capitalize()


def plain(text: str) -> str:
    """Text as a workbook can hold it: one kind of line end, U+FFFD for what XML has no place for."""
    return printable(text)


def about(rubric: Rubric) -> list[tuple[str, str, str]]:
    """The rows of the first sheet: part, text (empty where the rater fills it in) and notes."""
    source = rubric.source
    told = (source.title, source.publisher, source.reference, str(source.year or ""), source.url, source.doi)
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
        ("Drawn from", ". ".join(part for part in told if part), ""),
    ]
    return [(plain(part), plain(text), plain(note)) for part, text, note in rows]


def _named(id: str, label: str) -> str:
    return "" if label.casefold() == id else f"The rubric calls it {label}."
