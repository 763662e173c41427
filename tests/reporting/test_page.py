"""Words of people enter as text that no engine can read as anything else."""

import html
import subprocess

import pypandoc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research._characters import printable
from cs_research.errors import PublishError
from cs_research.reporting.content import (
    PageContent,
    ReportContent,
    TableContent,
)
from cs_research.reporting.page import escape_markdown, open_page

NASTY = [
    "<script>alert(1)</script>",
    "{{< include /etc/passwd >}}",
    "```{python}\nprint(1)\n```",
    "$x^2$ and $$y$$",
    "[click](javascript:alert(1)) ![](x.png)",
    "# heading\n\n- list\n\n> quote",
    "*a* _b_ `c` ~d~ ^e^ @fig-x [^1] \\alpha | a | b |",
    "::: {.made-up}\nx\n:::",
    "1. one <!-- --> &amp; &#60;",
]


@pytest.mark.parametrize("text", NASTY)
def test_whatever_people_say_comes_out_as_they_wrote_it(text):
    ran = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from=markdown", "--to=html5", "--wrap=none"],
        input=f"> {escape_markdown(text)}\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout == f"<blockquote>\n<p>{html.escape(' '.join(text.split()), quote=False)}</p>\n</blockquote>\n"


@given(st.text())
def test_nothing_but_letters_digits_and_entities_is_left(text):
    left = escape_markdown(text)
    assert not set("<>{}[]()*_`$\\|@^~!\"'") & set(left)
    assert html.unescape(left) == " ".join(printable(text).split())


def write_report_of(folder, name, page):
    """Write a report of one page."""
    shared = {"authors": (), "definitions": (), "data_notes": (), "files": ()}
    report = ReportContent(title="Study", made_up=False, notice="For the team.", pages={name: page}, **shared)
    (folder / "report.json").write_text(report.to_json(), encoding="utf-8")


def test_a_folder_without_a_report_is_reported(tmp_path):
    with pytest.raises(PublishError, match=r"build folder must contain a report\.json"):
        open_page(tmp_path, "target")


def test_an_unknown_page_or_figure_is_reported(tmp_path):
    write_report_of(tmp_path, "target", PageContent(title="T", subtitle="", figures={"gap": None}))
    with pytest.raises(PublishError, match=r"did you mean 'target'\?"):
        open_page(tmp_path, "tarket")
    with pytest.raises(PublishError, match="T: figure must be 'gap', got 'gaps'"):
        open_page(tmp_path, "target").figure("gaps")


def test_a_table_links_to_its_data_and_to_segments_where_there_are_such(tmp_path):
    tables = {
        "codes": TableContent(html="c.html", title="C", data="data/c.csv"),
        "practices": TableContent(html="p.html", title="P", data="data/p.csv", segments="data/s.csv"),
    }
    write_report_of(tmp_path, "x", PageContent(title="T", subtitle="", tables=tables))
    page = open_page(tmp_path, "x")
    assert page.downloads("codes").text.count("](") == 1
    assert "every coded segment (CSV)](" in page.downloads("practices").text
