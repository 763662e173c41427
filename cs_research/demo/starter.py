"""A study folder to fill in."""

from __future__ import annotations

from pathlib import Path

from cs_research._files import write_text
from cs_research.errors import Fault, PublishError

__all__ = ["write_starter"]

_STUDY = """# A study: what it uses, where its files lie, how it is reported. Lines that start with # are notes.
# Check it at any time:   cs-research check study.yaml
# Make the reports:       cs-research run study.yaml --to report
type: study
id: our-study
title: Contextual Safeguarding in our services, 2026

# Definitions: these ship with the package. Your own is a file beside this one, such as our-survey.yaml.
instrument: yjs-survey/2022
frame: coding-frame/2023
pairing: pairing

# How many services there are in all, if not the 157 that the instrument names.
# population:
#   size: 157

# The survey export, as your platform saved it. Take the # away and name your file.
# survey:
#   file: survey/export.csv
#   wave: "2026"
#   columns:                 # only for items that the export calls something else
#     knowledge: Q7
#     enablers.training: Q70_4  # the column of one option of a choose-all question
#   ignore: [Q70_12]         # columns that are not read, such as an option that the instrument does not have
#   # status: {Pending: keep}   a status that is not known: keep, or why its rows are left out
#   answers:                 # wordings of the export, and the answer that each is: 'cs-research map' finds them
#     knowledge: {"Quite good": good}
#   without: [knowledge]     # items that the pairing needs and that were not asked

# Earlier waves, the oldest first: then the report has a page on what changed.
# earlier:
#   - file: survey/export-2025.csv
#     wave: "2025"
#     instrument: yjs-survey/2022   # only where other questions were asked than now

# The register of all services, a CSV file with a row a service: then the report says who is missing.
# services:
#   file: register.csv
#   name: Service                   # the column that names it as in the survey
#   groups: {region: Region}        # questions that group services, and their columns
#   aliases: Other names            # a column of other names (with ; between), or a file of alias and service
#   outside: [blank]                # names in the survey that are of no service of the register; blank for none

# Weights that make the services that answered agree with the register: a page shows shares without and with them.
# weights:
#   rake: [region]                  # or cells: [region], for every combination of several groups
#   limit: 3                        # the largest weight, as a multiple of the mean (rake only)
#   merge: {region: {The North: [north_east, north_west]}}   # categories that too few answered

# Places of fieldwork, under the pseudonyms that reports print.
# sites:
#   - {id: A, label: Site A}   # with service: its answer to the survey's identifying question; never printed

# Transcripts and documents: .vtt, .srt, .docx, .txt, .md, or a table of time, speaker and text (.csv, .xlsx).
# Documents (kind strategy, plan, policy and the like) have no speakers. Where a transcript leaves doubt about who
# speaks, cs-research check lists the names, and the key 'speakers' settles it.
# sources:
#   - id: a-focus-group
#     file: transcripts/a-focus-group.vtt
#     site: A
#     kind: focus group
#     speakers: labelled       # only where asked: labelled, none, or a list such as [Facilitator, Sophie]

# Coded segments: CSV with the columns source, coder, code, stance, quote (and turn, memo if you like).
# stance is shown, partly or contrary; quote is the exact words.
# codings:
#   - file: codings/coder-1.csv

# Filled forms of the rubric (cs-research instrument export traffic-light --to xlsx): one for each rater and review.
# ratings:
#   - file: ratings/place-a-rater-1.xlsx

# What people decided of how kinds of source agree, and judged of the findings. Both files come with every claim in
# them, to be filled in:   cs-research triangulate study.yaml --starters .
# decisions: decisions.yaml
# judgements: judgements.yaml

# Choices that change numbers.
# settings:
#   interval: hypergeometric   # or wilson
#   level: 0.95
#   margin: 0.1                # the least gap that counts, as a share
#   speakers: labelled         # or none, for every transcript that says nothing of its own
#   minimum_base: 5            # questions that fewer services answered are withheld; 0 withholds none
"""

_READ_ME = """This folder holds a study for cs-research.

study.yaml     what the study uses and where its files lie: start here
survey/        put the survey export here
transcripts/   put transcripts and documents here, without real names
codings/       put coded segments here

Keep this folder where your organisation keeps sensitive data. Nothing in it is sent anywhere.
"""


def write_starter(to: Path) -> Path:
    """Write an empty study to a new folder and return the path of its ``study.yaml``.

    Nothing that exists is overwritten: a folder with files in it is a `PublishError`.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        found = "a folder with files in it" if to.is_dir() else "a file"
        raise PublishError(Fault(str(to), "study folder", "be new or empty", found, "choose another name"))
    for name in ("survey", "transcripts", "codings"):
        (to / name).mkdir(parents=True, exist_ok=True)
    write_text(to / "README.txt", _READ_ME)
    return write_text(to / "study.yaml", _STUDY)
