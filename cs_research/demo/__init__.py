"""The made-up study: exports in the platforms' real layouts, from a seed. Nothing in it is real."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from cs_research._files import write_text
from cs_research._folders import new_folder
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
from cs_research.errors import PublishError, check_path
from cs_research.formats.yaml_text import yaml_text

__all__ = ["SEED", "write_demo"]

SEED = 2023
INSTRUMENT = "yjs-survey/2022"

_README = """MADE-UP DATA

Everything in this folder was invented by a program so that cs-research can be tried out. No service,
place, young person or member of staff described here exists, and nobody said or wrote the words in these files.

study.yaml      says what the study uses and where its files lie; start reading here
survey/         answers of 57 made-up services, as Qualtrics exports them; 2021.csv, answers of 50 to a made-up round
                the year before, and 2021.yaml, its questionnaire, with a question in other words than in 2022
register.csv    157 made-up services with their regions
transcripts/    ten made-up focus groups and interviews from five sites, in the layouts of Teams, Zoom, Otter, Word
documents/      a made-up strategy of each site: some of what it promises no practitioner speaks of
codings/        what two made-up coders marked in all of these
ratings/        two sites rated by two made-up raters, on the form that comes with the rubric
decisions.yaml  what people decided of how kinds of source agree: some cells confirmed, two overruled, the rest open
judgements.yaml how much confidence two of the four findings deserve; the others are drafts

The survey's counts reproduce six percentages that HM Inspectorate of Probation published in its
Research & Analysis Bulletin 2023/02 (93, 85, 73, 65, 70 and 97). With 57 answers no count gives 85, 73
or 97 per cent, so some made-up services leave those three questions blank.
"""


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
        write_text(folder / "MADE-UP.txt", _README)
        write_text(folder / "survey" / "qualtrics.csv", qualtrics_csv(instrument, seed))
        write_text(folder / "survey" / f"{WAVE}.csv", earlier_csv(instrument, seed))
        asked = yaml_text(
            earlier_instrument(instrument), "MADE-UP DATA: nobody asked these questions in 2021."
        )
        write_text(folder / "survey" / f"{WAVE}.yaml", asked)
        write_text(folder / "register.csv", register_csv(instrument))
        names = write_sources(fieldwork, folder)
        coded = [f"codings/{name}" for name in write_codings(fieldwork, folder / "codings")]
        rated = [f"ratings/{name}" for name in write_ratings(folder / "ratings")]
        for name in ("decisions.yaml", "judgements.yaml"):
            write_text(folder / name, files(__name__).joinpath(name).read_text(encoding="utf-8"))
        write_text(
            folder / "study.yaml", _study(fieldwork, names, services, {"codings": coded, "ratings": rated})
        )
    return to / "study.yaml"


def _study(
    fieldwork: Fieldwork, names: dict[str, str], services: dict[str, str], others: dict[str, list[str]]
) -> str:
    """Return the study file; ``services`` are those of the sites, ``others`` further files by their key."""
    lists = "\n\n".join(
        f"{key}:\n" + "\n".join(f"  - file: {name}" for name in named) for key, named in others.items()
    )
    sources = "\n".join(
        f"  - id: {source['id']}\n    file: {names[source['id']]}\n    site: {source['site']}\n"
        f"    kind: {source['kind']}\n    title: {source['title']}"
        for source in fieldwork.sources
    )
    return f"""# MADE-UP DATA: no service, place or person in this study exists.
type: study
id: made-up-2022
title: Contextual Safeguarding in Youth Justice Services, 2022
made_up: true

instrument: {INSTRUMENT}
frame: coding-frame/2023
pairing: pairing

survey:
  file: survey/qualtrics.csv
  wave: "2022"

earlier:
  - file: survey/{WAVE}.csv
    wave: "{WAVE}"
    instrument: survey/{WAVE}.yaml

services:
  file: register.csv
  name: Service
  groups: {{region: Region, nation: Nation}}

sites:
{chr(10).join(f"  - {{id: {site}, label: Site {site}, service: {name}}}" for site, name in services.items())}

sources:
{sources}

{lists}

decisions: decisions.yaml
judgements: judgements.yaml
"""
