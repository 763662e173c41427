"""A study whose sources follow the case-study template: read part by part, counted by part."""

import csv
import shutil

import pytest

from cs_research._files import write_text
from cs_research.errors import ResearchError
from cs_research.protection import protect
from cs_research.reporting.build import build
from cs_research.results import measure
from cs_research.study.load import load_study

CASE = """What was the issue?

Young people were moved on from the precinct each evening.

What was the response?

We went there with the youth workers and asked what would help.

They asked for light at the bus stop.
"""

CODINGS = """source,coder,code,stance,quote
case,A,target.group_work,shown,asked what would help
case,A,partnerships.partners,shown,We went there with the youth workers
case,B,partnerships.partners,shown,We went there with the youth workers
case,A,target.assessments,contrary,moved on from the precinct
"""


@pytest.fixture
def study(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    path = tmp_path / "study" / "study.yaml"
    text = path.read_text(encoding="utf-8")
    write_text(
        path,
        text[: text.index("sites:")] + "sites:\n  - {id: a, label: Site A}\n"
        "sources:\n  - {id: case, file: case.txt, site: a, kind: case study, template: case-study/template}\n"
        "codings:\n  - file: case.csv\n",
    )
    write_text(path.parent / "case.txt", CASE)
    write_text(path.parent / "case.csv", CODINGS)
    return path


def test_segments_are_counted_by_part(study, tmp_path):
    collected = load_study(study)
    assert [turn.part for turn in collected.sources[0].turns] == ["issue", "response", "response"]
    build(protect(measure(collected)), tmp_path / "build", ["html"], only=["methods"])
    with (tmp_path / "build" / "data" / "segments-by-part.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["n"] != "0"]
    assert [(row["template"], row["part"], row["code"], row["n"], row["sources"]) for row in rows] == [
        ("case-study/template", "issue", "target.assessments", "1", "1"),
        ("case-study/template", "response", "partnerships.partners", "2", "1"),
        ("case-study/template", "response", "target.group_work", "1", "1"),
    ]


def test_a_template_that_there_is_none_of_is_told_at_its_line(study):
    write_text(study, study.read_text(encoding="utf-8").replace("case-study/template", "case-study/tempate"))
    with pytest.raises(
        ResearchError, match=r"template must be a file or a shipped definition, got 'case-study/tempate'"
    ):
        load_study(study)
