"""Codes by part of a case study, counted by hand."""

from __future__ import annotations

import pytest

from cs_research.definitions import load_case_study
from cs_research.errors import MeasureError
from cs_research.formats import read_codings
from cs_research.formats.transcripts.case_study import read_case_study
from cs_research.measures.coding.frequency import segments_by_section

PARK = (
    "A park\n\nThe concern\n\nBoys met in the park. Men gave them things there.\n\nWhat was done\n\n"
    "A worker sat with the group each week.\n\nThe lamps were mended.\n\nWhat changed\n\nGirls use the park again.\n"
)
SHOP = "Issue\n\nThe shop sold knives.\n\nResponse\n\nThe lamps were mended here too.\n"
CODED = """source,coder,code,stance,quote
park,x,target.space,shown,Boys met in the park
park,y,target.space,shown,Boys met in the park
park,x,target.group_work,shown,sat with the group each week
park,x,level.context,shown,The lamps were mended
park,x,target.space,partly,A park
shop,x,level.context,shown,The lamps were mended
shop,y,level.context,contrary,The shop sold knives
"""


@pytest.fixture(scope="module")
def template():
    return load_case_study("case-study/template")


@pytest.fixture
def coded(frame, template, tmp_path):
    """Two case studies, coded by two people: the file above as read."""
    sources = []
    for name, text in (("park", PARK), ("shop", SHOP)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        sources.append(read_case_study(tmp_path / f"{name}.txt", template))
    (tmp_path / "coded.csv").write_text(CODED, encoding="utf-8")
    return read_codings([tmp_path / "coded.csv"], frame, sources).table()


def test_the_table_of_codings_names_the_part_of_each_segment(coded):
    columns = list(coded.columns)
    assert columns[columns.index("speaker") + 1] == "part"
    assert list(coded["part"]) == ["issue", "issue", "response", "response", "", "response", "issue"]
    assert set(coded["kind"]) == {"case study"}


def test_segments_and_sources_are_counted_by_part_and_code(coded, template):
    table = segments_by_section(coded, template)
    assert list(table.columns) == ["part", "heading", "code", "n", "sources"]
    codes = ["level.context", "target.group_work", "target.space"]
    assert [tuple(row) for row in table[["part", "code"]].itertuples(index=False)] == [
        (part, code) for part in ("issue", "response", "challenges", "difference", "learning", "") for code in codes
    ]
    # issue: one contrary segment in the shop, two coders in the park; response: lamps in both, one group
    assert list(table["n"]) == [1, 0, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert list(table["sources"]) == [1, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert list(dict.fromkeys(table["heading"])) == [
        "The concern", "What was done", "What stood in the way", "What changed", "What was learned", "",
    ]  # fmt: skip


def test_text_before_the_first_heading_has_rows_only_where_it_is_coded(coded, template):
    table = segments_by_section(coded[coded["part"] != ""], template)
    assert list(dict.fromkeys(table["part"])) == ["issue", "response", "challenges", "difference", "learning"]
    assert table["n"].sum() == 6


def test_no_segments_make_no_rows(coded, template):
    table = segments_by_section(coded.head(0), template)
    assert list(table.columns) == ["part", "heading", "code", "n", "sources"]
    assert len(table) == 0


def test_a_part_of_another_template_is_a_fault(coded, template, check_faults):
    coded.loc[0, "part"] = "isue"
    with pytest.raises(MeasureError) as error:
        segments_by_section(coded, template)
    check_faults(error, ("segments_by_part", "case-study/template", "got 'isue'", "did you mean 'issue'?"))
