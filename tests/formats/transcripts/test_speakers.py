"""Who speaks: read where a file leaves no doubt, else an error that lists the names until the study says."""

from __future__ import annotations

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_transcript
from cs_research.records.transcripts import is_document

FOLDER = "cases/transcripts"


def vtt(*payloads: str) -> str:
    """Captions, one every two seconds."""
    return "WEBVTT\n\n" + "\n\n".join(
        f"00:{place:02d}.000 --> 00:{place + 1:02d}.000\n{payload}"
        for place, payload in zip(range(1, 60, 2), payloads, strict=False)
    )


CASES = {
    "repeated-phrase-is-no-speaker.vtt": {"": 5},
    "strategy-with-actions.txt": {"": 6},
    "long-and-decorated-names.vtt": {
        "Jo Hall (she/her)": 2,
        "Christopher Featherstonehaugh (North County Youth Justice Service)": 2,
        "Sam 🌻": 1,
        "Ali | City YJS": 1,
    },
    "speaks-once.txt": {"Facilitator": 3, "Sophie": 1, "Dan": 1},
    "cue-without-voice.vtt": {"": 3, "Ann Lee": 1},
    "blank-line-after-timing.vtt": {"Ann Lee": 1, "Bo Ray": 1},
    "rolling-captions.vtt": {"": 1},
    "transcript-as-table.csv": {"DB": 1, "RA": 1},
    "names-inside-vtt.vtt": {"Facilitator": 1, "Practitioner 1": 1, "Practitioner 2": 1},
}


@pytest.mark.parametrize(("name", "speakers"), CASES.items())
def test_the_cases_have_the_speakers_that_they_should(shared, name, speakers):
    assert read_transcript(shared(f"{FOLDER}/{name}")).speakers == speakers


def test_a_strategy_has_no_speakers_whatever_its_kind_is_called(shared):
    path = shared(f"{FOLDER}/strategy-with-actions.txt")
    assert read_transcript(path, kind="strategy").turns == read_transcript(path).turns
    assert read_transcript(path).turns[2].text == "Action: train every manager by March."


REPEATED = vtt("We meet.", "Remember: not every place.", "They say no.", "Remember: a pilot.", "We stop.")


def test_a_phrase_that_is_repeated_before_a_colon_is_speech(write, said):
    source = read_transcript(write("talk.vtt", REPEATED))
    assert said(source) == [
        ("", "We meet."), ("", "Remember: not every place."), ("", "They say no."), ("", "Remember: a pilot."),
        ("", "We stop."),
    ]  # fmt: skip
    assert source.notes == ("before a colon or by itself, and read as words of the text (1): 'Remember: 2'",)


