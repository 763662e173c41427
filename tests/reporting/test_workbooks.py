"""A study's workbooks and the Table Schema beside each CSV: what is in them, and that they are what they say."""

import csv
import json
import re
import shutil
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from cs_research.protection import protect
from cs_research.reporting.builder import Builder
from cs_research.reporting.workbooks import (
    Conversion,
    WorkbookWriter,
    build_sheets,
    find_libreoffice,
    workbook_bytes,
)
from cs_research.results import measure
from cs_research.results.schema import describe_column
from cs_research.study.load import load_study

SURVEY = ["Answers", "Answers_together", "Choose_all", "Scores", "Confidence"]
EVIDENCE = ["Evidence_domain", "Evidence_practice", "Evidence_site", "Cells"]
GAP = ["Gap", "Gap_claim", "Sensitivity"]


@pytest.fixture(scope="module")
def collected(demo_study):
    return load_study(demo_study)


def with_settings(collected, **changes):
    settings = collected.study.settings.model_copy(update=changes)
    return replace(collected, study=collected.study.model_copy(update={"settings": settings}))


def named(collected, folder):
    return {sheet.name: sheet.table for sheet in build_sheets(Builder(protect(measure(collected)), folder))}


def test_every_table_has_its_sheet_and_a_study_with_one_side_the_sheets_of_that_side(collected, tmp_path):
    plain = replace(collected, ratings=None)
    assert list(named(plain, tmp_path)) == SURVEY + EVIDENCE + GAP
    assert list(named(replace(plain, codings=None), tmp_path)) == SURVEY
    assert list(named(replace(plain, responses=None), tmp_path)) == EVIDENCE
    assert workbook_bytes(Builder(protect(measure(replace(plain, responses=None, codings=None))), tmp_path)) is None


def test_the_workbook_is_complete_and_the_same_each_time(collected, tmp_path):
    content = workbook_bytes(Builder(protect(measure(collected)), tmp_path))
    assert content == workbook_bytes(Builder(protect(measure(collected)), tmp_path))
    book = load_workbook(BytesIO(content))
    assert len(set(book.sheetnames)) == len(book.sheetnames) > 12
    assert book.properties.title == collected.study.title
    for page in book.worksheets[1:]:
        (table,) = page.tables.values()
        assert not page.merged_cells.ranges
        assert all(cell.value not in (None, "") for row in page[table.ref] for cell in row)
        assert table.ref.endswith(str(page.max_row))
    assert not any(cell.data_type == "f" for page in book for row in page.iter_rows() for cell in row)


def test_numbers_are_those_of_the_tables_rounded_as_the_study_says(collected, tmp_path):
    answers = named(collected, tmp_path)["Answers"].set_index(["Question", "Answer"])
    row = answers.loc[("Own knowledge and understanding of Contextual Safeguarding", "Good")]
    assert (row["Services"], row["Services that answered"], row["Per cent"]) == (22, 57, 39)
    fine = named(with_settings(collected, rounding="unrounded"), tmp_path)["Answers"]
    assert fine.set_index(["Question", "Answer"])["Per cent"].loc[row.name] == 38.6


def test_words_of_people_are_in_no_sheet(collected, tmp_path):
    with ZipFile(BytesIO(workbook_bytes(Builder(protect(measure(collected)), tmp_path)))) as archive:
        text = archive.read("xl/sharedStrings.xml").decode("utf-8")
    quotes = [segment.quote for segment in collected.codings.segments]
    assert quotes and not any(re.sub("['\"&<>]", "", quote)[:60] in re.sub("['\"&<>]", "", text) for quote in quotes)


def test_what_too_few_answered_is_withheld_wherever_it_appears(collected, tmp_path):
    tables = named(with_settings(collected, minimum_base=57), tmp_path)
    name = "Recording groups and unsafe locations"  # 56 answered
    row = tables["Answers"].set_index("Question").loc[name].iloc[0]
    assert set(row.drop("Answer")) == {"[c]"}
    assert set(tables["Scores"].set_index("Question").loc[name]) == {"[c]"}
    target = tables["Confidence"].set_index("Domain").loc["Target"]
    assert set(target.drop("Questions")) == {"[c]"}
    gap = tables["Gap"].set_index("Domain").loc["Target"]
    assert (gap["Confidence (per cent)"], gap["Gap (points)"], gap["Reliability"]) == ("[c]", "[c]", "[c]")
    assert gap["Evidence (per cent)"] == 20
    open_rows = tables["Gap"].set_index("Domain").drop(["Target", "Partnerships"])  # four there are not sure
    assert "[c]" not in set(open_rows.to_numpy().ravel())


def test_few_sites_and_few_services_are_of_low_reliability(collected, tmp_path):
    few = replace(collected.responses, frame=collected.responses.frame.head(29))
    tables = named(replace(collected, responses=few), tmp_path)
    assert set(tables["Answers"]["Reliability"]) - {"[x]"} == {"[u]"}
    assert set(tables["Gap"]["Reliability"]) == {"[u]"}
    assert set(tables["Evidence_domain"]["Reliability"]) == {"usual"}
    two = tuple(site for site in collected.study.sites if site.id in {"A", "B"})
    codings = replace(
        collected.codings,
        sources=tuple(source for source in collected.sources if source.site in {"A", "B"}),
        segments=tuple(segment for segment in collected.codings.segments if segment.source.startswith(("a-", "b-"))),
    )
    study = collected.study.model_copy(update={"sites": two})
    tables = named(replace(collected, study=study, codings=codings, sources=codings.sources), tmp_path)
    assert "usual" not in set(tables["Evidence_domain"]["Reliability"])


