"""Words that a label does not precede: a name without its colon, a second name in a line, headings, tables, notes."""

from __future__ import annotations

import pytest
from docx import Document
from docx.oxml import parse_xml

from cs_research.errors import ReadError
from cs_research.formats import read_transcript

TIMED = "00:01 Ann: One.\n00:03 Ben: Two.\n00:05 Ann: Three.\n{}\n00:09 Ann: Four.\n00:11 Ben: Five.\n"
TALK = "Facilitator: Where?\n\nSophie: There.\n\nFacilitator: Why?\n\n{}\n\nFacilitator: So.\n\nSophie: Yes."


def doubts(path, listing):
    """The file is refused with these names and their lines, and read as words where the study says so."""
    with pytest.raises(ReadError, match="leave no doubt about who speaks") as error:
        read_transcript(path)
    assert listing in str(error.value)
    assert "speakers='labelled'" in str(error.value)
    source = read_transcript(path, speakers="labelled")
    assert any("read as words of the text (1)" in note for note in source.notes)
    return source


@pytest.mark.parametrize(
    "line",
    [
        "00:07 Ben I disagree",
        "[00:07] Ben went home",
        "00:07 Ben, I disagree",
        "00:07 P3 stays",
        "00:07 Carl I disagree",
        "00:07 CARL yes",
    ],
)
def test_a_name_after_a_time_without_the_colon_of_the_others_is_in_doubt(write, line):
    name = line.split()[1].strip(",")
    doubts(write("talk.txt", TIMED.format(line)), f"without a colon: '{name}' (line 4)")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Sophie I disagree.", "Sophie"),
        ("Sophie yes", "Sophie"),
        ("P3 I disagree.", "P3"),
        ("Sophie... no.", "Sophie"),
        ("SOPHIE I disagree.", "SOPHIE"),
        ("SOPHIE stays away.", "SOPHIE"),
        ("sophie I disagree.", "sophie"),
        ("Sophie Not for me.", "Sophie"),
        ("Sophie says: no.", "Sophie"),
        ("Sophie in the chat: no.", "Sophie"),
        ("[Sophie and Facilitator together:] yes", "Sophie"),
        ("Sophie (nods) no.", "Sophie"),
        ("Sophie (joining late) I disagree.", "Sophie"),
        ("Sophie.I disagree.", "Sophie"),
        ("- Sophie I disagree.", "Sophie"),
        ("“Sophie” no.", "Sophie"),
        ("Sophie∶ no.", "Sophie"),
    ],
)
def test_a_name_before_words_that_start_speech_is_in_doubt(write, line, name):
    doubts(write("talk.txt", TALK.format(line)), f"without a colon: '{name}' (line 7)")


@pytest.mark.parametrize("line", ["_Sophie_ I disagree.", "Sophie – he left.", "Sophie. I disagree.", "Sophie; no."])
def test_a_speaker_before_another_mark_than_the_colon_of_the_others_is_in_doubt(write, line):
    path = write("talk.txt", TALK.format(line))
    with pytest.raises(ReadError, match=r"before a mark that is no colon: 'Sophie' \(line 7\)"):
        read_transcript(path)
    source = read_transcript(path, speakers="labelled")
    assert source.speakers == {"Facilitator": 3, "Sophie": 3}
    assert "names before a mark that is no colon, read as names of speakers (1): 'Sophie: line 7'" in source.notes


def test_names_before_a_dash_throughout_are_speakers(write):
    text = TALK.format("Sophie: There too.").replace(": ", " – ").replace("So.", "So it is.")
    assert read_transcript(write("talk.txt", text)).speakers == {"Facilitator": 3, "Sophie": 3}


@pytest.mark.parametrize("line", ["From chat - Sophie: no.", "[chat] Sophie: no.", "And Sophie: no."])
def test_words_before_a_name_and_its_colon_leave_doubt(write, line):
    doubts(write("talk.txt", TALK.format(line)), "names of speakers within lines: 'Sophie' (line 7)")


VOICES = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>{}\n\n00:03.000 --> 00:04.000\n<v Dan>{}\n"


@pytest.mark.parametrize(
    ("name", "text", "at"),
    [
        ("voices.vtt", VOICES.format("Dan: no.", "Two."), "line 4"),
        ("voices.vtt", VOICES.format("One.\nDan: no.", "Two."), "line 4"),
        ("otter.txt", "Ann  0:01\nOne.\nDan: no.\n\nDan  0:03\nTwo.\n", "line 3"),
        ("rows.csv", "speaker,text\nAnn,Dan: no.\nDan,Two.\n", "row 2"),
    ],
    ids=["voice", "lines of a voice", "lines of a turn", "cell"],
)
def test_words_that_a_layout_gives_to_one_speaker_and_a_name_to_another_are_in_doubt(write, name, text, at):
    doubts(write(name, text), f"names of speakers within lines: 'Dan' ({at})")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("voices.vtt", VOICES.format("We asked Dan: no.", "Dan: Two.")),
        ("otter.txt", "Ann  0:01\nDan went home.\nSee: no.\n\nDan  0:03\nTwo.\n"),
        ("rows.csv", "speaker,text\nAnn,I told Dan: no.\nDan,Two.\n"),
    ],
    ids=["voice", "turn", "cell"],
)
def test_a_sentence_about_somebody_in_a_layout_is_the_speakers(write, name, text):
    assert read_transcript(write(name, text)).speakers == {"Ann": 1, "Dan": 1}


