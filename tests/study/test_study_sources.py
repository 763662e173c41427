"""Dates and roles of sources, interviewers left out of every count, and answers to open questions as sources."""

from __future__ import annotations

import pandas as pd
import pytest

from cs_research.errors import ResearchError
from cs_research.measures.coding.coder_agreement import disagreements
from cs_research.measures.coding.frequency import frequency
from cs_research.measures.coding.saturation import saturation
from cs_research.measures.text.index import index_sources
from cs_research.protection import protect
from cs_research.records.open_answers import open_answers, respondent_numbers
from cs_research.reporting.text.data_notes import processing_notes
from cs_research.results import measure
from cs_research.study.check import check_file
from cs_research.study.load import load_study

TALK = (
    "Int: Do you map places together?\n\nDan: We map the park.\n\nInt: And the bus?\n\n"
    "Dan: We map the bus with others.\n\nInt: Thanks.\n\nDan: Good.\n"
)
CODINGS = (
    "source,turn,coder,code,stance,quote,memo\n"
    "talk,1,AB,target.space,shown,map places,\n"
    "talk,2,AB,target.space,shown,map the park,\n"
    "talk,2,CD,target.space,shown,map the park,\n"
    "talk,4,AB,target.space,shown,map the bus,\n"
)
INSTRUMENT = """type: instrument
id: short
version: "1"
title: Short
source: {title: t, publisher: p, year: 2024}
scales:
  - id: level
    points: [{id: low, label: Low, score: 0}, {id: high, label: High, score: 1}]
    nets: [{id: high, label: High, points: [high]}]
items:
  - {id: service, kind: open, role: identifier, text: Which service, source: s}
  - {id: know, kind: single, scale: level, text: How well do you know it, domain: target, source: s}
  - {id: hopes, kind: open, text: What do you hope for, source: s}
  - {id: worries, kind: open, text: What worries you, source: s}
"""
EXPORT = (
    "service,know,hopes,worries\n"
    "Ashford YJS,Low,More time,Nothing\n"
    "Barton YJS,High,,The bus\n"
    '"Corby, the YJS",High,"We in corby, the  YJS hope",\n'
    "Dorton YJS,Low,,\n"
)
PAIRING = """type: pairing
id: short
version: "1"
title: Short
instrument: short.yaml
frame: coding-frame/2023
claims:
  - id: places
    domain: target
    text: It maps places
    confidence: [{item: know, net: high}]
    evidence: [target.space]
    source: s
"""


@pytest.fixture
def write(tmp_path):
    """A study of a talk, with these lines under the talk, its settings and further sources."""

    def make(own: str = "", settings: str = "", more: str = "", survey: bool = False, codings: str = CODINGS):
        for name, text in {"talk.txt": TALK, "codings.csv": codings, "short.yaml": INSTRUMENT,
                           "pairing.yaml": PAIRING, "export.csv": EXPORT}.items():  # fmt: skip
            (tmp_path / name).write_text(text, encoding="utf-8")
        path = tmp_path / "study.yaml"
        path.write_text(
            "type: study\nid: a\ntitle: A\ninstrument: short.yaml\nframe: coding-frame/2023\npairing: pairing.yaml\n"
            "sites: [{id: A, label: Site A}]\nsources:\n"
            f"  - {{id: talk, file: talk.txt, site: A, kind: interview, speakers: labelled{own}}}\n{more}"
            "codings: [{file: codings.csv}]\n"
            f"{'survey: {file: export.csv, wave: now}' if survey else ''}\n{settings}",
            encoding="utf-8",
        )
        return path

    return make


ROLES = ", roles: {Int: interviewer, Dan: practitioner}"
OUT = "settings: {leave_out: [interviewer]}\n"


def faults_of(path):
    with pytest.raises(ResearchError) as error:
        load_study(path)
    return error.value.faults


@pytest.mark.parametrize("written", ["2024-05-31", '"2024-05-31"', "2024-05", "2024"])
def test_a_source_knows_its_date_and_the_roles_of_its_speakers(write, written):
    [source] = load_study(write(f", date: {written}{ROLES}")).sources
    assert source.date == written.strip('"')
    assert source.roles == {"Int": "interviewer", "Dan": "practitioner"}
    assert (source.site, source.kind, source.speakers) == ("A", "interview", {"Int": 3, "Dan": 3})


@pytest.mark.parametrize("written", ["31/05/2024", "2024-13", "2024-02-30", "May"])
def test_a_date_that_is_not_iso_is_a_fault_at_its_line(write, written):
    [fault] = faults_of(write(f", date: {written}"))
    assert fault.rule == "be a date such as 2022-05-31, 2022-05 or 2022"
    assert "line 9" in fault.place


