"""The README's example runs, and what it names is there."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_of_twenty_lines_runs_as_it_stands(tmp_path):
    code = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL).group(1)
    assert len([line for line in code.splitlines() if line.strip()]) <= 20
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "{'preview': 2, 'test': 1, 'duplicate': 1, 'unfinished': 2}" in ran.stdout
    assert "knowledge  53    57  0.929825" in ran.stdout
    assert (tmp_path / "knowledge.svg").read_bytes().startswith(b"<?xml")


def test_the_readme_opens_with_a_picture_that_is_there():
    name = re.match(r"!\[.*?\]\((.*?)\)", README, flags=re.DOTALL).group(1)
    assert (ROOT / name).is_file()


def test_every_file_and_folder_named_is_there():
    for name in re.findall(
        r"`((?:instruments|analysis|reports|cs_research|tests)/[\w./-]*|CITATION\.cff)`", README
    ):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"python (analysis/\w+\.py)", README):
        assert (ROOT / name).is_file()
