"""Every command with broken files: status 2, a sentence, no traceback, no output, no waiting."""

import os
import shutil
import signal
import socket

import pytest

from cs_research._files import write_text
from cs_research.cli import main

SECONDS = 20


@pytest.fixture
def typed(monkeypatch, capsys, tmp_path):
    """What a command prints as errors and its status, typed in an empty folder; it must not wait for anything."""
    monkeypatch.chdir(tmp_path)

    def late(*_):
        raise AssertionError("the command waits")

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    alarm = signal.signal(signal.SIGALRM, late)

    def run(*words):
        monkeypatch.setattr("sys.argv", ["cs-research", *map(str, words)])
        signal.alarm(SECONDS)
        with pytest.raises(SystemExit) as ended:
            main()
        signal.alarm(0)
        return capsys.readouterr().err, ended.value.code or 0

    yield run
    signal.alarm(0)
    signal.signal(signal.SIGALRM, alarm)
    for number, handler in before.items():
        signal.signal(number, handler)


DEEP = 100_000
TEXTS = {
    "mistake": ("type: study\nid: a: b\n", "study.yaml, line 2: text must be YAML"),
    "bomb": (
        "type: study\na: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)),
        "study.yaml, line 3: YAML must be without aliases, got '*a'",
    ),
    "brackets": ("type: study\nid: " + "[" * DEEP, "line 2: YAML must be nested at most 50 levels deep"),
    "levels": (
        "type: study\n" + "".join(f"{' ' * depth}a:\n" for depth in range(1_000)),
        "line 52: YAML must be nested at most 50 levels deep",
    ),
    "merge": ("type: study\n<<: {id: a}\n", "line 2: YAML must be without merge keys"),
    "tag": ("type: study\nid: !!python/name:os.system\n", "line 2: YAML must be without tags"),
    "twice": ("type: study\nid: a\nid: b\n", "line 3: id must appear once, got the key twice"),
    "tab": ("type: study\nsurvey:\n\tfile: a\n", "line 3: text must be YAML"),
    "latin": (b"type: study\ntitle: caf\xe9\n", "line 2: file must be UTF-8 text, got the byte 0xe9"),
    "zeros": (b"\0" * 5_000, "file must be plain text, got zero bytes"),
    "list": ("- a\n- b\n", "file must be a mapping of keys to values"),
    "scalar": ("hello\n", "file must be a mapping of keys to values"),
    "empty": ("", "file must have content, got an empty file"),
    "documents": ("type: study\n---\ntype: study\n", "YAML must contain one document"),
}  # fmt: skip
STUDIES = {
    "check": ("check", "study.yaml"),
    "run": ("run", "study.yaml", "--to", "out"),
    "run of a folder": ("run", ".", "--to", "out"),
    "service": ("service", "study.yaml", "--service", "a", "--to", "out"),
    "triangulate": ("triangulate", "study.yaml", "--to", "out"),
    "starters": ("triangulate", "study.yaml", "--starters", "out"),
    "migrate": ("frame", "migrate", "study.yaml", "--frame", "coding-frame/2024", "--to", "out"),
}
DEFINITIONS = {
    "read": ("read", "e.csv", "--instrument", "study.yaml"),
    "ratings": ("ratings", "e.csv", "--rubric", "study.yaml", "--to", "out"),
    "audit": ("audit", "study.yaml"),
    "pathways": ("pathways", "e.csv", "--instrument", "study.yaml", "--to", "out"),
    "instrument check": ("instrument", "check", "study.yaml"),
    "instrument diff": ("instrument", "diff", "yjs-survey/2022", "study.yaml"),
    "crosswalk": ("instrument", "crosswalk", "study.yaml", "yjs-survey/2022", "--file", "out.csv"),
    "instrument extend": ("instrument", "extend", "study.yaml", "--to", "out.yaml"),
    "instrument export": ("instrument", "export", "study.yaml", "--to", "html", "--file", "out.html"),
    "instrument migrate": (
        "instrument", "migrate", "e.csv", "--from", "study.yaml", "--instrument", "yjs-survey/2022", "--to", "out",
    ),
    "frame check": ("frame", "check", "study.yaml"),
    "frame diff": ("frame", "diff", "study.yaml", "coding-frame/2023"),
    "frame extend": ("frame", "extend", "study.yaml", "--to", "out.yaml"),
    "frame export": ("frame", "export", "study.yaml", "--to", "html", "--file", "out.html"),
}  # fmt: skip


