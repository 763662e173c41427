"""Projects of REFI-QDA: what each program writes otherwise, what is lost, and files that are broken on purpose."""

from __future__ import annotations

import zipfile
from collections import Counter

import pytest

from cs_research.errors import ReadError
from cs_research.formats.qda.projects import is_project, read_project

FILES = (("sources/a.txt", b"Ann: We draw a map of where they go.\nBen: There is no time for a map.\n"),)
TEXT = "Ann: We draw a map of where they go.\nBen: There is no time for a map.\n"
CODES = '<Code guid="c1" name="Maps" isCodable="true"><Code guid="c2" name="Time" isCodable="true"/></Code>'


def coding(code: str = "c1", user: str = "u1", inner: str = "", guid: str = "x") -> str:
    who = f' creatingUser="{user}"' if user else ""
    return f'<Coding guid="{guid}"{who}><CodeRef targetGUID="{code}"/>{inner}</Coding>'


def selection(start: int, end: int, inner: str, name: str = "", guid: str = "s") -> str:
    return f'<PlainTextSelection guid="{guid}" name="{name}" startPosition="{start}" endPosition="{end}">{inner}</PlainTextSelection>'


def source(inner: str = "", name: str = "a", path: str = "internal://a.txt") -> str:
    return f'<TextSource guid="t" name="{name}" plainTextPath="{path}">{inner}</TextSource>'