READ = {
    "Welsh names": (
        "Hwylusydd: Pa mor ddiogel yw'r parc?\n\nSiân: Ddim yn y nos.\n\nGwŷdd ap Huw: Na.\n\nCofiwch: mae'n wag.",
        ["Hwylusydd", "Siân", "Gwŷdd ap Huw"],
    ),
    "initials": ("INT: Where?\n\nJH: There.\n\nINT: When?\n\nJH: At night.", ["INT", "JH", "INT", "JH"]),
    "roles with numbers, and paragraphs that go on": (
        "Interviewer 1: a b\n\nP3: c d\n\nand more\n\nInterviewer 2: ok",
        ["Interviewer 1", "P3", "Interviewer 2"],
    ),
    "question and answer": ("Q: How safe?\n\nA: Not very.", ["Q", "A"]),
    "German": ("Moderatorin: Wo?\n\nBefragter 2: Dort.\n\nModeratorin: Ja?", ["Moderatorin", "Befragter 2", "Moderatorin"]),
    "hash and at": ("#Ann: One.\n\n@Ben: Two.\n\nand three.\n\n#Ann: Four.", ["Ann", "Ben", "Ann"]),
    "brackets and sounds": (
        "[Ann] Hello.\n\n[laughs]\n\n[Ben] Yes.\n\n[Ann] So.\n\n[Ben] Well.", ["Ann", "Ben", "Ann", "Ben"],
    ),
    "braces": ("{Ann} Hello.\n\n{Ben} Yes.\n\n{Ann} So.", ["Ann", "Ben", "Ann"]),
    "Markdown": ("**Ann:** One.\n\n**Bo**: Two.\n\n**Ann:** Three.", ["Ann", "Bo", "Ann"]),
    "bold names alone on their line": (
        "**Ann Lee**\n\nOne.\n\n**Bo Ray**\n\nTwo.\n\nTwo and a half.\n\n**Ann Lee**\n\nThree.\n\n**Bo Ray**\n\nFour.",
        ["Ann Lee", "Bo Ray", "Ann Lee", "Bo Ray"],
    ),
    "a time behind the name": ("Ann [00:00:05]: One.\n\nBen [00:09]: Two.\n\nAnn 00:01:05: Three.", ["Ann", "Ben", "Ann"]),
    "name and time in brackets alone": (
        "Speaker 1 (00:01):\nOne.\n\nSpeaker 2 (00:05):\nTwo.\n", ["Speaker 1", "Speaker 2"],
    ),
    "names that are words too": (
        "Will: a.\n\nMay Parry-Jones: b.\n\nWill: c.\n\nO’Brien: d.", ["Will", "May Parry-Jones", "Will", "O’Brien"],
    ),
    "captions of television": (
        vtt(">> ANN: One.", ">> BEN: Two.", "and more.", "&gt;&gt; ANN: Three."), ["ANN", "BEN", "ANN"],
    ),
    "two names in one caption": (vtt("Ann Lee: One.\nBo Ray: Two.", "Ann Lee: Three."), ["Ann Lee", "Bo Ray", "Ann Lee"]),
    "slashes, pronouns and a small first letter": (
        vtt("Ann/Bo: One.", "Dr. J. Hall (they/them) | YJS, Leeds: Two.", "sam’s iPhone: Three.", "sam’s iPhone: Four. And: so."),
        ["Ann/Bo", "Dr. J. Hall (they/them) | YJS, Leeds", "sam’s iPhone"],
    ),
    "words before the first name": ("Focus group, site A\n\nFacilitator: a\n\nManager 1: b", ["", "Facilitator", "Manager 1"]),
    "an agenda": ("Present: AB\n\nDate: 3 May\n\nAction: AB to map.\n\nDecision: agreed.\n\nAction: CD to write.", [""] * 5),
    "German minutes": ("Datum: 3. Mai\n\nBeschluss: Wir gehen.\n\nMaßnahme: Karte.\n\nMaßnahme: Schule.", [""] * 4),
    "sentences": ("The point is: we go.\n\nAnd I said: no.\n\nThe point is: we stay.\n\nFine.", [""] * 4),
    "clocks and addresses": ("We met at 10:30: late.\n\nhttps://x.org has it.\n\n10: ten.\n\nsee: https://x.org", [""] * 4),
}  # fmt: skip


@pytest.mark.parametrize(("text", "who"), READ.values(), ids=READ)
def test_who_speaks_is_read_where_there_is_no_doubt(write, text, who):
    assert [turn.speaker for turn in read_transcript(write("talk.txt", text)).turns] == who


DOUBTFUL = {
    "an unknown word, repeated": (
        vtt("Hello.", "Gwyliwch: a.", "Gwyliwch: b."),
        "'Gwyliwch' 2 times (lines 7, 10)",
    ),
    "one name all through": ("Ann: One.\n\nAnn: Two.\n\nAnn: Three.", "'Ann' 3 times (lines 1, 3, 5)"),
    "names that are there once each": ("Ann: One.\n\nBen: Two.", "'Ann' once (line 1), 'Ben' once (line 3)"),
    "a list of terms": ("YJS: a service\n\nEFH: a harm", "'YJS' once (line 1), 'EFH' once (line 3)"),
    "somebody once, or a subject": (
        "Ann: One.\n\nmore.\n\nBen: Two.\n\nAnn: Three.\n\nBen: Four.\n\nParks: they are bad.\n\nAnn: Five.",
        "'Ann' 3 times (lines 1, 7, 13), 'Ben' 2 times (lines 5, 9), 'Parks' once (line 11)",
    ),
    "a heading after a speaker": (
        "Facilitator: Where?\n\nSophie: There.\n\nAction: map it.\n\nFacilitator: So.",
        "'Facilitator' 2 times (lines 1, 7), 'Sophie' once (line 3), 'Action' once (line 5)",
    ),
}


