"""LimeSurvey's own files and small ones made by hand: types, arrays, routes, languages, what is left out."""

import pytest

from cs_research.errors import ReadError
from cs_research.formats.surveys.limesurvey import lss_reader as limesurvey
from cs_research.formats.surveys.limesurvey.structure import routes

FILES = "data/limesurvey"
LSS = [
    "citric/survey.lss", "citric/free_text.lsq", "limesurvey/limesurvey_question_import_question_test.lsq",
    "limesurvey/ls205_sample_survey_english.lss", "international-survey/rse_2017_uk_core_survey.lss",
]  # fmt: skip


def table(name, *rows):
    told = "".join(
        "<row>" + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) + "</row>"
        for row in rows
    )
    return f"<{name}><rows>{told}</rows></{name}>"


def question(qid, kind, title, text, **more):
    return {"qid": qid, "parent_qid": 0, "sid": 7, "gid": 1, "type": kind, "title": title, "question": text,
            "other": "N", "mandatory": "N", "question_order": qid, "language": "en", "relevance": "1", **more}  # fmt: skip


def part(qid, parent, title, text, **more):
    return {"qid": qid, "parent_qid": parent, "title": title, "question": text, "question_order": qid, "language": "en",
            "scale_id": 0, "relevance": "1", **more}  # fmt: skip


def answer(qid, code, text, order=0, **more):
    return {
        "qid": qid,
        "code": code,
        "answer": text,
        "sortorder": order,
        "language": "en",
        "scale_id": 0,
        **more,
    }


@pytest.fixture
def imported(tmp_path):
    """A file of the older layout, with the tables given."""

    def read(*tables, languages="<language>en</language>", kind="Survey"):
        path = tmp_path / "made.lss"
        path.write_text(
            f"<?xml version='1.0' encoding='UTF-8'?><document><LimeSurveyDocType>{kind}</LimeSurveyDocType>"
            f"<DBVersion>261</DBVersion><languages>{languages}</languages>{''.join(tables)}</document>",
            encoding="utf-8",
        )
        assert limesurvey.fits(path.read_bytes()[:4096])
        return limesurvey.read(path)

    return read


@pytest.mark.parametrize("name", LSS)
def test_every_real_file_is_read(shared, name):
    path = shared(f"{FILES}/{name}")
    assert limesurvey.fits(path.read_bytes()[:4096])
    assert limesurvey.read(path).instrument.items


def test_a_survey_with_texts_in_tables_of_their_own(shared):
    imported = limesurvey.read(shared(f"{FILES}/citric/survey.lss"))
    instrument = imported.instrument
    assert instrument.title == "Test Survey"
    assert [(item.columns[0], item.kind, item.text) for item in instrument.items] == [
        ("G01Q01", "open", "Text for first question"),
        ("G01Q02", "single", "Text for second question"),
        ("G02Q04", "single", "Do you like this survey?"),
    ]
    assert instrument.items[0].note == "Help text: This is a question help text."
    rating, yes_no = instrument.scales
    assert (rating.kind, [point.value for point in rating.points]) == ("ordinal", ["1", "2", "3", "4", "5"])
    assert [(point.label, point.aliases) for point in yes_no.points] == [("Yes", ("Y",)), ("No", ("N",))]
    assert "uploads of files are left out (1): G02Q03" in imported.notes
    assert "that an answer is required (2): G01Q02, G02Q04" in imported.notes
    assert "groups are left out (2): First Group, Second Group" in imported.notes


def test_the_survey_of_research_software_engineers(shared):
    imported = limesurvey.read(shared(f"{FILES}/international-survey/rse_2017_uk_core_survey.lss"))
    instrument = imported.instrument
    kinds = [item.kind for item in instrument.items]
    # 44 questions of one answer or text, 2 to choose all, 31 rows of arrays, 16 parts of several texts or numbers
    assert (len(kinds), kinds.count("multiple"), kinds.count("single")) == (91, 2, 61)
    assert instrument.item("socio1").text == "In which country do you work?"
    assert instrument.item("edu2").asked_if.item == "edu1"
    assert instrument.item("edu2").asked_if.points == (
        "undergraduate_degree", "master_degree", "doctorate", "other",
    )  # fmt: skip
    assert instrument.item("soft1can").asked_if.points == ("yes",)
    row = instrument.item("time1can_time2can")
    assert row.text == "In an average month, how much time do you spend on - research"
    assert row.columns == ("time1can[time2can]",)
    disciplines = instrument.item("currentemp13")
    assert disciplines.options[0].label == "Accounting & Finance"
    assert disciplines.options[0].aliases == ("SQ001",)
    told = "currentEmp4: is asked only where ((245554X2X5.NAOK != \"uni\")); write its 'asked_if' by hand"
    assert told in imported.notes
    assert "rankings are left out (1): prevEmp2" in imported.notes
    assert "sliders, read without their scale (4): rse3, currentWork3, open1can, open3can" in imported.notes


