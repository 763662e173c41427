"""The study: which definitions it uses, where its exports are, and how it is reported."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from cs_research._yaml import Definition, Entry, Id, Name, Problem, Words, entries
from cs_research.definitions.coding_frame import Stance
from cs_research.definitions.instrument import Population
from cs_research.definitions.rules import duplicate_ids, texts, unknown_name
from cs_research.definitions.service_names import service_key
from cs_research.definitions.wording import name_key


def _speakers(value: object) -> object:
    """Accept a word or a list of names, with one sentence for any other value."""
    if value is None or value in ("labelled", "none"):
        return value
    if isinstance(value, list | tuple) and value and all(isinstance(name, str) and name for name in value):
        return tuple(value)
    raise PydanticCustomError("speakers", "be labelled, none or a list of names")


Speakers = Annotated[str | tuple[str, ...] | None, BeforeValidator(_speakers)]


Status = Literal["keep", "preview", "test", "spam", "synthetic", "unfinished", "screened out", "rejected"]


class SurveyFile(Entry):
    """A survey export.

    ``platform`` is the program that wrote it, if its content does not show that; ``sheet`` is the sheet of a
    workbook with several. ``definition`` is the questionnaire that the platform wrote, such as a .qsf: it has the
    wording of each number in an export of numbers. ``answers`` says by item which point a wording of the export is,
    ``blank`` for no answer, ``none`` where it says of a choose-all item that none of its options applies, and ``*``
    for every text that is no answer of the item. ``columns`` says which column holds an item, or an option
    (``item.option``), if its name does not;
    ``ignore`` names columns that are not read, such as one of a choose-all item that is no option;
    ``status`` classifies unknown statuses: ``keep`` for an answer, or why its rows are left out;
    ``without`` names items that the pairing needs and that were not asked.
    """

    file: Words
    wave: Words
    encoding: str | None = None
    platform: Words = "auto"
    sheet: str | None = None
    definition: Words | None = None
    columns: dict[Id, Words] = Field(default_factory=dict)
    answers: dict[Name, dict[Words, Words]] = Field(default_factory=dict)
    ignore: tuple[Words, ...] = ()
    status: dict[Words, Status] = Field(default_factory=dict)
    without: tuple[Name, ...] = ()


class EarlierWave(SurveyFile):
    """The export of an earlier wave. ``instrument`` and ``population`` are the study's if left out."""

    instrument: Words | None = None
    population: Population | None = None


#: What a column of a table of codings may be.
CodingColumn = Literal["source", "quote", "code", "coder", "stance", "turn", "start", "end", "memo", "weight"]


class RegisterFile(Entry):
    """The register of all services: a CSV file with one row per service.

    ``name`` is the column that names it as the identifying question does; ``groups`` says which column holds a
    question that groups services, such as the region. ``aliases`` is the column with other names of a service,
    separated by ``;``, or a CSV file with the columns ``alias`` and ``service``. ``outside`` lists names in the survey
    that are of no service of the register, ``blank`` for answers without a name.
    """

    file: Words
    name: Words
    groups: dict[Name, Words] = Field(default_factory=dict)
    aliases: str = ""
    outside: tuple[Words, ...] = ()
    encoding: str | None = None


class Site(Entry):
    """A place of fieldwork, under the pseudonym that reports print.

    ``service`` is the site's answer to the survey's identifying question, if the same service is on both
    sides; it is never printed.
    """

    id: Words
    label: Words
    service: str = ""


def _iso_date(value: str) -> str:
    """Return a date as written, YYYY, YYYY-MM or YYYY-MM-DD, with one sentence for any other text."""
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        try:
            datetime.date.fromisoformat(f"{value}-01-01"[:10])
        except ValueError:
            pass
        else:
            return value
    raise PydanticCustomError("iso_date", "be a date such as 2022-05-31, 2022-05 or 2022")


IsoDate = Annotated[str, AfterValidator(_iso_date)]
#: A word of the study's own for what speakers are, such as practitioner; case makes no difference.
Role = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True, to_lower=True)]