@pytest.mark.parametrize(("text", "names"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_two_readings_are_an_error_with_the_names_their_number_and_lines(write, text, names):
    path = write("talk.txt", text)
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    first, *hint = str(error.value).split("\n")
    assert first == (
        f"{path}: transcript must leave no doubt about who speaks, got a file that can be read in two ways, with {names}."
    )
    assert "speakers: labelled" in hint[0]
    assert "speakers: none" in hint[0]


PARKS = DOUBTFUL["somebody once, or a subject"][0]


@pytest.mark.parametrize(
    ("speakers", "counts"),
    [
        ("labelled", {"Ann": 3, "Ben": 2, "Parks": 1}),
        ("none", {"": 7}),
        (["ann", "Ben"], {"Ann": 3, "Ben": 2}),
        (["Ann"], {"Ann": 1}),
    ],
)
def test_the_study_says_who_speaks(write, speakers, counts):
    source = read_transcript(write("talk.txt", PARKS), speakers=speakers)
    assert source.speakers == counts


def test_no_word_is_lost_where_nobody_is_named(write):
    source = read_transcript(write("talk.txt", PARKS), speakers="none")
    assert " ".join(turn.text for turn in source.turns).split() == PARKS.split()


@pytest.mark.parametrize(
    ("speakers", "told"),
    [
        ("labeled", "got 'labeled'.\n  Hint: did you mean 'labelled'?"),
        ("Ann", "got 'Ann'.\n  Hint: a single name is a list too: [Ann]"),
        ([], "speakers must name at least one"),
        (
            ["Anne", "Ben"],
            "each name in speakers must be in the file, got 'Anne' nowhere.\n  Hint: did you mean 'Ann'?",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_an_error(write, speakers, told):
    with pytest.raises(ReadError) as error:
        read_transcript(write("talk.txt", PARKS), speakers=speakers)
    assert told in str(error.value)


def test_labelled_without_any_name_is_an_error(write):
    with pytest.raises(ReadError, match="name speakers, as 'labelled' says"):
        read_transcript(write("talk.txt", "One.\n\nTwo."), speakers="labelled")


def test_voice_tags_are_checked_against_the_list_of_names(write):
    path = write("talk.vtt", vtt("<v Ann>One.</v>", "<v Ben>Two.</v>"))
    assert read_transcript(path, speakers=["Ann", "Ben"]).speakers == {"Ann": 1, "Ben": 1}
    assert read_transcript(path, speakers="none").speakers == {"": 2}
    with pytest.raises(ReadError, match="be all that the file names, got it without 'Ben'"):
        read_transcript(path, speakers=["Ann"])


def test_a_document_has_speakers_only_where_it_is_said(write):
    path = write("plan.txt", "Manager 1: a\n\nManager 2: b\n\nManager 1: c")
    assert read_transcript(path, kind="action plan").speakers == {"": 3}
    assert read_transcript(path, kind="action plan", speakers="labelled").speakers == {
        "Manager 1": 2,
        "Manager 2": 1,
    }
    assert read_transcript(path, kind="interview").speakers == {"Manager 1": 2, "Manager 2": 1}


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("strategy", True), ("Youth Justice Plan 2022-25", True), ("policies", True), ("AssetPlus", True),
        ("interview", False), ("focus group", False), ("strategy meeting", False), ("transcript", False),
        ("interview about a plan", False),
    ],
)  # fmt: skip
def test_kinds_of_documents(kind, document):
    assert is_document(kind) is document


def test_a_timetable_is_not_taken_for_names_and_times(write):
    path = write("talk.txt", "Closing  17:00\nOpening  9:00\nWe are here every day.")
    with pytest.raises(ReadError, match="names and times that may be a timetable") as error:
        read_transcript(path)
    assert "'Closing 17:00' (line 1), 'Opening 9:00' (line 2)" in str(error.value)
    assert read_transcript(path, speakers="none").words == 9


def test_words_beside_a_voice_tag_are_of_nobody_known_and_counted(write, said):
    source = read_transcript(write("talk.vtt", vtt("<v Ann>One.</v> Two.", "Ben: three.", "<v Ann>Four.</v>")))
    assert said(source) == [("Ann", "One."), ("", "Two."), ("", "Ben: three."), ("Ann", "Four.")]
    assert source.notes == (
        "words without a voice tag, of nobody known (2): 'Two.', 'Ben: three.'",
        "2 of 4 turns have no known speaker",
    )


ROLLING = """WEBVTT

00:01.000 --> 00:03.000 align:start position:0%
 \nwe<00:01.200><c> map</c>

00:03.000 --> 00:03.010 align:start position:0%
we map
\x20

00:03.010 --> 00:05.000 align:start position:0%
we map
no<00:03.500><c> no</c>

00:05.000 --> 00:05.010 align:start position:0%
no no
\x20

00:09.000 --> 00:11.000
no no
places
"""


def test_captions_that_roll_are_read_once_and_a_pause_starts_a_turn(write, said):
    source = read_transcript(write("talk.vtt", ROLLING))
    assert said(source) == [("", "we map no no"), ("", "places")]
    assert source.notes == ("rolling captions: what 4 of them repeat of the one before was read once",)


def test_who_says_a_thing_twice_is_heard_twice(write, said):
    source = read_transcript(write("talk.vtt", vtt("No.", "No.", "Never.", "Well.", "Yes.")))
    assert [text for _, text in said(source)] == ["No.", "No.", "Never.", "Well.", "Yes."]


def test_live_captions_that_grow_are_read_once(write, said):
    source = read_transcript(write("talk.vtt", vtt("we", "we map", "we map places", "we map places often")))
    assert " ".join(text for _, text in said(source)) == "we map places often"


TALK = "Facilitator: Where?\n\nSophie: There.\n\nFacilitator: Why?\n\n{}\n\nFacilitator: So.\n\nSophie: Yes."


@pytest.mark.parametrize(
    "name",
    [
        "Sophie?", "?", "???", "2", "The Chair", "All participants", "Two people", "Everyone", "Someone", "[Redacted]",
        "Said", "Tom More", "Tom Page", "Li You", 'Rob "Bob" Jones', "Sophie...", "Ann O'Neill (YJS); Bo", "School",
    ],
)  # fmt: skip
def test_an_uncertain_name_is_never_the_speaker_before(write, name):
    path = write("talk.txt", TALK.format(f"{name}: I disagree."))
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    shown = name.strip("[]")
    assert f"'{shown}' once (line 7)" in str(error.value)
    labelled = read_transcript(path, speakers="labelled")
    assert labelled.speakers == {"Facilitator": 3, "Sophie": 2, shown: 1}
    assert labelled.turns[3].text == "I disagree."
    assert read_transcript(path, speakers=["Facilitator", "Sophie"]).turns[2].text.endswith("I disagree.\nSo.")


@pytest.mark.parametrize(
    "name",
    [
        "Prof. Smith",
        "Cllr. Hughes",
        "2nd interviewer",
        "*Ann Lee*",
        "Ann Lee",
        "1. Ann Lee",
        "7 Ann Lee",
        "[Ann Lee]",
    ],
)
def test_titles_numbers_and_marks_leave_a_name_a_name(write, said, name):
    path = write("talk.txt", f"{name}: Where?\n\nManager: There.\n\n{name}: When?\n\nManager: Then.")
    shown = name.strip("*[]").removeprefix("1. ").removeprefix("7 ")
    assert said(read_transcript(path)) == [
        (shown, "Where?"), ("Manager", "There."), (shown, "When?"), ("Manager", "Then."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("أحمد: مرحبا.\n\nليلى: شكرا.\n\nأحمد: أين؟\n\nسامي: لا.\n\nليلى: هنا.", ["أحمد", "ليلى", "أحمد", "سامي", "ليلى"]),
        ("王芳：你好。\n\n李明：不好。\n\n王芳：为什么？", ["王芳", "李明", "王芳"]),
        ("ann: a b.\n\nben: c.\n\nann: d.\n\nsue: no.\n\nben: e.", ["ann", "ben", "ann", "sue", "ben"]),
        ("Ann:where?\n\nBen:there.\n\nAnn:when?\n\nBen:then.", ["Ann", "Ben", "Ann", "Ben"]),
        ("Ann\tWhere?\n\nBen\tThere.\n\nAnn\tWhen?\n\nBen\tThen.", ["Ann", "Ben", "Ann", "Ben"]),
        ("Interviewer – Where?\n\nBen – There.\n\nInterviewer – When?", ["Interviewer", "Ben", "Interviewer"]),
        ("“Sam”: No.\n\nInterviewer: Why?\n\n“Sam”: Dark.", ["“Sam”", "Interviewer", "“Sam”"]),
    ],
    ids=["Arabic", "Chinese", "no capitals", "no space", "tab", "dash", "pseudonym"],
)  # fmt: skip
def test_scripts_and_separators_of_names(write, text, who):
    assert [turn.speaker for turn in read_transcript(write("talk.txt", text)).turns] == who


@pytest.mark.parametrize(
    ("payloads", "pairs"),
    [
        ((">> ANN: One.", ">> No.", ">> BEN: Two.", ">> ANN: Three."), [("ANN", "One."), ("", "No."), ("BEN", "Two."), ("ANN", "Three.")]),
        (("- ANN: One.\n- No.", "- BEN: Two.", "- ANN: Three.", "- BEN: So."), [("ANN", "One."), ("", "No."), ("BEN", "Two."), ("ANN", "Three."), ("BEN", "So.")]),
        (("<v Ann>One <v>two</v>", "<v Bo>Three.</v>"), [("Ann", "One"), ("", "two"), ("Bo", "Three.")]),
    ],
)  # fmt: skip
def test_a_change_of_speaker_without_a_name_is_of_nobody_known(write, said, payloads, pairs):
    source = read_transcript(write("talk.vtt", vtt(*payloads)))
    assert said(source) == pairs
    assert source.notes[-1] == f"1 of {len(pairs)} turns have no known speaker"


WRAPPED = "Facilitator: we met at the office and then we asked all about it with the\n{}: he said no.\n\nSophie: So.\n\nFacilitator: Why?\n\nSophie: Dark."


def test_a_line_that_goes_on_with_a_sentence_names_nobody(write):
    source = read_transcript(write("talk.txt", WRAPPED.format("manager")))
    assert source.speakers == {"Facilitator": 2, "Sophie": 2}
    assert source.turns[0].text.endswith("with the manager: he said no.")
    with pytest.raises(ReadError, match=r"'Manager' once \(line 2\)"):
        read_transcript(write("talk.txt", WRAPPED.format("Manager")))


@pytest.mark.parametrize(
    "text",
    [
        "Police: never come.\n\nSchool: excludes.\n\nHousing: none.\n\nPolice: again.",
        "1: How?\n\n2: So.\n\n1: Why?",
    ],
)
def test_subjects_and_numbers_all_through_may_be_speakers(write, text):
    with pytest.raises(ReadError, match="leave no doubt"):
        read_transcript(write("talk.txt", text))


def test_who_leads_an_action_speaks_not(write):
    text = "We will map places.\n\nLead: AB\n\nWe will train.\n\nLead: CD"
    assert read_transcript(write("plan.txt", text)).speakers == {"": 4}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("(Ben) I disagree.", "Ben"),
        ("[Practitioner 2] I disagree.", "Practitioner 2"),
        ("<Ben> I disagree.", "Ben"),
        ("[?] I disagree.", "?"),
        ("[unknown] I disagree.", "unknown"),
        ("Ben - I disagree.", "Ben"),
        ("Ben; I disagree.", "Ben"),
        ("Ben> I disagree.", "Ben"),
        ("Ben | I disagree.", "Ben"),
        ("Ben 00:05 I disagree.", "Ben"),
        ("P1- I disagree.", "P1"),
        ("P1) I disagree.", "P1"),
        ("P1. I disagree.", "P1"),
        ("*P1* I disagree.", "P1"),
    ],
)
def test_a_name_with_another_mark_than_the_rest_is_never_the_speaker_before(write, line, name):
    path = write("talk.txt", TALK.format(line))
    with pytest.raises(ReadError, match="leave no doubt about who speaks") as error:
        read_transcript(path)
    assert f"'{name}' once (line 7)" in str(error.value)
    labelled = read_transcript(path, speakers="labelled")
    assert labelled.turns[3].speaker == name
    assert labelled.turns[3].text == "I disagree."


@pytest.mark.parametrize(
    "line",
    [
        "(laughs) I disagree.", "(Pointing) There.", "[LAUGHTER]", "[DOOR SLAMS] Hey.", "[Ben interrupts] No.",
        "(a) the park", "(1) the park", "[1] the park", "[place name] is bad.", "[Break]", "Exactly - I agree.",
        "We left at 10:30 and went.", "Ben. I disagree.", "*Never* go there.",
    ],
)  # fmt: skip
def test_sounds_lists_and_sentences_leave_no_doubt(write, line):
    source = read_transcript(write("talk.txt", TALK.format(line)))
    assert source.speakers == {"Facilitator": 2, "Sophie": 2}
    assert source.turns[2].text == f"Why?\n{line}\nSo."


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("(Ann) Hello.\n\n(Ben) Yes.\n\n(Ann) So.\n\n(Ben) Well.", ["Ann", "Ben", "Ann", "Ben"]),
        ("P1- One.\n\nP2- Two.\n\nP1- Three.", ["P1", "P2", "P1"]),
        ("Speaker 1 00:01 One.\n\nSpeaker 2 00:05 Two.\n\nSpeaker 1 00:09 So.", ["Speaker 1", "Speaker 2", "Speaker 1"]),
        ("\u202aAnn\u202c: One.\n\nBen: Two.\n\n\u200fAnn: So.\n\nBen: No.", ["Ann", "Ben", "Ann", "Ben"]),
        ("\u200fדנה: אחת.\n\n\u200fיוסי: שתיים.\n\nדנה: שלוש.\n\nיוסי: כן.", ["דנה", "יוסי", "דנה", "יוסי"]),
        ("Sia\u0302n: One.\n\nBen: Two.\n\nSiân: Three.\n\nBen: Four.", ["Siân", "Ben", "Siân", "Ben"]),
        ("ANN: One.\n\nBen: Two.\n\nAnn: Three.\n\nBEN: Four.", ["ANN", "Ben", "ANN", "Ben"]),
        (TALK.format("sophie: No."), ["Facilitator", "Sophie", "Facilitator", "Sophie", "Facilitator", "Sophie"]),
    ],
    ids=["round", "tight dash", "time within", "marks of direction", "Hebrew", "accents", "capitals", "no capital"],
)  # fmt: skip
def test_one_person_is_one_speaker_however_the_name_is_written(write, text, who):
    assert [turn.speaker for turn in read_transcript(write("talk.txt", text)).turns] == who