def test_names_are_those_of_the_columns_of_results(shared):
    instrument = limesurvey.read(shared(f"{FILES}/international-survey/rse_2017_uk_core_survey.lss")).instrument
    results = shared(f"{FILES}/international-survey/rse_2017_uk_public_data.csv")
    header = results.read_text(encoding="utf-8").splitlines()[0]
    for name in (
        "rse3[SQ001]",
        "time1can[time5can]",
        "likertagree1[percEmp3]",
        "tool4can[SQ002]",
        "currentEmp1",
    ):
        assert any(name in item.columns for item in instrument.items), name
        assert f"{name}. " in header, name


def test_the_sample_survey_has_every_type(shared):
    imported = limesurvey.read(shared(f"{FILES}/limesurvey/ls205_sample_survey_english.lss"))
    instrument = imported.instrument
    assert len(instrument.items) == 361
    assert instrument.item("qarrayynu_1").text == "Which of the following conditions have you had? - cancer"
    dual = instrument.item("qarraydualscale_money_2")
    assert dual.columns == ("qArrayDualScale[money][2]",)
    cell = instrument.item("qarraynumbers_ls1_min")
    assert cell.text == (
        "How long should it take to fix the following? - All bugs in LimeSurvey 1.91+ - Optimistic Estimate (days)"
    )
    assert instrument.item("qlistradio").asked_if.item == "onpagerelevance"
    assert instrument.item("qlistradio").asked_if.points == ("qlr",)
    assert "rankings are left out (4): ranking, qRanking, v1Rmnr, v1R" in imported.notes
    assert "equations are left out (2): hidden2, hidden3" in imported.notes
    assert "age: is asked only where !is_empty(name); write its 'asked_if' by hand" in imported.notes


def test_groups_come_first_in_the_order_of_questions(imported):
    back = imported(
        table("groups", {"gid": 1, "group_order": 2, "group_name": "Late", "language": "en", "grelevance": "1"},
              {"gid": 2, "group_order": 1, "group_name": "Early", "language": "en", "grelevance": "age > 5"}),
        table("questions", question(1, "T", "b", "Second?"), question(2, "T", "a", "First?", gid=2)),
    )  # fmt: skip
    assert [item.id for item in back.instrument.items] == ["a", "b"]
    assert "groups are left out (2): Early, Late" in back.notes
    told = "groups that only some are asked: write 'asked_if' of their items by hand (1): Early (where age > 5)"
    assert told in back.notes


def test_the_base_language_is_read_and_others_are_told(imported):
    back = imported(
        table("surveys", {"sid": 7, "language": "de"}),
        table("surveys_languagesettings", {"surveyls_language": "en", "surveyls_title": "English"},
              {"surveyls_language": "de", "surveyls_title": "Deutsch", "surveyls_welcometext": "<p>Hallo</p>"}),
        table("questions", question(1, "L", "q", "Which?"), question(1, "L", "q", "Welche?", language="de")),
        table("answers", answer(1, "a", "Yes"), answer(1, "a", "Ja", language="de"),
              answer(1, "b", "Nein", 1, language="de"), answer(1, "b", "No", 1)),
        languages="<language>en</language><language>de</language>",
    )  # fmt: skip
    assert back.instrument.title == "Deutsch"
    assert [item.text for item in back.instrument.items] == ["Welche?"]
    assert [point.label for point in back.instrument.scales[0].points] == ["Ja", "Nein"]
    assert "texts in other languages are left out (1): en" in back.notes
    assert "texts about the complete survey are left out (1): welcometext" in back.notes


def test_routes_on_options_rows_and_older_names(imported):
    back = imported(
        table("questions", question(1, "M", "many", "Many?"), question(2, "F", "grid", "Grid?"),
              question(3, "S", "one", "One?", relevance='((7X1X1b.NAOK == "Y"))'),
              question(4, "S", "two", "Two?", relevance="(grid_r2.NAOK == '2' || grid_r2 eq 3)"),
              question(5, "S", "three", "Three?", relevance='many_a.NAOK == "Y" or grid_r1.NAOK == "1"'),
              question(6, "S", "four", "Four?", relevance='many_a.NAOK == "Y" and many_b.NAOK == "Y"'),
              question(7, "S", "five", "Five?", relevance='many_a.NAOK != "Y"')),
        table("subquestions", part(11, 1, "a", "Apples"), part(12, 1, "b", "Bread"), part(13, 2, "r1", "Red"),
              part(14, 2, "r2", "Blue", relevance='many_a == "Y"')),
        table("answers", answer(2, "1", "Low"), answer(2, "2", "Middle", 1), answer(2, "3", "High", 2)),
    )  # fmt: skip
    routed = {item.id: item.asked_if for item in back.instrument.items}
    assert (routed["one"].item, routed["one"].points) == ("many", ("bread",))
    assert (routed["two"].item, routed["two"].points) == ("grid_r2", ("middle", "high"))
    assert not routed["three"] and not routed["four"] and not routed["five"]
    for name in ("three", "four", "five"):
        assert any(note.startswith(f"{name}: is asked only where many_a.NAOK") for note in back.notes)
    assert "rows or options that only some are shown, read as always shown (1): grid" in back.notes


