"""Pages that stand alone."""

from __future__ import annotations

from lxml import html

from cs_research.formats.documents.page import page


def test_a_page_has_its_title_its_styles_and_no_leave_to_fetch_or_send(tmp_path):
    own = tmp_path / "own.css"
    own.write_text(".own { color: {x} }\n", encoding="utf-8")
    root = html.document_fromstring(page("A & <b>", own, ["<h1>One</h1>", "<p>{two}</p>"]).decode("utf-8"))
    assert (root.get("lang"), root.findtext(".//title")) == ("en-GB", "A & <b>")
    assert root.findtext(".//style").endswith("\n.own { color: {x} }\n")
    assert [child.text for child in root.body] == ["One", "{two}"]
    (policy,) = root.xpath("//meta[@http-equiv]/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