def test_a_role_for_the_study_applies_by_name_and_a_source_may_differ(write):
    assert load_study(write(settings="settings: {roles: {Int: Interviewer}}\n")).sources[0].roles == {
        "Int": "interviewer"
    }
    own = load_study(write(", roles: {Int: colleague}", "settings: {roles: {Int: interviewer}}\n"))
    assert own.sources[0].roles == {"Int": "colleague"}


def test_turns_of_interviewers_are_in_no_count(write):
    data = load_study(write(ROLES, OUT))
    [source] = data.codings.sources
    assert source.speakers == {"Dan": 3}
    assert [turn.number for turn in source.turns] == [2, 4, 6]
    assert source.words == 4 + 6 + 1
    assert [segment.turn for segment in data.codings.segments] == [2, 2, 4]
    assert index_sources(data.codings.sources).turns["turn"].tolist() == [2, 4, 6]
    counts = frequency(data.codings).query("level == 'code'").set_index("id").loc["target.space"]
    assert (counts["segments"], counts["words"], counts["text_words"]) == (3, 6, 11)
    assert set(disagreements(data.codings, "turn")["turn"]) == {4}
    results = measure(data)
    assert results["segments"]["turn"].tolist() == [2, 2, 4]
    assert results["cells"].set_index("practice").loc["target.space", "shown"] == 3
    assert results.study.codings.words == 11


def test_what_is_left_out_is_counted_in_a_line(write):
    note = "role interviewer: 3 of 6 turns, 9 of 20 words, 1 of 4 segments"
    path = write(ROLES, OUT)
    assert load_study(path).codings.left_out_note == note
    assert check_file(path).endswith(f"\n    left out of every count, by {note}")
    assert "    talk: 6 turns: Int (interviewer, 3), Dan (practitioner, 3)\n" in check_file(path)
    assert measure(load_study(path)).study.codings.left_out == note


def test_all_turns_come_back_for_other_programs_and_anchors_hold(write):
    codings = load_study(write(ROLES, OUT)).codings
    assert codings.sources[0].turn(1).text == "Do you map places together?"
    whole = codings.complete()
    assert [turn.number for turn in whole.sources[0].turns] == [1, 2, 3, 4, 5, 6]
    assert len(whole.segments) == 4
    assert whole.left_out_note == ""
    with pytest.raises(IndexError):
        codings.sources[0].turn(7)


@pytest.mark.parametrize(
    ("own", "settings", "rule", "found", "hint"),
    [
        (", roles: {Dann: practitioner}", "", "be a speaker of 'talk', 'Int' or 'Dan'", "'Dann'", "Dan"),
        ("", "settings: {roles: {Dann: practitioner}}\n", "speak in a source", "'Dann', who does not", "Dan"),
        (ROLES, "settings: {leave_out: [interviewers]}\n", "be the role of a speaker, 'interviewer' or 'practitioner'",
         "'interviewers'", "interviewer"),
        (", roles: {Dan: interviewer}", OUT, "have a role where interviewers are left out", "'Int' without one",
         "roles: {Int: interviewer} under this source"),
    ],
)  # fmt: skip
def test_a_role_that_fits_nobody_and_an_interviewer_without_one_are_faults(write, own, settings, rule, found, hint):
    fault = faults_of(write(own, settings))[0]
    assert (fault.rule, fault.found) == (rule, found)
    assert hint in fault.hint
    assert "study.yaml, line" in fault.place


def test_a_role_spelled_nearly_as_the_one_left_out_is_a_fault(write):
    more = "  - {id: two, file: two.txt, site: A, kind: interview, speakers: labelled, roles: {Int: interviewr}}\n"
    path = write(ROLES, OUT, more)
    (path.parent / "two.txt").write_text(TALK, encoding="utf-8")
    [fault] = faults_of(path)
    assert fault.found == "'interviewr'"


OPEN = (
    "  - {id: hopes, answers: hopes, kind: survey answers}\n  - {id: worries, answers: worries, kind: survey answers}\n"
)


def numbered(data):
    who = respondent_numbers(data.responses)
    return dict(zip(data.responses.frame["service"], who, strict=True))


def test_open_answers_are_sources_with_a_turn_per_respondent(write):
    data = load_study(write(more=OPEN, survey=True))
    number = numbered(data)
    hopes, worries = data.sources[1:]
    assert {turn.speaker: turn.text for turn in hopes.turns} == {
        f"Respondent {number['Ashford YJS']}": "More time",
        f"Respondent {number['Corby, the YJS']}": "We in [service] hope",
    }
    assert {turn.speaker: turn.text for turn in worries.turns} == {
        f"Respondent {number['Ashford YJS']}": "Nothing",
        f"Respondent {number['Barton YJS']}": "The bus",
    }
    assert [turn.number for turn in hopes.turns] == [1, 2]
    assert (hopes.site, hopes.kind, hopes.title) == ("", "survey answers", "What do you hope for")
    assert hopes.notes == (
        "left blank: 2 of 4 respondents", "names of services that answered, replaced by [service]: 1",
    )  # fmt: skip
    assert pd.isna(number["Dorton YJS"])
    assert all(1000 <= each <= 9999 for each in number.values() if not pd.isna(each))


