"""The command for one service as it is typed, wrong arguments included."""

import os
import subprocess
import sys

import pytest


def typed(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "cs_research", "service", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
        env={**os.environ, "COLUMNS": "160", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )


def test_it_prints_where_the_page_is(demo_study, tmp_path):
    ran = typed(
        demo_study,
        "--service",
        "service 003",
        "--to",
        "one",
        "--formats",
        "html",
        "--engine",
        "embedded",
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == f"For service 003 only: {(tmp_path / 'one' / 'service.html').resolve()}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "one"), "Missing option '--service'"),
        (("--service", "Service 003"), "Missing option '--to'"),
        (("--service", "Servce 003", "--to", "one"), "did you mean 'Service 003'?"),
        (("--service", "Service 003", "--to", "one", "--formats", "htm"), "format must be"),
        (("--service", "Service 003", "--to", "one", "--engine", "latex"), "engine must be"),
    ],
)
def test_wrong_arguments_end_with_status_2_and_a_sentence(demo_study, tmp_path, words, said):
    ran = typed(demo_study, *words, cwd=tmp_path)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []
