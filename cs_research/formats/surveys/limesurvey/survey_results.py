"""LimeSurvey's responses (CSV, .xlsx), headed by codes, by questions, or by both.

Codes are ``Q1``, ``Q1[SQ001]``, ``Q1[other]``; with both, ``Q1[SQ001]. Question [Subquestion]``. A response that was
not submitted has no submission date. A ticked option is Y or Yes; the export writes nothing for one that was not
ticked and for one that was not shown, unless N was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cs_research.definitions.wording import normalise_text
from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.completion import WORDS
from cs_research.formats.surveys.export import Export, only_one, row_numbers
from cs_research.formats.surveys.limesurvey.response_data import FORMAT
from cs_research.formats.surveys.platform import Platform
from cs_research.formats.surveys.tidy import UNNAMED

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
_TIMING = re.compile(r"grouptime\d*|.+time", re.IGNORECASE)
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
    both = [found for name in names if (found := _BOTH.fullmatch(name))]
    if len(both) > _MOST * len(names) and any("[" in found.group(1) for found in both):
        return (f"headings such as '{' '.join(both[0].group().split())[:60]}'",)
    return ()


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
    passed = {normalise_text(name) for name in ignore}
    meta: dict[str, int] = {}
    about = {at for at, code in enumerate(codes) if code.casefold() in _ABOUT}
    for role in ("response", "submitted", "recorded"):
        places = [
            at
            for at in sorted(about)
            if _ABOUT[codes[at].casefold()] == role
            and not passed & {normalise_text(heads[at]), normalise_text(codes[at])}
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
    "was made with 'Convert N to', or is the archive (.lsa); only questions with 'asked_if' in the instrument are "
    "known as not asked",
    ("CSV", ".xlsx", ".ods", ".xls", "Parquet", FORMAT),
)
