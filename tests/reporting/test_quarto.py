"""Reports through Quarto: by a stand-in that behaves as the real one was seen to, and by the real one where it is."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from page_texts import alternative_texts, captions_and_pictures, words_of
from pypdf import PdfReader

from cs_research.cli.run import run
from cs_research.errors import PublishError
from cs_research.reporting.content import ReportContent
from cs_research.reporting.render import embedded, quarto
from cs_research.reporting.render.embedded import Job
from cs_research.reporting.site import FORMATS, page_jobs, uses_quarto

REAL = shutil.which("quarto")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for Quarto is a shell script")


def install(folder, program, monkeypatch):
    """Put a program named quarto on the path."""
    folder.mkdir(exist_ok=True)
    place = folder / "quarto"
    place.write_text(program, encoding="utf-8")
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return place


def saying(text, status=0):
    return f"#!{sys.executable}\nimport sys\nprint({text!r})\nsys.exit({status})\n"


@pytest.fixture(params=["stand-in", "real"])
def program(request, tmp_path, monkeypatch):
    """Quarto on the path: the stand-in, then the real one where it is installed."""
    if request.param == "real":
        if REAL is None:
            pytest.skip("the real Quarto is not on the path")
        return REAL
    text = Path(__file__).with_name("quarto_stand_in.py").read_text(encoding="utf-8")
    return install(tmp_path / "bin", f"#!{sys.executable}\n{text}", monkeypatch)


def silent(_):
    pass


def both(source, tmp_path, formats=FORMATS, **given):
    """The documents that each engine makes of a .qmd."""
    made = []
    for name, render in (("embedded", embedded.render), ("quarto", quarto.render)):
        folder = tmp_path / name
        folder.mkdir()
        render(
            [Job("page", source, given.get("parameters", {}), given.get("metadata", {}))],
            folder,
            formats,
            silent,
        )
        made.append([folder / f"page.{form}" for form in formats])
    return made


def written(folder, text, front="title: A page\n"):
    path = folder / "source.qmd"
    path.write_text(f"---\n{front}---\n\n{text}", encoding="utf-8")
    return path


@pytest.mark.parametrize("page", ["index", "target", "bulletin", "codebook"])
def test_every_page_reads_the_same_by_both_engines(page, program, demo_report, tmp_path):
    folder = tmp_path / "report"
    shutil.copytree(demo_report, folder, ignore=shutil.ignore_patterns("*.docx", "*.pdf", "[a-z]*.qmd", f"{page}.*"))
    report = ReportContent.of_json((folder / "report.json").read_text(encoding="utf-8"))
    before = set(folder.rglob("*"))
    quarto.render([job for job in page_jobs(report, folder, FORMATS) if job.name == page], folder, FORMATS, silent)
    assert {path.name for path in set(folder.rglob("*")) - before} == {f"{page}.{form}" for form in FORMATS}
    for form in FORMATS:
        ours, theirs = demo_report / f"{page}.{form}", folder / f"{page}.{form}"
        assert words_of(theirs) == words_of(ours)
        assert len(words_of(ours)) > 300
    for form in ("html", "docx"):
        pictures = alternative_texts(demo_report / f"{page}.{form}")
        assert alternative_texts(folder / f"{page}.{form}") == pictures
        assert all(pictures)
    ours, theirs = (captions_and_pictures(place / f"{page}.docx") for place in (demo_report, folder))
    assert theirs == ours
    assert ours
    assert "open_page" not in (folder / f"{page}.html").read_text(encoding="utf-8")


def test_title_parameter_and_inline_values_are_printed_as_text(program, tmp_path):
    title, output = (
        "Safe & sound: *a* <b>",
        'don\'t "x" \\ <b>b</b> $x$ *c* {{< meta title >}} | ~d~ @fig-x [e](f)',
    )
    source = written(
        tmp_path,
        "```{python}\n#| tags: [parameters]\nword = 'default'\nempty = ''\n```\n\n"
        "First `{python} word`, then `{python} empty`, last `{python} str(len(word))`, by `cs-research run`.\n",
        "title: Another\nsubtitle: One\n",
    )
    metadata = {"title": "Safe &#38; sound&#58; &#42;a&#42; &#60;b&#62;", "subtitle": "Two"}
    ours, theirs = both(source, tmp_path, parameters={"word": output}, metadata=metadata)
    for our, their in zip(ours, theirs, strict=True):
        assert words_of(their) == words_of(our)
        words = " ".join(words_of(their))
        assert f"First {output}, then , last {len(output)}, by cs-research run." in words
        assert "Another" not in words
    assert title in " ".join(words_of(theirs[0]))


def test_a_parameter_that_the_document_does_not_set_is_refused(program, tmp_path):
    source = written(tmp_path, "```{python}\n#| tags: [parameters]\nword = 'a'\n```\n")
    with pytest.raises(PublishError, match="parameter must be 'word', got 'wird'"):
        quarto.render([Job("page", source, {"wird": "b"})], tmp_path, ["html"], silent)


def test_no_code_is_shown_where_a_folder_is_hidden(program, tmp_path, monkeypatch):
    hidden = tmp_path / ".hidden"
    hidden.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(hidden))
    source = written(
        tmp_path, "```{python}\nfrom cs_research.reporting.page import Markdown\nMarkdown('Shown.')\n```\n"
    )
    folder = tmp_path / ".draft"
    folder.mkdir()
    quarto.render([Job("page", source, {})], folder, ["html", "docx"], silent)
    for form in ("html", "docx"):
        words = words_of(folder / f"page.{form}")
        assert "Shown." in words
        assert "import" not in words


MARKS = (
    "= agreement", "== two", "- item", "+ item", "/ term: words", "1. first", "12. twelfth", "@who", "#what", "$5", "$x$",
    "*a*", "_b_", "// gone", "/* gone */", "`c`", "~", "\\", "[d]", "-- e", "=", "-", "+", "/", "1.", "#", "---",
)  # fmt: skip


def test_marks_in_cells_stay_marks(program, tmp_path):
    rows = "".join(f"<tr><td>row{n}</td><td>{mark}</td><td>x<br>{mark}</td></tr>" for n, mark in enumerate(MARKS))
    table = f"<table><thead><tr><th>Row</th><th>= Mark</th><th>Below</th></tr></thead><tbody>{rows}</tbody></table>"
    source = written(
        tmp_path,
        f"::: {{#tbl-marks}}\n\n```{{python}}\nfrom cs_research.reporting.page import Html\nHtml({table!r})\n```\n\n"
        "Marks\n\n:::\n",
    )
    ours, theirs = both(source, tmp_path)
    for our, their in zip(ours, theirs, strict=True):
        assert words_of(their) == words_of(our)
        words = "".join(words_of(their))
        for number, mark in enumerate(MARKS):
            messages = "".join(mark.split())
            assert f"row{number}{messages}x{messages}" in words, mark


def test_the_sample_of_constructs_reads_the_same(program, shared, tmp_path):
    if program != REAL:
        pytest.skip("only the real Quarto draws pictures of chunks")
    ours, theirs = both(shared("quarto-sample/sample.qmd"), tmp_path, parameters={"domain": "partnerships"})
    for our, their in zip(ours, theirs, strict=True):
        assert words_of(their) == words_of(our)
    assert (theirs[0].parent / "page_files" / "figure-html").is_dir()


@pytest.mark.parametrize("callout", [False, True])
def test_long_tables_break_over_pages_and_lose_nothing(callout, program, tmp_path):
    rows = "".join(f"<tr><td>row{n}</td><td>{'words ' * 30}end{n}</td></tr>" for n in range(60))
    table = f"<table><thead><tr><th>Row</th><th>Words</th></tr></thead><tbody>{rows}</tbody></table>"
    chunk = f"```{{python}}\nfrom cs_research.reporting.page import Html\nHtml({table!r})\n```\n"
    block = f"::: {{#tbl-long}}\n\n{chunk}\n\nA long one\n\n:::\n"
    text = f'::: {{.callout-note title="Open"}}\n\n{block}\n\n:::\n' if callout else block
    ours, theirs = both(written(tmp_path, text), tmp_path, ["pdf"])
    for made in (*ours, *theirs):
        pages = [page.extract_text() for page in PdfReader(made).pages]
        assert len(pages) > 2
        assert all("words" in page for page in pages[:3])
        words = " ".join(pages).split()
        assert [words.count(f"end{n}") for n in range(60)] == [1] * 60
    assert words_of(theirs[0]) == words_of(ours[0])


def test_a_study_is_run_by_quarto_from_auto(program, demo_study, tmp_path):
    run(demo_study, tmp_path / "out", engine="auto", only=["target"], formats=["html", "docx", "pdf"])
    assert {path.suffix for path in (tmp_path / "out").glob("target.*")} == {".html", ".docx", ".pdf"}
    assert not [*(tmp_path / "out").glob("*.qmd"), *(tmp_path / "out").glob("*.lua")]
    assert "Domain 1: Target" in " ".join(words_of(tmp_path / "out" / "target.html"))


def test_another_version_makes_the_reports_anew(demo_study, tmp_path, monkeypatch):
    text = Path(__file__).with_name("quarto_stand_in.py").read_text(encoding="utf-8")
    made = []
    for version in ("1.11.0", "1.11.0", "1.12.3"):
        install(tmp_path / "bin", f"#!{sys.executable}\n{text.replace('1.11.0', version)}", monkeypatch)
        messages: list[str] = []
        options = {"engine": "quarto", "only": ["methods"], "formats": ["html"]}
        run(demo_study, tmp_path / "out", **options, notify=messages.append)
        made.append("Writing methods.html with Quarto" in messages)
    assert made == [True, False, True]


FAILS = """#!/bin/sh
[ "$1" = --version ] && echo 1.11.0 && exit 0
printf '\\033[91mERROR: no such filter\\033[39m\\n' >&2
exit 1
"""


def test_what_quarto_says_is_the_error_and_the_status_is_2(demo_study, tmp_path, monkeypatch):
    install(tmp_path / "bin", FAILS, monkeypatch)
    command = [sys.executable, "-m", "cs_research", "run", str(demo_study), "--to", "out", "--only", "index"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 2
    words = " ".join(ran.stderr.split())
    assert "index.qmd (index.html), engine quarto: document must render, got 'ERROR: no such filter'." in words
    assert "Hint: --engine embedded renders the same documents without it" in words
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()


def test_a_chunk_that_fails_is_stated(program, tmp_path):
    source = written(tmp_path, "```{python}\nraise ValueError('no such thing')\n```\n")
    with pytest.raises(PublishError, match="ValueError: no such thing"):
        quarto.render([Job("page", source, {})], tmp_path, ["html"], silent)


@pytest.mark.parametrize(("messages", "status"), [("1.2.335", 0), ("no version", 0), ("broken", 1)])
def test_one_that_is_too_old_is_refused_where_asked_for_and_passed_over_else(messages, status, tmp_path, monkeypatch):
    install(tmp_path / "bin", saying(messages, status), monkeypatch)
    assert not uses_quarto("auto")
    with pytest.raises(PublishError, match=rf"version must be 1\.5 or later, got '{messages}'"):
        run("study.yaml", tmp_path / "out", engine="quarto")


def test_one_that_does_not_start_is_refused_where_asked_for_and_passed_over_else(tmp_path, monkeypatch):
    install(tmp_path / "bin", "no program\n", monkeypatch)
    assert not uses_quarto("auto")
    with pytest.raises(PublishError, match=r"version must be 1\.5 or later, got 'Exec format error'"):
        run("study.yaml", tmp_path / "out", engine="quarto")


def test_one_that_is_missing_is_reported(demo_study, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not uses_quarto("auto")
    with pytest.raises(PublishError, match="quarto must be installed and on the path, got no program of that name"):
        run(demo_study, tmp_path / "out", engine="quarto")