def test_numbers_of_respondents_do_not_follow_the_order_of_the_export(write, tmp_path):
    path = write(more=OPEN, survey=True)
    before = numbered(load_study(path))
    head, *rows = EXPORT.splitlines()
    extra = "Aaa YJS,High,A new answer,"
    (tmp_path / "export.csv").write_text("\n".join([head, extra, *reversed(rows)]) + "\n", encoding="utf-8")
    after = numbered(load_study(path))
    assert {name: after[name] for name in before} == before
    assert len({number for number in after.values() if not pd.isna(number)}) == 4


def test_equal_answers_have_different_numbers(write, tmp_path):
    path = write(more=OPEN, survey=True)
    (tmp_path / "export.csv").write_text(
        "service,know,hopes,worries\n" + "".join(f"S{n},Low,Time,None\n" for n in range(40)), encoding="utf-8"
    )
    assert len(set(numbered(load_study(path)).values())) == 40


def test_coded_answers_count_and_are_evidence_of_no_site(write):
    codings = CODINGS + "hopes,,AB,target.space,contrary,More time,\n"
    data = load_study(write(more=OPEN, survey=True, codings=codings))
    assert data.codings.table().query("source == 'hopes'")["speaker"].item().startswith("Respondent ")
    results = measure(data)
    cell = results["cells"].set_index("practice").loc["target.space"]
    assert (cell["state"], cell["shown"], cell["contrary"]) == ("shown", 4, 0)
    counts = results["segments-by-code"].set_index("code").loc["target.space"]
    assert (counts["segments"], counts["sources"], counts["sites"]) == (5, 2, 1)
    assert saturation(data.codings, base=1, run=1, draws=0)["site"].tolist() == ["", "A"]
    quoted = results["practice_quotations"].query("stance == 'contrary'")
    assert quoted["site"].tolist() == [""]


def test_no_service_of_a_respondent_is_in_any_table(write):
    codings = CODINGS + "hopes,,AB,target.space,shown,We in [service] hope,\n"
    data = load_study(write(more=OPEN, survey=True, codings=codings))
    release = protect(measure(data))
    texts = [release[table].to_csv() for table in release]
    for name in ("Ashford", "Barton", "Corby", "corby", "Dorton"):
        assert not [text for text in texts if name in text]


@pytest.mark.parametrize(
    ("more", "survey", "rule"),
    [
        ("  - {id: h, answers: hope, kind: k}\n", True, "be an open question of short/1, 'hopes' or 'worries'"),
        ("  - {id: h, answers: service, kind: k}\n", True, "be an open question of short/1, 'hopes' or 'worries'"),
        ("  - {id: h, answers: know, kind: k}\n", True, "be an open question of short/1, 'hopes' or 'worries'"),
        ("  - {id: h, answers: hopes, site: A, kind: k}\n", True, "be left out where answers are given"),
        ("  - {id: h, answers: hopes, file: talk.txt, kind: k}\n", True, "be left out where answers are given"),
        ("  - {id: h, answers: hopes, kind: k}\n", False, "be given where a source is answers"),
        ("  - {id: h, kind: k, site: A}\n", True, "be given"),
        ("  - {id: h, kind: k, file: talk.txt}\n", True, "be given"),
    ],
)
def test_what_answers_cannot_be_is_a_fault_at_its_line(write, more, survey, rule):
    faults = faults_of(write(more=more, survey=survey))
    assert rule in [fault.rule for fault in faults]
    assert all("study.yaml, line" in fault.place for fault in faults)


def test_answers_to_a_question_that_nobody_answered_are_refused(write, tmp_path):
    path = write(more=OPEN, survey=True)
    (tmp_path / "export.csv").write_text("service,know,hopes,worries\nS,Low,,x\n", encoding="utf-8")
    [fault] = faults_of(path)
    assert (fault.thing, fault.found) == ("open question 'hopes'", "none")


def test_open_answers_of_an_item_that_is_not_open_are_refused(write):
    responses = load_study(write(more=OPEN, survey=True)).responses
    with pytest.raises(
        ResearchError, match="item must be an open question of short/1, 'hopes' or 'worries', got 'hope'"
    ):
        open_answers(responses, "hope")


def test_the_notes_of_a_report_say_what_is_left_out_and_what_may_be_quoted(write):
    data = load_study(write(ROLES, OUT, OPEN.splitlines(keepends=True)[0], survey=True))
    notes = processing_notes(protect(measure(data)))
    assert [note for note in notes if note.startswith("Left out of every count")] == [
        "Left out of every count, by role interviewer: 3 of 8 turns, 9 of 26 words, 1 of 4 segments."
    ]
    assert [note for note in notes if "own words" in note] == [
        "Answers in respondents' own words were read and are not printed here: What worries you."
    ]