@pytest.mark.parametrize(
    "text",
    [
        "Parents: worried.\n\nPolice: never come.\n\nManager: is away.\n\nSocial worker: is new.",
        "Parents: worried.\nPolice: never come.\nManager: is away.\nSocial worker: is new.\n",
        "Background: worried.\n\nManager: is away.\n\nSocial worker: is new.",
        "Police: none.\n\nManager: is away.\n\nSocial worker: is new.\n\nManager: is back.",
    ],
)
def test_roles_among_subjects_and_headings_may_be_subjects(write, text):
    with pytest.raises(ReadError, match="leave no doubt about who speaks") as error:
        read_transcript(write("notes.txt", text))
    assert "'Social worker' once" in str(error.value)
    assert "none" in str(error.value)


def test_the_head_of_a_file_leaves_no_doubt(write):
    text = "Date: 3 May\n\nFacilitator: Where?\n\nP1: There.\n\nFacilitator: Why?"
    assert read_transcript(write("talk.txt", text)).speakers == {"": 1, "Facilitator": 2, "P1": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Ann: One. Ben: Two.\n\nBen: So.\n\nAnn: Three.\n\nBen: five",
        "Ann: One\tBen: Two.\n\nBen: So.\n\nAnn: Three.\n\nBen: five",
    ],
)
def test_a_second_speaker_within_a_line_is_not_the_first(write, said, text):
    path = write("talk.txt", text)
    with pytest.raises(ReadError, match=r"names of speakers within lines: 'Ben' \(line 1\)"):
        read_transcript(path)
    source = read_transcript(path, speakers="labelled")
    assert said(source)[0][1] in ("One. Ben: Two.", "One Ben: Two.")
    assert source.notes == ("names within a line, read as words of the text (1): 'Ben: line 1'",)


