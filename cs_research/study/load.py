"""Read everything that a study names: definitions, responses, sources and codings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from cs_research._yaml import Route, parse
from cs_research.definitions import (
    AnalysisPlan,
    CaseStudyTemplate,
    CerqualJudgements,
    CodingFrame,
    ConvergenceDecisions,
    Instrument,
    Lexicon,
    Log,
    Pairing,
    Study,
    find,
    load_case_study,
    load_frame,
    load_instrument,
    load_lexicon,
    load_pairing,
    load_rubric,
    load_study_file,
)
from cs_research.definitions.service_names import near_services, near_told, service_key
from cs_research.definitions.study_files import InputFile, input_file, named_files, require_inside
from cs_research.errors import DefinitionError, Fault, ResearchError, check_path, closest, join_names
from cs_research.formats import read_codings, read_ratings
from cs_research.measures.coding.coder_agreement import coders_of
from cs_research.records import Codings, Ratings, Responses, Source
from cs_research.records.register import Register
from cs_research.study.areas import area_faults
from cs_research.study.judgements import decisions_of, judgements_of, kinds_in
from cs_research.study.plans import log_of, plan_of
from cs_research.study.sources import read_source, role_faults
from cs_research.study.waves import (
    absent_faults,
    earlier_waves,
    named,
    population_of,
    read_wave,
    register_of,
    unmatched_faults,
)
from cs_research.study.weights import StudyWeights, study_weights

T = TypeVar("T")

_TO_ADD = "save the export of the survey there, or give the name of its file here"


@dataclass(frozen=True, repr=False)
class StudyData:
    """A study with its definitions and what its files hold; a part that it has no file for is None or empty."""

    study: Study
    folder: Path
    instrument: Instrument
    frame: CodingFrame
    pairing: Pairing
    responses: Responses | None
    sources: tuple[Source, ...]
    codings: Codings | None
    ratings: Ratings | None = None
    decisions: ConvergenceDecisions | None = None
    judgements: CerqualJudgements | None = None
    earlier: tuple[Responses, ...] = ()
    register: Register | None = None
    weights: StudyWeights | None = None
    lexicon: Lexicon | None = None
    inputs: tuple[InputFile, ...] = ()
    plan: AnalysisPlan | None = None
    logs: tuple[Log, ...] = ()

    def coded_by(self, codings: Codings | None = None) -> dict[str, tuple[str, ...]]:
        """Return the coders of each source: those that the study names, or those with a segment in it.

        The sources are those of some of the codings, or of all.
        """
        named = {file.id: file.coded_by for file in self.study.sources if file.coded_by}
        codings = codings or self.codings
        found = {} if codings is None else coders_of(codings)
        return {source: named.get(source, coders) for source, coders in found.items()}

    def templates(self) -> dict[str, CaseStudyTemplate]:
        """Return the case-study template of each source that follows one, read from its file."""
        return {file.id: load_case_study(file.template, self.folder) for file in self.study.sources if file.template}

    def __repr__(self) -> str:
        rows = "no survey" if self.responses is None else f"{len(self.responses)} responses"
        segments = "no codings" if self.codings is None else f"{len(self.codings.distinct)} segments"
        made_up = ", made-up data" if self.study.made_up else ""
        return f"<StudyData '{self.study.id}'{made_up}: {rows}, {len(self.sources)} sources, {segments}>"

    @property
    def population(self) -> int | None:
        """N, as the study says, or else its register, or else the instrument."""
        return population_of(self.study, self.instrument, self.register)


class _Faults:
    """Faults of many files, so that they are reported together."""

    def __init__(self) -> None:
        self.all: list[Fault] = []

    def of(self, read: Callable[[], T]) -> T | None:
        """Return what ``read`` returns, or None after recording its faults."""
        try:
            return read()
        except ResearchError as error:
            self.all += error.faults
            return None


def load_study(path: str | Path, *, with_codings: bool = True) -> StudyData:
    """Return a study with all that its files hold.

    Parameters
    ----------
    path
        A study file, or the folder that holds a ``study.yaml``.
    with_codings
        Whether to read its codings, and people's decisions on them.

    Raises
    ------
    ResearchError
        The faults of the study and of every file that it names, all at once.
    """
    check_path("load_study", "path", path, DefinitionError)
    path = Path(path)
    path = path / "study.yaml" if path.is_dir() else path
    study, folder, faults = load_study_file(path), path.parent, _Faults()
    files = named_files(path)
    require_inside(files)
    inputs = tuple(input_file(file) for file in files)  # before any of them is read as data
    if not with_codings:
        study = study.model_copy(update={"codings": (), "decisions": "", "judgements": ""})
    missing = dict(_missing(study, path))
    faults.all += missing.values()
    instrument = None if study.instrument in missing else faults.of(lambda: load_instrument(study.instrument, folder))
    frame = None if study.frame in missing else faults.of(lambda: load_frame(study.frame, folder))
    pairing = None if study.pairing in missing else faults.of(lambda: load_pairing(study.pairing, folder))
    lexicon = None if study.lexicon in missing else faults.of(lambda: load_lexicon(study.lexicon, folder))
    if instrument and frame and pairing:
        faults.all += pairing.faults(str(find(study.pairing, folder)), instrument, frame)
    register = None
    if instrument and study.services and study.services.file not in missing:
        register = faults.of(partial(register_of, study, path, instrument))
    responses = None
    if instrument and study.survey and study.survey.file not in missing:
        responses = faults.of(partial(read_wave, study.survey, folder, instrument, register))
    if responses and register:
        responses = named(responses, register)
        study = _named_sites(study, register)
    earlier: tuple[Responses, ...] | None = ()
    if instrument and pairing and not any(wave.file in missing for wave in study.earlier):
        earlier = faults.of(partial(earlier_waves, study, path, instrument, _needed(pairing), register))
    if responses and instrument and pairing:
        faults.all += [
            *_survey_faults(path, study, pairing, responses, register),
            *_service_faults(path, study, responses),
        ]
    if instrument:
        faults.all += area_faults(path, study, instrument)
    weights = None
    if study.weights and responses and register and not faults.all:
        weights = faults.of(partial(study_weights, study, path, responses, register))
    complete, codings = _coded_sources(study, path, frame, responses, missing, faults)
    if codings is not None:
        faults.all += _coder_faults(path, study, codings.complete())
    ratings = None
    if study.ratings and not any(file.file in missing for file in study.ratings):
        paths = [folder / file.file for file in study.ratings]
        ratings = faults.of(lambda: read_ratings(paths, load_rubric(study.rubric, folder)))
    decided = judged = None
    if pairing and study.decisions and study.decisions not in missing:
        place = folder / study.decisions
        decided = faults.of(partial(decisions_of, place, study, pairing, kinds_in(study)))
    if pairing and study.judgements and study.judgements not in missing:
        judged = faults.of(partial(judgements_of, folder / study.judgements, study, pairing))
    plan = faults.of(partial(plan_of, folder / study.plan, study)) if study.plan and study.plan not in missing else None
    logs = [faults.of(partial(log_of, folder / name, study)) for name in study.logs if name not in missing]
    if faults.all or not (instrument and frame and pairing):
        raise ResearchError(faults.all)
    return StudyData(
        study, folder, instrument, frame, pairing, responses, complete, codings, ratings, decided, judged,
        earlier or (), register, weights, lexicon, inputs, plan, tuple(log for log in logs if log),
    )  # fmt: skip


def _coded_sources(
    study: Study,
    path: Path,
    frame: CodingFrame | None,
    responses: Responses | None,
    missing: Mapping[str, Fault],
    faults: _Faults,
) -> tuple[tuple[Source, ...], Codings | None]:
    """Return the sources that can be read, and the codings if all of them can be and the coding frame is known.

    Codings are matched with all turns; what the study leaves out of every count goes afterwards.
    """
    read = [
        faults.of(partial(read_source, study, path, place, responses))
        for place, file in enumerate(study.sources)
        if file.file not in missing and (file.file or responses is not None)
    ]
    complete = tuple(source for source in read if source is not None)
    counted = tuple(source.without_roles(study.settings.leave_out) for source in complete)
    if len(complete) < len(study.sources) or any(file.file in missing for file in study.codings):
        return counted, None
    faults.all += role_faults(study, path, complete)
    codings = None if frame is None else faults.of(lambda: _codings(study, path.parent, frame, complete))
    return counted, codings and codings.without_roles(study.settings.leave_out)


def _coder_faults(path: Path, study: Study, codings: Codings) -> Iterator[Fault]:
    """Yield coders in ``coded_by`` who have no segment anywhere, and coders of a source that it leaves out."""
    parsed, coders = parse(path), list(dict.fromkeys(segment.coder for segment in codings.segments))
    for number, source in enumerate(study.sources):
        route = ("sources", number, "coded_by")
        for place, name in enumerate(source.coded_by):
            if name not in coders:
                hint = closest(name, coders) or (f"coders are {join_names(coders, 'and')}" if coders else "")
                yield parsed.fault((*route, place), "be a coder of the codings", f"'{name}'", hint)
        own = dict.fromkeys(segment.coder for segment in codings.segments if segment.source == source.id)
        for name in own if source.coded_by else ():
            if name not in source.coded_by:
                rule = f"name '{name}', who has segments of '{source.id}'"
                yield parsed.fault(route, rule, join_names(list(source.coded_by), "and"))


def _missing(study: Study, path: Path) -> Iterator[tuple[str, Fault]]:
    """Yield definitions and files that the study names and that do not exist, at the line that names them."""
    parsed = parse(path)
    for route, name, missing in _definitions(study):
        try:
            find(name, path.parent)
        except DefinitionError as error:
            fault = error.faults[0]
            yield missing, parsed.fault(route, fault.rule, fault.found, fault.hint)
    routes: list[tuple[Route, str]] = []
    if study.survey:
        routes.append((("survey", "file"), study.survey.file))
        if study.survey.definition:
            routes.append((("survey", "definition"), study.survey.definition))
    routes += [(("earlier", place, "file"), wave.file) for place, wave in enumerate(study.earlier)]
    if study.services:
        routes.append((("services", "file"), study.services.file))
    routes += [(("sources", place, "file"), source.file) for place, source in enumerate(study.sources) if source.file]
    routes += [(("codings", place, "file"), coding.file) for place, coding in enumerate(study.codings)]
    routes += [(("ratings", place, "file"), rating.file) for place, rating in enumerate(study.ratings)]
    routes += [(("logs", place), name) for place, name in enumerate(study.logs)]
    routes += [((key,), name) for key in ("decisions", "judgements", "plan") if (name := getattr(study, key))]
    for route, name in routes:
        place = path.parent / name
        if not place.exists():
            near = [other.relative_to(path.parent).as_posix() for other in place.parent.glob("*")]
            hint = closest(name, near) or (_TO_ADD if route[0] == "survey" else "")
            yield name, parsed.fault(route, "exist", f"nothing at {place}", hint)


def _definitions(study: Study) -> Iterator[tuple[Route, str, str]]:
    """Yield where a study names a definition, its name, and what cannot be read without it."""
    for key in ("instrument", "frame", "pairing", "lexicon"):
        yield (key,), getattr(study, key), getattr(study, key)
    for number, source in enumerate(study.sources):
        if source.template:
            yield ("sources", number, "template"), source.template, source.file
    for number, wave in enumerate(study.earlier):
        if wave.instrument:
            yield ("earlier", number, "instrument"), wave.instrument, wave.file


def _survey_faults(
    path: Path, study: Study, pairing: Pairing, responses: Responses, register: Register | None
) -> Iterator[Fault]:
    """Yield more answers than services, and questions of the pairing that the export does not contain."""
    size = population_of(study, responses.instrument, register)
    if size and len(responses) > size:
        found = f"{size}, with {len(responses)} that answered"
        yield Fault(f"{path}, population", "size", "be at least the number of services that answered", found)
    who = responses.instrument.identifier
    if register and who and who.id in responses.report.absent_items:
        rule = f"contain '{who.id}', to be compared with the register"
        yield Fault(responses.report.file, "columns", rule, "no column with its id or wording")
    elif register:
        yield from unmatched_faults(responses, register, path.name)
    if study.survey:
        yield from absent_faults(responses, _needed(pairing), study.survey, f"survey in {path.name}")


def _needed(pairing: Pairing) -> list[str]:
    """Return the items that the pairing uses."""
    return list(dict.fromkeys(side.item for claim in pairing.claims for side in claim.confidence))


def _named_sites(study: Study, register: Register) -> Study:
    """The study with the register's name of each site's service."""
    sites = tuple(
        site.model_copy(update={"service": register.names.get(service_key(site.service), site.service)})
        for site in study.sites
    )
    return study.model_copy(update={"sites": sites})


def _service_faults(path: Path, study: Study, responses: Responses) -> Iterator[Fault]:
    """Yield sites whose service did not answer, or answered more than once, at the line that names it."""
    who = responses.instrument.identifier
    names = [] if who is None else [str(name) for name in responses.frame[who.id].dropna()]
    keys = [service_key(name) for name in names]
    owners: dict[str, str] = {}
    for number, site in enumerate(study.sites):
        key = service_key(site.service)
        owner = owners.setdefault(key, site.id) if key else site.id
        if owner != site.id:
            rule = f"differ from that of '{owner}', since a service counts once"
            yield parse(path).fault(("sites", number, "service"), rule, f"'{site.service}'")
        count = keys.count(service_key(site.service))
        if site.service and count != 1:
            found = f"'{site.service}' in {count}"
            rule = "be named by one answer to the survey"
            near = "" if count else near_told(near_services(site.service, names))
            hint = f"near to it: {near}" if near else ""
            yield parse(path).fault(("sites", number, "service"), rule, found, hint)


def _codings(study: Study, folder: Path, frame: CodingFrame, sources: tuple[Source, ...]) -> Codings | None:
    if not study.codings:
        return None
    return read_codings(study.codings, frame, sources, folder=folder)