class SourceFile(Entry):
    """A transcript or document, and where it comes from; or the answers to an open question of the survey.

    ``answers`` names an open item in place of ``file``: each respondent's answer is a turn, under a number that says
    nothing of the service. Such a source is of no site, so it is no evidence of one. ``date`` is YYYY-MM-DD, YYYY-MM or
    YYYY. ``template`` names the case-study template that the document follows: it is then read part by part.
    ``speakers`` gives the speakers if the file is ambiguous: ``labelled`` (what is written like a name is one),
    ``none`` (nobody is named) or a list of names. Left out, ``settings`` decide. ``roles`` gives speakers their roles,
    such as ``interviewer``, in addition to those of ``settings``. ``coded_by`` lists all who coded it, also those who
    found nothing in it; left out, those who gave it a segment.
    """

    id: Name
    file: str = ""
    answers: str = ""
    site: str = ""
    kind: Words
    title: str = ""
    date: IsoDate = ""
    encoding: str | None = None
    template: str = ""
    speakers: Speakers = None
    roles: dict[Words, Role] = Field(default_factory=dict)
    coded_by: tuple[Words, ...] = ()


class StanceSetting(Entry):
    """What the stance of each segment is taken from, in a file of a program that has none.

    ``by`` is the ``code``, whose path has a part that is a stance, such as a code "contrary" below each practice;
    the ``weight``; the ``memo``, which has the word; or a ``column`` of the table. ``values`` says which stance each of
    these words is; left out, they are the stances' own names. ``otherwise`` is the stance of segments without one of
    the words.
    """

    by: Literal["code", "weight", "memo", "column"] | None = None
    values: dict[Words, Stance] = Field(default_factory=dict)
    otherwise: Stance | None = None


class CodingFile(Entry):
    """A file of coded segments.

    ``sources``, ``codes`` and ``coders`` say which source, code or coder of the study each name of the file is, where
    that is not its own name; ``ignore`` and ``ignore_sources`` list codes and documents of the file that are left out.
    ``coder``, ``source`` and ``code`` are those of all segments, where the file does not say. ``columns`` says which
    column of a table has the ``source``, ``quote``, ``code``, ``coder``, ``stance``, ``turn``, ``start``, ``end``,
    ``memo`` or ``weight``, ``separator`` what is between several codes of one cell, and ``sheet`` which sheet of a
    workbook. ``cut`` is ``keep`` if quotations that the program cut are segments as far as their words go.

    In a project of a program ``offsets`` says how positions are counted, where that leaves doubt: ``characters``,
    ``utf-16`` or ``utf-8``; then ``lf``, ``crlf`` or ``file`` for line ends that count one, two, or as many as in the
    text; then ``bom`` if a byte order mark counts. ``project`` is the project of a database that has several.
    """

    file: Words
    encoding: str | None = None
    sheet: str | None = None
    columns: dict[CodingColumn, Words] = Field(default_factory=dict)
    sources: dict[Words, Name] = Field(default_factory=dict)
    codes: dict[Words, Id] = Field(default_factory=dict)
    ignore: tuple[Words, ...] = ()
    ignore_sources: tuple[Words, ...] = ()
    coders: dict[Words, Words] = Field(default_factory=dict)
    coder: str = ""
    source: str = ""
    code: str = ""
    separator: str = ""
    stance: StanceSetting = StanceSetting()
    cut: Literal["keep"] | None = None
    offsets: str = ""
    project: str = ""


class RatingFile(Entry):
    """A completed form of the rubric: one rater, place and date."""

    file: Words


class EvidenceRule(Entry):
    """How segments determine the state of a cell of site and practice.

    ``coders`` whose segments count (all if left out). A stance counts if at least ``least_segments`` have it.
    ``conflict`` settles a cell in which stances differ: ``partly``; ``majority``, the stance of most segments and
    partly if two are level; ``shown`` or ``contrary``, that stance if any segment has it.
    """

    coders: tuple[Words, ...] = ()
    least_segments: Annotated[int, Field(ge=1)] = 1
    conflict: Literal["partly", "majority", "shown", "contrary"] = "partly"