def test_a_name_in_a_sentence_is_a_word_of_it(write):
    text = "Ann: I said to Ben: go.\n\nBen: So.\n\nAnn: Three.\n\nBen: five"
    assert read_transcript(write("talk.txt", text)).speakers == {"Ann": 2, "Ben": 2}


def test_a_time_behind_a_role_with_one_space_heads_a_turn(write, said):
    path = write("talk.txt", "Speaker 1 00:01\nOne.\n\nSpeaker 2 00:05\nTwo.\n\nSpeaker 1 00:09\nThree.")
    assert said(read_transcript(path)) == [
        ("Speaker 1", "One."),
        ("Speaker 2", "Two."),
        ("Speaker 1", "Three."),
    ]


def test_a_time_behind_a_name_with_one_space_may_be_a_timetable(write, said):
    path = write("talk.txt", "Ann Lee 00:01\nOne.\n\nClosing 00:05\nTwo.")
    with pytest.raises(ReadError, match="names and times that may be a timetable"):
        read_transcript(path)
    assert said(read_transcript(path, speakers="labelled")) == [("Ann Lee", "One."), ("Closing", "Two.")]
    assert read_transcript(path, speakers="none").words == 7


def test_a_name_alone_on_its_line_among_names_with_colons_leaves_doubt(write):
    path = write("talk.txt", TALK.format("Ben\n\nI disagree."))
    with pytest.raises(ReadError, match=r"'Ben' once \(line 7\)"):
        read_transcript(path)
    labelled = read_transcript(path, speakers="labelled")
    assert (labelled.turns[3].speaker, labelled.turns[3].text) == ("Ben", "I disagree.")


