"""LimeSurvey's responses (CSV, .xlsx), headed by codes, by questions, or by both.

Codes are ``Q1``, ``Q1[SQ001]``, ``Q1[other]``; with both, ``Q1[SQ001]. Question [Subquestion]``. A response that was
not submitted has no submission date. A ticked option is Y or Yes; the export writes nothing for one that was not
ticked and for one that was not shown, unless N was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.completion import WORDS
from cs_research.formats.surveys.export import Export, is_ignored, only_one, row_numbers
from cs_research.formats.surveys.limesurvey.response_data import FORMAT
from cs_research.formats.surveys.platform import Platform
from cs_research.formats.surveys.tidy import UNNAMED
from cs_research.formats.surveys.times import are_times

_CODE = r"[A-Za-z][A-Za-z0-9_]*(?:\[[^\]]*\])*"
_BOTH = re.compile(rf"({_CODE})\.(?:_\.|\s|$)\s*(.*)", re.DOTALL)
_PART = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)
#: Columns about the act of answering, by code and as they are headed in words, with the role of those that have one.
_ABOUT = {
    "id": "response", "response id": "response",
    "submitdate": "submitted", "date submitted": "submitted",
    "datestamp": "recorded", "date last action": "recorded",
    **dict.fromkeys(("lastpage", "last page", "startlanguage", "start language", "seed", "token", "access code"), ""),
    **dict.fromkeys(("startdate", "date started", "ipaddr", "ip address", "refurl", "referrer url"), ""),
    **dict.fromkeys(("interviewtime", "total time"), ""),
}  # fmt: skip
_OWN = ({"submitdate", "date submitted"}, {"lastpage", "last page"}, {"startlanguage", "start language"})
#: How the language of a response is written, and the number of columns that come first in every export.
_LANGUAGE, _FIRST = re.compile(r"[a-z]{2,3}(?:-[A-Za-z-]+)?"), 4
_SEED, _ADDRESS = re.compile(r"\d{6,}"), re.compile(r"[\d.]{7,15}|[\da-fA-F:]{3,39}")
_HINT = "list the others under 'ignore' (--ignore)"
_MOST = 0.6


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """Two of LimeSurvey's own columns, or headings that are codes with sub-questions followed by wording."""
    if cells.format == FORMAT:
        return ("the root element of LimeSurvey's responses",)
    names = [cell.strip() for cell in cells.head[0]]
    codes = {_code(name).casefold() for name in names}
    own = [sorted(codes & forms)[0] for forms in _OWN if codes & forms]
    if len(own) > 1:
        return (f"columns {' and '.join(own)}",)
    if _first_as_held(cells):
        shown = "', '".join(" ".join(name.split()) for name in names[:_FIRST])
        return (f"columns '{shown}' hold the number, the date, the last page and the language of a response",)
    both = [found for name in names if (found := _BOTH.fullmatch(name))]
    if len(both) > _MOST * len(names) and any("[" in found.group(1) for found in both):
        return (f"headings such as '{' '.join(both[0].group().split())[:60]}'",)
    return ()


def _first_as_held(cells: Cells) -> bool:
    """Whether the first columns hold what LimeSurvey puts there, whatever the language of their headings."""
    if len(cells.columns) <= _FIRST or cells.rows < 2 or not any("[" in name for name in cells.head[0]):
        return False
    date, page, language = (_held(cells, at) for at in range(1, _FIRST))
    return (
        row_numbers(cells.columns[0].of(slice(1, None)))
        and bool(date)
        and are_times(date)
        and all(":" in each for each in date)
        and all(map(str.isdecimal, page))
        and bool(language)
        and all(map(_LANGUAGE.fullmatch, language))
        and not cells.columns[3].of(slice(1, None)).blank().any()
    )


def _held(cells: Cells, at: int) -> list[str]:
    """The values of a column in the rows below its heading."""
    column = cells.columns[at].of(slice(1, None))
    return [value for value, seen in zip(column.values, column.seen(), strict=True) if seen and value]


def _about(cells: Cells, codes: Sequence[str]) -> dict[int, str]:
    """The columns about the act of answering, with the role of each: by their heading, or by what they hold.

    After the first four columns come, where they were asked for, a random number, the dates of the start and of the
    last change, and the address of the respondent.
    """
    named = {at: _ABOUT[code.casefold()] for at, code in enumerate(codes) if code.casefold() in _ABOUT}
    if "submitted" in named.values() or not _first_as_held(cells):
        return named
    found = {0: "response", 1: "submitted", 2: "", 3: ""}
    dates = []
    for at in range(_FIRST, len(cells.columns)):
        values = _held(cells, at)
        if values and are_times(values):
            dates.append(at)
        elif not values or not all(map((_SEED if at == _FIRST else _ADDRESS).fullmatch, values)):
            break
        found[at] = ""
    if len(dates) > 1:
        found[dates[1]] = "recorded"
    return named | found


def _code(name: str) -> str:
    """The code at the start of a heading, or the heading."""
    found = _BOTH.fullmatch(name)
    return found.group(1) if found else name


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export with code and wording of each heading apart."""
    heads = [cell.strip().lstrip("\ufeff") for cell in cells.head[0]]
    split = [_BOTH.fullmatch(head) for head in heads]
    codes = [found.group(1) if found else head for found, head in zip(split, heads, strict=True)]
    texts = tuple(
        re.sub(r"\s*\[\s*\]$", "", both.group(2).strip()) if both else ("" if re.fullmatch(_CODE, head) else head)
        for both, head in zip(split, heads, strict=True)
    )
    meta: dict[str, int] = {}
    about = _about(cells, codes)
    for role in ("response", "submitted", "recorded"):
        places = [
            at
            for at in sorted(about)
            if about[at] == role and not is_ignored(heads, at, ignore) and not is_ignored(codes, at, ignore)
        ]
        if places:
            meta[role] = only_one(cells, heads, role, places, _HINT)
    body = tuple(column.of(slice(1, None)) for column in cells.columns)
    numbered = not heads[0] and row_numbers(body[0])
    return Export(
        path=cells.path,
        platform="LimeSurvey",
        names=tuple(heads),
        texts=texts,
        columns=body,
        first=2,
        meta=meta,
        hidden=frozenset({*about, 0} if numbered else about),
        statuses=WORDS,
        parts=tuple(part.group(1).strip() if (part := _PART.fullmatch(text)) else "" for text in texts),
        names_too=tuple((code,) if both else () for both, code in zip(split, codes, strict=True)),
        notes=(*cells.notes, UNNAMED) if numbered else cells.notes,
    )


PLATFORM = Platform(
    "limesurvey",
    "LimeSurvey",
    _looks_like,
    parse,
    "the export has the same empty cell for an option that was not ticked and for one that was not shown, unless it "
    "was made with full answers (No and N/A) or with 'Convert N to', or is the archive (.lsa); only questions with "
    "'asked_if' in the instrument are known as not asked",
    ("CSV", ".xlsx", ".ods", ".xls", "Parquet", FORMAT),
)
