"""Files of a study with seeded changes: read, or refused in the house form; never another error, and no hang.

``CS_RESEARCH_MUTATIONS=100`` tries as many changes of each file and measures every table of what is read, which takes an
hour. Bytes change in every file; in YAML whole values change too, since broken YAML goes no further than the parser.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
from pathlib import Path

import pytest

from cs_research._files import shipped
from cs_research.definitions import load_rubric
from cs_research.errors import ResearchError
from cs_research.formats import read_ratings, read_survey, read_transcript
from cs_research.protection import protect
from cs_research.results import measure
from cs_research.study.check import check_file
from cs_research.study.load import load_study

EACH = int(os.environ.get("CS_RESEARCH_MUTATIONS", "2"))
THOROUGH = "CS_RESEARCH_MUTATIONS" in os.environ
SECONDS = 60  # ten on a quiet machine
#: What is put in the place of a value of YAML.
VALUES = [
    "", "0", "-1", "1e308", "nan", "true", "[]", "{}", "[x]", "{x: y}", "null", "'é'", '"\\u202e"', "../../etc/passwd", "/",
    ".", "x" * 5_000, "2022-13-45", "'=1+1'", "*", "knowledge", "target", "none", "9" * 400, "'\\'", "study.yaml", "&a b", "*a",
]  # fmt: skip
PUT_IN = [b",", b";", b'"', b"\n", b"\t", b"\x00", b"{", b"=", b"\xff", b"\xef\xbb\xbf", b"-->", b"<", b": ", b"- "]
PLAN = """type: analysis-plan
id: plan
version: "1"
date: 2022-03-01
comparisons:
  - {compare: waves, of: [knowledge], test: separate}
"""
LOG = """type: log
id: checks
version: "1"
kind: assumptions
entries:
  - {id: one, date: 2022-07-01, text: Sites are typical., by: A, signed: B, signed_on: 2022-07-02}
"""


def changed(data: bytes, rng: random.Random, yaml: bool) -> bytes:
    """Bytes with one to five changes."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(max(len(out), 1))
        kind = rng.randrange(4)
        if yaml and rng.random() < 0.7:
            places = [found.span(1) for found in re.finditer(rb"(?<=: )([^\n,}\]]+)", out)]
            start, end = rng.choice(places or [(0, 0)])
            out[start:end] = rng.choice(VALUES).encode()
        elif kind == 0 and out:
            out[at] = rng.randrange(256)
        elif kind == 1:
            del out[at : at + rng.randrange(1, 80)]
        elif kind == 2:
            out[at:at] = rng.choice(PUT_IN)
        else:
            out[at:at] = out[at // 2 : at // 2 + 200]
    return bytes(out)


@pytest.fixture(scope="module")
def study(demo_study, tmp_path_factory):
    """The made-up study with a plan and a log, and a definition of its own of each kind."""
    folder = tmp_path_factory.mktemp("fuzz") / "study"
    shutil.copytree(demo_study.parent, folder)
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    for key, name in (("frame", "coding-frame/2023"), ("pairing", "pairing"), ("instrument", "yjs-survey/2022")):
        shutil.copy(shipped("instruments", *f"{name}.yaml".split("/")), folder / f"{key}.yaml")
        text = text.replace(f"{key}: {name}\n", f"{key}: {key}.yaml\n")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "log.yaml").write_text(LOG, encoding="utf-8")
    (folder / "study.yaml").write_text(f"{text}\nplan: plan.yaml\nlogs: [log.yaml]\n", encoding="utf-8")
    return folder


def study_tables(path: Path) -> None:
    """Read the study that a file belongs to; in a long run every table is measured too, as ``run`` does."""
    folder = next(above for above in path.parents if (above / "study.yaml").exists() or above.name == "study")
    data = load_study(folder / "study.yaml")
    if THOROUGH:
        release = protect(measure(data))
        for name in release.names:
            release[name]


#: Files, and the function that reads them: the study's, by itself or with the study.
FILES = {
    "survey/qualtrics.csv": lambda path: read_survey(path, "yjs-survey/2022"),
    "transcripts/a-focus-group.vtt": read_transcript,
    "transcripts/b-interview.txt": read_transcript,
    "transcripts/a-interview.docx": read_transcript,
    "documents/b-strategy.txt": lambda path: read_transcript(path, kind="strategy"),
    "ratings/site-b-rater-1.xlsx": lambda path: read_ratings([path], load_rubric("rubric/traffic-light")),
    **dict.fromkeys(
        (
            "study.yaml", "frame.yaml", "pairing.yaml", "instrument.yaml", "survey/2021.yaml", "decisions.yaml",
            "judgements.yaml", "plan.yaml", "log.yaml", "register.csv", "codings/coder-1.csv",
        ),
        study_tables,
    ),
}  # fmt: skip
SHIPPED = (
    "rubric/traffic-light",
    "lexicon/terms",
    "case-study/template",
    "published/bulletin-2023-02",
    "coding-frame/2024",
)


def read_within(read, path: Path) -> None:
    """Read a file that may be refused; a hang or any other error fails."""

    def late(*_: object) -> None:
        raise AssertionError(f"{path} takes too long")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        read(path)
    except ResearchError as error:
        assert str(error)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_of_a_study_is_read_or_refused(study, name):
    path, rng = study / name, random.Random(f"fuzz {name}")
    whole = path.read_bytes()
    try:
        for _ in range(EACH):
            path.write_bytes(changed(whole, rng, name.endswith(".yaml")))
            read_within(FILES[name], path)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_changed_definition_is_read_or_refused(tmp_path, name):
    whole, rng = shipped("instruments", *f"{name}.yaml".split("/")).read_bytes(), random.Random(f"fuzz {name}")
    path = tmp_path / "definition.yaml"
    for _ in range(EACH):
        path.write_bytes(changed(whole, rng, yaml=True))
        read_within(check_file, path)


@pytest.mark.parametrize("value", ["{study: x}", "[study]", ""])
def test_a_type_that_is_no_word_is_refused_at_its_line(tmp_path, value):
    (tmp_path / "definition.yaml").write_text(f"id: a\ntype: {value}\n", encoding="utf-8")
    with pytest.raises(ResearchError, match=r"definition\.yaml, line 2: type must be 'analysis-plan'"):
        check_file(tmp_path / "definition.yaml")