FORMS = {
    "colon.txt": "{}: {}\n",
    "bracket.txt": "{} {}\n",
    "dash.txt": "{} - {}\n",
    "line.txt": "{}\n{}\n\n",
    "bold.md": "**{}:** {}\n\n",
    "bold-alone.md": "**{}** {}\n\n",
    "otter.txt": "{}  0:05\n{}\n\n",
    "voice.vtt": "00:01.000 --> 00:02.000\n<v {}>{}</v>\n\n",
    "zoom.vtt": "00:01.000 --> 00:02.000\n{}: {}\n\n",
    "table.csv": "{},{}\n",
}


@pytest.mark.parametrize(
    ("file", "name"),
    [(file, name) for file in FORMS for name in ("[Host 4]", "Host 4") if name != "Host 4" or "bracket" not in file],
)
def test_a_label_in_brackets_is_the_same_speaker_in_every_format(write, file, name):
    head = {"vtt": "WEBVTT\n\n", "csv": "speaker,text\n"}.get(file.rpartition(".")[2], "")
    other = name.replace("Host 4", "Child 1")
    said = [(name, "What is near?"), (other, "The old park."), (name, "Who goes there?"), (other, "We do at noon.")]
    path = write(file, head + "".join(FORMS[file].format(*each) for each in said))
    expected = [(who.strip("[]"), words) for who, words in said]
    for speakers in (None, [name, other]):
        assert [(turn.speaker, turn.text) for turn in read_transcript(path, speakers=speakers).turns] == expected


