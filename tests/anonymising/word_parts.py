"""Rules of made-up people, and a Word document with their names in every part that people or Word write them in."""

from __future__ import annotations

import zipfile
from io import BytesIO

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as TYPES
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

RULES = """
people:
  Child:
    - [Jamie Okafor, JO]
    - Leah Price
  Practitioner:
    - Sarah O'Neill
places: [Riverside Park]
"""

W = nsdecls("w")


def paragraph(inner: str) -> str:
    return f"<w:p {W}>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


BY = 'w:id="{}" w:author="Sarah O\'Neill" w:date="2022-05-11T10:00:00Z"'
#: Name over three runs; a line end in a name; inserted, deleted and reformatted words; a field with an address.
BODY = [
    run("Sarah O’Neill: ", "<w:b/>") + run("I met "),
    run("I met Ja", "<w:i/>") + run("mi") + run("e Oka", "<w:b/>") + run("for by the gate."),
    run("Then Jamie") + "<w:r><w:br/></w:r>" + run("Okafor, who") + "<w:r><w:br/></w:r>" + run("left."),
    run("We ") + f"<w:ins {BY.format(1)}>{run('saw Leah ')}</w:ins>"
    f"<w:del {BY.format(2)}><w:r><w:delText>saw Jamie Okafor </w:delText></w:r></w:del>" + run("go."),
    f"<w:pPr><w:pPrChange {BY.format(3)}><w:pPr/></w:pPrChange></w:pPr>"
    + run("Ring 0161 ") + run("496 0000."),
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK "mailto:leah.</w:instrText></w:r>'
    '<w:r><w:instrText xml:space="preserve">price@example.org" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    + run("her e-mail") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    '<w:bookmarkStart w:id="9" w:name="Leah_Price"/>' + run("See here.") + '<w:bookmarkEnd w:id="9"/>',
]  # fmt: skip


def document() -> bytes:
    """The bytes of the document."""
    word = Document()
    body = word.element.body
    for inner in BODY:
        body.insert(len(body) - 1, parse_xml(paragraph(inner)))
    table = word.add_table(rows=3, cols=2)
    for row, cells in zip(
        table.rows, [("Name", "DOB"), ("Jamie Okafor", "14/03/2007"), ("Leah", "1.2.2009")], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    word.sections[0].header.paragraphs[0].text = "Interview with Jamie Okafor"
    word.sections[0].footer.paragraphs[0].text = "Kept by S. O'Neill"
    word.add_comment(word.paragraphs[1].runs, text="Ask Leah Price too", author="Sarah O'Neill", initials="SO")
    word.part.relate_to("https://example.org/leah-price", TYPES.HYPERLINK, is_external=True)
    word.part.relate_to("file:///C:/Users/pat/Normal.dotm", TYPES.HYPERLINK, is_external=True)
    properties = word.core_properties
    properties.author, properties.last_modified_by = "Sarah O'Neill", "Pat Unlisted"
    properties.title, properties.keywords = "Jamie Okafor, interview 1", "okafor"
    stream = BytesIO()
    word.save(stream)
    return with_parts(stream.getvalue(), PARTS)


PEOPLE = (
    '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="Sarah O\'Neill">'
    '<w15:presenceInfo w15:providerId="AD" w15:userId="S::pat@example.org::0"/></w15:person></w15:people>'
)
PARTS = {"docProps/thumbnail.jpeg": b"Jamie Okafor as a picture", "word/people.xml": PEOPLE.encode()}


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The document with parts added or replaced."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return made.getvalue()
