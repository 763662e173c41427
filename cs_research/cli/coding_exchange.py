"""Write a study's codings for other programs, and start a study from another program's project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import NamedTuple

import pandas as pd

from cs_research._files import read_bytes, write_bytes, write_text
from cs_research._folders import new_folder
from cs_research._notebook import count_of
from cs_research._yaml import yaml_text
from cs_research.cli.exchange import put
from cs_research.definitions import Study
from cs_research.displays.tables.html import csv_text
from cs_research.errors import Fault, PublishError, check_choice
from cs_research.formats.names import Names, slug
from cs_research.formats.qda import refi_project_writer
from cs_research.formats.qda.coded import CodedFile
from cs_research.formats.qda.coding_exports import (
    matrix_columns,
    matrix_sav,
    quotation_table,
    quotation_workbook,
    tidy_table,
)
from cs_research.formats.qda.projects import read_project
from cs_research.formats.qda.qualcoder import database_in
from cs_research.formats.unsupported import Written
from cs_research.measures.coding.frequency import source_by_code
from cs_research.records import Codings
from cs_research.study.load import StudyData, load_study

_OF_TABLE = ("times of turns", "the texts of sources that no segment quotes")
_OF_MATRIX = (
    "stances: 1 whatever the segments of a source say of a code, also that it is contrary",
    "coders, and how often a source has a code",
    "quotations and memos",
)


def _matrix(codings: Codings) -> tuple[pd.DataFrame, dict[str, str]]:
    return matrix_columns(source_by_code(codings), codings)


class _Format(NamedTuple):
    suffix: str
    write: Callable[[StudyData, Codings], Written]
    #: Whether the file has counts, without what the study leaves out of them.
    counts: bool = False


_FORMATS = {
    "qdpx": _Format(".qdpx", lambda study, codings: refi_project_writer.write(
        codings, name=study.study.id, title=study.study.title)),
    "tidy": _Format("-codings.csv", lambda _, codings: Written(
        csv_text(tidy_table(codings.segments)).encode(), _OF_TABLE)),
    "quotations": _Format("-quotations.csv", lambda _, codings: Written(
        csv_text(quotation_table(codings)).encode("utf-8-sig"), _OF_TABLE)),
    "quotations-xlsx": _Format("-quotations.xlsx", lambda study, codings: _add(
        quotation_workbook(codings, study.study.title), _OF_TABLE)),
    "matrix": _Format("-matrix.csv", lambda _, codings: Written(
        csv_text(_matrix(codings)[0]).encode(), _OF_MATRIX), counts=True),
    "matrix-sav": _Format("-matrix.sav", lambda _, codings: Written(
        matrix_sav(*_matrix(codings)), _OF_MATRIX), counts=True),
}  # fmt: skip


def _add(written: Written, lost: tuple[str, ...]) -> Written:
    return Written(written.content, (*written.lost, *lost))


def export_codings(path: Path, to: str, file: Path | None) -> str:
    """Write the codings of a study in a format; return the path and what the format does not contain."""
    check_choice("--to", "format", to, list(_FORMATS), PublishError)
    study = load_study(path)
    if study.codings is None:
        raise PublishError(Fault(str(path), "codings", "be listed, to be exported", "none"))
    known = _FORMATS[to]
    note, file = study.codings.left_out_note, file or Path(study.study.id + known.suffix)
    if known.counts:
        lost = (f"what the study leaves out of every count, by {note}",) if note else ()
        return put(_add(known.write(study, study.codings), lost), file)
    written = put(known.write(study, study.codings.complete()), file)
    return f"{written}\nIn the file, but left out of every count of the study, by {note}." if note else written


def import_project(path: Path, to: Path, *, offsets: str = "", project: str = "") -> str:
    """Write a folder with the texts of a project, a copy of it, and a study.yaml; return what was not carried over."""
    coded = read_project(path, offsets=offsets, project=project)
    names = Names()
    texts = {name: names.fresh(slug(PurePath(name).stem, "document")) for name, text in coded.documents.items() if text}
    if not texts:
        hint = "export it with its documents; without them 'codings' in a study.yaml names the file"
        raise PublishError(Fault(str(path), "project", "contain the text of a document", "none", hint))
    database = database_in(path)
    copy = database.name if database == path else f"{path.resolve().stem}-data.qda"
    entry = {"file": f"codings/{copy}", **({"offsets": offsets} if offsets else {})}
    entry |= {"project": project} if project else {}
    with new_folder(to) as folder:
        for name, own in texts.items():
            write_text(folder / "sources" / f"{own}.txt", coded.documents[name])
        write_bytes(folder / "codings" / copy, read_bytes(database))
        write_text(folder / "study.yaml", _study(coded, path, texts, entry))
    lines = "\n".join(f"  {line}" for line in _account(coded, len(texts)))
    study = to / "study.yaml"
    return (
        f"Written: {to}, {count_of(len(texts), 'source')}\n{lines}\n"
        f"Fill in {study}, then: cs-research check {study}\n"
        f"Where names differ: cs-research map {to / entry['file']} --study {study} --to {to / 'mapped.yaml'}"
    )


def _account(coded: CodedFile, texts: int) -> Iterator[str]:
    """Yield what was read, how, and what was not carried over."""
    codes = len({each.code for each in coded.passages})
    coders = {each.coder for each in coded.passages}
    counts = (count_of(len(coded.passages), "coded passage"), count_of(codes, "code"), count_of(len(coders), "coder"))
    yield f"{counts[0]} of {counts[1]}, by {counts[2]} ({coded.program})"
    yield from coded.notes
    without = len(coded.documents) - texts
    if without:
        yield f"not carried over: documents without text: {without}"
    yield from (f"not carried over: {line}" for line in coded.lost)


_COMMENT = """\
Started from {file} ({program}).
To be written: the sites, the kind of each source, and what each code of the project is.
cs-research check lists the speakers, codes and stances that the study has to settle, with near matches.
For a coding frame of the project's own codes: cs-research frame import codings/{copy} --to frame.yaml"""


def _study(coded: CodedFile, path: Path, texts: Mapping[str, str], entry: Mapping[str, str]) -> str:
    """Return a study.yaml with the project's sources and codings."""
    title = path.resolve().stem
    study = Study.model_validate(
        {
            "type": "study",
            "id": slug(title, "study"),
            "title": title,
            "instrument": "yjs-survey/2022",
            "frame": "coding-frame/2023",
            "pairing": "pairing",
            "sites": [{"id": "A", "label": "Site A"}],
            "sources": [
                {"id": own, "file": f"sources/{own}.txt", "site": "A", "kind": "to be written", "title": name}
                for name, own in texts.items()
            ],
            "codings": [entry],
        }
    )
    copy = PurePath(entry["file"]).name
    return yaml_text(study, _COMMENT.format(file=path.name, program=coded.program, copy=copy))
