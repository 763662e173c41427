"""The README's example runs, and what it names is there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import command_line

from cs_research.demo import write_demo

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_of_fifteen_lines_runs_as_it_stands(tmp_path):
    code = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL).group(1)
    assert len([line for line in code.splitlines() if line.strip()]) <= 15
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "{'preview': 2, 'test': 1, 'duplicate': 1, 'unfinished': 2}" in ran.stdout
    assert "knowledge  53    57  0.929825" in ran.stdout
    assert (tmp_path / "demo-study" / "report" / "index.html").is_file()
    assert (tmp_path / "knowledge.svg").read_bytes().startswith(b"<?xml")


def test_a_students_extension_from_empty_file_to_migrated_codings_in_six_commands(tmp_path):
    block = re.search(r"in six commands:\n\n```sh\n(.*?)```", README, flags=re.DOTALL).group(1)
    commands = [shlex.split(line, comments=True)[1:] for line in block.splitlines()]
    assert [words[0] for words in commands] == ["demo", *["frame"] * 5]
    demo, extend, *rest = commands
    write_demo(tmp_path / demo[demo.index("--to") + 1] / "study")  # without its reports, which take longest
    typed(tmp_path, *extend)
    fill_in(tmp_path / "ours.yaml")
    check, diff, export, migrate = [typed(tmp_path, *words) for words in rest]
    assert check == "ok  ours.yaml  coding frame ours/1: 34 codes, 16 practices\n"
    assert diff == (
        "split     target.space into ours.safe_space, ours.unsafe_space (split in 1: Two matters in one code.)\n"
        "added     ours.example\nadded     ours.safe_space\nadded     ours.unsafe_space\n"
    )
    assert export.startswith("Written: ours-1.docx\n")
    assert (tmp_path / "ours-1.docx").read_bytes().startswith(b"PK")
    assert migrate.startswith("coding-frame/2023 to ours/1: 335 segments before, 335 after; 0 were given a new code, ")
    decisions = (tmp_path / "moved" / "decisions.csv").read_text(encoding="utf-8").splitlines()
    codings = (tmp_path / "moved" / "codings.csv").read_text(encoding="utf-8")
    split = codings.count(",target.space,")
    assert split > 0
    assert sum(",target.space," in line for line in decisions) == split
    assert f" {split} need a person's decision\n" in migrate


def typed(folder, *words):
    ran = command_line.typed(*words, cwd=folder)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def fill_in(path):
    """What a student writes: a code of their own, and a split of one of the base."""
    text = path.read_text(encoding="utf-8")
    head, changes = text.split("\nchanges:\n")
    example = head[head.index("  - id: ours.example") :]
    own = "".join(
        example.replace("ours.example", f"ours.{name}").replace("label: Example", f"label: {label}")
        for name, label in (("safe_space", "A safe space"), ("unsafe_space", "An unsafe space"))
    )
    split = (
        "  - kind: split\n    codes: [target.space]\n    into: [ours.safe_space, ours.unsafe_space]\n"
        "    reason: Two matters in one code.\n"
    )
    path.write_text(f"{head}{own}\nchanges:\n{split}{changes}", encoding="utf-8")


def test_the_readme_opens_with_a_picture_that_is_there():
    name = re.match(r"!\[.*?\]\((.*?)\)", README, flags=re.DOTALL).group(1)
    assert (ROOT / name).is_file()


def test_every_file_and_folder_named_is_there():
    for name in re.findall(r"`((?:instruments|analysis|reports|cs_research|tests)/[\w./-]*|CITATION\.cff)`", README):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"python (analysis/\w+\.py)", README):
        assert (ROOT / name).is_file()
