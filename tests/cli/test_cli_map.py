"""From an export with other wordings to a study, as a new user types it. All answers are made up."""

import command_line
import pytest
from openpyxl import Workbook

from cs_research._yaml import parse
from cs_research.definitions import Instrument
from cs_research.formats import read_survey
from cs_research.formats.surveys.limesurvey import lss_writer

HEAD = (
    "ID", "Completion time", "What is the name of your Youth Justice Service?", "What's your role in the service?",
    "How would you rate your knowledge and understanding of Contextual Safeguarding?",
    "Which of these have helped your service take up Contextual Safeguarding?",
)  # fmt: skip
ROWS = (
    (
        1,
        "2026-05-01 09:00:00",
        "Newport YJS",
        "Team manager",
        "Quite good",
        "Managers who back the approach;Other;",
    ),
    (2, "2026-05-02 09:00:00", "Leeds", "Head of service", "Poor", "Managers who back the approach;"),
    (
        3,
        "2026-05-03 09:00:00",
        "Hull YOT",
        "Practitioner",
        "Quite good",
        "Child First principles and language;",
    ),
)


@pytest.fixture
def export(tmp_path):
    book = Workbook()
    for row in (HEAD, *ROWS):
        book.active.append(row)
    book.save(tmp_path / "answers.xlsx")
    return tmp_path


def typed(folder, *words, said=""):
    return command_line.typed("map", "answers.xlsx", *words, cwd=folder, answers=said)


def test_without_a_terminal_choices_are_comments_and_the_file_is_valid(export):
    ran = typed(export, "--instrument", "yjs-survey/2022", "--to", "study.yaml", "--wave", "2026")
    assert ran.returncode == 0, ran.stderr
    assert "0 of 16 questions have their column" in ran.stdout
    assert "cs-research check study.yaml" in ran.stdout
    text = (export / "study.yaml").read_text(encoding="utf-8")
    assert parse(export / "study.yaml").data["survey"] == {"file": "answers.xlsx", "wave": "2026"}
    assert '    # ? role: "What\'s your role in the service?"  # ' in text
    assert "Practitioner" in text
    assert '      # ? "Quite good": good  # ' in text
    settled = text.replace("# ? columns:", "columns:").replace("# ? role:", "role:", 1)
    (export / "study.yaml").write_text(settled, encoding="utf-8")
    assert parse(export / "study.yaml").data["survey"]["columns"] == {"role": "What's your role in the service?"}


def test_what_is_certain_is_filled_in(export):
    book = Workbook()
    book.active.append(("service", "WHAT IS YOUR ROLE  in the service?", "knowledge"))
    book.active.append(("Leeds", "Team manager", "Good"))
    book.save(export / "answers.xlsx")
    ran = typed(export, "--instrument", "yjs-survey/2022", "--to", "study.yaml")
    assert "3 of 16 questions have their column" in ran.stdout
    assert parse(export / "study.yaml").data["survey"]["columns"] == {
        "service": "service", "role": "WHAT IS YOUR ROLE  in the service?", "knowledge": "knowledge",
    }  # fmt: skip


