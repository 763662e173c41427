"""Output folders: the old one or the new one is there whenever a run is killed, and what dead runs left goes."""

import os
import random
import signal
import sys
import time

import pytest
from child_processes import kill, names, start

from cs_research._files import write_text
from cs_research._folders import _exchange, _rename_both, new_folder, restore_folder
from cs_research.errors import PublishError

WRITES = """
import sys
from pathlib import Path
from cs_research._folders import new_folder
print("ready", flush=True)
for number in range(10**9):
    with new_folder(Path("out")) as folder:
        for name in "abcd":
            (folder / f"{name}.txt").write_text(str(number))
    print(number, flush=True)
"""
WAITS = """
from pathlib import Path
from cs_research._folders import new_folder
with new_folder(Path("out")) as folder:
    (folder / "a.txt").write_text("half")
    print("ready", flush=True)
    input()
"""


def made(folder, text):
    with new_folder(folder) as fresh:
        write_text(fresh / "a.txt", text)


def test_whenever_a_run_is_killed_the_old_folder_or_the_new_one_is_there(tmp_path):
    made(tmp_path / "out", "0")
    seeded = random.Random(7)
    for _ in range(20):
        process = start(WRITES, tmp_path)
        for _ in range(seeded.randint(0, 3)):
            process.stdout.readline()
        time.sleep(seeded.uniform(0, 0.01))
        kill(process)
        texts = [path.read_text() for path in (tmp_path / "out").glob("*.txt")]
        assert len(set(texts)) == 1
        assert len(texts) in (1, 4)
    made(tmp_path / "out", "last")
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == [".cs-research.json", "a.txt"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems may have no such step")
def test_two_folders_change_places_in_one_step(tmp_path):
    made(tmp_path / "one", "1")
    made(tmp_path / "other", "2")
    assert _exchange()(os.fsencode(tmp_path / "one"), os.fsencode(tmp_path / "other"))
    assert (tmp_path / "one" / "a.txt").read_text() == "2"
    assert not _exchange()(os.fsencode(tmp_path / "one"), os.fsencode(tmp_path / "none"))


def test_without_such_a_step_the_new_folder_takes_the_place_in_two(tmp_path):
    made(tmp_path / "out", "old")
    made(tmp_path / ".out.cs-research-abcdefgh", "new")
    _rename_both(tmp_path / ".out.cs-research-abcdefgh", tmp_path / "out")
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out" / "a.txt").read_text() == "new"


def test_where_the_second_step_fails_the_old_folder_comes_back(tmp_path):
    made(tmp_path / "out", "old")
    with pytest.raises(FileNotFoundError):
        _rename_both(tmp_path / ".out.cs-research-abcdefgh", tmp_path / "out")
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out" / "a.txt").read_text() == "old"


def between_the_steps(tmp_path):
    """What a run leaves that is killed after the first of the two steps."""
    made(tmp_path / "out", "old")
    (tmp_path / "out").rename(tmp_path / ".out.cs-research-abcdefgh.old")
    made(tmp_path / ".out.cs-research-abcdefgh", "new")


def test_a_run_that_was_killed_between_the_two_steps_is_put_right(tmp_path):
    between_the_steps(tmp_path)
    restore_folder(tmp_path / "out")
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out" / "a.txt").read_text() == "old"


def test_the_next_run_puts_it_right_too_whether_it_succeeds_or_not(tmp_path):
    between_the_steps(tmp_path)
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out"):
        raise ZeroDivisionError
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out" / "a.txt").read_text() == "old"
    made(tmp_path / "out", "third")
    assert (tmp_path / "out" / "a.txt").read_text() == "third"


def test_a_second_run_on_the_same_folder_says_so_and_leaves_the_first_alone(tmp_path, check_faults):
    first = start(WAITS, tmp_path)
    before = names(tmp_path)
    for second in (lambda: made(tmp_path / "out", "2"), lambda: restore_folder(tmp_path / "out")):
        with pytest.raises(PublishError) as caught:
            second()
        check_faults(caught, (tmp_path / "out", "one run at a time", f"process {first.pid}", "wait until it is done"))
    made(tmp_path / "beside", "1")
    assert names(tmp_path) == sorted([*before, "beside"])
    first.communicate(b"\n")
    assert first.returncode == 0
    assert names(tmp_path) == ["beside", "out"]


def test_the_draft_of_a_dead_run_goes_with_the_next(tmp_path):
    kill(start(WAITS, tmp_path))
    assert len(names(tmp_path)) == 2  # a draft, and the lock that nobody holds
    made(tmp_path / "out", "1")
    assert names(tmp_path) == ["out"]
    kill(start(WAITS, tmp_path))
    restore_folder(tmp_path / "out")
    assert names(tmp_path) == ["out"]


def test_folders_of_like_names_are_nobodys_drafts(tmp_path):
    for name in (".out.backup", ".out2.cs-research-abcdefgh", "out.old", ".o*t.cs-research-x"):
        (tmp_path / name).mkdir()
    before = names(tmp_path)
    made(tmp_path / "out", "1")
    made(tmp_path / "o*t", "1")
    assert names(tmp_path) == sorted([*[name for name in before if name != ".o*t.cs-research-x"], "out", "o*t"])


def test_what_somebody_changed_during_a_run_is_not_lost(tmp_path):
    made(tmp_path / "out", "old")
    with (
        pytest.raises(PublishError, match=r"notes\.txt, added or changed by hand"),
        new_folder(tmp_path / "out"),
    ):
        write_text(tmp_path / "out" / "notes.txt", "mine")
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
def test_the_lock_is_free_again_after_any_end(tmp_path, signal_):
    process = start(WAITS, tmp_path)
    process.send_signal(signal_)
    process.communicate()
    made(tmp_path / "out", "1")
    assert names(tmp_path) == ["out"]
