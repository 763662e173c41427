"""Taguette's codebook: a CSV that it imports, a workbook, and both read back."""

from __future__ import annotations

import csv
import io
import warnings

import openpyxl
import pytest

from cs_research.definitions import load_frame
from cs_research.formats.definition_files import read_codebook
from cs_research.formats.qda import taguette

FRAMES = ["2023", "2024", "awkward"]
WRITERS = {"csv": taguette.write_csv, "xlsx": taguette.write_xlsx}


def frame_of(name, awkward):
    return awkward if name == "awkward" else load_frame(f"coding-frame/{name}")


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("kind", WRITERS)
def test_every_code_and_group_comes_back(name, kind, awkward, tmp_path):
    frame = frame_of(name, awkward)
    path = tmp_path / f"x.{kind}"
    path.write_bytes(WRITERS[kind](frame).content)
    found = read_codebook(path)
    assert {code.id: code for code in found.frame.codes} == {code.id: code for code in frame.active}
    assert found.frame.groups == frame.groups
    assert found.notes == ("stances: to be written for 3 of 3",)


@pytest.mark.parametrize("kind", WRITERS)
def test_two_builds_are_the_same_bytes(kind, awkward):
    assert WRITERS[kind](awkward).content == WRITERS[kind](awkward).content


def test_tags_are_paths_of_which_each_step_is_a_tag(awkward):
    rows = list(csv.reader(io.StringIO(taguette.write_csv(awkward).content.decode("utf-8-sig"))))
    assert rows[0] == ["tag", "description"]
    assert [row[0] for row in rows[1:]] == [
        "a", "a.one", "a.one.deep", "a.one.deep.er", "a.two_far",
        "b-2", "b-2.plain", "b-2.plain.x_y_z-1", "b-2.b-2",
        "empty",
    ]  # fmt: skip


def test_shipped_codes_keep_their_ids_as_tags():
    frame = load_frame("coding-frame/2023")
    rows = list(csv.reader(io.StringIO(taguette.write_csv(frame).content.decode("utf-8-sig"))))
    tags = [row[0] for row in rows[1:]]
    assert set(tags) == {code.id for code in frame.codes} | {group.id for group in frame.groups}
    assert len(tags) == 39
    assert tags[:2] == ["target", "target.assessments"]


def test_the_csv_names_its_encoding_and_no_cell_is_a_formula(awkward):
    content = taguette.write_csv(awkward).content
    assert content.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert '"b-2","Definition:\n=SUM(A1)\n' in content.decode("utf-8-sig")


def test_the_workbook_holds_text_only_on_a_sheet_called_codebook(awkward):
    book = openpyxl.load_workbook(io.BytesIO(taguette.write_xlsx(awkward).content))
    assert book.sheetnames == ["codebook"]
    cells = [cell for row in book["codebook"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert book.properties.title == awkward.title


def test_what_taguette_has_no_place_for_is_listed(awkward):
    assert taguette.write_csv(load_frame("coding-frame/2023")).lost == (
        "id", "version", "title", "description", "source", "stances: shown, partly, contrary",
    )  # fmt: skip
    assert "retired: b-2.gone" in taguette.write_csv(awkward).lost
    assert b"b-2.gone" not in taguette.write_csv(awkward).content


def test_texts_beyond_what_a_cell_or_taguette_takes_are_told(awkward):
    long = awkward.codes[0].model_copy(update={"definition": "x" * 110_000})
    deep = awkward.codes[1].model_copy(update={"id": "a." + "y" * 250})
    frame = awkward.model_copy(update={"codes": (long, deep)})
    assert taguette.write_csv(frame).lost[-2:] == (
        "a.one: longer than the 102,400 characters that Taguette takes in a description",
        f"a.{'y' * 250}: longer than the 200 characters that Taguette takes in a name",
    )
    written = taguette.write_xlsx(frame)
    assert written.lost[-1] == "a.one: cut at 32,767 characters, which a cell holds"
    sheet = openpyxl.load_workbook(io.BytesIO(written.content))["codebook"]
    assert len(sheet["B3"].value) == 32_767


@pytest.mark.parametrize("name", FRAMES)
def test_taguette_itself_imports_the_codebook(name, awkward):
    reason = (
        "Taguette is not installed: its package brings a web server, and a database library of an older major version"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importer = pytest.importorskip("taguette.import_codebook", reason=reason)
    frame = frame_of(name, awkward)
    tags = importer.list_tags(io.BytesIO(taguette.write_csv(frame).content))
    assert len(tags) == len(frame.groups) + len(frame.active)
    assert {tag["path"] for tag in tags} >= {group.id for group in frame.groups}
    assert all(tag["description"] for tag in tags)
