"""A folder is anonymised as one: pseudonyms, copies, codings, key, words to check, log, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import stat
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from word_parts import RULES

from cs_research._yaml import load
from cs_research.anonymising.folder import anonymise_folder
from cs_research.definitions.anonymising_rules import AnonymisingKey
from cs_research.errors import DefinitionError, PublishError, ReadError
from cs_research.formats import read_transcript

TALK = """Interviewer: Where do you go?

Jamie Okafor: To Riverside Park, with Leah. Ring 0161 496 0000.

Sarah O’Neill: Jamie’s number is (0161) 496 0000, Leah's is 07700 900123.
"""
SAID = [
    ("Interviewer", "Where do you go?"),
    ("Child 1", "To [Place 1], with [Child 2]. Ring [Phone number 1]."),
    ("Practitioner 1", "[Child 1]’s number is [Phone number 1], [Child 2]'s is [Phone number 2]."),
]


def texts(done):
    return {name: (done.folder / name).read_text(encoding="utf-8") for name in done.files}


def key_of(done):
    return {entry.pseudonym: list(entry.forms) for entry in load(done.key, AnonymisingKey).entries}


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def test_a_transcript_is_read_as_before_under_pseudonyms(anonymised):
    done = anonymised(talk__txt=TALK)
    source = read_transcript(done.folder / "talk.txt")
    assert [(turn.speaker.strip("[]"), turn.text) for turn in source.turns] == SAID
    assert done.counts == {"Child": 4, "Phone number": 3, "Place": 1, "Practitioner": 1}


@pytest.mark.parametrize("file", ["talk.md", "talk.vtt", "talk.srt", "table.csv", "table.xlsx"])
def test_every_kind_of_file_has_the_same_words(anonymised, file):
    turns = [turn.split(": ", 1) for turn in TALK.strip().split("\n\n")]
    times = [f"00:00:0{n}.000 --> 00:00:0{n + 1}.000" for n in range(len(turns))]
    content: str | bytes
    if file.endswith(".md"):
        content = "\n\n".join(f"**{who}:** {words}" for who, words in turns)
    elif file.endswith(".vtt"):
        cues = zip(times, turns, strict=True)
        content = "WEBVTT\n\n" + "\n\n".join(f"{time}\n<v {who}>{words}</v>" for time, (who, words) in cues)
    elif file.endswith(".srt"):
        cues = enumerate(zip(times, turns, strict=True), start=1)
        content = "\n\n".join(f"{n}\n{time.replace('.', ',')}\n{who}: {words}" for n, (time, (who, words)) in cues)
    elif file.endswith(".csv"):
        stream = io.StringIO()
        csv.writer(stream, delimiter=";").writerows([("speaker", "text"), *turns])
        content = stream.getvalue()
    else:
        book, raw = Workbook(), io.BytesIO()
        for row in [("speaker", "text"), *turns]:
            book.active.append(row)
        book.active.title = "Jamie Okafor"
        book.save(raw)
        content = raw.getvalue()
    done = anonymised(**{file.replace(".", "__"): content})
    source = read_transcript(done.folder / file)
    assert [(turn.speaker.strip("[]"), turn.text) for turn in source.turns] == SAID
    if file.endswith(".csv"):
        assert (done.folder / file).read_text(encoding="utf-8").startswith("speaker;text\n")


def test_names_in_names_of_files_and_folders_are_replaced(anonymised):
    done = anonymised(**{"jamie_okafor/Sarah O'Neill 2.txt": "Then Jamie went."})
    assert done.files == ("[Child 1]/[Practitioner 1] 2.txt",)
    codings = "source,turn,coder,code,stance,quote\nokafor_1,,Coder 1,a.b,shows,Then Jamie\n"
    done = anonymised(okafor_1__txt="Then Jamie went.", codings__csv=codings)
    assert rows_of(texts(done)["codings.csv"])[1] == ["[Child 1]_1", "", "Coder 1", "a.b", "shows", "Then [Child 1]"]
    assert "[Child 1]_1.txt" in done.files
    with pytest.raises(PublishError, match="differ in the copy"):
        anonymised(**{"Jamie.txt": "A.", "Okafor.txt": "B."})


def test_a_name_over_a_line_end_keeps_the_line(copied):
    assert copied("I saw Jamie\nOkafor, and Jamie\n  Okafor's dog. It ran.\n") == (
        "I saw [Child 1],\nand [Child 1]'s\ndog. It ran.\n"
    )


def test_columns_of_dates_of_birth_and_codes_of_a_table(anonymised):
    table = "name,Date of birth,seen\nJamie Okafor,14/03/2007,01/02/2022\nLeah,2007-03-14,02/02/2022\n"
    done = anonymised(people__csv=table)
    assert rows_of(texts(done)["people.csv"])[1:] == [
        ["[Child 1]", "[Date of birth 1]", "01/02/2022"],
        ["[Child 2]", "[Date of birth 1]", "02/02/2022"],
    ]


def test_quotations_are_anchored_in_the_copies(anonymised):
    codings = (
        "source,turn,coder,code,stance,quote,memo\n"
        'talk,2,Ann Berg,okafor.x,shows,"Park, with Leah",about Leah\n'
        "talk,,Coder 2,a.b,shows,900123,\n"
        "talk,3,Ann Berg,a.b,shows,Jamie's number,\n"
        "talk,1,Ann Berg,a.b,shows,no such words of Leah,\n"
        "other,1,Ann Berg,a.b,shows,Then Jamie went,\n"
    )
    done = anonymised(talk__txt=TALK, codings__csv=codings)
    rows = rows_of(texts(done)["codings.csv"])
    assert [row[5] for row in rows[1:]] == [
        "[Place 1], with [Child 2]", "[Phone number 2]", "[Child 1]’s number", "no such words of [Child 2]",
        "Then [Child 1] went",
    ]  # fmt: skip
    assert [(row[2], row[3], row[6]) for row in rows[1:3]] == [
        ("[Coder 1]", "okafor.x", "about [Child 2]"),
        ("Coder 2", "a.b", ""),
    ]
    copy = read_transcript(done.folder / "talk.txt")
    assert all(row[5] in copy.turn(int(row[1] or 3)).text for row in rows[1:4])
    assert done.placed == 3
    assert done.unplaced == (
        "codings.csv, row 5: its words are not in its source",
        "codings.csv, row 6: its source is not in the folder",
    )


def test_a_second_run_over_new_files_keeps_the_pseudonyms(anonymised, tmp_path):
    first = anonymised(talk__txt="Leah is at 07700 900123.")
    assert texts(first) == {"talk.txt": "[Child 2] is at [Phone number 1]."}
    (tmp_path / "sources" / "talk.txt").unlink()
    rules = "people: {Child: [Kay New, Leah Price, Jamie Okafor]}"
    second = anonymised(rules, more__txt="Kay, Leah and 0161 496 0000 or +44 7700 900123.")
    assert texts(second) == {"more.txt": "[Child 3], [Child 2] and [Phone number 2] or [Phone number 1]."}
    assert key_of(second)["Phone number 1"] == ["07700900123", "07700 900123"]


def test_a_pseudonym_that_the_sources_have_themselves_is_given_to_nobody(anonymised):
    done = anonymised(talk__txt="Child 1: Hi.\n\nJamie: With [child 2] on 07700 900123, phone number 1.\n\nLeah: No.\n")
    assert texts(done)["talk.txt"] == (
        "Child 1: Hi.\n\n[Child 3]: With [child 2] on [Phone number 2], phone number 1.\n\n[Child 4]: No.\n"
    )
    with pytest.raises(DefinitionError, match="'Child 3' must be in no source"):
        anonymised(more__txt="Child 3 went.")


def test_rules_that_join_or_part_people_of_the_key_are_refused(anonymised):
    anonymised(talk__txt="Leah and Jamie.")
    with pytest.raises(DefinitionError, match="Child 1 and Child 2"):
        anonymised("people: {Child: [[Jamie Okafor, Leah Price]]}")
    with pytest.raises(DefinitionError, match="'Young person', not Child 1"):
        anonymised("people: {Young person: [Jamie Okafor]}")
    anonymised("people: {Child: [[Jamie Okafor, Jay Okafor]]}")
    with pytest.raises(DefinitionError, match="Child 1 for both"):
        anonymised("people: {Child: [Jamie Okafor, Jay Okafor]}")


def test_services_of_the_register_are_numbered_as_they_are_met(anonymised, tmp_path):
    (tmp_path / "register.csv").write_text(
        "service,region\nAberford YJS,x\nNewport YJS,y\nReading,z\n", encoding="utf-8"
    )
    rules = "services: {file: register.csv, column: service}"
    done = anonymised(rules, talk__txt="At Casnewydd they like reading; in Aberford YOT and NEWPORT YJS too.")
    assert texts(done) == {"talk.txt": "At [Service 1] they like reading; in [Service 2] YOT and [Service 1] too."}
    with pytest.raises(ReadError, match="have a column 'name'"):
        anonymised("services: {file: register.csv, column: name}")


def test_patterns_of_the_study_and_words_that_stay(copied):
    rules = "also: [{label: Case, pattern: 'YJ-\\d{4}'}]\nplaces: [Maple]\nkeep: [Maple Day, 'www.gov.uk/yjb']"
    assert copied("YJ-0012 and yj-0012, YJ-0013 on Maple Day in Maple: www.gov.uk/yjb", rules) == (
        "[Case 1] and yj-0012, [Case 2] on Maple Day in [Place 1]: www.gov.uk/yjb"
    )


def test_words_with_a_capital_that_are_left_are_listed(anonymised):
    text = "Kwame: Yes. We saw Tariq Khan there. Tariq ran, and Jamie Blue ran. Then Leah. Monday was wet. Ring Abbie."
    rules = "people: {Child: [[Jamie Okafor, Jamie], Leah Price]}"
    done = anonymised(rules, talk__txt=f"{text}\n\nJamie: Sure.\n\nKwame: Ok. We ring.")
    listed = {each.words: (each.count, each.speaker, each.beside) for each in done.capitals}
    assert listed == {
        "Kwame": (2, True, 0), "Blue": (1, False, 1), "Abbie": (1, False, 0), "Monday": (1, False, 0),
        "Tariq": (1, False, 0), "Tariq Khan": (1, False, 0),
    }  # fmt: skip
    rows = rows_of(done.to_check.read_text(encoding="utf-8"))
    assert rows[2][:5] == ["Blue", "1", "", "1", "0"]
    assert "[Child 1] Blue ran" in rows[2][6]


def test_key_list_and_log_are_for_one_user_and_the_log_has_no_names(anonymised, tmp_path):
    done = anonymised(**{"Jamie Okafor.txt": TALK, "notes.pdf": "%PDF", ".hidden.txt": "x"})
    for path in (done.key, done.to_check, done.log):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    anonymised()
    lines = done.log.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    entry = json.loads(lines[0])
    read = sha256((tmp_path / "sources" / "Jamie Okafor.txt").read_bytes()).hexdigest()
    written = sha256((done.folder / "[Child 1].txt").read_bytes()).hexdigest()
    assert entry["files"] == [{"read": read, "written": written}]
    assert entry["replaced"] == {"Child": 4, "Phone number": 3, "Place": 1, "Practitioner": 1}
    assert "Jamie" not in lines[0]
    assert done.left_out == (".hidden.txt: a hidden file", "notes.pdf: not a kind of file that is rewritten")


@pytest.mark.parametrize("place", ["shared/key.yaml", "sources/key.yaml", "report/deep/key.yaml"])
def test_the_key_is_never_written_where_it_would_be_shared(anonymised, tmp_path, place):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / ".cs-research.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PublishError) as raised:
        anonymised(key=place, talk__txt=TALK)
    (fault,) = raised.value.faults
    assert fault.rule == "be outside the output folder, the folder that is read, and every report"
    assert not (tmp_path / "shared").exists()
    assert not (tmp_path / place).exists()


def test_folders_within_each_other_and_keys_of_another_kind_are_refused(anonymised, tmp_path):
    anonymised(talk__txt=TALK)
    for to in (tmp_path / "sources", tmp_path / "sources" / "out", tmp_path):
        with pytest.raises(PublishError, match="apart from the folder"):
            anonymise_folder(tmp_path / "sources", tmp_path / "rules.yaml", to=to)
    with pytest.raises(PublishError, match="of its own"):
        anonymised(key="rules.yaml")
    with pytest.raises(PublishError, match="of its own"):
        anonymised(key="key.csv")


def test_nothing_is_written_while_a_name_is_in_doubt(anonymised, tmp_path):
    with pytest.raises(DefinitionError) as raised:
        anonymised(a__txt="One.\nMrs Okafor came.", b__txt="Mrs Okafor went, and leah.")
    first, second = raised.value.faults
    assert first.place.endswith("a.txt, line 2 and 1 more place")
    assert (first.thing, first.rule) == ("'Mrs Okafor'", "be decided in rules.yaml")
    assert first.found == "part of the name 'Jamie Okafor' beside a word that is not, as in 'One. Mrs Okafor came.'"
    assert second.thing == "'leah'"
    assert not (tmp_path / "shared").exists()
    assert not (tmp_path / "private").exists()


def test_a_folder_without_sources_and_files_that_rules_name_in_vain(anonymised, tmp_path):
    with pytest.raises(ReadError, match=r"contain a file ending in '\.docx'"):
        anonymised()
    with pytest.raises(ReadError, match=r"in_file must name files.*'gone\.txt'"):
        anonymised(RULES + "in_file: {gone.txt: {Jay: Jamie Okafor}}", a__txt="Hello.")
    with pytest.raises(ReadError, match="be a folder"):
        anonymise_folder(tmp_path / "none", tmp_path / "rules.yaml")


NAMES = st.sampled_from(["Zebedee", "Ottoline", "Quillfeather", "Ó Briain-Wren", "D'Arcy", "Łuczak", "Mac Giolla"])
FILLER = st.text(alphabet=" \n.,;!?'()-<>&\"é🙂", max_size=12)


@settings(max_examples=15)
@given(st.lists(st.tuples(FILLER, NAMES, st.booleans()), min_size=1, max_size=8))
def test_no_listed_name_is_in_any_byte_of_the_copies(tmp_path_factory, parts):
    text = "Talk" + "".join(f"{filler} {name.upper() if loud else name} " for filler, name, loud in parts)
    folder = tmp_path_factory.mktemp("p")
    (folder / "in").mkdir()
    (folder / "in" / "x.txt").write_text(text, encoding="utf-8")
    (folder / "in" / "y.csv").write_text(
        "speaker,text\n" + f'{parts[0][1]},"{text.replace(chr(34), "")}"\n', encoding="utf-8"
    )
    listed = sorted({name for _, name, _ in parts})
    rules = folder / "rules.yaml"
    rules.write_text("people:\n  Person:\n" + "".join(f'    - "{name}"\n' for name in listed), encoding="utf-8")
    done = anonymise_folder(folder / "in", rules, to=folder / "out", key=folder / "key.yaml")
    for path in done.folder.rglob("*"):
        copy = path.read_text(encoding="utf-8").casefold() if path.is_file() else ""
        assert not [name for name in listed if name.casefold() in copy]
    assert (done.folder / "x.txt").read_text(encoding="utf-8").count("[Person ") == len(parts)


def test_places_of_quotations_are_those_in_the_copies(anonymised):
    codings = (
        "source,turn,start,end,coder,code,stance,quote\n"
        "talk,1,35,38,A,a.b,shows,map\n"
        "talk,1,12,15,B,a.b,shows,map\n"
        "talk,1,99,102,C,a.b,shows,map\n"
        "other,1,3,9,D,a.b,shows,no map\n"
    )
    said = "Jamie has a map, and Jamie's mum a map.\n"
    done = anonymised(talk__txt=said, codings__csv=codings)
    copy, rows = texts(done)["talk.txt"], rows_of(texts(done)["codings.csv"])[1:]
    first, second = (copy.index("map"), copy.rindex("map"))
    assert [row[2:4] for row in rows] == [
        [str(second), str(second + 3)], [str(first), str(first + 3)], ["", ""], ["", ""],
    ]  # fmt: skip
    assert [row[7] for row in rows] == ["map", "map", "map", "no map"]
