"""The made-up study: exports in the platforms' real layouts, from a seed; and an empty study to fill in.

Nothing in the made-up study is real.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from string import Template

from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research._yaml import yaml_text
from cs_research.definitions import load_instrument
from cs_research.demo.fieldwork import Fieldwork, load_fieldwork, write_codings, write_ratings, write_sources
from cs_research.demo.survey import (
    WAVE,
    answering,
    earlier_csv,
    earlier_instrument,
    qualtrics_csv,
    register_csv,
)
from cs_research.errors import Fault, PublishError, check_path

__all__ = ["SEED", "write_demo", "write_starter"]

SEED = 2023
INSTRUMENT = "yjs-survey/2022"


def write_demo(to: str | Path, *, seed: int = SEED) -> Path:
    """Write the made-up study to a new folder and return the path of its ``study.yaml``.

    The same seed writes the same answers. A folder that an earlier call wrote is replaced; one with
    other files in it is left alone, with a `PublishError`.
    """
    check_path("write_demo", "to", to, PublishError)
    to = Path(to)
    fieldwork, instrument = load_fieldwork(), load_instrument(INSTRUMENT)
    sites = sorted({source["site"] for source in fieldwork.sources})
    services = dict(zip(sites, answering(instrument, seed, len(sites)), strict=True))
    with new_folder(to) as folder:
        write_text(folder / "MADE-UP.txt", _shipped("MADE-UP.txt"))
        write_text(folder / "survey" / "qualtrics.csv", qualtrics_csv(instrument, seed))
        write_text(folder / "survey" / f"{WAVE}.csv", earlier_csv(instrument, seed))
        asked = yaml_text(earlier_instrument(instrument), "MADE-UP DATA: nobody asked these questions in 2021.")
        write_text(folder / "survey" / f"{WAVE}.yaml", asked)
        write_text(folder / "register.csv", register_csv(instrument))
        names = write_sources(fieldwork, folder)
        coded = [f"codings/{name}" for name in write_codings(fieldwork, folder / "codings")]
        rated = [f"ratings/{name}" for name in write_ratings(folder / "ratings")]
        for name in ("decisions.yaml", "judgements.yaml"):
            write_text(folder / name, _shipped(name))
        write_text(folder / "study.yaml", _study(fieldwork, names, services, {"codings": coded, "ratings": rated}))
    return to / "study.yaml"


def write_starter(to: Path) -> Path:
    """Write an empty study to a new folder and return the path of its ``study.yaml``.

    Nothing that exists is overwritten: a folder with files in it is a `PublishError`.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        found = "a folder with files in it" if to.is_dir() else "a file"
        raise PublishError(Fault(str(to), "study folder", "be new or empty", found, "choose another name"))
    for name in ("survey", "transcripts", "codings"):
        (to / name).mkdir(parents=True, exist_ok=True)
    write_text(to / "README.txt", _shipped("starter/README.txt"))
    return write_text(to / "study.yaml", _shipped("starter/study.yaml"))


def _study(fieldwork: Fieldwork, names: dict[str, str], services: dict[str, str], others: dict[str, list[str]]) -> str:
    """Return the study file; ``services`` are those of the sites, ``others`` further files by their key."""
    lists = "\n\n".join(f"{key}:\n" + "\n".join(f"  - file: {name}" for name in named) for key, named in others.items())
    sites = "\n".join(f"  - {{id: {site}, label: Site {site}, service: {name}}}" for site, name in services.items())
    sources = "\n".join(
        f"  - id: {source['id']}\n    file: {names[source['id']]}\n    site: {source['site']}\n"
        f"    kind: {source['kind']}\n    title: {source['title']}\n    coded_by: [Coder 1, Coder 2]"
        for source in fieldwork.sources
    )
    template = Template(_shipped("study.txt"))
    return template.substitute(instrument=INSTRUMENT, wave=WAVE, sites=sites, sources=sources, lists=lists)


def _shipped(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
