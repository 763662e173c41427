"""Commands that exchange definitions with other programs, and move answers, as they are typed."""

import csv

import pytest

from cs_research.cli import main

FORMATS = {
    "limesurvey": ".lss", "limesurvey-tsv": ".txt", "qualtrics": ".qsf", "xlsform": ".xlsx", "redcap": ".csv",
    "html": ".html", "docx": ".docx", "ddi": ".xml",
}  # fmt: skip
READ = ("limesurvey", "limesurvey-tsv", "qualtrics", "xlsform", "redcap")
FRAMES = {"qdc": ".qdc", "taguette": ".csv", "taguette-xlsx": ".xlsx", "nvivo": ".xlsx", "outline": ".txt",
          "html": ".html", "docx": ".docx"}  # fmt: skip


@pytest.fixture
def typed(monkeypatch, capsys, tmp_path):
    """What a command prints, its errors and its exit status, typed in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr("sys.argv", ["cs-research", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return printed.out, printed.err, ended.value.code or 0

    return run


@pytest.mark.parametrize("to", FORMATS)
def test_an_instrument_is_written_and_says_what_it_could_not_hold(typed, tmp_path, to):
    out, err, status = typed("instrument", "export", "yjs-survey/annual", "--to", to)
    assert (err, status) == ("", 0)
    assert out.startswith(f"Written: yjs-survey-annual{FORMATS[to]}\nNot in the file:\n")
    assert "retired: best_part" in out
    assert (tmp_path / f"yjs-survey-annual{FORMATS[to]}").stat().st_size > 1000
    assert "file must be new" in typed("instrument", "export", "yjs-survey/annual", "--to", to)[1]


@pytest.mark.parametrize("to", READ)
def test_what_was_written_is_read_back_as_a_sound_instrument(typed, to):
    typed("instrument", "export", "student-safety/hillside", "--to", to, "--file", "form")
    out, err, status = typed("instrument", "import", "form", "--to", "again.yaml")
    assert (err, status) == ("", 0)
    assert out.startswith("Written: again.yaml, 32 items, ")
    out, err, status = typed("instrument", "check", "again.yaml")
    assert (err, status) == ("", 0)
    assert "32 items" in out


@pytest.mark.parametrize("to", FRAMES)
def test_a_frame_is_written(typed, to):
    out, err, status = typed("frame", "export", "coding-frame/2024", "--to", to)
    assert (err, status) == ("", 0)
    assert out.startswith(f"Written: coding-frame-2024{FRAMES[to]}")


@pytest.mark.parametrize("to", ["qdc", "taguette", "taguette-xlsx"])
def test_a_frame_is_read_back_as_a_sound_frame(typed, to):
    typed("frame", "export", "coding-frame/2024", "--to", to, "--file", "book")
    out, err, status = typed("frame", "import", "book", "--to", "again.yaml")
    assert (err, status) == ("", 0)
    assert out.startswith("Written: again.yaml, 53 codes")
    assert typed("frame", "check", "again.yaml")[2] == 0


def test_frequencies_go_into_the_codebook_of_data(typed, demo_study, tmp_path):
    export = demo_study.parent / "survey" / "qualtrics.csv"
    out, err, status = typed("instrument", "export", "yjs-survey/2022", "--to", "ddi", "--data", export)
    assert (err, status) == ("", 0)
    assert '<catStat type="freq">24</catStat>' in (tmp_path / "yjs-survey-2022.xml").read_text(encoding="utf-8")
    out, err, status = typed("instrument", "export", "yjs-survey/2022", "--to", "redcap", "--data", export)
    assert (out, status) == ("", 2)
    assert "option must be used with --to ddi, got --to redcap" in err


def test_answers_move_to_the_annual_survey(typed, demo_study, tmp_path):
    export = demo_study.parent / "survey" / "qualtrics.csv"
    words = (
        "instrument",
        "migrate",
        export,
        "--from",
        "yjs-survey/2022",
        "--instrument",
        "yjs-survey/annual",
    )
    out, err, status = typed(*words, "--to", "moved")
    assert (err, status) == ("", 0)
    assert out.startswith("yjs-survey/2022 to yjs-survey/annual: 57 of 63 rows kept (")
    out = typed("read", "moved/answers.csv", "--instrument", "yjs-survey/annual")[0]
    assert "57 rows read, 57 kept" in out
    assert "  Very good                                                      24   42%" in out
    with (tmp_path / "moved" / "decisions.csv").open(encoding="utf-8", newline="") as file:
        found = {row["item"]: row["status"] for row in csv.DictReader(file)}
    assert found == {
        "appropriate": "reworded",
        "enablers": "reworded",
        "barriers": "reworded",
        "best_part": "retired",
    }


def test_the_crosswalk_says_of_every_item_whether_years_compare(typed, tmp_path):
    out, _, status = typed("instrument", "crosswalk", "yjs-survey/2022", "yjs-survey/annual", "--file", "c.csv")
    assert status == 0
    assert out.endswith("\n12 same, 20 new, 3 reworded, 1 retired\nWritten: c.csv\n")
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["comparable"] for row in rows if row["status"] == "same"} == {"True"}
    assert {row["comparable"] for row in rows if row["status"] != "same"} == {"False"}


def test_the_audit_of_the_bulletin(typed):
    out, err, status = typed("audit", "published/bulletin-2023-02")
    assert (err, status) == ("", 0)
    assert "of six percentages, three can be a count" in out


def test_pathways_by_service(typed, tmp_path):
    lines = [
        "service,harm_concern,need_concern,harm_no_concern,need_no_concern",
        'North,"A child protection conference, and a plan if it decides so",,Not sure,No further action',
        "South,No further action,No further action,Not sure,",
    ]
    (tmp_path / "answers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, err, status = typed("pathways", "answers.csv", "--to", "tables")
    assert (err, status) == ("", 0)
    assert out.startswith("2 of 2 rows kept\n\nNorth\n")
    with (tmp_path / "tables" / "by-service.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [tuple(row.values()) for row in rows] == [
        (
            "North",
            "A child protection conference, and a plan if it decides so",
            "left blank",
            "Not sure",
            "No further action",
        ),
        ("South", "No further action", "No further action", "Not sure", "left blank"),
    ]
    with (tmp_path / "tables" / "counts.csv").open(encoding="utf-8", newline="") as file:
        counts = {(row["item"], row["label"]): row["n"] for row in csv.DictReader(file)}
    assert counts["harm_no_concern", "Not sure"] == "2"
    assert counts["need_concern", "left blank"] == "1"
    assert counts["harm_concern", "Another pathway"] == "0"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("instrument", "export", "yjs-survey/2022", "--to", "limesurve"), "did you mean 'limesurvey'?"),
        (
            ("instrument", "export", "coding-frame/2023", "--to", "html"),
            "type must be 'instrument', got 'coding-frame'",
        ),
        (
            ("frame", "export", "yjs-survey/2022", "--to", "html"),
            "type must be 'coding-frame', got 'instrument'",
        ),
        (("instrument", "import", "none.qsf", "--to", "a.yaml"), "file must exist"),
        (
            ("instrument", "extend", "yjs-survey/2022", "--to", "a.txt"),
            "file must end in .yaml or .yml, got '.txt'",
        ),
        (("instrument", "check", "pairing"), "type must be 'instrument', got 'pairing'"),
        (("instrument", "diff", "yjs-survey/2022", "yjs-survey/anual"), "did you mean 'yjs-survey/annual'?"),
    ],
)
def test_wrong_arguments_are_told_in_a_sentence(typed, words, told):
    out, err, status = typed(*words)
    assert (out, status) == ("", 2)
    assert told in err


@pytest.mark.parametrize(
    "words",
    [
        ("instrument", "import", "form.csv"),
        ("frame", "import", "book.csv"),
        ("instrument", "extend", "yjs-survey/2022"),
        ("frame", "extend", "coding-frame/2023"),
    ],
    ids=" ".join,
)
def test_a_name_without_a_suffix_is_told_which_it_may_have(typed, words, tmp_path):
    typed("instrument", "export", "student-safety/hillside", "--to", "redcap", "--file", "form.csv")
    typed("frame", "export", "coding-frame/2024", "--to", "taguette", "--file", "book.csv")
    out, err, status = typed(*words, "--to", "answers")
    assert (out, status) == ("", 2)
    assert err == (
        "answers: file must end in .yaml or .yml, got 'answers', which has no suffix.\n"
        "  Hint: for example answers.yaml\n"
    )
    assert not (tmp_path / "answers").exists()
    (tmp_path / "answers").write_text("mine", encoding="utf-8")
    err = typed(*words, "--to", "answers")[1]
    assert "must be new" in err
    assert "must end in .yaml" in err
