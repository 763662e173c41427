"""Moving codings to a newer frame: no segment is lost, and what needs a person is listed."""

from dataclasses import replace

import pytest

from cs_research.definitions.overlay import CodeChange as Change
from cs_research.errors import MeasureError
from cs_research.records import Codings, Segment, Source, Turn
from cs_research.study.migration import decide, migrate


def newer(frame, *changes, narrowed=None):
    """The frame with codes ended or narrowed as an extension would."""
    ended = {code: change for change in changes for code in change.codes if change.kind != "narrow"}
    codes = []
    for code in frame.codes:
        update = {"retired": f"{ended[code.id].kind} …"} if code.id in ended else {}
        if code.id == narrowed:
            update = {"definition": "Narrower."}
        codes.append(code.model_copy(update=update))
    made = {name for change in changes for name in change.into}
    codes += [frame.codes[0].model_copy(update={"id": name}) for name in sorted(made)]
    return frame.model_copy(update={"version": "2", "codes": tuple(codes), "changes": frame.changes + changes})


@pytest.fixture
def codings(frame):
    source = Source("s", "interview", "A", "S", (Turn(1, "P", "Some words said."),))
    names = ["target.space", "target.group_work", "framework.language", "outcomes.goals", "level.family"]
    segments = tuple(Segment(f"x-{n}", "s", 1, 0, 4, "Some", name, "shown", "c") for n, name in enumerate(names))
    return Codings(frame, (source,), segments)


def test_each_kind_of_change_has_its_way(frame, codings):
    changes = (
        Change(kind="split", codes=("target.space",), into=("new.a", "new.b"), reason="r"),
        Change(kind="merge", codes=("target.group_work", "target.reflection"), into=("new.c",), reason="r"),
        Change(kind="retire", codes=("framework.language",), reason="r"),
    )
    result = migrate(codings, newer(frame, *changes, narrowed="outcomes.goals"))
    assert [segment.code for segment in result.codings.segments] == [
        "target.space", "new.c", "framework.language", "outcomes.goals", "level.family",
    ]  # fmt: skip
    assert result.moved == 1
    assert [(d.segment.code, d.candidates) for d in result.decisions] == [
        ("target.space", ("new.a", "new.b")),
        ("framework.language", ()),
        ("outcomes.goals", ("outcomes.goals",)),
    ]
    assert [d.why for d in result.decisions] == [
        "the code was split: which of the new codes fits?",
        "the code was retired: what fits now?",
        "the code was narrowed: does it still fit?",
    ]


def test_a_frame_that_lacks_a_code_is_refused(frame, codings):
    short = frame.model_copy(update={"codes": frame.codes[1:], "version": "0"})
    with pytest.raises(MeasureError, match="frame coding-frame/0 must have every code of coding-frame/2023"):
        migrate(codings, short)


def test_the_same_frame_changes_nothing(frame, codings):
    result = migrate(codings, frame)
    assert result.codings.segments == codings.segments
    assert (result.decisions, result.moved) == ((), 0)


def test_merged_codes_of_one_coder_on_the_same_words_become_one_segment(frame, codings):
    first = replace(codings.segments[0], memo="a map")
    marks = [
        ("target.reflection", "shown", "c", 4), ("target.reflection", "contrary", "d", 4), ("target.space", "shown", "d", 4),
        ("target.reflection", "shown", "c", 3),
    ]  # fmt: skip
    more = [
        replace(first, id=f"y-{n}", code=code, stance=stance, coder=coder, end=end, memo=f"memo {n}")
        for n, (code, stance, coder, end) in enumerate(marks)
    ]
    merge = Change(kind="merge", codes=("target.space", "target.reflection"), into=("new.c",), reason="r")
    result = migrate(replace(codings, segments=(first, *more)), newer(frame, merge))
    assert [(it.id, it.code, it.memo) for it in result.codings.segments] == [
        ("x-0", "new.c", "a map\nmemo 0"), ("y-1", "new.c", "memo 1"), ("y-2", "new.c", "memo 2"),
        ("y-3", "new.c", "memo 3"),
    ]  # fmt: skip
    assert result.joined == 1
    assert [(each.segment.id, each.candidates) for each in result.decisions] == [
        ("y-1", ("new.c",)), ("y-2", ("new.c",)),
    ]  # fmt: skip
    settled = decide(result, {"y-1": (), "y-2": ("new.c",)})
    assert [it.id for it in settled.codings.segments] == ["x-0", "y-2", "y-3"]
    assert settled.decisions == ()
