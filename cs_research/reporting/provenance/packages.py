"""Descriptions of a report for archives: a data package of its tables, and a research object of all its files.

Data Package 1 (https://specs.frictionlessdata.io/data-package/) refers to the Table Schema beside each CSV file.
RO-Crate 1.1 (https://www.researchobject.org/ro-crate/specification/1.1/) lists every file. Both are validated in the
tests by the libraries of those who publish them, `frictionless` and `rocrate`.
"""

from __future__ import annotations

import datetime
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from cs_research import __version__
from cs_research._files import CREATED, write_text
from cs_research.errors import Fault, PublishError
from cs_research.protection import StudyFacts
from cs_research.protection.tables import RULES
from cs_research.reporting.provenance.manifest import MANIFEST

#: The names of the two files in a report's folder.
DATA_PACKAGE, CRATE = "datapackage.json", "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_SOFTWARE = "#cs-research"
#: The formats of files, by suffix; others are plain text.
_FORMATS = {
    ".csv": "text/csv", ".json": "application/json", ".html": "text/html", ".css": "text/css",
    ".pdf": "application/pdf", ".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip


def publication_date(study: StudyFacts) -> datetime.date:
    """Return the day of publication: the study's ``date``, else ``SOURCE_DATE_EPOCH``, else 2000-01-01.

    The last is the date of all documents of a report. The day on which a report is made is never used: two runs would
    then differ.
    """
    if study.date is not None:
        return study.date
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return CREATED.date()
    try:
        return datetime.datetime.fromtimestamp(int(given), datetime.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        rule = "be a number of seconds since 1970"
        raise PublishError(Fault("SOURCE_DATE_EPOCH", "environment variable", rule, f"'{given}'")) from error


def write_packages(folder: Path, study: StudyFacts) -> None:
    """Write ``datapackage.json`` if the report has data, and ``ro-crate-metadata.json``."""
    tables = sorted(path for path in folder.glob("data/*.csv"))
    if tables:
        write_text(folder / DATA_PACKAGE, _json(data_package(folder, tables, study)))
    write_text(folder / CRATE, _json(research_object(folder, study)))


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)


def data_package(folder: Path, tables: list[Path], study: StudyFacts) -> dict[str, Any]:
    """Return the data package of the CSV files of a report, each with the path of its Table Schema."""
    return {
        "profile": "tabular-data-package",
        "name": study.id,
        "title": study.title,
        "description": _description(study),
        "resources": [_resource(path, folder) for path in tables],
    }


def _resource(path: Path, folder: Path) -> dict[str, Any]:
    content = path.read_bytes()
    described = next((table.description for table in RULES if table.name == path.stem), "")
    return {
        "profile": "tabular-data-resource",
        "name": path.stem,
        "path": path.relative_to(folder).as_posix(),
        **({"description": described} if described else {}),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": path.with_suffix(".schema.json").relative_to(folder).as_posix(),
    }


def research_object(folder: Path, study: StudyFacts) -> dict[str, Any]:
    """Return the RO-Crate metadata of all files of a report."""
    files = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.name not in {CRATE, MANIFEST}
    )
    authors = [
        {"@id": f"#author-{number}", "@type": "Person", "name": name} for number, name in enumerate(study.authors, 1)
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": study.title,
        "description": _description(study),
        "datePublished": publication_date(study).isoformat(),
        "license": "No licence is stated.",
        **({"author": [{"@id": author["@id"]} for author in authors]} if authors else {}),
        "hasPart": [{"@id": name} for name in (*files, MANIFEST)],
    }
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        root,
        *(_file(name, (folder / name).stat().st_size) for name in files),
        {"@id": MANIFEST, "@type": "File", "name": MANIFEST, "encodingFormat": _FORMATS[".json"],
         "description": "Digests of what the report was made from and of all its files"},
        *authors,
        {"@id": _SOFTWARE, "@type": "SoftwareApplication", "name": "cs-research", "version": __version__},
        {"@id": "#run", "@type": "CreateAction", "name": "The run that wrote this report",
         "instrument": {"@id": _SOFTWARE}, "result": {"@id": "./"}},
    ]  # fmt: skip
    return {"@context": f"{_SPECIFICATION}/context", "@graph": graph}


def _file(name: str, size: int) -> dict[str, Any]:
    kind = _FORMATS.get(Path(name).suffix, "text/plain")
    return {"@id": name, "@type": "File", "name": name, "encodingFormat": kind, "contentSize": str(size)}


def _description(study: StudyFacts) -> str:
    made_up = "Made-up data: no real service is in it. " if study.made_up else ""
    undated = publication_date(study) == CREATED.date()
    hint = " No date of publication is given: the study file may have one." if undated else ""
    return f"{made_up}Tables, figures and pages on Contextual Safeguarding in Youth Justice Services.{hint}"