class WeightsRule(Entry):
    """How services that answered are weighted to the register, by groups of ``services``.

    ``rake`` makes the shares of each group of its list agree with the register's, ``cells`` those of all combinations
    of its groups. ``limit`` is the largest weight that raking may give, as a multiple of the mean weight. ``merge``
    combines categories that too few answered: by group, a name and the ids of the categories that it combines.
    """

    rake: tuple[Name, ...] = ()
    cells: tuple[Name, ...] = ()
    limit: Annotated[float, Field(gt=1)] | None = None
    merge: dict[Name, dict[Words, Annotated[tuple[Words, ...], Field(min_length=2)]]] = Field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the register that weights are made from."""
        return self.rake or self.cells


class Settings(Entry):
    """Choices that change numbers or speakers, so that they are written down.

    ``speakers`` is for every transcript without its own setting; documents such as strategies have none. ``roles``
    gives the role of a speaker in every source that gives none for that name. ``leave_out`` lists roles, such as
    ``interviewer``, whose turns are left out of every count of turns, words, text and segments.
    """

    interval: Literal["hypergeometric", "wilson"] = "hypergeometric"
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    margin: Annotated[float, Field(ge=0, lt=1)] = 0.1
    minimum_base: Annotated[int, Field(ge=0)] = 5
    evidence: EvidenceRule = EvidenceRule()
    rounding: Literal["raw", "largest-remainder", "unrounded"] = "raw"
    speakers: Literal["labelled", "none"] | None = None
    roles: dict[Words, Role] = Field(default_factory=dict)
    leave_out: tuple[Role, ...] = ()


class SignOff(Entry):
    """A person who has signed a release off, and when."""

    by: Words
    role: str = ""
    date: datetime.date


class Publishing(Entry):
    """How the study is published: the policy that protects answers, and who signed the release off.

    ``minimum_base``, ``minimum_cell`` and ``width`` may make a policy stricter (see `cs_research.protection.Policy`).
    ``areas`` joins the categories of the register's first group, by id or label, to areas that are large enough to be
    published: every category is in one area. ``accepted_names`` lists labels of speakers, coders and raters that name
    nobody although they do not look so: other labels that are no role or number stop a publication.
    """

    policy: Literal["national", "small_population", "strict"] = "national"
    minimum_base: Annotated[int, Field(ge=1)] | None = None
    minimum_cell: Annotated[int, Field(ge=1)] | None = None
    width: Annotated[int, Field(ge=1)] | None = None
    areas: dict[Words, Annotated[tuple[Words, ...], Field(min_length=1)]] = Field(default_factory=dict)
    signed_off: tuple[SignOff, ...] = ()
    accepted_names: tuple[Words, ...] = ()


class Study(Definition):
    """A study, as written in ``study.yaml``.

    ``earlier`` lists the waves before that of ``survey``, the oldest first; ``services`` is the register of services,
    ``weights`` how those that answered are weighted to it. ``decisions`` names a file of the type ``convergence``,
    ``judgements`` one of the type ``cerqual``. ``lexicon`` names the terms that are looked for in the sources.
    ``publishing`` says how answers are protected in what is published.
    ``allow`` names files outside the study's folder that it may read.
    ``plan`` names a file of the type ``analysis-plan``, ``logs`` those of the type ``log``.
    ``date`` is the day of publication, for the metadata of a report.
    """

    type: Literal["study"]
    id: Name
    title: Words
    made_up: bool = False
    authors: tuple[Words, ...] = ()
    date: datetime.date | None = None
    instrument: Words
    frame: Words
    pairing: Words
    population: Population | None = None
    survey: SurveyFile | None = None
    earlier: tuple[EarlierWave, ...] = ()
    services: RegisterFile | None = None
    weights: WeightsRule | None = None
    sites: tuple[Site, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    codings: tuple[CodingFile, ...] = ()
    rubric: Words = "rubric/traffic-light"
    lexicon: Words = "lexicon/terms"
    ratings: tuple[RatingFile, ...] = ()
    decisions: str = ""
    judgements: str = ""
    plan: str = ""
    logs: tuple[Words, ...] = ()
    allow: tuple[Words, ...] = ()
    settings: Settings = Settings()
    publishing: Publishing = Publishing()

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate names, and sources of a site that is not listed."""
        yield from duplicate_ids(raw, "sites")
        yield from duplicate_ids(raw, "sources")
        sites = [str(site.get("id")) for _, site in entries(raw, "sites")]
        for route, source in entries(raw, "sources"):
            yield from _source_problems(route, source, sites, survey=bool(raw.get("survey")))
        labels: dict[str, str] = {"practice": "the table", "evidence": "the table"}
        for route, site in entries(raw, "sites"):
            owner = labels.setdefault(name_key(str(site.get("label"))), str(site.get("id")))
            if owner != str(site.get("id")):
                rule = f"differ from that of '{owner}'" if owner != "the table" else "be no heading of the table"
                yield Problem((*route, "label"), rule, f"'{site.get('label')}'")
        yield from _service_problems(raw)
        used = {str(source.get("site")) for _, source in entries(raw, "sources")}
        for route, site in entries(raw, "sites"):
            if str(site.get("id")) not in used:
                hint = "list its sources, or take the site away: without a source all its cells would be silent"
                yield Problem((*route, "id"), "have a source", f"'{site.get('id')}' without one", hint)
        yield from _wave_problems(raw)
        yield from _weight_problems(raw)
        yield from _area_problems(raw)
        if raw.get("codings") and not raw.get("sources"):
            yield Problem(("sources",), "be listed if there are codings", "nothing")
        for key in ("decisions", "judgements"):
            if raw.get(key) and not raw.get("codings"):
                yield Problem(("codings",), f"be listed if there are {key}", "nothing")