def test_a_number_that_has_no_meaning_is_not_applicable(collected, tmp_path):
    confidence = named(collected, tmp_path)["Confidence"].set_index("Domain")["Services that answered"]
    assert (confidence["Target"], confidence["Framework"]) == ("[z]", 57)


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not on the path")
def test_libreoffice_keeps_the_marks_of_tables_in_the_ods(collected, tmp_path):
    with WorkbookWriter(Builder(protect(measure(collected)), tmp_path)) as books:
        books.finish()
    assert books.problems == []
    assert books.files == [
        ("All tables (Excel workbook)", "tables.xlsx"),
        ("All tables (OpenDocument workbook)", "tables.ods"),
    ]
    with ZipFile(tmp_path / "tables.ods") as archive:
        content = archive.read("content.xml").decode("utf-8")
    marked = set(re.findall(r'<table:database-range table:name="(\w+)"', content))
    assert {sheet.lower() for sheet in SURVEY + EVIDENCE + GAP} <= marked
    assert "table:formula" not in content


def test_without_libreoffice_that_is_reported(collected, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with WorkbookWriter(Builder(protect(measure(collected)), tmp_path)) as books:
        books.finish()
    assert books.problems == ["There is no OpenDocument workbook, since LibreOffice is not on the path."]
    assert books.files == [("All tables (Excel workbook)", "tables.xlsx")]


def program(folder, text):
    """A stand-in for LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a script")
@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("import sys; print('Error: no', sys.argv[-1] + '.'); sys.exit(1)", "Error: no tables.xlsx"),
        ("", "it ended with status 0 and no message"),
        ("import time; time.sleep(60)", "it was not done after 1 seconds"),
    ],
)
def test_a_failure_of_libreoffice_is_reported_without_a_path(tmp_path, text, output):
    conversion = Conversion(program(tmp_path, text), tmp_path / "tables.xlsx")
    try:
        assert conversion.failure(seconds=1 if "sleep" in text else 60) == output
    finally:
        conversion.end()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a script")
@pytest.mark.parametrize("text", ["", "import time; time.sleep(60)"])
def test_a_run_that_fails_leaves_nothing_behind(tmp_path, text):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(scratch))
        conversion = Conversion(program(tmp_path, text), tmp_path / "tables.xlsx")
    assert list(scratch.iterdir())
    conversion.end()
    assert not list(scratch.iterdir())


def test_a_draft_of_some_pages_has_no_workbook(collected, tmp_path):
    with WorkbookWriter(Builder(protect(measure(collected)), tmp_path), draft=True) as books:
        books.finish()
    assert (books.files, books.problems) == ([], [])
    assert not (tmp_path / "tables.xlsx").exists()


def faults(place):
    """What a CSV holds against its Table Schema."""
    schema = json.loads(place.with_suffix(".schema.json").read_text(encoding="utf-8"))
    with place.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    fields = schema["fields"]
    if header != [field["name"] for field in fields]:
        yield f"{place.name}: {header}"
    for row in rows:
        for field, value in zip(fields, row, strict=True):
            if value not in schema["missingValues"] and not holds(field, value):
                yield f"{place.name}: {field['name']} = {value}"
    key = [header.index(name) for name in schema.get("primaryKey", [])]
    if key and len({tuple(row[at] for at in key) for row in rows}) < len(rows):
        yield f"{place.name}: {schema['primaryKey']} stands twice"


def holds(field, value):
    """Whether a value is of the field's type and within its constraints."""
    limits = field.get("constraints", {})
    if field["type"] == "boolean":
        return value in field["trueValues"] + field["falseValues"]
    if field["type"] == "date":
        return bool(date.fromisoformat(value))
    if field["type"] == "string":
        return value in limits.get("enum", [value])
    if field["type"] == "integer" and not re.fullmatch(r"-?\d+", value):
        return False
    if not re.fullmatch(r"-?[\d.]+(e-?\d+)?", value):
        return False
    number = float(value)
    return limits.get("minimum", number) <= number <= limits.get("maximum", number)


def test_every_csv_of_the_report_is_what_its_schema_says(demo_report):
    files = sorted((demo_report / "data").glob("*.csv"))
    assert len(files) > 20
    assert [fault for place in files for fault in faults(place)] == []


def test_every_column_of_the_report_is_described(demo_report):
    for place in sorted((demo_report / "data").glob("*.csv")):
        with place.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        assert [name for name in header if describe_column(name, header) is None] == [], place.name


def test_the_check_itself_finds_what_is_wrong(tmp_path):
    fields = [
        {"name": "share", "type": "number", "constraints": {"minimum": 0, "maximum": 1}},
        {"name": "n", "type": "integer"},
    ]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": ["n"]}
    (tmp_path / "a.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (tmp_path / "a.csv").write_text("share,n\n1.5,2\n,2.5\n0.5,2\n", encoding="utf-8")
    assert list(faults(tmp_path / "a.csv")) == [
        "a.csv: share = 1.5",
        "a.csv: n = 2.5",
        "a.csv: ['n'] stands twice",
    ]


def test_the_pages_link_to_the_workbooks(demo_report):
    page = (demo_report / "index.html").read_text(encoding="utf-8")
    assert 'href="tables.xlsx"' in page and (demo_report / "tables.xlsx").is_file()
    assert ('href="tables.ods"' in page) == (demo_report / "tables.ods").is_file()
    assert (demo_report / "tables.ods").is_file() == (shutil.which("soffice") is not None)
