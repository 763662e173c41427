"""The build folder: the content of pages, and a file for each table that is listed."""

from cs_research.reporting.build import build
from cs_research.reporting.content import ReportContent


def test_the_content_is_written_with_the_data_and_their_guide(demo_release, tmp_path):
    report = build(demo_release, tmp_path, ("html",), only=["methods"])
    assert list(report.pages) == ["methods"]
    assert ReportContent.of_json((tmp_path / "report.json").read_text(encoding="utf-8")).files == report.files
    assert [path for _, path in report.files if not (tmp_path / path).is_file()] == []
    guide = (tmp_path / "data" / "README.txt").read_text(encoding="utf-8")
    for path in (tmp_path / "data").glob("*.csv"):
        assert f"\n{path.name} " in guide
    assert not (tmp_path / "tables.xlsx").exists()  # a draft has no workbook
