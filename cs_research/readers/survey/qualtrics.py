"""Qualtrics CSV and TSV: three header rows since 2017, two before, one where a script re-saved it.

Row 1 holds export tags, row 2 the wording (in the survey's language), row 3 ``{"ImportId": …}``; files
of 2016 write row 3 with single quotation marks. Exports made before that have no row 3, and row 2
begins ``ResponseID, ResponseSet``. See https://www.qualtrics.com/support/survey-platform/data-and-analysis-module/data/download-data/understanding-your-dataset/
"""

from __future__ import annotations

import re

from cs_research.readers.delimited import Rows
from cs_research.readers.survey.export import Export

__all__ = ["fits", "parse"]

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
_KEPT = frozenset({"ip address", "0", "imported", "4", "offline", "16", "ex", "32", "ex offline", "48"})


def fits(rows: Rows) -> bool:
    """Whether the first records are those of a Qualtrics export."""
    first = {cell.strip().casefold() for cell in rows.records[0]}
    return _header_rows(rows) > 1 or {"startdate", "enddate", "status", "finished", "responseid"} <= first


def _header_rows(rows: Rows) -> int:
    if len(rows.records) > 2 and _IMPORT_ID.match(rows.records[2][0].strip()):
        return 3
    if len(rows.records) > 1 and [cell.strip() for cell in rows.records[1][:2]] == [
        "ResponseID",
        "ResponseSet",
    ]:
        return 2
    return 1


def parse(rows: Rows) -> Export:
    """The export with its header rows told from its answers."""
    header = _header_rows(rows)
    names = tuple(cell.strip() for cell in rows.records[0])
    texts = tuple(" ".join(cell.split()) for cell in rows.records[1]) if header > 1 else ("",) * len(names)
    told = [_about(index, rows, header) for index in range(len(names))]
    meta: dict[str, int] = {}
    for wanted in ("recordeddate", *_ROLES):
        if wanted in told:
            meta.setdefault(_ROLES[wanted], told.index(wanted))
    body = rows.records[header:]
    return Export(
        path=rows.path,
        platform=f"Qualtrics, {header} header row{'s' if header > 1 else ''}",
        names=names,
        texts=texts,
        rows=body,
        numbers=tuple(range(header + 1, header + 1 + len(body))),
        meta=meta,
        hidden=frozenset(index for index, name in enumerate(told) if name in _ABOUT),
        left=_LEFT,
        kept=_KEPT,
    )


def _about(index: int, rows: Rows, header: int) -> str:
    """The name under which a column may be one about the act of answering."""
    if header == 3:
        match = _IMPORT_ID.match(rows.records[2][index].strip())
        return match.group(1).casefold() if match else ""
    return rows.records[1 if header == 2 else 0][index].strip().casefold()
