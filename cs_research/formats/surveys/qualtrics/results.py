"""Qualtrics CSV and TSV: three header rows since 2017, two before, one where a script re-saved it.

Row 1 holds export tags, row 2 the wording (in the survey's language), row 3 ``{"ImportId": …}``; files
of 2016 write row 3 with single quotation marks. Exports made before that have no row 3, and row 2
begins ``ResponseID, ResponseSet``. See https://www.qualtrics.com/support/survey-platform/data-and-analysis-module/data/download-data/understanding-your-dataset/
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.export import Export, is_ignored, only_one, row_numbers
from cs_research.formats.surveys.platform import Platform
from cs_research.formats.surveys.tidy import UNNAMED

_IMPORT_ID = re.compile(r"""^\{\s*["']ImportId["']\s*:\s*["']([^"']*)["']""")

#: What a column about the act of answering is called: by import id, and by name in older files.
_ROLES = {
    "_recordid": "response",
    "responseid": "response",
    "status": "status",
    "finished": "finished",
    "recordeddate": "recorded",
    "enddate": "recorded",
}
_ABOUT = {
    "startdate", "enddate", "status", "ipaddress", "progress", "duration", "duration (in seconds)",
    "finished", "recordeddate", "_recordid", "responseid", "responseset", "responsesetid", "name",
    "emailaddress", "recipientlastname", "recipientfirstname", "recipientemail", "externalreference",
    "externaldatareference", "panel-recipientlastname", "panel-recipientfirstname",
    "panel-recipientemail", "panel-externaldatareference", "locationlatitude", "locationlongitude",
    "locationaccuracy", "location-locationlatitude", "location-locationlongitude",
    "location-locationaccuracy", "distributionchannel", "userlanguage",
}  # fmt: skip

#: Statuses that are no answer of a respondent, as text and as the number behind it.
_LEFT = {
    "survey preview": "preview", "1": "preview", "17": "preview", "offline survey preview": "preview",
    "survey test": "test", "2": "test",
    "spam": "spam", "8": "spam", "survey preview spam": "spam", "9": "spam",
    "imported spam": "spam", "12": "spam", "ex spam": "spam", "40": "spam",
    "synthetic": "synthetic", "256": "synthetic",
}  # fmt: skip
_KEPT = ("ip address", "0", "imported", "4", "offline", "16", "ex", "32", "ex offline", "48")
#: What each status says of its rows: why they are left out, or "" for an answer.
STATUSES = _LEFT | dict.fromkeys(_KEPT, "")


#: The import ids of the platform's own columns, as it writes them: embedded data may have one that differs in case.
_OWN = re.compile(
    "startDate|endDate|status|ipAddress|progress|duration|finished|recordedDate|_recordId|responseId|responseSetId"
    "|recipient(Last|First)?(Name|Email)|external(Data)?Reference|location(Latitude|Longitude|Accuracy)"
    "|distributionChannel|userLanguage|panel-.+|Location-.+"
)
_HINT = (
    "export the file again with all three header rows, which set the platform's own column apart from others, or "
    "list them under 'ignore' (--ignore) where neither is to decide"
)


def _looks_like(cells: Cells) -> tuple[str, ...]:
    """The header rows that only Qualtrics writes, or the names of its own columns."""
    rows = _header_rows(cells)
    if rows == 3:
        return ("row 3 holds import ids",)
    if rows == 2:
        return ("row 2 starts with ResponseID and ResponseSet",)
    first = {cell.strip().casefold() for cell in cells.head[0]}
    own = {"startdate", "enddate", "status", "finished", "responseid"}
    return ("columns StartDate, EndDate, Status, Finished and ResponseId",) if own <= first else ()


def _header_rows(cells: Cells) -> int:
    """How many records head the table; a script that saved it may have put row numbers before them."""
    starts = [[cell.strip() for cell in row[:3]] for row in cells.head]
    if len(starts) > 2 and any(map(_IMPORT_ID.match, starts[2][:2])):
        return 3
    legacy = ["ResponseID", "ResponseSet"]
    if len(starts) > 1 and legacy in (starts[1][:2], starts[1][1:]):
        return 2
    return 1


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export without its header rows; ``ignore`` as in `cs_research.formats.surveys.tidy`."""
    header = _header_rows(cells)
    names = tuple(cell.strip() for cell in cells.head[0])
    texts = tuple(" ".join(cell.split()) for cell in cells.head[1]) if header > 1 else ("",) * len(names)
    own = [_about(index, cells, header) for index in range(len(names))]
    meta: dict[str, int] = {}
    for wanted in ("recordeddate", *_ROLES):
        places = [at for at, name in enumerate(own) if name == wanted and not is_ignored(names, at, ignore)]
        if places and _ROLES[wanted] not in meta:
            meta[_ROLES[wanted]] = only_one(cells, names, _ROLES[wanted], places, _HINT)
    hidden = {index for index, name in enumerate(own) if name in _ABOUT}
    body = tuple(column.of(slice(header, None)) for column in cells.columns)
    numbered = not names[0] and row_numbers(body[0])
    return Export(
        path=cells.path,
        platform=f"Qualtrics, {header} header row{'s' if header > 1 else ''}",
        names=names,
        texts=texts,
        columns=body,
        first=header + 1,
        meta=meta,
        hidden=frozenset({*hidden, 0} if numbered else hidden),
        statuses=STATUSES,
        notes=(UNNAMED,) if numbered else (),
    )


def _about(index: int, cells: Cells, header: int) -> str:
    """The name under which a column may be one about the act of answering."""
    if header == 3:
        match = _IMPORT_ID.match(cells.head[2][index].strip())
        return match.group(1).casefold() if match and _OWN.fullmatch(match.group(1)) else ""
    return cells.head[1 if header == 2 else 0][index].strip().casefold()


PLATFORM = Platform(
    "qualtrics",
    "Qualtrics",
    _looks_like,
    parse,
    "an empty cell is a question that was not asked or was left blank, unless the export was made with 'Recode seen "
    "but unanswered questions as -99': only questions with 'asked_if' in the instrument are known as not asked",
)
