"""What an earlier run made from the same is not made again; what was made from something else is."""

import json
import shutil
from functools import partial

import pandas as pd
import pytest

from cs_research._files import read_text, write_text
from cs_research._folders import new_folder
from cs_research.cli.run import run
from cs_research.displays.figures.likert_bars import gap_chart
from cs_research.errors import PublishError
from cs_research.reporting.render.cache import Reuse, describe_value, digest, inputs_digest

UNCHANGED = ["Nothing has changed since the last run"]


@pytest.fixture
def study(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    return tmp_path / "study" / "study.yaml"


def test_a_digest_tells_where_parts_end():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab") == digest(b"ab")


def table(**changes):
    return pd.DataFrame({"x": [0.1, 0.2], "kind": pd.Categorical(["a", "b"], categories=["a", "b", "c"])} | changes)


def test_calls_are_the_same_where_function_and_arguments_are():
    call = partial(gap_chart, table(), {"target": "Target"}, made_up=True)
    assert describe_value(call) == describe_value(partial(gap_chart, table(), {"target": "Target"}, made_up=True))
    others = [
        partial(gap_chart, table(), {"target": "Target"}, made_up=False),
        partial(gap_chart, table(), {"target": "Aim"}, made_up=True),
        partial(gap_chart, table(x=[0.1, 0.2000001]), {"target": "Target"}, made_up=True),
        partial(gap_chart, table(kind=pd.Categorical(["a", "b"], categories=["c", "b", "a"])), {"target": "Target"}, made_up=True),
        partial(pd.DataFrame, table(), {"target": "Target"}, made_up=True),
    ]  # fmt: skip
    assert len({describe_value(call), *map(describe_value, others)}) == 6


def test_every_file_that_a_study_names_counts_and_no_other(study):
    first = inputs_digest(study)
    write_text(study.parent / "notes.txt", "unrelated")
    assert inputs_digest(study) == first
    seen = {first}
    for name in (
        "survey/qualtrics.csv",
        "codings/coder-1.csv",
        "decisions.yaml",
        "study.yaml",
        "register.csv",
    ):
        path = study.parent / name
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(inputs_digest(study))
    assert len(seen) == 6


def test_files_that_a_named_definition_names_count_too(study):
    write_text(study, read_text(study).replace("frame: coding-frame/2023", "frame: own.yaml"))
    write_text(study.parent / "own.yaml", "extends: base.yaml\n")
    write_text(study.parent / "base.yaml", "id: base\n")
    first = inputs_digest(study)
    write_text(study.parent / "base.yaml", "id: other\n")
    assert inputs_digest(study) != first


def test_files_are_taken_only_where_key_and_content_are_the_same(tmp_path):
    with new_folder(tmp_path / "out") as folder:
        first = Reuse(tmp_path / "out")
        assert not first.restore(folder, ["a.txt"], "one")
        write_text(folder / "a.txt", "hello")
        first.save(folder, "whole")
    second = Reuse(tmp_path / "out")
    assert second.is_unchanged("whole")
    assert not second.is_unchanged("other")
    assert not second.restore(tmp_path / "fresh", ["a.txt"], "two")
    assert not second.restore(tmp_path / "fresh", ["a.txt", "b.txt"], "one")
    assert second.restore(tmp_path / "fresh", ["a.txt"], "one")
    assert (tmp_path / "fresh" / "a.txt").read_text() == "hello"
    write_text(tmp_path / "out" / "a.txt", "changed")
    third = Reuse(tmp_path / "out")
    assert not third.is_unchanged("whole")
    assert not third.restore(tmp_path / "fresh", ["a.txt"], "one")


def test_keys_that_cannot_be_read_tell_nothing(tmp_path):
    with new_folder(tmp_path / "out") as folder:
        write_text(folder / "a.txt", "hello")
        write_text(folder / ".cs-research-keys.json", "no json")
    assert not Reuse(tmp_path / "out").is_unchanged("whole")


def messages_of(study, to, **how):
    messages = []
    run(study, to, formats=["html"], engine="embedded", only=["methods"], notify=messages.append, **how)
    return messages


def test_a_second_run_makes_nothing_and_a_third_what_has_changed(study, tmp_path):
    out = tmp_path / "out"
    assert messages_of(study, out)[-1] == "Wrote methods.html"
    before = (out / "methods.html").stat()
    assert messages_of(study, out) == UNCHANGED
    assert (out / "methods.html").stat().st_mtime_ns == before.st_mtime_ns
    write_text(study, read_text(study) + "# a note that changes no number\n")
    assert messages_of(study, out) == ["Reading the study", "Working out numbers and drawing figures"]
    write_text(study, read_text(study) + "settings: {level: 0.9}\n")
    assert messages_of(study, out)[-1] == "Wrote methods.html"
    assert "90%" in (out / "methods.html").read_text(encoding="utf-8")
    keys = json.loads((out / ".cs-research-keys.json").read_text(encoding="utf-8"))
    assert {"", "methods.html"} <= set(keys)


def test_work_of_ones_own_in_the_folder_is_never_replaced(study, tmp_path):
    messages_of(study, tmp_path / "out")
    write_text(tmp_path / "out" / "methods.html", "my own words")
    with pytest.raises(PublishError, match="be new, empty or as an earlier run left it"):
        messages_of(study, tmp_path / "out")
