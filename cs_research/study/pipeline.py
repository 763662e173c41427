"""The level of a reproducible analytical pipeline (RAP) that a study reaches, with the evidence for each line.

The levels are those of the NHS RAP Community of Practice, in this project's words: NHS England, "Levels of RAP",
https://nhsdigital.github.io/rap-community-of-practice/introduction_to_RAP/levels_of_RAP. A level is reached if every
line of it and of the levels below is met. What cannot be seen from files, such as a review, is met only where a file of
the study says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cs_research import __version__
from cs_research._files import FILE, kind_of
from cs_research.definitions import Study, load_study_file
from cs_research.study.plans import log_of

LEVELS = ("baseline", "silver", "gold")
#: Files that fix versions, and files that tell a server what to run.
_PINS = ("requirements.txt", "constraints.txt", "pyproject.toml", "environment.yml", "uv.lock", "poetry.lock")
_SERVERS = (".github/workflows/*.y*ml", ".gitlab-ci.yml", "azure-pipelines.yml")
_SCRIPTS = ("*.py", "*.R", "*.r", "*.ipynb", "*.sps", "*.do")
_MAX_READ = 1_000_000


@dataclass(frozen=True)
class RapLine:
    """One line of a level: what it asks for, whether it is met, and why."""

    level: str
    asks: str
    met: bool
    evidence: str


def rap_lines(path: Path) -> list[RapLine]:
    """Return every line of the three levels for a study file, or the folder that holds a ``study.yaml``."""
    path = path / "study.yaml" if path.is_dir() else path
    study = load_study_file(path)
    top = _repository(path.parent)
    folders = list(dict.fromkeys([path.parent, *([top] if top else [])]))
    return [*_baseline(study, path.parent, top, folders), *_silver(path.parent, folders), *_gold(folders)]


def reached(lines: list[RapLine]) -> str:
    """Return the highest level of which every line, and every line below, is met; an empty text if none is."""
    level = ""
    for name in LEVELS:
        if not all(line.met for line in lines if line.level == name):
            break
        level = name
    return level


def _baseline(study: Study, folder: Path, top: Path | None, folders: list[Path]) -> Iterator[RapLine]:
    yield RapLine(
        "baseline", "numbers come from code in an open language", True, f"cs-research {__version__}: Python, MIT"
    )
    git = "no git repository holds the study's folder" if top is None else f"git, {_head(top)}"
    committed = top is not None and _head(top) != "without a commit"
    yield RapLine("baseline", "the study file and definitions are under version control", committed, git)
    readme = next(_texts(folders, "README*"), None)
    steps = readme is not None and "cs-research run" in readme[1]
    said = "no README" if readme is None else f"{readme[0]} {'has' if steps else 'lacks'} the command cs-research run"
    yield RapLine("baseline", "a README gives the steps to make the results again", steps, said)
    yield RapLine("baseline", "somebody else reviewed it", *_review(study, folder))
    linked = readme is not None and "https://" in readme[1]
    said = "the README has an address" if linked else "no address of published code or of the report in a README"
    yield RapLine("baseline", "code is published, and linked with the report", linked, said)


def _review(study: Study, folder: Path) -> tuple[bool, str]:
    """Return whether a signed log of quality assurance shows a review, and what shows it."""
    logs = [log_of(folder / name, study) for name in study.logs if kind_of(folder / name) == FILE]
    checks = [entry for log in logs if log.kind == "qa" for entry in log.entries]
    signed = sum(bool(entry.signed) for entry in checks)
    if not checks:
        return False, "no log of the kind qa under logs"
    return signed == len(checks), f"{signed} of {len(checks)} entries of quality assurance are signed by another person"


def _silver(folder: Path, folders: list[Path]) -> Iterator[RapLine]:
    scripts = sorted(path.name for pattern in _SCRIPTS for path in folder.rglob(pattern))
    own = f"; the study's own scripts are not under these: {', '.join(scripts[:3])}" if scripts else ""
    by_package = not scripts
    yield RapLine(
        "silver", "outputs need no work by hand", by_package, f"one command writes all; decisions are files{own}"
    )
    for asks, said in (
        ("code is documented", "docstrings with formula, denominator and source; pages of methods and codebook"),
        ("code and folders have a standard layout", "a package in layers; cs-research init makes the study's folders"),
        ("functions are used again", "every number comes from a function of the package"),
        ("code follows a standard", "ruff, mypy --strict and import-linter"),
        ("tests check the code", "the package's test suite"),
    ):
        yield RapLine("silver", asks, by_package, f"{said}{own}")
    pinned = next((name for pattern in _PINS for name, text in _texts(folders, pattern) if "cs-research" in text), None)
    said = (
        f"{pinned} names cs-research"
        if pinned
        else "no requirements.txt or the like names cs-research; manifest.json only records versions"
    )
    yield RapLine("silver", "versions of dependencies are given", pinned is not None, said)
    yield RapLine("silver", "a log is written by each run", True, "manifest.json, and the rows left out with reasons")
    yield RapLine("silver", "data are tidy", True, "CSV files with a Table Schema each, and a data package")


def _gold(folders: list[Path]) -> Iterator[RapLine]:
    yield RapLine("gold", "code is packaged", True, f"cs-research {__version__} is installed as a package")
    jobs = [(name, text) for pattern in _SERVERS for name, text in _texts(folders, pattern) if "cs-research" in text]
    named = jobs[0][0] if jobs else "no workflow of a server runs cs-research"
    yield RapLine("gold", "a server checks every change", bool(jobs), named)
    timed = next((name for name, text in jobs if "schedule" in text or "push" in text), None)
    said = (
        f"{timed} runs on a schedule or when files change"
        if timed
        else "nothing starts it on a schedule or on new data"
    )
    yield RapLine("gold", "it runs on a schedule or when data arrive", timed is not None, said)
    changes = next(_texts(folders, "CHANGELOG*"), None)
    yield RapLine("gold", "changes are listed", changes is not None, changes[0] if changes else "no CHANGELOG")


def _texts(folders: list[Path], pattern: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of the files of a pattern in some folders."""
    for folder in folders:
        for path in sorted(folder.glob(pattern)):
            if kind_of(path) == FILE and 0 < path.stat().st_size <= _MAX_READ:
                yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def _repository(folder: Path) -> Path | None:
    """Return the folder of the git repository that holds a folder."""
    folder = folder.resolve()
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def _head(top: Path) -> str:
    """Return the commit of a repository in words, as its files say it."""
    place = top / ".git"
    if place.is_file():  # a work tree, whose repository is elsewhere
        return "a work tree"
    head = place / "HEAD"
    word = head.read_text(encoding="utf-8").strip() if head.is_file() else ""
    name = word.removeprefix("ref: ")
    packed = place / "packed-refs"
    known = (place / name).is_file() or (packed.is_file() and name in packed.read_text(encoding="utf-8"))
    return f"on {name.removeprefix('refs/heads/')}" if name and (known or name == word) else "without a commit"
