"""The survey of a study while it is in the field: who answered, when, under which names, beside the register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from cs_research.definitions import Instrument, Study, load_instrument, load_study_file
from cs_research.definitions.service_names import near_services, service_key
from cs_research.definitions.study_files import named_files, require_inside
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.delimited import read_rows
from cs_research.formats.surveys.answers import absent
from cs_research.formats.surveys.match import match
from cs_research.formats.surveys.times import recorded_days
from cs_research.records import Responses
from cs_research.records.register import Register
from cs_research.study.waves import export_of, named, population_of, read_wave, register_of


@dataclass(frozen=True)
class Fieldwork:
    """A study's survey and register, and of each row of the export the name of its service and its day.

    ``responses`` have the register's own names. ``written`` are the names as they are in the file, "" for none, and
    ``days`` when answers were recorded, both by row of the file; ``days`` is None where the file does not have it.
    """

    study: Study
    folder: Path
    instrument: Instrument
    responses: Responses
    register: Register | None
    written: dict[int, str]
    days: dict[int, date | None] | None

    @property
    def services(self) -> pd.Series:
        """The service of each response, by the register's name where it knows it."""
        who = self.instrument.identifier
        assert who is not None  # read_fieldwork saw it
        return self.responses.frame[who.id]

    @property
    def size(self) -> int | None:
        """How many services could be asked, as the register, the study or the instrument says."""
        return len(self.register) if self.register else population_of(self.study, self.instrument, None)

    @property
    def kept(self) -> list[int]:
        """The row of the file of each response."""
        left = {row.row for row in self.responses.report.left_out}
        return [row for row in self.written if row not in left]

    def unmatched(self) -> dict[str, list[tuple[str, float]]]:
        """The names that are of no service of the register, as they are in the file, each with those near to it."""
        if self.register is None:
            return {}
        names = dict.fromkeys(self.register.unmatched(self.services))
        known = list(self.register.frame["service"])
        return {name: near_services(name, known) if name else [] for name in names}

    def under_several_rows(self) -> Iterator[tuple[str, list[tuple[int, str, bool]]]]:
        """Services with several finished answers: each row of theirs with its name there, and whether it is kept."""
        left = {row.row: row.reason for row in self.responses.report.left_out}
        groups: dict[str, list[tuple[int, str, bool]]] = {}
        for row, name in self.written.items():
            if left.get(row, "duplicate") == "duplicate" and service_key(name):
                groups.setdefault(self._service(name), []).append((row, name, row not in left))
        return ((rows[0][1], rows) for rows in groups.values() if len(rows) > 1)

    def _service(self, name: str) -> str:
        key = service_key(name)
        return self.register.names.get(key, key) if self.register else key

    def missing(self) -> pd.DataFrame:
        """The rows of the register of services that did not answer, with all its columns."""
        assert self.register is not None
        assert self.study.services is not None
        rows = read_rows(self.folder / self.study.services.file, self.study.services.encoding).records
        came = {self.register.place(name) for name in self.services}
        silent = [row for at, row in enumerate(rows[1:]) if at not in came]
        return pd.DataFrame(silent, columns=list(rows[0]), dtype=str)


def read_fieldwork(path: Path) -> Fieldwork:
    """The survey and register of a study; nothing else of it is read, so that it need not be there yet.

    ``path`` is a study file, or the folder that holds a ``study.yaml``. Services that the register does not know are
    no fault here.

    Raises
    ------
    ResearchError
        A study without a survey, an instrument that does not ask for the service, an export without that question;
        the faults of the files.
    """
    path = path / "study.yaml" if path.is_dir() else path
    study, folder = load_study_file(path), path.parent
    require_inside(named_files(path))
    if study.survey is None:
        raise ReadError(Fault(str(path), "survey", "be given where there is fieldwork", "nothing"))
    instrument = load_instrument(study.instrument, folder)
    register = register_of(study, path, instrument)
    export = export_of(study.survey, folder)
    responses = read_wave(study.survey, folder, instrument, register, export)
    who = instrument.identifier
    if who is None or who.id not in responses.frame or who.id in responses.report.absent_items:
        rule = "hold the question that names the service (role identifier)"
        raise ReadError(Fault(responses.report.file, "columns", rule, "no such column"))
    found = match(export, instrument, study.survey.columns, study.survey.ignore)
    names = export.columns[found.single[who.id]]
    numbers = export.numbers.tolist()
    known = ["" if absent(name) is not None else name for name in names.values]
    written = dict(zip(numbers, names.each(known).tolist(), strict=True))
    days = recorded_days(export)
    by_row = None if days is None else dict(zip(numbers, days, strict=True))
    return Fieldwork(study, folder, instrument, named(responses, register), register, written, by_row)