def test_other_and_what_else_an_item_does_not_carry(imported):
    back = imported(
        table("questions", question(1, "L", "pick", "Pick {NAME}", other="Y", mandatory="Y", preg="/x/"),
              question(2, "M", "all", "All?<img src='x'>", other="Y"), question(3, "X", "hello", "Hello"),
              question(4, "€", "odd", "Odd?")),
        table("subquestions", part(11, 2, "a", "Apples")),
        table("answers", answer(1, "1", "First"), answer(1, "2", "Second", 1)),
        table("question_attributes", {"qid": 1, "attribute": "other_replace_text", "value": "Else", "language": "en"},
              {"qid": 2, "attribute": "max_answers", "value": "2"}, {"qid": 2, "attribute": "hidden", "value": "0"}),
        table("quota", {"id": 1, "name": "Half of them"}), table("assessments", {"id": 1, "name": "Sum"}),
        table("defaultvalues", {"qid": 1, "defaultvalue": "1"}),
        table("conditions", {"qid": 2, "cqid": 1, "cfieldname": "7X1X1", "method": "==", "value": "1"}),
    )  # fmt: skip
    pick = back.instrument.scales[0]
    assert [(point.label, point.aliases) for point in pick.points] == [
        ("First", ("1",)), ("Second", ("2",)), ("Else", ("-oth-",)),
    ]  # fmt: skip
    assert [option.label for option in back.instrument.item("all").options] == ["Apples", "Other"]
    for line in (
        "write-ins beside 'other' are left out (2): pick, all", "that an answer is required (1): pick",
        "limits on what may be answered (2): pick, all", "text displays are left out (1): hello",
        "questions of the type '€', which is not known, are left out (1): odd",
        "expressions in braces stay in texts as they are (1): pick",
        "pictures and films in texts are left out (1): all", "quotas are left out (1): Half of them",
        "rules for scores are left out (1): Sum", "answers filled in beforehand are left out (1): pick",
        "conditions of an older kind: write 'asked_if' of these by hand (1): all (7X1X1 == 1)",
    ):  # fmt: skip
        assert line in back.notes


def test_an_answer_added_to_a_question_of_ours_takes_its_label_as_id(imported):
    classes = "id-a_b role-background scale-mood option-1-glad option-2-sad other-class"
    back = imported(
        table("questions", question(1, "L", "ab", "How?")),
        table("answers", answer(1, "1", "Glad"), answer(1, "2", "Sad", 1), answer(1, "3", "So so", 2)),
        table("question_attributes", {"qid": 1, "attribute": "cssclass", "value": classes}),
    )
    (item,) = back.instrument.items
    assert (item.id, item.role, item.scale, item.columns) == ("a_b", "background", "mood", ("ab",))
    points = back.instrument.scales[0].points
    assert [(point.id, point.value) for point in points] == [("glad", "1"), ("sad", "2"), ("so_so", "3")]


@pytest.mark.parametrize(
    "expression", ["", "1 == 1 ==", "a", 'a == "1" b == "2"', "a == b", 'a == "', "or", "a.b.c == 1", "()"]
)
def test_expressions_that_say_more_are_not_taken_apart(expression):
    assert routes(expression) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no XML at all", "file must be complete XML, got"),
        (b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>", "file must be complete XML, got"),
        (
            b'<!DOCTYPE document [<!ENTITY x "y">]><document>&x;</document>',
            "must be without declarations of its own",
        ),
        (b"<document><LimeSurveyDocType>Responses</LimeSurveyDocType></document>", "got 'Responses'"),
        (b"<survey/>", "must be a LimeSurvey survey, group or question, got another XML file"),
        (
            b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>",
            "must hold a question, got none",
        ),
        (b"   ", "must have content, got an empty file"),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path, content, told):
    path = tmp_path / "broken.lss"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        limesurvey.read(path)
    (fault,) = caught.value.faults
    assert told in str(fault)
    assert str(path) in str(fault)


def test_only_its_own_files_fit():
    assert limesurvey.fits(b"<document><LimeSurveyDocType><![CDATA[Survey]]></LimeSurveyDocType>")
    assert not limesurvey.fits(b"<document><LimeSurveyDocType>Responses</LimeSurveyDocType>")
    assert not limesurvey.fits(b'{"SurveyEntry": {}}')
