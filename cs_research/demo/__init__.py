"""The made-up study: exports in the platforms' real layouts, from a seed. Nothing in it is real."""

from __future__ import annotations

from pathlib import Path

from cs_research._files import new_folder, write_text
from cs_research.definitions import load_instrument
from cs_research.demo.fieldwork import Fieldwork, load_fieldwork, write_codings, write_transcripts
from cs_research.demo.survey import qualtrics_csv

__all__ = ["SEED", "write_demo"]

SEED = 2023
INSTRUMENT = "yjs-survey/2022"

_README = """MADE-UP DATA

Everything in this folder was invented by a program so that cs-research can be tried out. No service,
place, young person or member of staff described here exists, and nobody said the words in the transcripts.

study.yaml      says what the study uses and where its files lie; start reading here
survey/         answers of 57 made-up services, as Qualtrics exports them
transcripts/    ten made-up focus groups and interviews from five sites, in the layouts of Teams, Zoom, Otter, Word
codings/        what two made-up coders marked in them

The survey's counts reproduce six percentages that HM Inspectorate of Probation published in its
Research & Analysis Bulletin 2023/02 (93, 85, 73, 65, 70 and 97). With 57 answers no count gives 85, 73
or 97 per cent, so some made-up services leave those three questions blank.
"""


def write_demo(to: Path, *, seed: int = SEED) -> Path:
    """Write the made-up study to a new folder; the path of its ``study.yaml``.

    The same seed writes the same answers. A folder that an earlier call wrote is replaced; one with
    other files in it is left alone, with a `PublishError`.
    """
    fieldwork = load_fieldwork()
    with new_folder(to) as folder:
        write_text(folder / "MADE-UP.txt", _README)
        write_text(folder / "survey" / "qualtrics.csv", qualtrics_csv(load_instrument(INSTRUMENT), seed))
        names = write_transcripts(fieldwork, folder / "transcripts")
        codings = write_codings(fieldwork, folder / "codings")
        write_text(folder / "study.yaml", _study(fieldwork, names, codings))
    return to / "study.yaml"


def _study(fieldwork: Fieldwork, names: dict[str, str], codings: list[str]) -> str:
    sites = sorted({source["site"] for source in fieldwork.sources})
    sources = "\n".join(
        f"  - id: {source['id']}\n    file: transcripts/{names[source['id']]}\n    site: {source['site']}\n"
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

sites:
{chr(10).join(f"  - {{id: {site}, label: Site {site}}}" for site in sites)}

sources:
{sources}

codings:
{chr(10).join(f"  - file: codings/{name}" for name in codings)}
"""