def _source_problems(
    route: tuple[str | int, ...], source: Mapping[str, Any], sites: list[str], *, survey: bool
) -> Iterator[Problem]:
    """Yield a source without a file or site, and answers with keys that only files have."""
    if not source.get("answers"):
        if not source.get("file"):
            yield Problem((*route, "file"), "be given", "nothing", "or answers, with an open item of the survey")
        if not source.get("site"):
            yield Problem((*route, "site"), "be given", "nothing")
        elif str(source["site"]) not in sites:
            yield unknown_name((*route, "site"), str(source["site"]), sites, "one of the study's sites")
        return
    for key in ("file", "encoding", "template", "speakers", "roles"):
        if source.get(key):
            yield Problem((*route, key), "be left out where answers are given", f"'{source[key]}'")
    if source.get("site"):
        hint = "they come from all services, so they are no evidence of one site"
        yield Problem((*route, "site"), "be left out where answers are given", f"'{source['site']}'", hint)
    if not survey:
        yield Problem(("survey",), "be given where a source is answers", "nothing")


def _service_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield sites that share a service: its answers would count twice when services are compared."""
    owners: dict[str, str] = {}
    for route, site in entries(raw, "sites"):
        key = service_key(site.get("service"))
        owner = owners.setdefault(key, str(site.get("id")))
        if key and owner != str(site.get("id")):
            rule = f"differ from that of '{owner}', since a service counts once"
            hint = "leave it out at one of the sites, or list their sources under one site"
            yield Problem((*route, "service"), rule, f"'{site.get('service')}'", hint)


def _weight_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield weights by no group, by a group that the register does not have, and settings that do not fit together."""
    weights = raw.get("weights")
    if not isinstance(weights, Mapping):
        return
    for key in ("services", "survey"):
        if not raw.get(key):
            yield Problem((key,), "be given where there are weights", "nothing")
    given = [key for key in ("rake", "cells") if weights.get(key)]
    if len(given) != 1:
        found = "both" if given else "neither"
        hint = "rake: [region, nation] fits each group; cells: [region] fits every combination of groups"
        yield Problem(("weights",), "have either rake or cells, with groups of the register", found, hint)
        return
    groups, services = texts(weights[given[0]]), raw.get("services")
    of_register = services.get("groups") if isinstance(services, Mapping) else None
    known = list(of_register) if isinstance(of_register, Mapping) else []
    for place, group in enumerate(groups):
        if services and group not in known:
            yield unknown_name(("weights", given[0], place), group, known, "one of services.groups")
        elif group in groups[:place]:
            yield Problem(("weights", given[0], place), "be given once", f"'{group}' again")
    if weights.get("limit") and given == ["cells"]:
        hint = "with cells each cell has one possible weight; use rake, or merge cells"
        yield Problem(("weights", "limit"), "be used with rake", "cells", hint)
    merge = weights.get("merge")
    for group in merge if isinstance(merge, Mapping) else ():
        if group not in groups:
            yield unknown_name(("weights", "merge", str(group)), str(group), groups, f"one of weights.{given[0]}")


def _area_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield areas without a group of the register, and categories that are in two areas."""
    publishing, services = raw.get("publishing"), raw.get("services")
    areas = publishing.get("areas") if isinstance(publishing, Mapping) else None
    if not isinstance(areas, Mapping):
        return
    if areas and not (isinstance(services, Mapping) and services.get("groups")):
        yield Problem(("publishing", "areas"), "join categories of a group of the register", "no services.groups")
    owners: dict[str, str] = {}
    for area, categories in areas.items():
        for place, category in enumerate(texts(categories)):
            owner = owners.setdefault(name_key(category), str(area))
            if owner != str(area) or texts(categories).index(category) < place:
                found = f"'{category}' again, which is in '{owner}'"
                yield Problem(("publishing", "areas", str(area), place), "be in one area", found)


def _wave_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield earlier waves without a current one, and waves of the same name."""
    survey = raw.get("survey")
    latest = str(survey.get("wave")) if isinstance(survey, Mapping) else None
    seen = {latest: "the survey"}
    for route, wave in entries(raw, "earlier"):
        name = str(wave.get("wave"))
        if name in seen:
            yield Problem((*route, "wave"), f"differ from that of {seen[name]}", f"'{name}'")
        seen.setdefault(name, "another earlier wave")
    if raw.get("earlier") and latest is None:
        yield Problem(("survey",), "be given if there are earlier waves", "nothing")