@pytest.mark.parametrize("line", ["Facilitator training matters: we need it.", "Sophie asks facilitator: why?"])
def test_a_sentence_that_starts_with_a_speaker_is_in_doubt_although_it_has_a_role_in_it(write, line):
    with pytest.raises(ReadError, match="a file that can be read in two ways"):
        read_transcript(write("talk.txt", TALK.format(line)))


def test_a_quoted_message_is_of_whom_it_names(write, said):
    assert said(read_transcript(write("talk.txt", TALK.format("> Sophie: no."))))[3] == ("Sophie", "no.")


@pytest.mark.parametrize("mark", ["~", "=>", "->"])
def test_a_name_before_another_mark_is_in_doubt(write, mark):
    path = write("talk.txt", TALK.format(f"Dan {mark} I disagree."))
    with pytest.raises(ReadError, match=r"'Dan' once \(line 7\)"):
        read_transcript(path)


@pytest.mark.parametrize(
    "line",
    [
        "Sophie, what do you think?",
        "Sophie went home.",
        "Sophie and I went.",
        "Sophie is right: we went.",
        "Sophie",
        "I asked Sophie: no answer.",
        "will you go",
        "Sophie's mother came.",
        "I said no.",
        "so we went",
    ],
)
def test_who_is_addressed_or_talked_about_does_not_speak(write, line):
    source = read_transcript(write("talk.txt", TALK.format(line)))
    assert source.turns[2].text == f"Why?\n{line}\nSo."


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ann: One.\tBen: Two.", "Ben"),
        ("Ann: One.\tCarl: Two.", "Carl"),
        ("Ann: One    Carl: Two.", "Carl"),
        ("Ann: One / Ben: Two.", "Ben"),
        ("Ann: One - Ben: Two.", "Ben"),
        ("Ann: One [Ben: yes] two.", "Ben"),
        ("Ann: One (Ben: yes) two.", "Ben"),
        ("Ann: One **Ben:** Two.", "Ben"),
        ("Ann: One. BEN: Two.", "BEN"),
        ("Ann: One Ben: Two.", "Ben"),
        ("Ann: Ben: Two.", "Ben"),
        ("Chat: Ben: Two.", "Ben"),
    ],
)
def test_a_second_name_in_a_line_is_in_doubt_whatever_is_before_it(write, line, name):
    path = write("talk.txt", f"{line}\n\nBen: Three.\n\nAnn: Four.\n\nBen: Five.")
    doubts(path, f"names of speakers within lines: '{name}' (line 1)")


@pytest.mark.parametrize("line", ["Ann: One: Ben is two.", "Ann: We asked Ben: no.", "Ann: see https://x.org"])
def test_a_name_within_a_sentence_is_a_word_of_it(write, line):
    path = write("talk.txt", f"{line}\n\nBen: Three.\n\nAnn: Four.\n\nBen: Five.")
    assert read_transcript(path).speakers == {"Ann": 2, "Ben": 2}


@pytest.mark.parametrize(
    "line",
    [
        "## Places",
        "**Places and spaces**",
        "Part 2 - Places",
        "Question 3",
        "PLACES AND SPACES",
        "End of interview",
        "Agenda item 2",
    ],
)
def test_a_heading_between_turns_is_of_nobody_and_noted(write, said, line):
    source = read_transcript(write("talk.txt", TALK.format(line)))
    assert said(source)[2:5] == [("Facilitator", "Why?"), ("", line), ("Facilitator", "So.")]
    assert source.notes == (
        f"headings, tables and boxes that name nobody, of nobody known (1): '{line}'",
        "1 of 6 turns have no known speaker",
    )


def test_what_follows_a_heading_without_a_name_is_of_nobody_known(write, said):
    source = read_transcript(write("talk.txt", TALK.format("Part 2 - Places\n\nWe walked.")))
    assert said(source)[3:5] == [("", "Part 2 - Places"), ("", "We walked.")]


def test_a_line_of_marks_has_no_words_and_is_noted(write, said):
    source = read_transcript(write("talk.txt", TALK.format("-----")))
    assert said(source)[2] == ("Facilitator", "Why?\nSo.")
    assert source.notes == ("passed over, no speech (1): '-----'",)


