"""Pieces of Markdown in which what people wrote stays text."""

import json
import subprocess

import pypandoc
import pytest

from cs_research.errors import PublishError
from cs_research.formats.documents.pandoc import (
    attributes,
    block,
    definition_list,
    escape_markdown,
    html_page,
    link,
    span,
    table,
    word_document,
)

HOSTILE = (
    "# a", "1. a", "- a", "::: {.b}", "    code", "```{=html}\n<b>\n```", "`a`{=html}", "*a* _b_ ~c~ ^d^", "$x^2$",
    "[a](javascript:b){.c}", "![a](b.png)", "<b>a</b> &amp; <!-- c -->", "a\\\nb", "| a | b |", "@a [@b]", "^[note]",
    "---\ntitle: a\n---", ": a", "{{< include b >}}", "\"a\" -- 'b' ...", "  a  b ", "\ta", "a\n\nb", "\\begin{a}",
)  # fmt: skip


def parsed(markdown):
    command = [pypandoc.get_pandoc_path(), "--sandbox", "--from=markdown-auto_identifiers-smart", "--to=json"]
    ran = subprocess.run(command, input=markdown.encode(), capture_output=True, check=True)
    return json.loads(ran.stdout)["blocks"]


def words(inlines):
    assert {each["t"] for each in inlines} <= {"Str", "Space"}
    return "".join(each.get("c", " ") for each in inlines)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_read_as_that_text_and_nothing_else(text):
    markdown = block(
        [
            escape_markdown(text) + "\n",
            definition_list([(text, escape_markdown(text))]),
            span(escape_markdown(text), "x", value=text),
        ]
    )
    (div,) = parsed(markdown)
    paragraph, listed, spanned = div["c"][1]
    assert words(paragraph["c"]) == text
    ((term, ((said,),)),) = listed["c"]
    assert (words(term), words(said["c"])) == (text, text)
    ((name, _, values), inner) = spanned["c"][0]["c"]
    assert (name, values, words(inner)) == ("x", [["value", text]], text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_of_a_table_is_one_text(text):
    (made,) = parsed(table(["A", "B"], [1, 3], [[escape_markdown(text), "x"]]))
    ((_, _, _, ((_, cells),)),) = made["c"][4]
    assert words(cells[0][4][0]["c"]) == text


def test_links_lead_where_they_say():
    (paragraph,) = parsed(link(escape_markdown("a*b"), "https://example.org/a_b?c=1&d=*2*"))
    _, inner, (target, _) = paragraph["c"][0]["c"]
    assert (words(inner), target) == ("a*b", "https://example.org/a_b?c=1&d=*2*")


def test_attributes_without_a_value_are_left_out():
    assert (
        attributes("a-b", "c d", as_="p", data_kind="open", name="") == '{id="a&#45;b" .c .d as="p" data-kind="open"}'
    )


def test_a_page_has_its_title_its_styles_and_no_leave_to_fetch_or_send():
    text = html_page("# One\n", 'A & <b> "c"', "codebook.css").decode("utf-8")
    assert '<html lang="en-GB">' in text
    assert "<title>A &amp; &lt;b&gt; &quot;c&quot;</title>" in text
    assert "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'" in text
    assert ".skip:focus" in text and ".rules dl" in text
    assert "<h1>One</h1>" in text


def test_no_file_is_read_and_what_pandoc_says_is_an_error(tmp_path):
    (tmp_path / "a.png").write_bytes(b"secret")
    with pytest.raises(PublishError, match=r"'A title': document must pass through Pandoc, got '.*a\.png"):
        word_document(f"![]({tmp_path / 'a.png'})", "A\ntitle", "Kind", {}, 16.0, styled=lambda _: None)
