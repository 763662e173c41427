"""The command for one service as it is typed, wrong arguments included."""

import json

import command_line
import pytest


def typed(*words, cwd):
    return command_line.typed("service", *words, cwd=cwd)


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
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == {"name": "service", "options": {"engine": "embedded", "formats": ["html"]}}
    assert "service.html" in [entry["path"] for entry in manifest["outputs"]]
    assert "003" not in json.dumps(manifest["command"])


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
