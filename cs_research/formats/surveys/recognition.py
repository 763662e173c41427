"""The table of survey platforms, and which of them wrote a file, by its content and never by its name."""

from __future__ import annotations

from cs_research.errors import Fault, ReadError, check_choice, join_names
from cs_research.formats.surveys import (
    google_forms,
    jisc,
    microsoft_forms,
    redcap_records,
    statistics_files,
    surveymonkey,
    tidy,
)
from cs_research.formats.surveys.cells import Cells
from cs_research.formats.surveys.limesurvey import survey_results as limesurvey
from cs_research.formats.surveys.platform import Platform
from cs_research.formats.surveys.qualtrics import results as qualtrics
from cs_research.formats.surveys.xlsform import submissions as kobo

#: The word for the platform that the content of a file shows.
AUTO = "auto"

#: Every platform by its name.
PLATFORMS: dict[str, Platform] = {
    platform.name: platform
    for platform in (
        qualtrics.PLATFORM,
        surveymonkey.PLATFORM,
        microsoft_forms.PLATFORM,
        google_forms.PLATFORM,
        limesurvey.PLATFORM,
        jisc.PLATFORM,
        kobo.PLATFORM,
        redcap_records.PLATFORM,
        statistics_files.SPSS,
        statistics_files.STATA,
        tidy.PLATFORM,
    )
}

#: Cells of a header that a message shows.
_SHOWN = 6


def platform_of(cells: Cells, wanted: str = AUTO) -> Platform:
    """The platform that wrote a file, or the one that is wanted.

    Raises
    ------
    ReadError
        A platform that is not known; signs of two; a file that no platform writes and that is no plain table.
    """
    if wanted != AUTO:
        check_choice("options", "platform", wanted, (AUTO, *PLATFORMS), ReadError)
        chosen = PLATFORMS[wanted]
        if cells.format not in chosen.reads:
            thing, rule = f"{chosen.label} export", f"be {join_names(chosen.reads)}"
            raise ReadError(Fault(str(cells.path), thing, rule, f"{cells.format}"))
        return chosen
    able = [platform for platform in PLATFORMS.values() if cells.format in platform.reads]
    for last in (False, True):
        found = {
            platform.name: signs for platform in able if platform.last == last and (signs := platform.looks_like(cells))
        }
        if len(found) > 1:
            raise ReadError(_two(cells, found))
        if found:
            return PLATFORMS[next(iter(found))]
    raise ReadError(_none(cells))


def _two(cells: Cells, found: dict[str, tuple[str, ...]]) -> Fault:
    """The fault of a file with signs of several platforms."""
    signs = "; ".join(f"signs of {PLATFORMS[name].label} ({', '.join(shown)})" for name, shown in found.items())
    hint = f"say which it is: --platform {' or '.join(found)}, or 'platform' under 'survey' in study.yaml"
    return Fault(f"{cells.path}, header", "export", "be of one platform", signs, hint)


def _none(cells: Cells) -> Fault:
    """The fault of a table that no platform writes and whose columns have no names."""
    empty = next(index for index, cell in enumerate(cells.head[0], 1) if not cell.strip())
    shown = ", ".join(f"'{' '.join(cell.split())[:40]}'" for cell in cells.head[0][:_SHOWN])
    more = ", …" if len(cells.head[0]) > _SHOWN else ""
    names = [name for name in PLATFORMS if name != "tidy"]
    return Fault(
        f"{cells.path}, row 1",
        "header",
        "name every column",
        f"nothing in column {empty}",
        f"the row is {shown}{more}; give each column a name, or say which platform wrote the file: --platform "
        f"{join_names(names).replace(chr(39), '')}, or 'platform' under 'survey' in study.yaml",
    )