def test_names_in_lower_case_alone_are_in_doubt(write):
    path = write("talk.txt", "a: b,\nc -:'[Person 2] ")
    with pytest.raises(ReadError, match=r"with 'a' once \(line 1\), 'c -' once \(line 2\)"):
        read_transcript(path)
    assert read_transcript(path, speakers="labelled").speakers == {"a": 1, "c -": 1}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("[Child 1] (mother):", "[Child 1] (mother)"),
        ("[Child 1]'s mum:", "[Child 1]'s mum"),
        ("[Child 1] and [Child 2]:", "[Child 1] and [Child 2]"),
        ("[Child 1]/[Child 2]:", "[Child 1]/[Child 2]"),
        ("[Child 1], 14:", "[Child 1], 14"),
        ("[Practitioner 1] [Service 1]:", "[Practitioner 1] [Service 1]"),
        ("[Child 1],:", "Child 1"),
    ],
)
@pytest.mark.parametrize("others", ["Ann:", "[Ann]:"])
def test_a_label_that_goes_on_after_a_bracket_is_one_name(write, others, label, name):
    text = TALK.replace("Ann:", others).format(f"{label} I disagree.")
    turns = read_transcript(write("talk.txt", text)).turns
    assert [(turn.speaker, turn.text) for turn in turns if "disagree" in turn.text] == [(name, "I disagree.")]


