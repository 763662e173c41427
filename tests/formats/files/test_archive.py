"""Archives made to harm: refused before anything of them is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from cs_research.errors import ReadError
from cs_research.formats.files.archive import checked, names_of, read_member


def archive(parts, packed=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def test_parts_are_named_in_order_and_read(write):
    path = write("a.zip", archive({"b.txt": "two", "a/": "", "a/c.txt": "three"}))
    assert names_of(path) == ["b.txt", "a/", "a/c.txt"]
    assert read_member(path, "a/c.txt") == b"three"
    assert checked(path, "b.txt", "an example") == path


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_without_a_limit_on_what_is_unpacked_at_once_is_refused(write, packed):
    path = write("a.zip", archive({"a.txt": "a" * 1000}, packed))
    with pytest.raises(
        ReadError,
        match=r"each part of the archive must be stored or deflated, got 'a\.txt' packed in another way",
    ):
        names_of(path)


def test_a_part_that_is_longer_than_it_says_is_never_read_whole(write):
    whole = archive({"word/document.xml": b"a" * 20_000_000})
    size = struct.pack("<L", 20_000_000)
    assert whole.count(size) == 2
    path = write("a.docx", whole.replace(size, struct.pack("<L", 100)))
    checked(path, "word/document.xml", "a Word document")
    with pytest.raises(ReadError, match="part must be complete, got a broken one"):
        read_member(path, "word/document.xml")


def test_parts_that_are_packed_once_and_listed_often_count_each_time(write):
    path = write("a.docx", archive({"word/document.xml": "a", **{f"{n}.bin": b"a" * 50_000 for n in range(400)}}))
    with pytest.raises(ReadError, match="archive must unpack to an ordinary size, got 20,000,001 bytes"):
        checked(path, "word/document.xml", "a Word document")


def test_xml_beyond_what_memory_holds_once_it_is_read(write):
    many = {f"{n}.xml": bytes(range(256)) * 40_000 for n in range(7)}  # 10 million bytes each
    path = write("a.xlsx", archive({"xl/workbook.xml": "a", **many}, zipfile.ZIP_STORED))
    with pytest.raises(ReadError, match="got 71,680,001 bytes, 71,680,001 of them XML"):
        checked(path, "xl/workbook.xml", "an .xlsx workbook")


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"xl/workbook.xml": "a"}, "an Excel workbook"),
        ({"content.xml": "a"}, "an OpenDocument file.\n  Hint: open it in LibreOffice and save it as .docx"),
        ({"other.xml": "a"}, "another kind of archive"),
    ],
)
def test_another_kind_of_archive_is_named(write, parts, found):
    with pytest.raises(ReadError, match=f"file must be a Word document, got {found}"):
        checked(write("a.docx", archive(parts)), "word/document.xml", "a Word document")


TYPE = '<!DOCTYPE a [<!ENTITY b "c">]>'
LATE = f"<?xml version='1.0'?>\n<!--{'x' * 10_000}-->{TYPE}<a/>"


@pytest.mark.parametrize("name", ["xl/styles.xml", "docProps/core.xml", "_rels/.rels", "customXml/item1.bin"])
@pytest.mark.parametrize(
    "content", [f"{TYPE}<a>&b;</a>", LATE, f"<?xml version='1.0' encoding='UTF-16'?>{TYPE}<a/>".encode("utf-16")]
)
def test_a_document_type_in_any_part_is_refused(write, name, content, check_faults):
    path = write("a.xlsx", archive({"xl/workbook.xml": "<workbook/>", name: content}))
    with pytest.raises(ReadError) as caught:
        checked(path, "xl/workbook.xml", "an Excel workbook")
    check_faults(caught, (f"{path}, {name}", "XML must be without declarations of its own", "a document type"))


def test_words_and_pictures_are_no_document_type(write):
    parts = {
        "xl/workbook.xml": f"<workbook><![CDATA[{TYPE}]]></workbook>",
        "xl/media/image1.png": b"\x89PNG<!DOCTYPE",
        "broken.xml": "<a",
    }
    path = write("a.xlsx", archive(parts))
    assert checked(path, "xl/workbook.xml", "an Excel workbook") == path
