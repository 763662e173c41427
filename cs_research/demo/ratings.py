"""Made-up ratings of two sites by two raters, as completed forms of the rubric."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cs_research._files import write_bytes
from cs_research.definitions import DOMAINS, Rubric, load_rubric
from cs_research.definitions.categories import CANNOT
from cs_research.formats.rubric_form import write
from cs_research.records.ratings import Rating

RUBRIC = "rubric/traffic-light"

#: Each form: who rated which place when, and a letter a cell, by domain, then level, then stage as the rubric has
#: them. A dash is a cell left blank, and c one that cannot be told.
FORMS = {
    ("Rater 1", "Site B", date(2022, 10, 11)): ("aarrarrr", "aaarraar", "aagrarar", "rrarrrrc"),
    ("Rater 2", "Site B", date(2022, 10, 11)): ("aaararrr", "aaaarara", "gagrarar", "rrrrrrr-"),
    ("Rater 1", "Site D", date(2022, 10, 13)): ("agaagaar", "aagaaara", "aaggaaar", "rrrrrrcr"),
    ("Rater 2", "Site D", date(2022, 10, 13)): ("aagagara", "aaggaara", "aaggaara", "rrrarrcr"),
}  # fmt: skip
_LETTERS = {"r": "red", "a": "amber", "g": "green", "c": CANNOT, "-": ""}
#: The evidence that raters give, in turn; sometimes none.
_LOOKED_AT = (
    "six plans, read on the day",
    "minutes of the panel, May to July",
    "talk with two practitioners",
    "the service's own strategy",
    "",
    "a case followed from referral to review",
)


def write_ratings(folder: Path) -> list[str]:
    """Write a form for each rater and place and return the file names."""
    rubric = load_rubric(RUBRIC)
    names = []
    for (rater, place, day), letters in FORMS.items():
        filled = tuple(_filled(rubric, (rater, place, day), "".join(letters)))
        names.append(f"{place}-{rater}.xlsx".lower().replace(" ", "-"))
        write_bytes(folder / names[-1], write(rubric, filled=filled).content)
    return names


def _filled(rubric: Rubric, who: tuple[str, str, date], letters: str) -> Iterator[Rating]:
    rater, place, day = who
    cells = [
        (domain, level.id, stage.id)
        for domain in DOMAINS
        for level in rubric.levels
        for stage in rubric.stages
    ]
    for number, (cell, letter) in enumerate(zip(cells, letters, strict=True)):
        colour = _LETTERS[letter]
        looked_at = _LOOKED_AT[number % len(_LOOKED_AT)] if colour else ""
        yield Rating(*cell, colour, rater, day, place, looked_at)
