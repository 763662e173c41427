"""Small exports in the layout of each platform, written by hypothesis, are read back as they were answered."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass

import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cs_research.formats import read_survey
from cs_research.formats.files.workbook import WrittenSheet, workbook
from cs_research.formats.surveys.answers import absent

POINTS = {"low": "Not very, really", "mid": "Somewhat", "high": "Extremely; yes", "unsure": "Don't know"}
OPTIONS = {"training": "Training", "time": "Time, space and supervision", "police": "Police & health"}
ITEMS = (
    {"id": "sure", "text": "How sure are you?", "columns": ["Q1"],
     "points": [{"id": name, "label": label, "value": str(at)} for at, (name, label) in enumerate(POINTS.items())]},
    {"id": "helps", "kind": "multiple", "text": "What helps?", "columns": ["Q2"],
     "options": [{"id": name, "label": label, "value": str(at)} for at, (name, label) in enumerate(OPTIONS.items(), 1)]},
    {"id": "why", "kind": "open", "text": "Why is that?", "columns": ["Q3"]},
)  # fmt: skip
WHEN = "2026-03-01 10:05:00"


@dataclass(frozen=True)
class Answer:
    """What one respondent said; None where a question was left blank."""

    sure: str | None
    helps: frozenset[str] | None
    why: str | None


said = st.text(st.sampled_from("abzÉø😀 ,;|\"'\n-&<>=#€1"), min_size=1, max_size=12).map(str.strip)
answers = st.lists(
    st.builds(
        Answer,
        sure=st.none() | st.sampled_from(sorted(POINTS)),
        helps=st.none() | st.frozensets(st.sampled_from(sorted(OPTIONS)), min_size=1),
        why=st.none() | said.filter(lambda text: text and absent(text) is None and "\r" not in text),
    ),
    min_size=1,
    max_size=6,
)


def table(rows, **form):
    out = io.StringIO(newline="")
    csv.writer(out, **form).writerows(rows)
    return out.getvalue().encode()


def ticks(answer, tick, none=""):
    """A cell for each option; blank ones where the question was left blank."""
    if answer.helps is None:
        return [""] * len(OPTIONS)
    return [tick(name) if name in answer.helps else none for name in OPTIONS]


def label(answer):
    return POINTS[answer.sure] if answer.sure else ""


def code(answer):
    return str(list(POINTS).index(answer.sure)) if answer.sure else ""


def joined(answer, separator):
    return separator.join(OPTIONS[name] for name in OPTIONS if name in (answer.helps or ()))


def qualtrics(found):
    head = ["ResponseId", "Status", "Finished", "Q1", "Q2_1", "Q2_2", "Q2_3", "Q3"]
    texts = ["Response ID", "Response Type", "Finished", "How sure are you?",
             *(f"What helps? - {text}" for text in OPTIONS.values()), "Why is that?"]  # fmt: skip
    ids = ["_recordId", "status", "finished", "QID1_TEXT", "QID2_1", "QID2_2", "QID2_3", "QID3"]
    rows = [[f"R_{at}", "IP Address", "True", label(each), *ticks(each, OPTIONS.get), each.why or ""]
            for at, each in enumerate(found)]  # fmt: skip
    return table([head, texts, [json.dumps({"ImportId": name}) for name in ids], *rows])


def surveymonkey(found):
    first = ["Respondent ID", "How sure are you?", "What helps?", "", "", "Why is that?"]
    second = ["", "Response", *OPTIONS.values(), "Open-Ended Response"]
    rows = [[str(10**11 + at), label(each), *ticks(each, OPTIONS.get), each.why or ""] for at, each in enumerate(found)]
    return table([first, second, *rows])


def microsoft_forms(found):
    head = [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "How sure are you?",
        "What helps?",
        "Why is that?",
    ]
    rows = [[str(at), WHEN, WHEN, "anonymous", "", label(each), "".join(f"{OPTIONS[name]};" for name in sorted(each.helps or ())),
             each.why or ""] for at, each in enumerate(found, 1)]  # fmt: skip
    return workbook("", [WrittenSheet("Form1", head, [10] * len(head), rows)])


def google_forms(found):
    rows = [[WHEN, label(each), joined(each, ", "), each.why or ""] for each in found]
    return table([["Timestamp", "How sure are you?", "What helps?", "Why is that?"], *rows])


def limesurvey(found):
    head = ["id", "submitdate", "lastpage", "startlanguage", "Q1", "Q2[1]", "Q2[2]", "Q2[3]", "Q3"]
    rows = [[str(at), WHEN, "1", "en", label(each), *ticks(each, lambda _: "Y", "N"), each.why or ""]
            for at, each in enumerate(found)]  # fmt: skip
    return b"\xef\xbb\xbf" + table([head, *rows], delimiter=";", quoting=csv.QUOTE_ALL)


def jisc(found):
    head = ["URN", "StartDate", "Q1", "Q2_1", "Q2_2", "Q2_3", "Q3", "CompletionDate"]
    rows = [[f"1-{at}", WHEN, code(each), *ticks(each, lambda _: "1", "0"), each.why or "", WHEN]
            for at, each in enumerate(found)]  # fmt: skip
    return table([head, *rows])


def jisc_split(found):
    head = ["URN", *(f"Q1_{at}" for at in range(len(POINTS))), "Q2_1", "Q2_2", "Q2_3", "Q3", "CompletionDate"]
    rows = [[f"1-{at}", *("1" if each.sure == name else "0" for name in POINTS), *ticks(each, lambda _: "1", "0"),
             each.why or "", WHEN] for at, each in enumerate(found)]  # fmt: skip
    return table([head, *rows])


def kobo(found):
    head = ["g/Q1", "g/Q2", *(f"g/Q2/{name}" for name in OPTIONS), "g/Q3", "_uuid", "_submission_time"]
    rows = [[each.sure or "", " ".join(name for name in OPTIONS if name in (each.helps or ())),
             *ticks(each, lambda _: "1", "0"), each.why or "", f"u{at}", WHEN] for at, each in enumerate(found)]  # fmt: skip
    return table([head, *rows])


def redcap(found):
    head = [
        "record_id",
        "redcap_survey_identifier",
        "Q1",
        *(f"Q2___{at}" for at in (1, 2, 3)),
        "Q3",
        "survey_complete",
    ]
    rows = [
        [str(at), "", code(each), *ticks(each, lambda _: "1", "0"), each.why or "", "2"]
        for at, each in enumerate(found)
    ]
    return table([head, *rows])


def tidy(found):
    rows = [[label(each), joined(each, "; "), each.why or ""] for each in found]
    return table([["sure", "helps", "why"], *rows], delimiter="\t")


def parquet(found):
    columns = {"sure": [each.sure for each in found], "why": [each.why for each in found]}
    parts = {
        f"helps.{name}": [None if each.helps is None else name in each.helps for each in found] for name in OPTIONS
    }
    out = io.BytesIO()
    pd.DataFrame({name: pd.Series(held, dtype="object") for name, held in {**columns, **parts}.items()}).to_parquet(out)
    return out.getvalue()


def spss(found, path):
    frame = pd.DataFrame(
        {
            "Q1": pd.Series([float(code(each)) if each.sure else None for each in found], dtype=float),
            **{f"Q2_{at}": pd.Series([None if each.helps is None else float(name in each.helps) for each in found], dtype=float)
               for at, name in enumerate(OPTIONS, 1)},
            "Q3": [each.why or "" for each in found],
        }
    )  # fmt: skip
    labels = {"Q1": {float(at): text for at, text in enumerate(POINTS.values())}}
    labels |= {f"Q2_{at}": {1.0: text} for at, text in enumerate(OPTIONS.values(), 1)}
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
    return path.read_bytes()


WRITERS = {
    "Qualtrics": qualtrics, "SurveyMonkey": surveymonkey, "Microsoft Forms": microsoft_forms, "Google Forms": google_forms,
    "LimeSurvey": limesurvey, "Jisc Online surveys": jisc, "Jisc Online surveys, split": jisc_split,
    "KoBo or ODK": kobo, "REDCap": redcap, "tidy CSV": tidy, "tidy Parquet": parquet,
}  # fmt: skip


def read_back(responses):
    """The answers of each respondent as they were given."""
    frame = responses.frame
    parts = {name: frame[f"helps.{name}"] for name in OPTIONS}
    return [
        Answer(
            None if pd.isna(frame["sure"][row]) else frame["sure"][row],
            None if all(pd.isna(part[row]) for part in parts.values())
            else frozenset(name for name, part in parts.items() if part[row]),
            None if pd.isna(frame["why"][row]) else frame["why"][row],
        )
        for row in frame.index
    ]  # fmt: skip


def expected(platform, found):
    """What the layout can hold: where every option of everybody is written as a no, a blank question is one too."""
    if platform == "tidy CSV":  # rows without a cell at the end of a file are not rows
        while found and found[-1] == Answer(None, None, None):
            found = found[:-1]
    return found


@pytest.mark.parametrize("platform", WRITERS)
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(found=answers)
def test_an_export_is_read_back_as_it_was_answered(tmp_path_factory, draw, platform, found):
    wanted = expected(platform, found)
    if not wanted:
        return
    path = tmp_path_factory.getbasetemp() / "round_trip"
    path.write_bytes(WRITERS[platform](found))
    responses = read_survey(path, draw(*ITEMS), keep=["empty row"])
    assert responses.report.platform.startswith(platform.partition(", split")[0])
    assert (responses.report.absent_items, responses.report.unknown) == ((), ())
    assert read_back(responses) == wanted


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(found=answers)
def test_an_spss_file_is_read_back_as_it_was_answered(tmp_path, draw, found):
    spss(found, tmp_path / "a.sav")
    responses = read_survey(tmp_path / "a.sav", draw(*ITEMS))
    assert (responses.report.platform, responses.report.absent_items) == ("SPSS", ())
    assert read_back(responses) == found
