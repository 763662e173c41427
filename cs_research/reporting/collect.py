"""All that a study names, read: definitions, responses, sources and codings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cs_research.definitions import (
    CodingFrame,
    Instrument,
    Pairing,
    Study,
    load_frame,
    load_instrument,
    load_pairing,
    load_study,
)
from cs_research.errors import Fault, ResearchError
from cs_research.readers import read_codings, read_survey, read_transcript
from cs_research.records import Codings, Responses, Source

__all__ = ["Collected", "collect"]

T = TypeVar("T")


@dataclass(frozen=True)
class Collected:
    """A study and what its files hold. Without a survey or codings the report says so."""

    study: Study
    folder: Path
    instrument: Instrument
    frame: CodingFrame
    pairing: Pairing
    responses: Responses | None
    sources: tuple[Source, ...]
    codings: Codings | None

    @property
    def population(self) -> int | None:
        """N, as the study or else the instrument says."""
        population = self.study.population or self.instrument.population
        return population.size if population else None


class _Faults:
    """Faults of many files, so that they are told in one go."""

    def __init__(self) -> None:
        self.all: list[Fault] = []

    def of(self, read: Callable[[], T]) -> T | None:
        """What ``read`` returns, or None once its faults are noted."""
        try:
            return read()
        except ResearchError as error:
            self.all += error.faults
            return None


def collect(path: Path) -> Collected:
    """Read a study and every file it names. The faults of all files come as one `ResearchError`."""
    study, folder, faults = load_study(path), path.parent, _Faults()
    instrument = faults.of(lambda: load_instrument(study.instrument, folder))
    frame = faults.of(lambda: load_frame(study.frame, folder))
    pairing = faults.of(lambda: load_pairing(study.pairing, folder))
    if instrument and frame and pairing:
        faults.all += pairing.faults(str(path), instrument, frame)
    responses = faults.of(lambda: _responses(study, folder, instrument)) if instrument else None
    sources = [
        faults.of(
            lambda file=file: read_transcript(  # type: ignore[misc]
                folder / file.file,
                id=file.id,
                kind=file.kind,
                site=file.site,
                title=file.title,
                encoding=file.encoding,
            )
        )
        for file in study.sources
    ]
    whole = tuple(source for source in sources if source is not None)
    codings = None
    if frame and len(whole) == len(sources):
        codings = faults.of(lambda: _codings(study, folder, frame, whole))
    if faults.all or not (instrument and frame and pairing):
        raise ResearchError(faults.all)
    return Collected(study, folder, instrument, frame, pairing, responses, whole, codings)


def _responses(study: Study, folder: Path, instrument: Instrument) -> Responses | None:
    survey = study.survey
    if survey is None:
        return None
    path = folder / survey.file
    return read_survey(path, instrument, wave=survey.wave, columns=survey.columns, encoding=survey.encoding)


def _codings(study: Study, folder: Path, frame: CodingFrame, sources: tuple[Source, ...]) -> Codings | None:
    if not study.codings:
        return None
    return read_codings(
        [folder / file.file for file in study.codings],
        frame,
        sources,
        encodings=[file.encoding for file in study.codings],
    )
