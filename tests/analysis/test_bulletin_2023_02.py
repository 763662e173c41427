"""The script that draws the bulletin's figures and reads its quotations."""

import csv
from pathlib import Path

import pytest
from command_line import typed_script

SCRIPT = Path(__file__).parents[2] / "analysis" / "bulletin_2023_02.py"


def typed(*words, cwd):
    return typed_script(SCRIPT, *words, cwd=cwd)


def test_figures_1_to_7_are_drawn_from_the_made_up_survey(tmp_path):
    ran = typed(cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    folder = tmp_path / "bulletin-2023-02"
    for number in range(1, 8):
        for kind in ("svg", "png", "csv"):
            assert (folder / f"figure-{number}.{kind}").is_file()
        assert "Made-up data" in (folder / f"figure-{number}.svg").read_text(encoding="utf-8")
    found = [line for line in ran.stdout.splitlines() if "published:" in line]
    assert len(found) == 6
    for line in found:
        share, published = line.split(": ", 1)[1].split("; published: ")
        assert share.split("%")[0] == published.split("%")[0]


def test_the_published_bulletin_is_read_as_sources(shared, tmp_path):
    ran = typed("--bulletin", shared("seeds/hmip-bulletin-2023-02.txt"), cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    with (tmp_path / "bulletin-2023-02" / "quotations.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 75
    assert {row["kind"] for row in rows} == {"focus group", "survey", "strategy", "AssetPlus"}
    assert all(row["domain"] and row["theme"] for row in rows)
    with (tmp_path / "bulletin-2023-02" / "misnomer.csv").open(encoding="utf-8") as stream:
        places = [(row["section"], row["kind"]) for row in csv.DictReader(stream)]
    assert places == [("2.2.2", "authors"), ("2.2.3", "authors"), ("2.2.3", "survey"), ("2.3.1", "survey")]
    assert (tmp_path / "bulletin-2023-02" / "quotations-by-kind.svg").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--bulletin", "none.txt"), "none.txt: file must exist, got nothing at that path."),
        (
            ("--bulletin", str(SCRIPT)),
            "publication must contain quotations labelled with their kind of source, got none.",
        ),
        (("--survey", "none.csv"), "none.csv: file must exist"),
        (("--instrument", "none"), "definition must be a file or a shipped definition, got 'none'."),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_written(tmp_path, words, said):
    ran = typed(*words, cwd=tmp_path)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []
