"""Write the workbooks of all tables: ``tables.xlsx``, and ``tables.ods`` through LibreOffice."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import chain, zip_longest
from pathlib import Path

import pandas as pd

from cs_research._files import CREATED, write_bytes
from cs_research._locks import Scratch
from cs_research.definitions.categories import LEAST_SITES
from cs_research.displays.figures.layout import format_level
from cs_research.displays.symbols import LOW_RELIABILITY, MIN_BASE, NONE, NOT_APPLICABLE, WITHHELD
from cs_research.displays.workbook import evidence_sheets, survey_sheets
from cs_research.displays.workbook.survey_sheets import Labels
from cs_research.displays.workbook.workbook import Sheet, WorkbookText, build_workbook
from cs_research.protection import Table, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import DOMAIN_LABELS
from cs_research.reporting.render.guard import guard_command
from cs_research.reporting.text.data_notes import ROUNDING, processing_notes

#: LibreOffice needs about two seconds; after this long it is taken to hang.
_SECONDS = 120


def find_libreoffice() -> str | None:
    """Return the path of LibreOffice; None if it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


class Conversion:
    """A conversion of a workbook to ``.ods`` in the same folder, which runs in the background.

    LibreOffice gets a separate profile, so that simultaneous runs do not interfere. It ends with the process that
    created this object, even if that process is killed.
    """

    def __init__(self, program: str, path: Path) -> None:
        self._path = path.resolve()
        self._scratch = Scratch()
        profile = (self._scratch.path.resolve() / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "ods"]
        watched, self._pipe = os.pipe()
        self._process = subprocess.Popen(
            guard_command([*command, "--outdir", str(self._path.parent), str(self._path)]),
            stdin=watched,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        )
        os.close(watched)

    def failure(self, *, seconds: float = _SECONDS) -> str:
        """Wait for the conversion and return LibreOffice's error message; an empty text if it succeeded."""
        try:
            output, _ = self._process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return f"it was not done after {seconds:g} seconds"
        if self._process.returncode == 0 and self._path.with_suffix(".ods").is_file():
            try:
                _make_repeatable(self._path.with_suffix(".ods"))
            except zipfile.BadZipFile:
                return "what it wrote is no OpenDocument file"
            return ""
        message = " ".join(output.replace(f"{self._path.parent}{os.sep}", "").split())[-200:].rstrip(".")
        return message or f"it ended with status {self._process.returncode} and no message"

    def end(self) -> None:
        """End LibreOffice if it still runs, and remove its profile."""
        os.close(self._pipe)  # the guard then ends the program, and itself
        with self._process:  # closes its output, and waits
            self._scratch.end()


#: The part of an OpenDocument file with the pages' styles, which LibreOffice writes in the order of its memory.
_STYLES = "styles.xml"
_PAGE_STYLE = re.compile(rb"<style:master-page .*?</style:master-page>", re.DOTALL)


def _make_repeatable(path: Path) -> None:
    """Write an OpenDocument file again with its parts dated `CREATED` and page styles in order of name."""
    with zipfile.ZipFile(path) as archive:
        parts = {info: archive.read(info) for info in archive.infolist()}
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for info, content in parts.items():
            if info.filename == _STYLES:
                between, styles = _PAGE_STYLE.split(content), sorted(_PAGE_STYLE.findall(content))
                content = b"".join(chain(*zip_longest(between, styles, fillvalue=b"")))
            fresh = zipfile.ZipInfo(info.filename, CREATED.timetuple()[:6])
            fresh.compress_type = info.compress_type
            archive.writestr(fresh, content)
    write_bytes(path, made.getvalue())


_MADE_UP = "Made-up data: no service, place or person in this workbook exists."


def workbook_bytes(builder: Builder) -> bytes | None:
    """Return the bytes of the workbook; None if the study has no table."""
    built = build_sheets(builder)
    return build_workbook(_words(builder), built) if built else None


