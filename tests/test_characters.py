"""Control characters in data reach no terminal, page, sheet or list as they are, and what people write with stays."""

import html
import re
import shutil
import unicodedata
import zipfile

import pytest
from command_line import typed
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from cs_research._characters import printable, visible
from cs_research._files import shipped, write_text
from cs_research._yaml import load, yaml_text
from cs_research.definitions import CodingFrame, load_frame

#: An escape sequence, a bell, a C1 control, an override, an isolate and a hidden letter.
HOSTILE = "\x1b[31m\x07\x9b2J\u202e\u2066\U000e0041"
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"  # Wales
KEPT = [
    "Tŷ ŵ Llŷr",
    "y\u0302",
    "می\u200cخواهم",
    "\u200fعربي\u200e",
    "👩🏽\u200d🔬❤\ufe0f",
    FLAG,
    "soft\u00adhyphen",
    "a\tb\nc",
]
RAW = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


@pytest.mark.parametrize("text", KEPT)
def test_what_people_write_with_stays(text):
    assert printable(text) == text == visible(text)


@pytest.mark.parametrize(
    ("text", "shown", "seen"),
    [
        ("a\x1b[31mb", "a\ufffd[31mb", "a\\x1b[31mb"),
        ("a\u202eb", "a\ufffdb", "a\\u202eb"),
        ("a\x9bb\x7f", "a\ufffdb\ufffd", "a\\x9bb\\x7f"),
        ("a\ud800b", "a\ufffdb", "a\\ud800b"),
        ("a\rb\r\n", "a\nb\n", "a\\rb\\r\n"),
        ("\U000e0041", "\ufffd", "\\U000e0041"),
        ("\U0001f3f4\U000e0041\U000e007f", "\U0001f3f4\ufffd\ufffd", "\U0001f3f4\\U000e0041\\U000e007f"),
    ],
)
def test_each_kind_is_replaced_on_pages_and_escaped_on_terminals(text, shown, seen):
    assert printable(text) == shown
    assert visible(text) == seen