def test_a_transcript_in_capitals_has_no_headings_in_capitals(write):
    text = TALK.format("NO AND THEN NO").upper()
    assert read_transcript(write("talk.txt", text)).speakers == {"FACILITATOR": 2, "SOPHIE": 2}


PROGRAMS = {
    "Rev": "Speaker 1: (00:01)\nOne.\n\nSpeaker 2: (00:04)\nTwo.\n\nSpeaker 1: (00:09)\nThree.\n",
    "Rev on one line": "Speaker 1: (00:01) One.\n\nSpeaker 2: (00:04) Two.\n\nSpeaker 1: (00:09) Three.\n",
    "Trint": "[00:00:01] Speaker 1: One.\n\n[00:00:04] Speaker 2: Two.\n\n[00:00:09] Speaker 1: Three.\n",
    "Sonix": "Speaker 1: [00:00:01] One.\n\nSpeaker 2: [00:00:04] Two.\n\nSpeaker 1: [00:00:09] Three.\n",
    "Descript": "**Speaker 1:** [00:00:01] One.\n\n**Speaker 2:** [00:00:04] Two.\n\n**Speaker 1:** [00:00:09] Three.\n",
    "Happy Scribe": "[00:00:01.00] - Speaker 1\nOne.\n\n[00:00:04.00] - Speaker 2\nTwo.\n\n[00:00:09.00] - Speaker 1\nThree.\n",
    "Google Meet": "00:00:01\n \nSpeaker 1: One.\n \n00:00:04\n \nSpeaker 2: Two.\n \n00:00:09\n \nSpeaker 1: Three.\n",
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_that_transcribe_write_names_and_times_in_many_ways(write, text):
    turns = read_transcript(write("talk.txt", text)).turns
    assert [(turn.speaker, turn.text, turn.start) for turn in turns] == [
        ("Speaker 1", "One.", 1.0), ("Speaker 2", "Two.", 4.0), ("Speaker 1", "Three.", 9.0),
    ]  # fmt: skip


def test_a_time_without_a_name_is_somebody_unknown_whatever_the_space_before_it(write, said):
    path = write("talk.txt", "Ann Lee  0:01\nOne.\n\n 0:05\nTwo.\n\nAnn Lee  0:09\nThree.\n")
    assert said(read_transcript(path)) == [
        ("Ann Lee", "One."),
        ("Unknown speaker", "Two."),
        ("Ann Lee", "Three."),
    ]


LINES = ["Facilitator: Where?", "Sophie: There.", "Facilitator: Why?", "Sophie: Dark."]
PLACES = [["Place", "Risk"], ["Park", "high"]]
CELLS = [("", cell) for row in PLACES for cell in row]


@pytest.mark.parametrize("before", [2, 4])
def test_a_table_without_names_in_a_word_file_is_of_nobody(word, said, before):
    pairs = [tuple(line.split(": ")) for line in LINES]
    source = read_transcript(word(*LINES[:before], PLACES, *LINES[before:]))
    assert said(source) == [*pairs[:before], *CELLS, *pairs[before:]]
    assert source.notes[0] == "headings, tables and boxes that name nobody, of nobody known (1): 'Place'"


def test_a_heading_in_a_word_file_is_of_nobody(tmp_path, said):
    document = Document()
    for line in (*LINES[:2], "# Places", *LINES[2:]):
        document.add_paragraph(line.removeprefix("# "), style="Heading 1" if line.startswith("#") else None)
    document.save(str(tmp_path / "talk.docx"))
    assert said(read_transcript(tmp_path / "talk.docx"))[2] == ("", "Places")


BOX = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p>
    </w:txbxContent></v:textbox></w:pict></w:r>"""


@pytest.mark.parametrize(("words", "who"), [("Bring a map.", ""), ("Facilitator: Bring a map.", "Facilitator")])
def test_a_text_box_is_of_whom_it_names_and_else_of_nobody(tmp_path, said, words, who):
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    document.paragraphs[1]._p.append(parse_xml(BOX.format(words)))
    document.save(str(tmp_path / "talk.docx"))
    pairs = said(read_transcript(tmp_path / "talk.docx"))
    assert pairs[1] == ("Sophie", "There.")
    assert (pairs[2][0], pairs[2][1].split("\n")[0]) == (who, "Bring a map.")


def test_what_a_speaker_says_in_a_comment_is_not_left_out_in_silence(tmp_path):
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    document.add_comment(document.paragraphs[1].runs[0], text="Sophie: I never said so.", author="B")
    document.save(str(tmp_path / "talk.docx"))
    with pytest.raises(ReadError, match="have what its speakers say in its text") as error:
        read_transcript(tmp_path / "talk.docx")
    assert "'Sophie: I never said so.' in its comments" in str(error.value)
