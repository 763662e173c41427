"""Audit of a release: which withheld counts its files give away, and which files name services."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cs_research.audit.attack import Attack, Groups, targets
from cs_research.audit.published import Setting, Statement, questions_of, statements
from cs_research.errors import Fault, PublishError
from cs_research.measures.shares.response import with_register
from cs_research.records import Responses
from cs_research.study.areas import areas_of
from cs_research.study.load import StudyData

#: How far apart the bounds of a withheld count must stay, and whether numbers for all services are shown as they are.
_POLICIES = {"national": (3, True), "small_population": (3, False), "strict": (8, False)}
#: The smallest count of all services, and smallest rest of its base, that a policy shows.
_SHOWN_FROM = {"small_population": 5, "strict": 8}
_TEXTS = {".html", ".csv", ".json", ".txt", ".svg", ".xml", ".rels", ".css", ".md"}
_ARCHIVES = {".docx", ".xlsx", ".ods", ".zip"}


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Attributes
    ----------
    recovered
        Withheld counts whose bounds lie too close together: ``wave, question, group, answers, low, high``. The group
        is "" for all services.
    implied
        Counts of groups that the numbers for all services bound as closely by themselves, in the same columns.
    named
        File and registered service, for each service that a file names.
    examined
        The number of counts that were examined.
    """

    recovered: pd.DataFrame
    implied: pd.DataFrame
    named: pd.DataFrame
    examined: int
    width: int
    policy: str

    @property
    def passed(self) -> bool:
        """Whether no withheld count and no service was found."""
        return len(self.recovered) == 0 and len(self.named) == 0


def audit_release(folder: Path, study: StudyData, *, exact: bool = False) -> Audit:
    """Return what the files of a release give away of what it withholds.

    Known to the attacker: the register, how many services of each category answered each wave, and every number in
    the release's data files. ``exact`` solves in whole numbers.

    Raises
    ------
    PublishError
        If the folder has no data files, a file contradicts another, or there are weighted shares, which are not
        examined.
    """
    folder = folder / "release" if (folder / "release").is_dir() else folder
    if not any((folder / "data").glob("*.csv")):
        raise PublishError(Fault(str(folder), "release", "have a folder data with .csv files", "none"))
    if (folder / "data" / "weighted.csv").exists():
        rule, hint = "have no weighted shares, which cannot be examined", "publish leaves them out"
        raise PublishError(Fault(str(folder), "release", rule, "data/weighted.csv", hint))
    wanted = study.study.publishing
    width, shown = _POLICIES[wanted.policy]
    width = max(width, wanted.width or 0)
    names = pd.DataFrame(_named(folder, study), columns=["file", "service"])
    columns = ["wave", "question", "group", "answers", "low", "high"]
    found: dict[bool, list[tuple[object, ...]]] = {True: [], False: []}
    examined = 0
    if study.responses is not None:
        said = statements(folder, _setting(study))
        for row, is_implied in _counts(study, said, width, shown=shown, exact=exact):
            examined += 1
            if row is not None:
                found[is_implied].append(row)
    recovered, implied = (pd.DataFrame(found[which], columns=columns) for which in (False, True))
    return Audit(recovered, implied, names, examined, width, wanted.policy)


def _setting(study: StudyData) -> Setting:
    assert study.responses is not None
    waves = (*study.earlier, study.responses)
    sizes = {wave.wave: file.population for wave, file in zip(study.earlier, study.study.earlier, strict=True)}
    populations = {
        wave.wave: size.size if (size := sizes.get(wave.wave)) is not None else study.population for wave in waves
    }
    settings = study.study.settings
    return Setting(
        study.responses.wave,
        {wave.wave: questions_of(wave.instrument) for wave in waves},
        populations,
        settings.level,
        settings.interval,
    )


def _counts(
    study: StudyData, said: list[Statement], width: int, *, shown: bool, exact: bool
) -> Iterator[tuple[tuple[object, ...] | None, bool]]:
    """Yield a count's bounds if they lie too close together, else None, and whether all services imply them."""
    assert study.responses is not None
    for wave in (*study.earlier, study.responses):
        groups = _groups(study, wave)
        by_question: dict[str, list[Statement]] = {}
        for statement in said:
            if statement.wave == wave.wave:
                by_question.setdefault(statement.question, []).append(statement)
        register = study.register.groups if study.register else ()
        for name, question in questions_of(wave.instrument).items():
            known = by_question.get(name, [])
            if name in register or not known:
                continue
            overall = [statement for statement in known if not statement.group and not statement.panel]
            if not shown:
                overall = _bases(overall, question.base)
            least_shown = _SHOWN_FROM.get(study.study.publishing.policy, 0)
            base = max((statement.low for statement in _bases(known, question.base)), default=0)
            panels = any(statement.panel for statement in known)
            sizes = _bases([statement for statement in known if statement.panel], question.base) if panels else []
            try:
                attack = Attack(question, groups, known, exact=exact)
                plain = Attack(question, groups, [*overall, *sizes], exact=exact)
                wanted = list(targets(question, groups, overall=not shown, panels=panels))
                close = attack.closer_than(width, wanted)
                yield from [(None, False)] * (len(wanted) - len(close))
                for target in close:
                    (low, high), (least, most) = attack.bounds(target), plain.bounds(target)
                    if not (target.group or target.panel) and low == high and least_shown <= low <= base - least_shown:
                        continue  # a number of all services that the policy shows
                    row = (wave.wave, name, target.panel or target.group, target.label, low, high)
                    yield row, most - least <= high - low
            except ArithmeticError as error:
                rule = "not contradict each other"
                found = f"numbers of '{name}' in {wave.wave} that do ({error})"
                raise PublishError(Fault("release", "files", rule, found)) from error


def _bases(said: list[Statement], base: frozenset[str]) -> list[Statement]:
    """Return the statements on how many answered a question, which a policy does not withhold."""
    return [statement for statement in said if set(statement.weights) == base and statement.low == statement.high]


def _groups(study: StudyData, wave: Responses) -> Groups:
    """Return how many services of each category of the register's first group answered a wave."""
    who = wave.instrument.identifier
    if study.register is None or not study.register.groups or who is None:
        return Groups({"all": len(wave)}, {})
    group = study.register.groups[0]
    values = with_register(wave.frame, study.register, who.id)[group].astype("string").fillna("(none)")
    counts = {str(name): int(n) for name, n in values.value_counts().sort_index().items()}
    return Groups(counts, areas_of(study.study, study.instrument))


def _named(folder: Path, study: StudyData) -> Iterator[tuple[str, str]]:
    """Yield each file of a release and the registered services that it names."""
    if study.register is None:
        return
    names = sorted(map(str, study.register.frame["service"]), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            for name in sorted({match for text in _texts(path) for match in pattern.findall(text)}):
                yield path.relative_to(folder).as_posix(), name


def _texts(path: Path) -> Iterator[str]:
    if path.suffix.lower() in _TEXTS:
        yield path.read_text(encoding="utf-8", errors="replace")
    elif path.suffix.lower() in _ARCHIVES:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if Path(name).suffix.lower() in _TEXTS:
                    yield archive.read(name).decode("utf-8", errors="replace")