def test_at_a_terminal_each_choice_is_a_question(export):
    # service, (region, nation), role, engagement, knowledge, six more that are not in the file, enablers …
    ran = typed(
        export, "--instrument", "yjs-survey/2022", "--to", "study.yaml", "--ask",
        said="\n".join([*_columns(export), "9", "1", "1", "0"]) + "\n",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr + ran.stdout
    survey = parse(export / "study.yaml").data["survey"]
    assert survey["columns"] == {
        "service": HEAD[2], "role": HEAD[3], "knowledge": HEAD[4], "enablers": HEAD[5],
    }  # fmt: skip
    assert "region" in survey["without"]
    assert "That is none of the numbers: '9'" in ran.stdout
    assert survey["answers"]["role"] == {"Head of service": "service_manager"}
    assert set(survey["answers"]) == {"role", "knowledge"}
    assert '# ? "Other"' in (export / "study.yaml").read_text(encoding="utf-8")


def _columns(folder):
    """What to type for each question: the first column where it is the right one, else 0."""
    from cs_research.definitions import load_instrument
    from cs_research.formats.surveys.mapping import map_columns
    from cs_research.formats.surveys.recognition import platform_of
    from cs_research.formats.surveys.table import read_table

    cells = read_table(folder / "answers.xlsx")
    found = map_columns(platform_of(cells).parse(cells, ()), load_instrument("yjs-survey/2022"))
    right = {"service": HEAD[2], "role": HEAD[3], "knowledge": HEAD[4], "enablers": HEAD[5]}
    for each in found.open:
        first = each.columns[0].name if each.columns else ""
        yield "1" if right.get(each.item.id) == first else "0"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--instrument", "yjs-survey/2022", "--to", "answers.xlsx"), "must be new"),
        (("--instrument", "yjs-survey/2022", "--to", "study.txt"), "must end in .yaml"),
        (("--instrument", "yjs-survey/2023", "--to", "study.yaml"), "did you mean 'yjs-survey/2022'?"),
        (("--instrument", "yjs-survey/2022", "--to", "study.yaml", "--platform", "qualtrix"), "'qualtrix'"),
        (("--instrument", "yjs-survey/2022", "--to", "study.yaml", "--ask"), "Aborted"),
    ],
)
def test_wrong_words_end_with_a_sentence_and_no_file(export, words, said):
    ran = typed(export, *words)
    assert ran.returncode != 0
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert sorted(path.name for path in export.iterdir()) == ["answers.xlsx"]


def _instrument(single, multiple):
    """Return an instrument of two questions."""
    points = [{"id": label.lower().replace(" ", "-"), "label": label} for label in single.pop("points")]
    return Instrument.model_validate(
        {
            "type": "instrument", "id": "ours", "version": "1", "title": "Ours",
            "source": {"title": "None", "publisher": "Nobody", "year": 2026},
            "scales": [{"id": "quality", "points": points}],
            "items": [
                {"kind": "single", "scale": "quality", "source": "made up", **single}, {"source": "made up", **multiple}
            ],
        }
    )  # fmt: skip


def test_an_export_headed_by_codes_is_mapped_by_its_questionnaire(tmp_path):
    """LimeSurvey with codes for questions and answers: the wordings are in the .lss. Made up."""
    ours = _instrument(
        {"id": "kn", "text": "How good is your knowledge of the approach?", "points": ["Poor", "Fair", "Quite good"]},
        {
            "id": "en",
            "kind": "multiple",
            "text": "Which of these have helped your service to take up the approach?",
            "options": [
                {"id": "sq001", "label": "Child First principles and language"},
                {"id": "sq002", "label": "Managers who back the approach"},
            ],
        },
    )
    form = (
        lss_writer.write(ours)
        .content.replace(b"<code>", b"<code>AO0")
        .replace(b"<code><![CDATA[", b"<code><![CDATA[AO0")
    )
    (tmp_path / "survey.lss").write_bytes(form)
    (tmp_path / "answers.csv").write_text(
        '"id";"submitdate";"lastpage";"startlanguage";"kn";"en[SQ001]";"en[SQ002]"\n'
        '"1";"2026-09-03 09:05:07";"4";"en";"AO03";"Y";""\n"2";"2026-09-03 09:06:07";"4";"en";"AO01";"";"Y"\n',
        encoding="utf-8",
    )
    words = ("--instrument", "yjs-survey/2022", "--definition", "survey.lss", "--to", "study.yaml")
    ran = command_line.typed("map", "answers.csv", *words, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    for line in (
        '  definition: "survey.lss"\n',
        '    # ? enablers.child_first: "en[SQ001]"  # 100 Child First principles and language',
        '# ? knowledge: "kn"  # ',
        '      # ? "Quite good": good  # ',
    ):
        assert line in text
    responses = read_survey(
        tmp_path / "answers.csv",
        "yjs-survey/2022",
        definition=tmp_path / "survey.lss",
        columns={"knowledge": "kn", "enablers.child_first": "en[SQ001]", "enablers.managers": "en[SQ002]"},
        answers={"knowledge": {"Quite good": "good"}},
    )
    assert list(responses.frame["knowledge"]) == ["good", "poor"]
    assert list(responses.frame["enablers.child_first"].fillna(False)) == [True, False]