def build_sheets(builder: Builder) -> list[Sheet]:
    """Return one sheet per table that has rows, in the order of the report.

    No sheet contains quotations.
    """
    labels = _labels(builder)
    sheets: dict[Table, Callable[[pd.DataFrame, Labels], Sheet]] = {
        tables.DISTRIBUTION: survey_sheets.answers_sheet,
        tables.NETS: survey_sheets.nets_sheet,
        tables.MULTIPLE: survey_sheets.options_sheet,
        tables.SUMMARY: survey_sheets.scores_sheet,
        tables.CONFIDENCE: survey_sheets.confidence_sheet,
        tables.WEIGHTED: survey_sheets.weighted_sheet,
        tables.EVIDENCE_DOMAIN: partial(evidence_sheets.evidence_sheet, by="domain"),
        tables.EVIDENCE_PRACTICE: partial(evidence_sheets.evidence_sheet, by="practice"),
        tables.EVIDENCE_SITE: partial(evidence_sheets.evidence_sheet, by="site"),
        tables.CELLS: evidence_sheets.cells_sheet,
        tables.GAP: partial(_gap_sheet, builder),
        tables.GAP_CLAIM: partial(_gap_sheet, builder),
        tables.SENSITIVITY: evidence_sheets.alternatives_sheet,
        tables.RATINGS: evidence_sheets.ratings_sheet,
        tables.RATINGS_DOMAIN: evidence_sheets.rating_domains_sheet,
    }
    rows = {table: builder.release.get(table) for table in sheets}
    return [sheets[table](its, labels) for table, its in rows.items() if its is not None and len(its)]


def _labels(builder: Builder) -> Labels:
    study = builder.study
    sites = study.sites
    asked = {it.id: {side.item for side in it.confidence} for it in study.pairing.claims}
    hidden = {claim.id for claim in study.pairing.claims if asked[claim.id] & builder.withheld}
    domains = {claim.domain for claim in study.pairing.claims if claim.id in hidden}
    practices = study.coding_frame.practices()
    domain_of = (
        builder.release[tables.CELLS].drop_duplicates("practice").set_index("practice")["domain"].to_dict()
        if tables.CELLS in builder.release
        else {}
    )
    return Labels(
        items={item.id: item.short for item in study.instrument.items},
        domains=DOMAIN_LABELS,
        practices={code.id: code.label for code in practices},
        claims={claim.id: claim.text for claim in study.pairing.claims},
        sites=dict(sites),
        domain_of=domain_of,
        withheld=builder.withheld,
        hidden=hidden | domains,
        level=study.settings.level,
        decimals=1 if study.settings.rounding == "unrounded" else 0,
        asked=builder.survey_source(),
        seen=f"Source: {study.sources} coded sources from {len(sites)} sites.",
    )


def _gap_sheet(builder: Builder, table: pd.DataFrame, labels: Labels) -> Sheet:
    bases = builder.release[tables.GAP_BASES]
    smallest = dict(zip(bases["of"], bases["base"].astype(float), strict=True))
    return evidence_sheets.gap_sheet(table, smallest, labels)


def _words(builder: Builder) -> WorkbookText:
    study = builder.study
    instrument, frame, pairing = study.definitions
    wave = f" Wave of the survey: {study.survey.wave}." if study.survey is not None else ""
    return WorkbookText(
        title=study.title,
        warning=_MADE_UP if builder.made_up else "",
        author=", ".join(study.authors),
        intro=(
            f"Every table of the study's reports, one a worksheet.{wave}",
            f"Definitions: {instrument}, {frame}, {pairing}.",
            "Numbers are rounded as they are in the reports; the CSV files beside this workbook have them unrounded.",
        ),
        about=tuple(processing_notes(builder.release)),
        notes=_notes(builder),
        shorthand={
            WITHHELD: (
                f"withheld: fewer than {builder.release.policy.minimum_base} services answered, or it would tell "
                "what so few answered."
            ),
            LOW_RELIABILITY: (
                f"low reliability: fewer than {MIN_BASE} services, or fewer than {LEAST_SITES} sites or places."
            ),
            NONE: "not available: nothing was collected or rated that it could be worked out from.",
            NOT_APPLICABLE: "not applicable: such a number has no meaning for this row.",
        },
    )


