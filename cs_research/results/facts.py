"""Facts about a study besides its tables: definitions, settings, counts of its files, and answers by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cs_research.definitions import CodingFrame, Instrument, Pairing, Rubric
from cs_research.definitions.service_names import service_key
from cs_research.definitions.study import Settings, WeightsRule
from cs_research.errors import Fault, PublishError, closest
from cs_research.measures.evidence.rubric_ratings import last_reviews
from cs_research.measures.evidence.strategies import kinds_of_sides
from cs_research.measures.shares.response import not_registered, with_register
from cs_research.records import Codings, Ratings, ReadReport, Responses
from cs_research.study.load import StudyData


@dataclass(frozen=True)
class SurveyFacts:
    """The latest wave of the survey, and the earlier ones, oldest first.

    ``labels`` are the short names of the questions of all waves, by id. ``identified`` is whether a question asks
    for the service. ``absences`` are what exports cannot tell apart of not asked, left blank and don't know, each with
    the waves that it applies to.
    """

    wave: str
    answered: int
    report: ReadReport
    earlier: tuple[str, ...]
    labels: Mapping[str, str]
    identified: bool
    absences: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class CodingFacts:
    """Counts of sources by kind and of segments by coder.

    ``passed`` is the number of passages that are not speech; ``others`` of segments with codes that are not practices.
    ``strategies`` is whether there are both strategies and practitioners' accounts, ``templates`` whether a source
    follows a case-study template. ``unread`` is the number of notes on the files of codings, such as content
    that is no segment.
    """

    kinds: Mapping[str, int]
    words: int
    passed: int
    coders: Mapping[str, int]
    segments: int
    others: int
    strategies: bool
    templates: bool
    unread: int = 0

    @property
    def sources(self) -> int:
        """The number of coded sources."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class RatingFacts:
    """Counts of the last review of each place: raters, answers, and answers that no share includes."""

    rubric: Rubric
    raters: int
    places: tuple[str, ...]
    answers: int
    cannot: int
    missing: int


@dataclass(frozen=True)
class RegisterFacts:
    """The size and groups of the register, and the number of respondents that are not in it."""

    size: int
    groups: tuple[str, ...]
    not_registered: int


@dataclass(frozen=True)
class ServiceFacts:
    """The service that a report is for, as named in its answers, and its region: question and answer label."""

    name: str
    region_item: str | None
    region: str


@dataclass(frozen=True)
class StudyFacts:
    """A study without its answers and segments.

    ``sites`` are the labels of the sites by id. ``linked`` is the number of sites that are services of the survey.
    """

    id: str
    title: str
    made_up: bool
    authors: tuple[str, ...]
    settings: Settings
    instrument: Instrument
    coding_frame: CodingFrame
    pairing: Pairing
    sites: Mapping[str, str]
    linked: int
    population: int | None
    sources: int
    survey: SurveyFacts | None = None
    codings: CodingFacts | None = None
    ratings: RatingFacts | None = None
    register: RegisterFacts | None = None
    service: ServiceFacts | None = None
    weights: WeightsRule | None = None

    @property
    def definitions(self) -> tuple[str, str, str]:
        """The instrument, coding frame and pairing, each with its version."""
        return self.instrument.key, self.coding_frame.key, self.pairing.key


def study_facts(data: StudyData, service: str | None = None) -> StudyFacts:
    """The facts of a study.

    Parameters
    ----------
    service
        The service that a report is for; case and spaces make no difference.

    Raises
    ------
    PublishError
        A service that did not answer.
    """
    study = data.study
    return StudyFacts(
        id=study.id,
        title=study.title,
        made_up=study.made_up,
        authors=study.authors,
        settings=study.settings,
        instrument=data.instrument,
        coding_frame=data.frame,
        pairing=data.pairing,
        sites={site.id: site.label for site in study.sites},
        linked=sum(bool(site.service) for site in study.sites),
        population=data.population,
        sources=len(data.sources),
        survey=None if data.responses is None else _survey(data, data.responses),
        codings=None if data.codings is None else _codings(data, data.codings),
        ratings=None if data.ratings is None else _ratings(data.ratings),
        register=_register(data),
        service=None if service is None else _service(data, service),
        weights=None if data.weights is None else data.weights.rule,
    )