@pytest.fixture
def write(tmp_path):
    def written(
        sources: str,
        codes: str = CODES,
        more: str = "",
        files=FILES,
        head: str = "",
        qde: str = "project.qde",
    ):
        path = tmp_path / "p.qdpx"
        users = '<Users><User guid="u1" name="Ann C."/><User guid="u2" name="Ben D."/></Users>'
        xml = (
            f'{head}<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="Tool 1">{users}'
            f"<CodeBook><Codes>{codes}</Codes></CodeBook><Sources>{sources}</Sources>{more}</Project>"
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(qde, xml)
            for name, content in files:
                archive.writestr(name, content)
        return path

    return written


def read(path):
    found = read_project(path)
    for each in found.passages:
        if each.start is not None:
            assert found.documents[each.document][each.start : each.end] == each.quote
    return found


def test_a_passage_has_its_words_code_and_coder(write):
    found = read(write(source(selection(5, 18, coding("c2")))))
    only = found.passages[0]
    assert (only.document, only.quote, only.code, only.coder) == ("a", "We draw a map", ("Maps", "Time"), "Ann C.")
    assert "document 'a', positions 5 to 18" in only.place
    assert (found.program, found.codes, found.lost) == ("Tool 1", (("Maps",), ("Maps", "Time")), ())
    assert is_project(found.file)


def test_only_a_stance_of_our_own_is_one(write):
    def described(text):
        return f'<Code guid="c1" name="Maps"><Code guid="c2" name="contrary"><Description>{text}</Description></Code></Code>'

    sources = source(selection(5, 18, coding("c2")))
    only = read(write(sources, described("It says otherwise.\n\nStance:\ncontrary"))).passages[0]
    assert (only.code, only.stance) == (("Maps",), "contrary")
    only = read(write(sources, described("Stance:\nof the police"))).passages[0]
    assert (only.code, only.stance) == (("Maps", "contrary"), "")


def test_several_codings_of_one_selection_are_passages_of_their_own(write):
    found = read(write(source(selection(5, 18, coding() + coding("c2", "u2")))))
    assert [(each.code[-1], each.coder) for each in found.passages] == [("Maps", "Ann C."), ("Time", "Ben D.")]


@pytest.mark.parametrize(
    "path", ["internal://A.TXT", "a.txt", "relative:///sources/a.txt", "sources\\a.txt", "absolute:///C:/x/a.txt"]
)
def test_a_text_is_found_by_its_name_wherever_the_project_says_it_is(write, path):
    assert read(write(source(selection(5, 18, coding()), path=path))).passages[0].quote == "We draw a map"


def test_braces_and_case_of_identifiers_make_no_difference(write):
    codes = '<Code guid="{C1}" name="Maps" isCodable="true"/>'
    assert read(write(source(selection(5, 18, coding("c1", "{U2}"))), codes)).passages[0].coder == "Ben D."


@pytest.mark.parametrize("qde", ["Project.qde", "My study.QDE"])
def test_the_project_file_may_have_any_name_a_mark_before_it_and_empty_files_beside_it(write, qde):
    files = [("Sources/a.txt", b"\xef\xbb\xbf" + TEXT.encode()), ("Sources/.root", b"")]
    path = write(source(selection(5, 18, coding(), "We draw a map")), files=files, qde=qde, head="\ufeff")
    assert read(path).passages[0].quote == "We draw a map"


def test_the_text_may_be_in_the_project_file(write):
    inner = f"<PlainTextContent>{TEXT}</PlainTextContent>" + selection(5, 18, coding())
    assert (
        read(write(f'<TextSource guid="t" name="a">{inner}</TextSource>', files=[])).passages[0].quote
        == "We draw a map"
    )


def test_a_memo_is_the_selections_description_and_the_codings_note(write):
    inner = "<Description>see plan</Description>" + coding(inner='<NoteRef targetGUID="n1"/>')
    notes = (
        '<Notes><Note guid="n1" name="m"><PlainTextContent>not sure</PlainTextContent></Note>'
        '<Note guid="n2" name="project"/></Notes>'
    )
    found = read(write(source(selection(5, 18, inner)), more=notes))
    assert found.passages[0].memo == "see plan\nnot sure"
    assert found.lost == ("notes that are on no coded passage: 1",)


def test_everything_that_is_no_coding_of_text_is_counted(write):
    sources = (
        source(selection(5, 18, "<Description>memo</Description>") + coding() + "<VariableValue/>")
        + f'<PictureSource guid="i" name="i"><PictureSelection guid="q">{coding()}</PictureSelection></PictureSource>'
        + f'<AudioSource guid="r" name="r"><Transcript guid="x"><SyncPoint guid="y"/><TranscriptSelection guid="q">{coding()}'
        f'</TranscriptSelection></Transcript><AudioSelection guid="v">{coding()}</AudioSelection></AudioSource>'
        + f'<VideoSource guid="w" name="w"><Description>b</Description><VideoSelection guid="v">{coding()}</VideoSelection>'
        '<VideoSelection guid="o"><Description>memo</Description></VideoSelection></VideoSource>'
    )
    more = '<Links><Link guid="l"/></Links><Sets><Set guid="k" name="k"/></Sets><Graphs><Graph guid="g"/></Graphs>'
    cases = '<Cases><Case guid="e" name="Site A"><CodeRef targetGUID="c1"/></Case></Cases>'
    found = read(write(sources, more=more + cases))
    assert found.passages == ()
    assert set(found.lost) == {
        "codings of documents as wholes: 1", "codings of parts of pictures: 1", "codings of stretches of recordings: 2",
        "codings of stretches of a recording's transcript: 1", "selections without a code, such as memos: 2",
        "descriptions of documents: 1", "transcripts of recordings: 1", "values of variables: 1", "links: 1", "sets: 1", "graphs: 1", "cases: 1",
    }  # fmt: skip


def test_a_pdf_that_repeats_its_selections_as_places_on_pages_counts_once(write):
    places = f'<PDFSelection guid="s1">{coding()}</PDFSelection><PDFSelection guid="only">{coding()}</PDFSelection>'
    text = f'<Representation guid="r" plainTextPath="internal://a.txt">{selection(5, 18, coding(), guid="s1")}</Representation>'
    found = read(write(f'<PDFSource guid="p" name="plan.pdf" path="internal://p.pdf">{places}{text}</PDFSource>'))
    assert [(each.document, each.quote) for each in found.passages] == [("plan.pdf", "We draw a map")]
    assert found.lost == ("codings of places on pages of PDFs: 1",)


def test_documents_of_one_name_stay_apart(write):
    sources = source(selection(5, 18, coding())) + source(selection(0, 3, coding()), path="internal://b.txt")
    found = read(write(sources, files=[("sources/a.txt", TEXT.encode()), ("sources/b.txt", b"Joy is here.")]))
    assert [(each.document, each.quote) for each in found.passages] == [("a", "We draw a map"), ("a_2", "Joy")]
    assert "several documents are called 'a'" in found.notes[0]


def test_a_document_without_its_text_gives_only_quotations_that_are_complete(write):
    named = selection(5, 18, coding(), "We draw a map") + selection(5, 60, coding(), "We draw a map…")
    found = read(write(source(named + selection(5, 30, coding(), "a label")), files=[]))
    assert [(each.quote, each.start) for each in found.passages] == [("We draw a map", None)]
    assert found.lost == ("codings of documents whose text is not in the file: 2",)


def test_one_code_given_twice_by_one_person_is_one_coding(write):
    found = read(write(source(selection(5, 18, coding()) + selection(5, 18, coding() + coding(user="u2")))))
    assert Counter(each.coder for each in found.passages) == {"Ann C.": 1, "Ben D.": 1}
    assert found.lost == ("codings that repeat another by the same person: 1",)


def test_positions_outside_the_text_or_of_other_words_are_listed(write):
    good = "".join(selection(5, 18, coding(guid=str(i)), "We draw a map", str(i)) for i in range(20))
    bad = (
        selection(60, 900, coding())
        + selection(9, 9, coding())
        + '<PlainTextSelection guid="z">'
        + coding()
        + "</PlainTextSelection>"
    )
    other = selection(5, 18, coding("c2"), "There is no time for a map")
    found = read(write(source(good + bad + other)))
    assert len(found.passages) == 1
    assert "codings of positions that are not in the text: 3" in found.lost
    assert "codings whose positions are of other words than their quotation: 1" in found.lost


def test_codes_and_coders_that_the_project_does_not_list_are_counted(write):
    found = read(write(source(selection(5, 18, coding("c9")) + selection(5, 19, coding(user="u9") + coding("c2", "")))))
    assert [each.coder for each in found.passages] == ["", ""]
    assert "codings of a code that the codebook does not have: 1" in found.lost
    assert "names of coders that the list of users does not have: 1" in found.lost


def test_two_coders_of_one_name_stay_two(write):
    users = '<Users><User guid="11111111-a" name="Sam"/><User guid="22222222-b" name="Sam"/></Users>'
    path = write(source(selection(5, 18, coding(user="11111111-a") + coding(user="22222222-b"))), more=users)
    assert [each.coder for each in read(path).passages] == ["Sam (11111111)", "Sam (22222222)"]


@pytest.mark.parametrize("mark", ["😀", "مرحبا ", "e\u0301", "\U0001d538"])
def test_letters_of_any_script_before_a_passage_do_not_move_it(write, mark):
    text = f"{mark}We draw a map of where they go."
    found = read(
        write(
            source(selection(len(mark), len(mark) + 13, coding(), "We draw a map")),
            files=[("sources/a.txt", text.encode())],
        )
    )
    assert found.passages[0].quote == "We draw a map"


BROKEN = {
    "two codes of one path": (
        {"sources": source(selection(5, 18, coding())), "codes": CODES + '<Code guid="c3" name="Maps"/>'},
        "codes of one path must have different names, got two called 'Maps'",
    ),
    "a code without a name": (
        {"sources": source(selection(5, 18, coding())), "codes": '<Code guid="c1" name=" "/>'},
        "code must have a name, got none for one that 1 codings have",
    ),
    "a GUID of two codes": (
        {"sources": "", "codes": '<Code guid="c1" name="A"/><Code guid="{C1}" name="B"/>'},
        "GUID of a code must be of one code",
    ),
    "an entity": (
        {"sources": source(), "head": '<!DOCTYPE Project [<!ENTITY a "aaaa">]>'},
        "be without declarations of its own",
    ),
    "a text in another encoding": (
        {"sources": source(), "files": [("sources/a.txt", "café".encode("cp1252"))]},
        "sources/a.txt: text must be UTF-8, got the byte 0xe9 at 3",
    ),
    "an entry outside the archive": ({"sources": source(), "files": [("../a.txt", b"x")]}, "stay within it"),
    "two project files": ({"sources": "", "files": [("other.qde", b"<Project/>")]}, "contain one project file"),
    "a text that unpacks to too much": (
        {"sources": source(), "files": [("sources/a.txt", b" " * 3_000_000)]},
        "unpack to an ordinary size",
    ),
    "codes nested too deeply": ({"sources": "", "codes": '<Code guid="c" name="a">' * 300 + "</Code>" * 300}, "be nested at most"),
    "XML that ends early": ({"sources": "", "more": "<Cases>"}, "be complete XML"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_one_clear_error(write, name):
    parts, message = BROKEN[name]
    path = write(**parts)
    with pytest.raises(ReadError) as caught:
        read_project(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_project_file_that_unpacks_to_too_much_is_refused_while_it_is_read(tmp_path):
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", "<Project><Sources>" + "<TextSource/>" * 200_000)
    with pytest.raises(ReadError, match="unpack to an ordinary size"):
        read_project(path)


def test_unused_codes_without_a_name_or_of_one_path_are_no_error(write):
    codes = CODES + '<Code guid="c4" name=""/><Code guid="c5" name="Joy"/><Code guid="c6" name="Joy"/>'
    found = read(write(source(selection(5, 18, coding())), codes))
    assert found.lost == ("codes without a name: 1",)


def test_nvivos_project_is_read_in_full(shared):
    found = read(shared("data/refi_qda/nvivo/nvivo12_masked.qdpx"))
    assert (len(found.passages), len(found.codes), found.lost) == (303, 152, ())
    assert Counter(each.coder for each in found.passages) == {"coder1": 303}
    codes = Counter(each.code[-1] for each in found.passages)
    assert (codes["Resisting coercion"], codes["+Government"]) == (28, 26)
    assert "utf-16" in found.notes[0]
    assert "300 of 303" in found.notes[0]
    quotes = {each.quote for each in found.passages}
    assert "Xéxxxxxxxx xxx xxxxxx xxxxx" in quotes
    assert "XXX xxxxxxxxx 00% xx xxx X.X. xxxxxxx xxxxx xxxx xxxxxxxx xx xxxxxxxxxx xxxxxxxxxxx" in quotes


def test_atlastis_project_without_its_texts_gives_what_it_can(shared):
    found = read(shared("data/refi_qda/atlasti/TestProject.qdpx"))
    assert [each.quote for each in found.passages] == [
        "Oh, that was great. See you tomorrow? Eleven thirty. Mm.",
        "I did try the gluten free bread, but it was always so soggy,",
        "granola",
    ]
    assert found.passages[0].coder == "Friedrich Markgraf"
    assert len(found.codes) == 14
    assert {
        "codings of documents whose text is not in the file: 6", "codings of places on pages of PDFs: 2",
        "codings of parts of pictures: 2", "codings of stretches of recordings: 1",
        "selections without a code, such as memos: 2",
    } <= set(found.lost)  # fmt: skip
