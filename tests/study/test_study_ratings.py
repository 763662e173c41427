"""A study with ratings of the rubric: a second source of evidence beside the codings."""

import csv
import shutil

import pytest
from openpyxl import load_workbook

from cs_research._files import write_text
from cs_research.definitions import load_rubric
from cs_research.errors import ResearchError
from cs_research.formats.rubric_form import write
from cs_research.protection import protect
from cs_research.reporting.build import build
from cs_research.results import measure
from cs_research.study.load import load_study


def filled(path, place, colour):
    """A form in which every cell of target has that colour, and no other cell has one."""
    path.write_bytes(write(load_rubric("rubric/traffic-light")).content)
    book = load_workbook(path)
    about = book["About"]
    for row in about.iter_rows(min_row=1, max_row=12):
        answer = {"Rater (pseudonym)": "R1", "Date of review": "1 March 2026", "Place or service": place}.get(
            row[0].value
        )
        if answer:
            row[1].value = answer
    sheet = book["Target"]
    heads = next(number for number, row in enumerate(sheet.iter_rows(values_only=True), 1) if row and "Rating" in row)
    column = [cell.value for cell in sheet[heads]].index("Rating") + 1
    for number in range(heads + 1, heads + 9):
        sheet.cell(number, column).value = colour
    book.save(path)


@pytest.fixture
def study(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    path = tmp_path / "study" / "study.yaml"
    filled(path.parent / "a.xlsx", "Place A", "green")
    filled(path.parent / "b.xlsx", "Place B", "amber")
    head, _, rest = path.read_text(encoding="utf-8").partition("ratings:\n")
    rest = rest[rest.index("decisions:") :]
    write_text(path, f"{head}ratings:\n  - file: a.xlsx\n  - file: b.xlsx\n\n{rest}")
    return path


def test_ratings_are_put_beside_the_codings(study, tmp_path):
    tables = protect(measure(load_study(study)))
    row = tables["ratings_domain"].iloc[0]
    # eight cells green at one place and amber at the other: (8 * 1 + 8 * .5) / 16; two places have no interval
    assert row[["domain", "places", "rated", "share"]].tolist() == ["target", 2, 16, 0.75]
    assert row[["low", "high"]].isna().all()
    rated = tables["sensitivity"][tables["sensitivity"]["kind"] == "ratings"]
    assert rated["domain"].tolist() == ["target"]
    assert rated[["verdict", "caution"]].iloc[0].tolist() == ["cannot be told", "fewer than 3 places"]
    confidence = rated["confidence"].iloc[0]
    assert rated["gap"].iloc[0] == pytest.approx(confidence - 0.75)
    build(tables, tmp_path / "build", ["html"], only=["methods"])
    with (tmp_path / "build" / "data" / "ratings_domain.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["share"] == "0.75"


def test_a_form_that_is_not_there_is_told_at_its_line(study):
    write_text(study, study.read_text(encoding="utf-8").replace("file: b.xlsx", "file: c.xlsx"))
    with pytest.raises(ResearchError, match=r"ratings\[2\]: file must exist"):
        load_study(study)
