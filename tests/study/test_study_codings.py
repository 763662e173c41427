"""A study whose codings come from a coding program: the same numbers as from tables written by hand."""

from __future__ import annotations

import csv
import io
import re
import shutil

import pytest
from pandas.testing import assert_frame_equal

from cs_research.errors import ResearchError
from cs_research.formats.files.workbook import WrittenSheet, workbook
from cs_research.protection import protect
from cs_research.reporting.text.data_notes import processing_notes
from cs_research.results import evidence, measure
from cs_research.results.coding import segments_by_code
from cs_research.study.check import check_file
from cs_research.study.load import load_study

HEADER = ("id", "document", "tag", "content")
SETTINGS = """codings:
  - file: codings/coder-1.csv
    coder: Coder 1
    stance: {by: code, otherwise: shown}
  - file: codings/coder-2.xlsx
    coder: Coder 2
    stance: {by: code, otherwise: shown}
"""


def highlights(path, files):
    """The highlights of one coder as Taguette exports them: a tag below the practice's for another stance than shown."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    numbers: dict[tuple[str, str], int] = {}
    for row in rows:
        number = numbers.setdefault((row["source"], row["quote"]), len(numbers) + 1)
        tag = row["code"] if row["stance"] == "shown" else f"{row['code']}.{row['stance']}"
        yield str(number), files[row["source"]], tag, row["quote"]


@pytest.fixture(scope="module")
def taguette_study(demo_study, tmp_path_factory):
    """The made-up study with its codings exported from Taguette, one project for each coder."""
    folder = tmp_path_factory.mktemp("taguette") / "study"
    shutil.copytree(demo_study.parent, folder)
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    files = {match[1]: match[2].rpartition("/")[2] for match in re.finditer(r"id: (\S+)\n\s+file: (\S+)", text)}
    for coder in (1, 2):
        old = folder / "codings" / f"coder-{coder}.csv"
        rows = list(highlights(old, files))
        old.unlink()
        if coder == 2:
            sheet = WrittenSheet("highlights", HEADER, (9, 30, 30, 90), rows)
            old.with_suffix(".xlsx").write_bytes(workbook("highlights", [sheet]))
            continue
        out = io.StringIO(newline="")
        csv.writer(out).writerows([HEADER, *rows])
        old.write_text(out.getvalue(), encoding="utf-8", newline="")
    new = re.sub(r"codings:\n(?:[ -].*\n)+", SETTINGS, text)
    assert new.count("coder-2.xlsx") == 1
    (folder / "study.yaml").write_text(new, encoding="utf-8")
    return folder / "study.yaml"


def test_an_export_of_taguette_gives_the_numbers_of_the_made_up_study(taguette_study, demo_data, demo_results):
    data = load_study(taguette_study)
    assert data.codings.notes == ()
    key = ["source", "turn", "start", "end", "code", "stance", "coder", "quote"]
    assert_frame_equal(data.codings.table()[key], demo_data.codings.table()[key])
    results = measure(data)
    names = [evidence.evidence_domain, segments_by_code]
    for name in names:
        assert_frame_equal(results[name], demo_results[name])
    states = ["practice", "site", "state", "shown", "partly", "contrary"]
    assert_frame_equal(results[evidence.cells][states], demo_results[evidence.cells][states])


def test_what_is_no_segment_is_listed_by_check_and_counted_in_reports(taguette_study):
    text = taguette_study.read_text(encoding="utf-8")
    changed = taguette_study.with_name("ignoring.yaml")
    changed.write_text(text.replace("coder: Coder 1", "coder: Coder 1\n    ignore: [level.group]", 1), encoding="utf-8")
    said = check_file(changed)
    [line] = [line for line in said.splitlines() if "note: " in line]
    assert re.search(r"coder-1.csv: \d+ coded passages of the code 'level > group', which the study ignores", line)
    release = protect(measure(load_study(changed)))
    [note] = [note for note in processing_notes(release) if "files of codings" in note]
    assert "lists 1 notes" in note and "group" not in note


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("by: code", "by: colour", "must be 'code', 'weight', 'memo' or 'column', got 'colour'"),
        ("otherwise: shown", "otherwise: yes", "must be 'shown', 'partly' or 'contrary'"),
        ("coder: Coder 1", "codr: Coder 1", "Hint: did you mean 'coder'?"),
        ("coder: Coder 1", "columns: {qoute: x}", "must be 'source', 'quote'"),
        ("    coder: Coder 1\n", "", "coder-1.csv, row 2: coder must be given, got nothing in"),
        ("by: code, otherwise: shown", "otherwise: shown", "code must be a code of frame coding-frame/2023, got"),
    ],
)
def test_wrong_settings_of_codings_are_errors(taguette_study, old, new, part):
    text = taguette_study.read_text(encoding="utf-8")
    changed = taguette_study.with_name("changed.yaml")
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ResearchError) as error:
        load_study(changed)
    assert part in str(error.value)