@given(st.text())
def test_nothing_else_is_changed(text):
    kept = [c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs"} and c not in "\ufffe\uffff"]
    assert [c for c in printable(text) if c != "\ufffd" and c not in "\t\n"] == [
        c for c in text if c in printable(c) and c not in "\t\n\ufffd"
    ]
    assert [c for c in kept if c != "\ufffd"] == [c for c in printable("".join(kept)) if c != "\ufffd"]


def test_a_definition_keeps_them_in_a_file_that_shows_them(tmp_path):
    frame = load_frame("coding-frame/2023").model_copy(update={"title": f"T{HOSTILE}{FLAG}"})
    text = yaml_text(frame, f"Made from {HOSTILE}")
    assert not raw(text)
    write_text(tmp_path / "a.yaml", text)
    assert load(tmp_path / "a.yaml", CodingFrame).title == frame.title


def put(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def hostile_study(demo_study, tmp_path_factory):
    """A copy of the made-up study with such characters in titles, names of sites, services, coders and files, and in words."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(demo_study.parent, folder / "study")
    inside, study = folder / "study", folder / "study" / "study.yaml"
    put(
        study,
        "title: Contextual Safeguarding in Youth Justice Services, 2022",
        f'title: "Made{visible(HOSTILE)}{FLAG}"',
    )
    put(study, "label: Site B", f'label: "Site{visible(HOSTILE)} B"')
    put(study, "title: Interview with a service manager, Site B", f'title: "Interview{visible(HOSTILE)}"')
    put(study, "service: Service 014}", f'service: "Service 014{visible(HOSTILE)}"}}')
    for name in ("survey/qualtrics.csv", "register.csv"):
        put(inside / name, "Service 014", f"Service 014{HOSTILE}")
    put(inside / "survey" / "qualtrics.csv", "StartDate", f"Start{HOSTILE}Date")
    put(inside / "survey" / "qualtrics.csv", "R_zG5fp6FfmrqsK92", f"R_zG5fp6FfmrqsK92{HOSTILE}")
    for name in ("transcripts/b-interview.txt", "codings/coder-1.csv", "codings/coder-2.csv"):
        put(inside / name, SAID, f"Attend{HOSTILE}, engage, complete the knife programme")
    put(inside / "codings" / "coder-1.csv", "Coder 1", f"Coder 1{HOSTILE}")
    put(study, "coded_by: [Coder 1, Coder 2]", f'coded_by: ["Coder 1{visible(HOSTILE)}", Coder 2]')
    named = f"b{HOSTILE}.txt"
    (inside / "transcripts" / "b-interview.txt").rename(inside / "transcripts" / named)
    put(study, "file: transcripts/b-interview.txt", f'file: "transcripts/{visible(named)}"')
    return folder


SAID = "Attend, engage, complete the knife programme"
COMMANDS = {
    "run": ("run", "study", "--to", "out", "--formats", "html", "--engine", "embedded"),
    "documents": (
        "run", "study", "--to", "out", "--formats", "docx,pdf", "--only", "outcomes", "--engine", "embedded",
    ),
    "service": ("service", "study", "--service", f"Service 014{HOSTILE}", "--to", "out", "--formats", "html"),
    "triangulate": ("triangulate", "study", "--to", "out"),
    "migrate": ("frame", "migrate", "study/study.yaml", "--frame", "coding-frame/2024", "--to", "out"),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_output_holds_them_raw(hostile_study, tmp_path, command):
    shutil.copytree(hostile_study / "study", tmp_path / "study")
    status, out, err = typed(*COMMANDS[command], cwd=tmp_path)
    assert status == 0, err
    assert not raw(out + err)
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    texts = dict(text for path in written for text in texts_of(path))
    assert {name: found for name, text in texts.items() if (found := raw(text))} == {}
    assert any("\ufffd[31m\ufffd" in text for text in texts.values())  # where it was, something else is
    if command == "run":
        assert any(FLAG in text for text in texts.values())


def raw(text):
    """Each such character, with what is round it."""
    text = text.replace(FLAG, "")
    return [text[max(0, found.start() - 20) : found.end() + 9] for found in RAW.finditer(text)][:3]


def texts_of(path):
    """The text of a file, or of each part of one that is an archive; pictures hold none."""
    if path.suffix == ".pdf":
        yield path.name, "\n".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix in {".docx", ".xlsx", ".ods"}:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    yield f"{path.name}/{name}", html.unescape(archive.read(name).decode("utf-8"))
    elif path.suffix == ".html":
        text = path.read_bytes().decode("utf-8")
        yield path.name, text + html.unescape(text)
    elif path.suffix != ".png":
        yield path.name, path.read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("words", "status", "shown"),
    [
        (("check", "study"), 0, ""),
        (("read", "study/survey/qualtrics.csv", "--instrument", "yjs-survey/2022"), 0, ""),
        (("check", f"no{HOSTILE}.yaml"), 2, "no\\x1b[31m\\x07\\x9b2J\\u202e\\u2066\\U000e0041.yaml"),
        (("run", f"no{HOSTILE}.yaml", "--to", "out"), 2, "no\\x1b[31m"),
        ((f"ru{HOSTILE}",), 2, "ru\\x1b[31m"),
        (("run", "study", "--to", "out", "--formats", f"x{HOSTILE}"), 2, "x\\x1b[31m"),
        (("run", "study", "--to", "out", f"--x{HOSTILE}"), 2, "--x\\x1b[31m"),
        (("service", "study", "--service", f"Service 14{HOSTILE}", "--to", "out"), 2, "Service 014\\x1b[31m"),
        (("read", "wrong.csv", "--instrument", "yjs-survey/2022"), 2, "got 'Goo\\x1b[31m"),
        (("read", "wrong.csv", "--instrument", "yjs-survey/2022", "--unknown", "blank"), 0, "'Goo\\x1b[31m"),
        (("instrument", "import", f"no{HOSTILE}.qsf", "--to", "a.yaml"), 2, "no\\x1b[31m"),
    ],
)
def test_no_message_holds_them_raw(hostile_study, words, status, shown):
    (hostile_study / "wrong.csv").write_text(f"knowledge,free{HOSTILE}\nGoo{HOSTILE},a\n", encoding="utf-8")
    ended, out, err = typed(*words, cwd=hostile_study)
    assert ended == status, err
    assert not raw(out + err)
    assert shown in out + err


def rated(study, place):
    """A filled form with such characters in every box that a rater fills in, as Excel keeps them."""
    from openpyxl import load_workbook

    book = load_workbook(next((study / "ratings").glob("*.xlsx")))
    kept = HOSTILE.replace("\x1b", "_x001B_").replace("\x07", "_x0007_")  # no XML holds these two
    book["About"]["B4"], book["About"]["B6"] = f"Rater {kept}", f"Site {kept}"
    book["Target"]["G2"], book["Target"]["H2"] = f"seen {kept}", f"said {kept}"
    book.save(place)


def test_ratings_pathways_and_audit_print_and_write_none(hostile_study, tmp_path):
    rated(hostile_study / "study", tmp_path / "form.xlsx")
    asked = "harm_concern,need_concern,harm_no_concern,need_no_concern"
    answers = f"service,local_name,{asked}\nService{HOSTILE},Hub{HOSTILE}{',No further action' * 4}\n"
    (tmp_path / "pathways.csv").write_text(answers, encoding="utf-8")
    figures = shipped("instruments", "published", "bulletin-2023-02.yaml").read_text(encoding="utf-8")
    shown = figures.replace("label: Own knowledge and understanding", f'label: "Own {visible(HOSTILE)}"')
    (tmp_path / "figures.yaml").write_text(shown, encoding="utf-8")
    for words in (
        ("ratings", "form.xlsx", "--to", "rated"),
        ("pathways", "pathways.csv", "--to", "ways"),
        ("audit", "figures.yaml"),
    ):
        status, out, err = typed(*words, cwd=tmp_path)
        assert status == 0, err
        assert not raw(out + err)
        assert words[0] == "ratings" or "\\x1b[31m" in out
    written = [path for name in ("rated", "ways") for path in (tmp_path / name).rglob("*") if path.is_file()]
    texts = dict(text for path in written for text in texts_of(path))
    assert {name: found for name, text in texts.items() if (found := raw(text))} == {}
    assert any("\ufffd" in text for text in texts.values())


def test_what_looks_like_a_code_for_an_emoji_is_printed_as_it_is(tmp_path):
    (tmp_path / "e.csv").write_text("knowledge\n:warning:\n", encoding="utf-8")
    assert "got ':warning:' 1 time" in typed("read", "e.csv", "--instrument", "yjs-survey/2022", cwd=tmp_path)[2]
