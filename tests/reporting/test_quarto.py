"""The real Quarto, by a program of its name that notes how it was called."""

import os
import stat
import sys

import pytest

from cs_research.errors import PublishError
from cs_research.reporting.site import run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for Quarto is a shell script")


def install(folder, script, monkeypatch):
    folder.mkdir(exist_ok=True)
    program = folder / "quarto"
    program.write_text(f"#!{sys.executable}\nimport sys, pathlib, os\n{script}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder / "calls.txt"


WORKS = """
if sys.argv[1] == "--version":
    print("1.6.42")
    sys.exit()
assert all(pathlib.Path(name).is_file() for name in (sys.argv[2], "_quarto.yml", "_account.qmd", "refs.bib"))
said = pathlib.Path("_said.yml").read_text()
assert said.startswith("---\\ntitle: ") and said.endswith("---\\n"), said
with open(pathlib.Path(__file__).with_name("calls.txt"), "a") as stream:
    print(*sys.argv[1:], sep=" | ", file=stream)
pathlib.Path(sys.argv[sys.argv.index("--output") + 1]).write_text("rendered by quarto")
"""


def test_every_document_is_rendered_with_its_parameters(demo_study, tmp_path, monkeypatch):
    calls = install(tmp_path / "bin", WORKS, monkeypatch)
    run(demo_study, tmp_path / "out", engine="auto", only=["index", "bulletin", "target", "outcomes"])
    lines = calls.read_text().splitlines()
    assert len(lines) == 3 * 4
    assert (
        "render | domain.qmd | --to | html | --output | target.html | -P | build:. | -P | domain:target | "
        "--metadata-file | _said.yml"
    ) in lines
    assert any("--to | typst | --output | bulletin.pdf" in line for line in lines)
    assert (tmp_path / "out" / "outcomes.docx").read_text() == "rendered by quarto"
    assert not [*(tmp_path / "out").glob("*.qmd"), *(tmp_path / "out").glob("*.bib")]
    assert not (tmp_path / "out" / "_said.yml").exists()


def test_its_own_message_is_told_with_the_document(demo_study, tmp_path, monkeypatch):
    install(
        tmp_path / "bin",
        WORKS + "print('ERROR: no such filter', file=sys.stderr)\nsys.exit(1)\n",
        monkeypatch,
    )
    with pytest.raises(PublishError) as caught:
        run(demo_study, tmp_path / "out", engine="quarto", only=["index"])
    assert str(caught.value) == (
        "index.qmd (index.html), engine quarto: document must render, got 'ERROR: no such filter'.\n"
        "  Hint: --engine embedded renders the same documents without it"
    )
    assert not (tmp_path / "out").exists()


def test_one_that_is_too_old_is_refused(demo_study, tmp_path, monkeypatch):
    install(tmp_path / "bin", "print('1.2.335')", monkeypatch)
    with pytest.raises(PublishError, match=r"version must be 1\.5 or later, got '1\.2\.335'"):
        run(demo_study, tmp_path / "out", engine="quarto")


def test_one_that_is_missing_is_told(demo_study, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        PublishError, match="quarto must be installed and on the path, got no program of that name"
    ):
        run(demo_study, tmp_path / "out", engine="quarto")
