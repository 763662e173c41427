"""The list in NVivo's terms and its outline."""

from __future__ import annotations

import io

import openpyxl
import pytest

from cs_research.definitions import load_frame
from cs_research.formats.definition_files import read_codebook
from cs_research.formats.qda import nvivo


@pytest.mark.parametrize("name", ["2023", "2024", "awkward"])
def test_every_code_and_group_comes_back(name, awkward, tmp_path):
    frame = awkward if name == "awkward" else load_frame(f"coding-frame/{name}")
    path = tmp_path / "x.xlsx"
    path.write_bytes(nvivo.write(frame).content)
    found = read_codebook(path)
    assert {code.id: code for code in found.frame.codes} == {code.id: code for code in frame.active}
    assert found.frame.groups == frame.groups
    assert found.notes == ("stances: to be written for 3 of 3",)


def test_two_builds_are_the_same_bytes(awkward):
    assert nvivo.write(awkward).content == nvivo.write(awkward).content
    assert nvivo.write_outline(awkward).content == nvivo.write_outline(awkward).content


def test_a_name_stands_once_below_its_parent(awkward):
    sheet = openpyxl.load_workbook(io.BytesIO(nvivo.write(awkward).content))["Codes"]
    rows = [(name, parent, path) for name, _, parent, path in sheet.iter_rows(values_only=True)]
    link = '=HYPERLINK("https://example.org")'
    assert rows == [
        ("Name", "Parent", "Hierarchical Name"),
        ("A & <B>", None, r"Codes\\A & <B>"),
        (link, "A & <B>", rf"Codes\\A & <B>\{link}"),
        ("Other", link, rf"Codes\\A & <B>\{link}\Other"),
        ("Deepest \\ of all", "Other", rf"Codes\\A & <B>\{link}\Other\Deepest \ of all"),
        ("Other", "A & <B>", r"Codes\\A & <B>\Other"),
        ('The "second"', None, r'Codes\\The "second"'),
        ("Other", 'The "second"', r'Codes\\The "second"\Other'),
        ("Last one", "Other", r'Codes\\The "second"\Other\Last one'),
        ("Other (b-2)", 'The "second"', r'Codes\\The "second"\Other (b-2)'),
        ("Without codes", None, r"Codes\\Without codes"),
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_the_outline_goes_in_by_a_tab_for_each_level(awkward):
    assert nvivo.write_outline(awkward).content.decode() == (
        "Quotes \"double\" & 'single', <tags> and a \\ backslash (awkward/1.10)\n"
        "\n"
        "A & <B>\n"
        '\t=HYPERLINK("https://example.org") (a.one)\n'
        "\t\tOther (a.one.deep)\n"
        "\t\t\tDeepest \\ of all (a.one.deep.er)\n"
        "\tOther (a.two.far)\n"
        'The "second"\n'
        "\tOther (plain)\n"
        "\t\tLast one (plain.x.y_z-1)\n"
        "\tOther (b-2)\n"
        "Without codes\n"
    )


def test_what_has_no_place_is_listed(awkward):
    lost = nvivo.write(awkward).lost
    assert lost[0] == "id"
    assert "stances: contrary, shown, partly" in lost
    assert "retired: b-2.gone" in lost
    outlined = nvivo.write_outline(awkward).lost
    assert "codes.definition: a.one, a.one.deep, a.one.deep.er and 4 more" in outlined
    assert not any(line.startswith("title") for line in outlined)