@pytest.mark.parametrize(
    "line", ["[Ben] went home.", "[Ben]- I went.", "[Ben]. I went.", "[Cal] went home.", "[Cal].: No."]
)
@pytest.mark.parametrize("form", ["{}:", "[{}]:"])
def test_a_paragraph_that_opens_with_a_pseudonym_is_in_doubt_where_names_have_colons(write, line, form):
    names = [form.format(name) for name in ("Ann", "Ben", "Ann", "Ben")]
    said = "\n\n".join(f"{name} Where is the park?" for name in names)
    path = write("talk.txt", f"{said}\n\n{line}\n\n{names[0]} Yes.")
    with pytest.raises(ReadError, match="leave no doubt about who speaks"):
        read_transcript(path)
    if line[5] == " ":  # without any mark it goes on with the words before, unless the study says that all are speakers
        assert read_transcript(path, speakers=["Ann", "Ben"]).turn(4).text == f"Where is the park?\n{line}"


@pytest.mark.parametrize(
    "text",
    [
        "[Child 1] was seen at the park.\n\nThe worker rang.\n\n[Child 2] went home. [Child 1] stayed.\n",
        "[Child 1] has a map, and [Child 1]'s mum a map.\n",
        "[Child 1]'s mum rang.\n\n[Child 1] went home.\n",
    ],
)
def test_a_pseudonym_that_opens_a_sentence_is_in_doubt(tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match="leave no doubt about who speaks"):
        read_transcript(path)
    assert set(read_transcript(path, speakers="none").speakers) == {""}
    path.write_text("[Child 1] We went home.\n\n[Host 2] Why?\n\n[Child 1] It rained.\n", encoding="utf-8")
    assert read_transcript(path).speakers == {"Child 1": 2, "Host 2": 1}
