"""No file of a report says where on a machine it was made: a folder may be called after a person."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pypdf import PdfReader

from cs_research import __file__ as package
from cs_research._files import shipped
from cs_research.reporting.render.embedded import Job
from cs_research.reporting.render.qmd import read_qmd
from cs_research.reporting.render.quarto import quarto_document


def contents(path: Path) -> list[bytes]:
    """What is in a file, unpacked."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return [archive.read(name) for name in archive.namelist()]
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        metadata = reader.xmp_metadata
        actual = metadata.stream.get_data() if metadata else b""
        return [path.read_bytes(), actual, repr(reader.metadata).encode("utf-8")]
    return [path.read_bytes()]


def test_no_file_has_a_path_of_the_machine(demo_report, demo_study):
    files = [path for path in demo_report.rglob("*") if path.is_file()]
    assert {".docx", ".pdf", ".html", ".csv", ".json", ".xlsx"} <= {path.suffix for path in files}
    home, installed = str(Path.home()), str(Path(package).parent.parent)
    paths = [str(demo_report), str(demo_report.parent), str(demo_study.parent), installed, home]
    named = [
        (path.name, name)
        for path in files
        for content in contents(path)
        for name in paths
        if len(name) > 1 and f"{name}/".encode() in content
    ]
    assert named == []


def test_a_word_report_has_no_property_that_only_steers_pandoc(demo_report):
    with zipfile.ZipFile(demo_report / "methods.docx") as archive:
        custom = archive.read("docProps/custom.xml").decode("utf-8")
    assert "refs.bib" not in custom
    assert 'name="study"' in custom


def test_a_document_for_quarto_names_its_bibliography_without_a_path():
    source = shipped("reports", "methods.qmd")
    text = quarto_document(Job("methods", source, {}), read_qmd(source), Path("fonts"))
    assert '\nbibliography: "refs.bib"\n' in text
    assert str(Path(source).parent) not in text