@pytest.mark.parametrize("command", [*STUDIES, *DEFINITIONS])
@pytest.mark.parametrize("kind", TEXTS)
def test_a_file_that_is_no_sound_yaml_is_refused(typed, tmp_path, kind, command):
    text, said = TEXTS[kind]
    (tmp_path / "study.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    (tmp_path / "e.csv").write_text("a\nb\n")
    err, status = typed(*({**STUDIES, **DEFINITIONS}[command]))
    assert status == 2
    assert said in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.csv", "study.yaml"]


#: The files of the made-up study, by the part of the study that names them.
PARTS = (
    "survey/qualtrics.csv", "survey/2021.csv", "survey/2021.yaml", "register.csv", "decisions.yaml", "judgements.yaml",
    "codings/coder-1.csv", "transcripts/b-interview.txt", "transcripts/a-focus-group.vtt", "ratings",
)  # fmt: skip


def nothing_to_read(path, kind):
    """Put something in a file's place that is no file, or that has no end."""
    path.unlink(missing_ok=True)
    if kind == "a named pipe":
        os.mkfifo(path)
    elif kind == "a folder":
        path.mkdir()
    elif kind == "a socket":
        # the path of a socket is short: it is made where the process is and moved
        here = path.with_name("s")
        server = socket.socket(socket.AF_UNIX)
        os.chdir(path.parent)
        server.bind("s")
        server.close()
        here.rename(path)
    elif kind == "a device":
        path.symlink_to("/dev/zero")
    else:
        with path.open("wb") as stream:
            stream.truncate(3 * 2**30)


KINDS = ("a named pipe", "a folder", "a socket", "a device", "3,221,225,472 bytes")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", [name for name in (*STUDIES, *DEFINITIONS) if name != "run of a folder"])
def test_what_is_no_file_where_a_definition_should_be_is_refused(typed, tmp_path, command, kind):
    nothing_to_read(tmp_path / "study.yaml", kind)
    (tmp_path / "e.csv").write_text("a\nb\n")
    os.chdir(tmp_path)
    words = {**STUDIES, **DEFINITIONS}[command]
    found = kind
    if kind == "a folder" and command.endswith("check"):
        found = "none"
    elif kind == "a folder" and command in STUDIES:
        found = "nothing at that path"  # a study may be named by its folder
    err, status = typed(*words)
    assert status == 2
    assert f"got {found}." in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.csv", "study.yaml"]


EXPORTS = {
    "read": ("read", "e", "--instrument", "yjs-survey/2022"),
    "ratings": ("ratings", "e", "--to", "out"),
    "pathways": ("pathways", "e", "--to", "out"),
    "instrument import": ("instrument", "import", "e", "--to", "out.yaml"),
    "frame import": ("frame", "import", "e", "--to", "out.yaml"),
    "instrument migrate": (
        "instrument", "migrate", "e", "--from", "yjs-survey/2022", "--instrument", "yjs-survey/annual", "--to", "out",
    ),
    "ddi": ("instrument", "export", "yjs-survey/2022", "--to", "ddi", "--data", "e", "--file", "out.xml"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", EXPORTS)
def test_what_is_no_file_where_an_export_should_be_is_refused(typed, tmp_path, command, kind):
    nothing_to_read(tmp_path / "e", kind)
    os.chdir(tmp_path)
    err, status = typed(*EXPORTS[command])
    assert status == 2
    assert f"got {kind}." in err
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


@pytest.mark.parametrize(
    ("part", "kind"), [*((part, KINDS[0]) for part in PARTS), *((PARTS[0], kind) for kind in KINDS)]
)
def test_what_is_no_file_where_a_study_names_one_is_refused(typed, demo_study, tmp_path, part, kind):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    path = tmp_path / "study" / part
    path = next(path.glob("*.xlsx")) if part == "ratings" else path
    nothing_to_read(path, kind)
    os.chdir(tmp_path)
    for words in (("check", "study/study.yaml"), ("run", "study", "--to", "out")):
        err, status = typed(*words)
        assert status == 2
        assert f"got {kind}." in err
        assert path.name in err
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


PATHWAYS = "service,harm_concern,need_concern,harm_no_concern,need_no_concern\na,1,1,1,1\n".replace(
    "1", "No further action"
)
OUTPUTS = {
    "run": ("run", "study", "--to", "out", "--only", "methods", "--formats", "html"),
    "triangulate": ("triangulate", "study", "--to", "out"),
    "starters": ("triangulate", "study", "--starters", "out"),
    "service": ("service", "study", "--service", "Service 014", "--to", "out", "--formats", "html"),
    "ratings": ("ratings", "study/ratings/site-b-rater-1.xlsx", "--to", "out"),
    "pathways": ("pathways", "study/pathways.csv", "--to", "out"),
    "migrate": ("frame", "migrate", "study/study.yaml", "--frame", "coding-frame/2024", "--to", "out"),
    "frame export": ("frame", "export", "coding-frame/2023", "--to", "html", "--file", "out"),
    "instrument export": ("instrument", "export", "yjs-survey/2022", "--to", "html", "--file", "out"),
    "rubric": ("instrument", "export", "rubric/traffic-light", "--to", "xlsx", "--file", "out"),
    "crosswalk": ("instrument", "crosswalk", "yjs-survey/2022", "yjs-survey/annual", "--file", "out"),
    "init": ("init", "out"),
}


#: Those that work for seconds before they write: one kind of output is enough.
SLOW = {"triangulate", "starters", "service"}


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        *(
            (command, kind)
            for command in OUTPUTS
            for kind in ("a named pipe", "a socket", "a file")
            if command not in SLOW
        ),
        *((command, "a device") for command in OUTPUTS),
    ],
)
def test_nothing_is_written_over_what_is_no_output(typed, demo_study, tmp_path, command, kind):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    write_text(tmp_path / "study" / "pathways.csv", PATHWAYS)
    path = tmp_path / "out"
    if kind == "a file":
        path.write_text("mine")
    else:
        nothing_to_read(path, kind)
    os.chdir(tmp_path)
    before = os.lstat(path)
    err, status = typed(*OUTPUTS[command])
    assert status == 2
    assert "out" in err
    assert os.lstat(path).st_ino == before.st_ino
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "study"]


@pytest.mark.parametrize("command", [name for name in OUTPUTS if name not in SLOW])
def test_a_place_under_a_file_is_refused(typed, demo_study, tmp_path, command):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    (tmp_path / "mine").write_text("x")
    write_text(tmp_path / "study" / "pathways.csv", PATHWAYS)
    words = [word.replace("out", "mine/out") if word == "out" else word for word in OUTPUTS[command]]
    err, status = typed(*words)
    assert status == 2
    assert "writable" in err or "be a folder" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "study"]
