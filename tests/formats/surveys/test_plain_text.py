"""Words out of HTML, and lines for what is left out."""

import pytest

from cs_research.formats.surveys.instrument_draft import pictured, plain
from cs_research.formats.unsupported import UnsupportedFeatures


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>\n\tIn which\n\tcountry?</p>\n<p>\n\t&nbsp;</p>\n", "In which country?"),
        ("a<br />\nb<BR>c", "a\nb\nc"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<strong>This</strong> is &quot;it&quot; &amp; all", 'This is "it" & all'),
        ("Q&A, AT&T, 1 < 2", "Q&A, AT&T, 1 < 2"),
        ("before<script>if (a < b) { alert('<p>') }</script>after<style>p { }</style>", "beforeafter"),
        ("<!-- nothing --> x <b>y", "x y"),
        ("&#123;x&#125;&#9;z", "{x}\tz"),
        ("", ""),
    ],
)
def test_words_are_what_a_page_would_show(html, words):
    assert plain(html) == words


def test_a_run_of_spaces_takes_no_time():
    assert plain(f"a{'&#32;' * 100_000}b") == f"a{' ' * 100_000}b"


def test_pictures_are_seen():
    assert pictured('look: <IMG src="x.png">')
    assert not pictured("an image of <b>it</b>")


def test_what_is_told_has_its_number_and_eight_names():
    told = UnsupportedFeatures()
    told.add("dates", "b", "a", "b")
    told.add("whole sentence")
    told.add("texts", *"123456789")
    assert told.lines() == (
        "dates (2): b, a",
        "whole sentence",
        "texts (9): 1, 2, 3, 4, 5, 6, 7, 8 and 1 more",
    )
