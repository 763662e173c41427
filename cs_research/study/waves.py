"""Read the earlier waves of a study's survey and the register of all services, and check that they are consistent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from cs_research._yaml import parse
from cs_research.definitions import Instrument, Study, load_instrument
from cs_research.definitions.service_names import near_services, near_told
from cs_research.definitions.study import EarlierWave, SurveyFile
from cs_research.errors import Fault, ResearchError, closest
from cs_research.formats.register import read_register
from cs_research.formats.surveys import open_export, read_survey
from cs_research.formats.surveys.export import Export
from cs_research.records import Responses
from cs_research.records.register import Register


def population_of(study: Study, instrument: Instrument, register: Register | None) -> int | None:
    """Return N, as the study says, or else its register, or else the instrument."""
    if study.population is None and register is not None:
        return len(register)
    population = study.population or instrument.population
    return population.size if population else None


def register_of(study: Study, path: Path, instrument: Instrument) -> Register | None:
    """Return the register that a study names; it must have as many services as the study says."""
    services = study.services
    if services is None:
        return None
    register = read_register(
        path.parent / services.file,
        instrument,
        service=services.name,
        groups=services.groups,
        aliases=services.aliases,
        outside=services.outside,
        encoding=services.encoding,
    )
    if study.population and study.population.size != len(register):
        rule, found = f"be {len(register)}, as in {services.file}", str(study.population.size)
        raise ResearchError(parse(path).fault(("population", "size"), rule, found))
    return register


def earlier_waves(
    study: Study, path: Path, instrument: Instrument, needed: Iterable[str], register: Register | None = None
) -> tuple[Responses, ...]:
    """Return the responses of each earlier wave, in the study's order.

    Parameters
    ----------
    needed
        The items that the pairing needs. Those that a wave's instrument has are to be in its export.
    register
        Services have its names, whatever they called themselves in a wave.

    Raises
    ------
    ResearchError
        The faults of all waves: of their instruments and exports, more answers than services, missing items.
    """
    wanted, waves = list(needed), []
    faults: list[Fault] = []
    for number, wave in enumerate(study.earlier):
        try:
            waves.append(named(_wave(wave, path, instrument, register), register))
        except ResearchError as error:
            faults += error.faults
            continue
        faults += _wave_faults(study, path, number, waves[-1], wanted)
    if faults:
        raise ResearchError(faults)
    return tuple(waves)


def _wave(wave: EarlierWave, path: Path, instrument: Instrument, register: Register | None) -> Responses:
    asked = load_instrument(wave.instrument, path.parent) if wave.instrument else instrument
    return read_wave(wave, path.parent, asked, register)


def export_of(file: SurveyFile, folder: Path) -> Export:
    """Return the export of one wave."""
    return open_export(
        folder / file.file,
        platform=file.platform,
        sheet=file.sheet,
        encoding=file.encoding,
        ignore=file.ignore,
    )


def read_wave(
    file: SurveyFile,
    folder: Path,
    instrument: Instrument,
    register: Register | None,
    export: Export | None = None,
) -> Responses:
    """Return the responses of one wave, read as the study says; a service's answers under several names count once.

    ``export`` is the wave's, from `export_of`, if it is open already.
    """
    return read_survey(
        export or export_of(file, folder),
        instrument,
        wave=file.wave,
        columns=file.columns,
        answers=file.answers,
        ignore=file.ignore,
        status=file.status,
        services=register.names if register else None,
        definition=folder / file.definition if file.definition else None,
    )


def _wave_faults(study: Study, path: Path, number: int, responses: Responses, needed: list[str]) -> Iterator[Fault]:
    wave = study.earlier[number]
    items = [item.id for item in responses.instrument.items]
    yield from absent_faults(
        responses, [item for item in needed if item in items], wave, f"earlier[{number}] in {path.name}"
    )
    if wave.population and len(responses) > wave.population.size:
        rule = "be at least the number of services that answered"
        found = f"{wave.population.size}, with {len(responses)} that answered"
        yield parse(path).fault(("earlier", number, "population", "size"), rule, found)


def named(responses: Responses, register: Register | None) -> Responses:
    """The responses with the register's name of each service, whatever it called itself; others keep theirs."""
    who = responses.instrument.identifier
    if register is None or who is None or who.id not in responses.frame:
        return responses
    return replace(responses, frame=responses.frame.assign(**{who.id: register.renamed(responses.frame[who.id])}))


def unmatched_faults(responses: Responses, register: Register, where: str) -> Iterator[Fault]:
    """Services of a survey that are not in the register: no rate of response is right while there are any.

    Parameters
    ----------
    where
        The study's file, for the hint.
    """
    who = responses.instrument.identifier
    if who is None or who.id not in responses.frame:
        return
    counts = Counter(register.unmatched(responses.frame[who.id]))
    for name, count in counts.items():
        near = near_told(near_services(name, register.frame["service"])) if name else ""
        found = f"'{name}'" if name else f"{count} answer{'' if count == 1 else 's'} without a name"
        outside = f"list {'blank' if not name else 'it'} under services.outside"
        hint = (
            f"near to it: {near}; if it is one of these, give it as another name (services.aliases); " if near else ""
        )
        yield Fault(
            f"{responses.report.file}, '{who.id}'",
            "service that answered",
            f"be in the register {register.file}",
            found,
            f"{hint}{outside} in {where} if it is none of the register's. 'cs-research fieldwork' lists all",
        )


def absent_faults(responses: Responses, needed: Iterable[str], file: SurveyFile, where: str) -> Iterator[Fault]:
    """Yield questions that the pairing needs and an export does not contain, unless the study allows it."""
    for item in needed:
        if item in responses.report.absent_items and item not in file.without:
            hint = closest(item, responses.report.unmatched_columns)
            key, _, name = where.partition(" in ")
            yield Fault(
                responses.report.file,
                "columns",
                f"contain '{item}', which the pairing needs",
                "no column with its id or wording",
                f"{hint + ' ' if hint else ''}name its column under {key}.columns in {name}, or list it "
                f"under {key}.without if it was not asked",
            )