def _survey(data: StudyData, responses: Responses) -> SurveyFacts:
    waves = (*data.earlier, responses)
    return SurveyFacts(
        wave=responses.wave,
        answered=len(responses),
        report=responses.report,
        earlier=tuple(wave.wave for wave in data.earlier),
        labels={item.id: item.short for wave in waves for item in wave.instrument.items},
        identified=data.instrument.identifier is not None,
        absences={
            text: tuple(wave.wave for wave in waves if wave.report.absences == text)
            for text in dict.fromkeys(wave.report.absences for wave in waves)
            if text
        },
    )


def _codings(data: StudyData, codings: Codings) -> CodingFacts:
    practices = {code.id for code in codings.frame.practices()}
    coders = Counter(segment.coder for segment in codings.distinct)
    return CodingFacts(
        kinds=dict(Counter(source.kind for source in codings.sources).most_common()),
        words=sum(source.words for source in codings.sources),
        passed=sum(source.passed for source in codings.sources),
        coders=dict(sorted(coders.items())),
        segments=len(codings.distinct),
        others=sum(segment.code not in practices for segment in codings.distinct),
        strategies=all(kinds_of_sides(codings)),
        templates=any(file.template for file in data.study.sources),
        unread=len(codings.notes),
    )


def _ratings(ratings: Ratings) -> RatingFacts:
    last = last_reviews(ratings)
    return RatingFacts(
        rubric=ratings.rubric,
        raters=len({rating.rater for rating in last.ratings}),
        places=tuple(sorted({rating.place for rating in last.ratings})),
        answers=len(last.ratings),
        cannot=len(last.cannot),
        missing=len(last.missing),
    )


def _register(data: StudyData) -> RegisterFacts | None:
    register, who = data.register, data.instrument.identifier
    if register is None:
        return None
    unmatched = 0
    if data.responses is not None and who is not None:
        unmatched = len(not_registered(register, data.responses.frame[who.id]))
    return RegisterFacts(len(register), register.groups, unmatched)


def _service(data: StudyData, asked: str) -> ServiceFacts:
    name = _find_service(data, asked)
    region = _region_item(data)
    return ServiceFacts(name, region, "" if region is None else _region_label(data, name, region))


def _find_service(data: StudyData, asked: str) -> str:
    """Return the service as named in its answers; raise a `PublishError` with the closest name if not found."""
    who = data.instrument.identifier
    if data.responses is None or who is None:
        found = "no survey" if data.responses is None else "no identifying question"
        raise PublishError(Fault("--service", "study", "have a survey that says who answered", found))
    names = [str(value) for value in data.responses.frame[who.id].dropna()]
    for known in names:
        if service_key(known) == service_key(asked):
            return known
    hint = closest(asked, names)
    registered = data.register.frame["service"] if data.register is not None else []
    if any(service_key(service) == service_key(asked) for service in registered):
        hint = "it is in the register, and did not answer"
    rule = f"be one that answered {data.responses.wave}"
    raise PublishError(Fault("--service", "service", rule, f"'{asked}'", hint))


def _region_item(data: StudyData) -> str | None:
    """Return the item of the region: the register's first group, or an item of that name; else None."""
    if data.register is not None:
        return data.register.groups[0] if data.register.groups else None
    return "region" if any(item.id == "region" for item in data.instrument.items) else None


def service_answers(data: StudyData, name: str) -> pd.Series:
    """Return the answers of one service, with the register's groups; ``name`` is from `ServiceFacts`."""
    who = data.instrument.identifier
    if data.responses is None or who is None:
        raise PublishError(Fault("service answers", "study", "have a survey that says who answered", "none"))
    table = add_groups(data, data.responses)
    return table[[service_key(service) == service_key(name) for service in table[who.id]]].iloc[0]


def _region_label(data: StudyData, name: str, region: str) -> str:
    answer = service_answers(data, name)[region]
    points = data.instrument.points_of(data.instrument.item(region))
    return {point.id: point.label for point in points}.get(str(answer), "")


def add_groups(data: StudyData, responses: Responses) -> pd.DataFrame:
    """Return the answers, with the register's groups if there is a register."""
    who = responses.instrument.identifier
    if data.register is None or who is None:
        return responses.frame
    return with_register(responses.frame, data.register, who.id)
