"""Word documents: every part of the file, words over runs, tracked changes, and what cannot be rewritten."""

from __future__ import annotations

import re
import zipfile

import pytest
import word_parts
from docx import Document

from cs_research.anonymising.folder import Anonymised, anonymise_folder
from cs_research.errors import ReadError

RULES = """
people:
  Child: [Jamie Okafor, Leah Price]
  Practitioner: [Sarah O'Neill]
always: [Okafor]
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> tuple[Anonymised, object]:
    folder = tmp_path_factory.mktemp("word")
    (folder / "in").mkdir()
    (folder / "in" / "talk.docx").write_bytes(word_parts.document())
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    done = anonymise_folder(folder / "in", folder / "rules.yaml")
    return done, Document(str(done.folder / "talk.docx"))


def test_no_name_or_number_is_in_any_part(copy):
    done, _ = copy
    with zipfile.ZipFile(done.folder / "talk.docx") as archive:
        data = b"\n".join(name.encode() + archive.read(name) for name in archive.namelist() if "theme" not in name)
    for name in (
        "Jamie",
        "Okafor",
        "Leah",
        "Price",
        "Neill",
        "Unlisted",
        "pat@",
        "/pat",
        "496",
        "14/03/2007",
        "1.2.2009",
        "thumbnail",
    ):
        assert not re.search(name.encode(), data, re.IGNORECASE), name


def test_words_over_runs_have_the_format_of_their_first_letter(copy):
    _, word = copy
    runs = [(run.text, run.bold, run.italic) for run in word.paragraphs[1].runs if run.text]
    assert runs == [("I met [Child 1]", None, True), (" by the gate.", None, None)]


def test_text_of_the_body_with_line_ends_and_accepted_changes(copy):
    _, word = copy
    assert [paragraph.text for paragraph in word.paragraphs] == [
        "[Practitioner 1]: I met ",
        "I met [Child 1] by the gate.",
        "Then [Child 1],\nwho\nleft.",
        "We saw [Child 2] go.",
        "Ring [Phone number 1].",
        "her e-mail",
        "See here.",
    ]


def test_tables_headers_comments_and_properties(copy):
    done, word = copy
    cells = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert cells == [["Name", "DOB"], ["[Child 1]", "[Date of birth 1]"], ["[Child 2]", "[Date of birth 2]"]]
    assert word.sections[0].header.paragraphs[0].text == "Interview with [Child 1]"
    assert word.sections[0].footer.paragraphs[0].text == "Kept by [Practitioner 1]"
    (comment,) = word.comments
    assert (comment.text, comment.author, comment.initials) == ("Ask [Child 2] too", "[Practitioner 1]", None)
    properties = word.core_properties
    assert (properties.author, properties.last_modified_by) == ("[Practitioner 1]", "[Author 1]")
    assert (properties.title, properties.keywords) == ("[Child 1], interview 1", "[Child 1]")
    assert done.counts["Date of birth"] == 2


def test_links_are_replaced_in_fields_and_relations_by_what_a_file_can_have(copy):
    done, word = copy
    fields = "".join(element.text for element in word.element.iter("{*}instrText"))
    assert fields == ' HYPERLINK "mailto:[E-mail address 1]" '
    targets = [relation.target_ref for relation in word.part.rels.values() if relation.is_external]
    assert targets == ["%5BWeb%20address%201%5D", "%5BAuthor%202%5D"]
    (name,) = [element.values() for element in word.element.iter("{*}bookmarkStart")]
    assert name == ["9", "[Child 2]"]
    assert done.notes == ("talk.docx: tracked changes accepted; deleted words are not in the copy: 3",)


def test_pictures_are_listed_and_embedded_files_refused(anonymised):
    picture = {"word/media/image1.png": b"\x89PNG"}
    done = anonymised(RULES, a__docx=word_parts.with_parts(word_parts.document(), picture))
    assert "a.docx: pictures copied as they are, to be looked at: 1" in done.notes
    sheet = {"word/embeddings/Jamie.xlsx": b"PK"}
    with pytest.raises(ReadError) as raised:
        anonymised(RULES, a__docx=word_parts.with_parts(word_parts.document(), sheet))
    (fault,) = raised.value.faults
    assert (fault.thing, fault.rule) == ("Word document", "have no embedded files")
    assert "Jamie.xlsx" in fault.found


def test_a_second_run_writes_the_same_bytes(copy):
    done, _ = copy
    first = (done.folder / "talk.docx").read_bytes()
    anonymise_folder(done.folder.with_name("in"), done.key.with_name("rules.yaml"))
    assert (done.folder / "talk.docx").read_bytes() == first


def test_xml_with_declarations_is_refused(anonymised):
    bomb = b'<!DOCTYPE x [<!ENTITY a "Jamie">]><w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    with pytest.raises(ReadError, match="declarations"):
        anonymised(RULES, a__docx=word_parts.with_parts(word_parts.document(), {"word/header9.xml": bomb}))
