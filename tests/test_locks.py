"""Drafts of files and scratch folders: those of dead processes go with the next write, and nobody else's do."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from child_processes import kill, names, start

from cs_research._files import write_bytes, write_text
from cs_research._folders import new_folder
from cs_research._locks import Scratch, draft

DRAFTS = """
import os
from pathlib import Path
from cs_research._locks import draft
with draft(Path("answers.csv")) as (handle, _):
    os.write(handle, b"half of it")
    print("ready", flush=True)
    input()
"""
WRITES = """
from pathlib import Path
from cs_research._files import write_bytes
print("ready", flush=True)
while True:
    write_bytes(Path("answers.csv"), b"x" * 1_000_000)
"""
SCRATCH = """
from cs_research._locks import Scratch
with Scratch() as place:
    (place / "deep").mkdir()
    (place / "deep" / "file").write_text("x")
    print("ready", flush=True)
    input()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_draft_of_a_killed_write_goes_with_the_next_into_that_folder(tmp_path):
    kill(start(DRAFTS, tmp_path))
    (left,) = names(tmp_path)
    assert left.startswith(".answers.csv.cs-research-draft-")
    write_text(tmp_path / "other.csv", "b")
    assert names(tmp_path) == ["other.csv"]


def test_whenever_a_write_is_killed_the_next_leaves_one_whole_file(tmp_path):
    seeded = random.Random(11)
    for _ in range(6):
        process = start(WRITES, tmp_path)
        time.sleep(seeded.uniform(0, 0.02))
        kill(process)
        assert all(len(path.read_bytes()) == 1_000_000 for path in tmp_path.glob("answers.csv"))
    write_bytes(tmp_path / "answers.csv", b"last")
    assert names(tmp_path) == ["answers.csv"]


def test_the_draft_of_a_live_process_is_left_alone(tmp_path):
    process = start(DRAFTS, tmp_path)
    (live,) = names(tmp_path)
    write_text(tmp_path / "other.csv", "b")
    assert names(tmp_path) == [live, "other.csv"]
    process.communicate(b"\n")
    assert process.returncode == 0
    assert (tmp_path / "answers.csv").read_text() == "half of it"
    assert names(tmp_path) == ["answers.csv", "other.csv"]


def test_files_that_are_no_drafts_are_left_alone(tmp_path):
    kept = [
        ".answers.csv.x8k2ab1c",
        ".answers.csv.cs-research-draft-",
        ".answers.csv.cs-research-draft-abcdefgh.txt",
        "answers.csv.cs-research-draft-abcdefgh",
        ".cs-research-lock",
    ]
    for name in kept:
        (tmp_path / name).write_text("mine")
    (tmp_path / ".folder.cs-research-draft-abcdefgh").mkdir()
    (tmp_path / ".link.cs-research-draft-abcdefgh").symlink_to(tmp_path / kept[0])
    before = names(tmp_path)
    write_text(tmp_path / "other.csv", "b")
    assert names(tmp_path) == sorted([*before, "other.csv"])


def test_many_writers_into_one_folder_do_not_disturb_each_other(tmp_path):
    def write(number):
        write_bytes(tmp_path / f"{number % 7}.txt", str(number).encode() * 10_000)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(300)))
    assert names(tmp_path) == [f"{number}.txt" for number in range(7)]


def test_a_block_that_ends_in_an_error_leaves_the_old_file(tmp_path):
    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(ZeroDivisionError), draft(tmp_path / "a.txt"):
        raise ZeroDivisionError
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


@pytest.mark.parametrize("name", ["a" * 255, "ŵ" * 127, "b" * 251 + ".csv"])
def test_the_longest_names_are_written(tmp_path, name):
    write_text(tmp_path / name, "x")
    assert names(tmp_path) == [name]


def test_a_scratch_folder_goes_with_its_block(temporary):
    with Scratch() as place:
        (place / "a").write_text("x")
        assert place.parent == temporary
        assert place.stat().st_mode & 0o077 == 0
    assert names(temporary) == []


def test_the_scratch_folder_of_a_killed_run_goes_with_the_next_and_a_live_ones_stays(temporary):
    kill(start(SCRATCH, temporary))
    live = start(SCRATCH, temporary)
    of_the_live = names(temporary)
    assert len(of_the_live) == 2  # the folder and its lock
    kill(start(SCRATCH, temporary))
    assert len(names(temporary)) == 4
    with Scratch():
        pass
    assert names(temporary) == of_the_live
    live.communicate(b"\n")
    assert live.returncode == 0
    assert names(temporary) == []


def test_scratch_folders_of_others_are_left_alone(temporary):
    (temporary / "mine").mkdir()
    (temporary / "cs-abcdefgh").mkdir()
    (temporary / "cs-bbbbbbbb").symlink_to(temporary / "mine")
    (temporary / "cs-bbbbbbbb.cs-research-lock").write_text("")
    (temporary / "notes.cs-research-lock").write_text("")
    before = names(temporary)
    with Scratch():
        pass
    assert names(temporary) == before


def test_a_run_that_is_killed_leaves_what_the_next_clears_away(demo_study, tmp_path, temporary):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    process = subprocess.Popen(
        [sys.executable, "-m", "cs_research", "run", "study", "--to", "out", "--formats", "docx", "--engine", "embedded"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TMPDIR": str(temporary)},
    )  # fmt: skip
    end = time.monotonic() + 60
    while not (list(temporary.glob("cs-*/")) and list(temporary.glob(".out.*/"))):
        assert time.monotonic() < end, process.poll()
        time.sleep(0.05)
    kill(process)
    assert names(temporary) != ["study"]
    end = time.monotonic() + 20
    while names(temporary) != ["out", "study"]:  # programs that it started end within seconds
        assert time.monotonic() < end, names(temporary)
        with Scratch(), new_folder(tmp_path / "out") as folder:
            write_text(folder / "a.txt", "x")