def _notes(builder: Builder) -> dict[str, str]:
    """Return the texts of the notes, by the keys that the sheets refer to."""
    settings = builder.study.settings
    level, points = format_level(settings.level), f"{settings.margin * 100:g}"
    return {
        "rounding": ROUNDING[settings.rounding],
        "interval": (
            f"The {level} interval would hold the share of all services if those that answered had been drawn at "
            "random; they were not. That of a mean of several questions comes from each service's own answers."
        ),
        "reliability": (
            f"{LOW_RELIABILITY} marks a row of low reliability: a share of fewer than {MIN_BASE} services, or what "
            f"fewer than {LEAST_SITES} sites or places show. “usual” is any other row; its interval tells how sure it "
            "is."
        ),
        "several": (
            f"{NOT_APPLICABLE} where a domain has several questions: its per cent is then the mean of theirs, and no "
            "one number of services."
        ),
        "index": "0 where all chose the lowest answer of the scale, 100 where all chose the highest.",
        "evidence": (
            "A cell is one practice at one site: shown or contrary where every segment says so, partly where segments "
            "say partly or disagree, silent where there is none, unless the study sets another rule. Shown counts 1, "
            "partly one half, the rest 0. Silence is absence of evidence; it does not prove that a practice is absent."
        ),
        "sites": (
            f"The {level} interval from the spread between sites: the fewer sites, the wider. Indicative only: sites "
            "volunteered, and fewer than "
            f"{LEAST_SITES} have none."
        ),
        "gap": "Confidence less evidence, in percentage points; below 0 evidence is ahead.",
        "verdict": (
            f"One side outruns the other where the gap is more than {points} points, its interval does not reach 0, "
            f"and its evidence is of at least {LEAST_SITES} sites. Only where the whole interval "
            "lies beyond the margin may the gap be said to be above it."
        ),
        "checks": (
            f"An alternative counts where {LEAST_SITES} sites or places are behind it and one of its numbers differs "
            "from what is published."
        ),
        "status": "Provisional: reviewers have not given every judgement (GRADE-CERQual) that a finding needs.",
        "rubric": "A colour counts from red, 0, to green, the most; cells that nobody could rate are left out.",
    }


class WorkbookWriter:
    """Write the workbooks into the build folder; as a context manager it also ends LibreOffice.

    A ``draft`` of some pages has no workbook, and no note about that.
    """

    def __init__(self, builder: Builder, *, draft: bool = False) -> None:
        path, program = builder.folder / "tables.xlsx", find_libreoffice()
        self._conversion: Conversion | None = None
        self.files: list[tuple[str, str]] = []
        self.problems: list[str] = []
        if draft:
            return
        content = workbook_bytes(builder)
        if content is None:
            self.problems.append("The study has no table, and so no workbook.")
            return
        write_bytes(path, content)
        self.files.append(("All tables (Excel workbook)", path.name))
        if program is None:
            self.problems.append("There is no OpenDocument workbook, since LibreOffice is not on the path.")
        else:
            self._conversion = Conversion(program, path)

    def finish(self) -> None:
        """Wait for LibreOffice; then ``files`` has the workbooks, and ``problems`` why one is missing."""
        if self._conversion is None:
            return
        failure = self._conversion.failure()
        if failure:
            self.problems.append(f"There is no OpenDocument workbook; LibreOffice failed: {failure}.")
        else:
            self.files.append(("All tables (OpenDocument workbook)", "tables.ods"))

    def __enter__(self) -> WorkbookWriter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._conversion is not None:
            self._conversion.end()
