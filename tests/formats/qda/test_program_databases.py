"""Databases of QualCoder and Taguette: their own counting, who coded, and tables that are not what they seem."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

import pytest

from cs_research.definitions.study import CodingFile
from cs_research.errors import ReadError
from cs_research.formats.definition_files import read_codebook
from cs_research.formats.qda import read_coded_file
from cs_research.formats.qda.projects import is_project, read_project
from cs_research.formats.qda.taguette import page_text

TEXT = "Ann: We draw a map.\nBen: 😀😀 There is no time."
QUALCODER = """
CREATE TABLE source (id, name, fulltext, mediapath);
CREATE TABLE code_text (ctid, cid, fid, seltext, pos0, pos1, owner, memo);
CREATE TABLE code_name (cid, name, memo, catid, supercid);
CREATE TABLE code_cat (catid, name, memo, supercatid);
CREATE TABLE code_image (imid); CREATE TABLE annotation (anid);
INSERT INTO code_image VALUES (1), (2); INSERT INTO annotation VALUES (1);
"""
TAGUETTE = """
CREATE TABLE projects (id, name); INSERT INTO projects VALUES (1, 'Pilot');
CREATE TABLE documents (id, project_id, name, contents);
CREATE TABLE tags (id, project_id, path, description);
CREATE TABLE highlights (id, document_id, start_offset, end_offset, snippet);
CREATE TABLE highlight_tags (highlight_id, tag_id);
CREATE TABLE commands (id, project_id, user_login, payload);
INSERT INTO tags VALUES (1, 1, 'peers.maps', 'maps with peers'), (2, 1, 'time', ''), (3, 1, 'e.g. ...', '');
"""


@pytest.fixture
def database(tmp_path):
    def written(schema, rows=None, name="p.sqlite3"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        base = sqlite3.connect(path)
        base.executescript(schema)
        for table, values in (rows or {}).items():
            for row in values:
                base.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        base.commit()
        base.close()
        return path

    return written


def qualcoder(**changed):
    rows = {
        "source": [(1, "a.txt", TEXT, None), (2, "photo.png", None, "/images/photo.png")],
        "code_cat": [(1, "Places", "", None), (2, "Inside", "", 1)],
        "code_name": [(1, "Maps", "drawn", 2, None), (2, "Own maps", "", None, 1), (3, "Time", "", None, None)],
        "code_text": [
            (1, 2, 1, "We draw a map.", 5, 19, "Ann C.", "see plan"),
            (2, 3, 1, "There is no time.", 28, 45, "Ben D.", None),
        ],
    }
    return rows | changed


def test_qualcoders_passages_have_categories_codes_and_owners(database):
    found = read_project(database(QUALCODER, qualcoder(), "x.qda/data.qda").parent)
    assert [(each.document, each.code, each.quote, each.coder, each.memo) for each in found.passages] == [
        ("a.txt", ("Places", "Inside", "Maps", "Own maps"), "We draw a map.", "Ann C.", "see plan"),
        ("a.txt", ("Time",), "There is no time.", "Ben D.", ""),
    ]
    assert found.lost == ("codings of parts of pictures and pages: 2", "annotations: 1")
    assert found.documents == {"a.txt": TEXT, "photo.png": ""}


def test_qualcoders_positions_after_an_emoji_may_count_utf_16(database):
    codings = [(1, 3, 1, "There is no time.", 30, 47, "Ann C.", ""), (2, 3, 1, "no time.", 39, 47, "Ann C.", "")]
    found = read_project(database(QUALCODER, qualcoder(code_text=codings)))
    assert [each.quote for each in found.passages] == ["There is no time.", "no time."]
    assert "utf-16" in found.notes[0]


def test_an_older_project_without_codes_in_codes_is_read(database):
    schema = QUALCODER.replace(", catid, supercid)", ", catid)")
    names = [(1, "Maps", "", 2), (2, "Own maps", "", None), (3, "Time", "", 9)]
    found = read_project(database(schema, qualcoder(code_name=names)))
    assert [each.code for each in found.passages] == [("Own maps",), ("Time",)]


def test_documents_of_one_name_keep_their_own_texts(database):
    both = [(1, "a.txt", TEXT, None), (2, "a.txt", "Another text, much longer than the first one is.", None)]
    codings = [(1, 3, 1, "We draw a map.", 5, 19, "Ann C.", ""), (2, 3, 2, "Another text", 0, 12, "Ann C.", "")]
    found = read_project(database(QUALCODER, qualcoder(source=both, code_text=codings)))
    assert [(each.document, each.quote) for each in found.passages] == [
        ("a.txt", "We draw a map."), ("a.txt_2", "Another text"),
    ]  # fmt: skip


def test_codings_of_what_is_not_there_are_counted(database):
    codings = [(1, 8, 1, "x", 5, 19, "A", ""), (2, 1, 8, "x", 5, 19, "A", ""), (3, 1, 1, "x", "many", None, "A", "")]
    found = read_project(database(QUALCODER, qualcoder(code_text=codings)))
    assert "codings of a document or code that is not there: 2" in found.lost
    assert "codings of positions that are not in the text: 1" in found.lost


@pytest.mark.parametrize(
    "changed",
    [
        {"code_cat": [(1, "Places", "", 2), (2, "Inside", "", 1)]},
        {"code_name": [(1, "Maps", "", None, 2), (2, "Own maps", "", None, 1)]},
    ],
)
def test_what_is_in_itself_is_an_error(database, changed):
    path = database(QUALCODER, qualcoder(**changed))
    for read in (read_project, read_codebook):
        with pytest.raises(ReadError, match=r"be in no code or category of its own, got '.*' in '"):
            read(path)


def test_qualcoders_codebook_is_a_frame_to_start_from(database):
    found = read_codebook(database(QUALCODER, qualcoder(), "x.qda/data.qda"))
    assert [code.label for code in found.frame.codes] == ["Inside", "Maps", "Own maps", "Time"]
    assert found.frame.codes[1].definition == "drawn"
    assert found.frame.title == "x"


HTML = "<h1>Über</h1><p><b>Ann:</b> We draw a map &amp; walk.</p><p>Ben: 😀 <i>no</i> time<br>left.</p>"


def taguette(highlights, given, log=(), documents=((1, 1, "a.md", HTML),)):
    commands = [(number, 1, who, json.dumps(payload)) for number, (who, payload) in enumerate(log)]
    return {"documents": documents, "highlights": highlights, "highlight_tags": given, "commands": commands}


def placed(words: str, snippet: str = "") -> tuple[int, int, str]:
    """Where Taguette says words are: bytes of the text without tags."""
    text = "ÜberAnn: We draw a map & walk.Ben: 😀 no timeleft."
    start = len(text[: text.index(words)].encode())
    return start, start + len(words.encode()), snippet or f"<p>{words.replace('&', '&amp;')}</p>"


def test_taguettes_highlights_have_a_passage_for_each_tag(database):
    highlights = [(1, 1, *placed("map & walk.")), (2, 1, *placed("no time")), (3, 1, *placed("Ann"))]
    found = read_project(database(TAGUETTE, taguette(highlights, [(1, 1), (1, 2), (2, 3), (2, 9)])))
    assert [(each.code, each.quote, each.document) for each in found.passages] == [
        (("peers", "maps"), "map & walk.", "a.md"),
        (("time",), "map & walk.", "a.md"),
        (("e.g. ...",), "no time", "a.md"),
    ]
    for each in found.passages:
        assert found.documents["a.md"][each.start : each.end] == each.quote
    assert found.documents["a.md"] == "Über\nAnn: We draw a map & walk.\nBen: 😀 no time\nleft.\n"
    assert set(found.lost) == {"highlights without a tag: 1", "tags that the project does not have: 1"}


def test_taguettes_coders_are_in_the_log(database):
    log = [
        ("ann", {"type": "highlight_add", "highlight_id": 1, "tags": [1]}),
        ("ben", {"type": "highlight_add", "highlight_id": 1, "tags": [1, 9]}),
        ("ben", {"type": "tag_merge", "src_tag_id": 9, "dest_tag_id": 2}),
        ("cy", {"type": "highlight_add", "highlight_id": 2}),
    ]
    highlights = [(1, 1, *placed("map")), (2, 1, *placed("time"))]
    found = read_project(database(TAGUETTE, taguette(highlights, [(1, 1), (1, 2), (2, 2)], log)))
    assert [each.coder for each in found.passages] == ["ann", "ben", ""]
    alone = read_project(database(TAGUETTE, taguette(highlights, [(2, 2)], log[:1]), "alone.sqlite3"))
    assert [each.coder for each in alone.passages] == ["ann"]


def test_taguettes_highlights_of_other_words_than_their_snippet_are_counted(database):
    highlights = [(1, 1, *placed("map", "<p>time</p>")), (2, 1, 400, 500, "x"), (3, 1, 1, 3, "")]
    found = read_project(database(TAGUETTE, taguette(highlights, [(1, 1), (2, 1), (3, 1)])))
    assert found.passages == ()
    assert "highlights whose positions are of other words than their snippet: 1" in found.lost
    assert "highlights of positions that are not in the text: 2" in found.lost


def test_one_of_several_projects_is_named_by_a_setting(database):
    rows = taguette([(1, 1, *placed("map")), (2, 2, *placed("time"))], [(1, 1), (2, 4)])
    rows["documents"] = [(1, 1, "a.md", HTML), (2, 2, "b.md", HTML)]
    rows |= {"projects": [(2, "Main")], "tags": [(4, 2, "late", "")]}
    path = database(TAGUETTE, rows)
    with pytest.raises(ReadError, match=r"contain one Taguette project, got 'Pilot \(1\)', 'Main \(2\)'"):
        read_project(path)
    for name in ("Main", "2"):
        found = read_project(path, project=name)
        assert [(each.document, each.code, each.quote) for each in found.passages] == [("b.md", ("late",), "time")]
    with pytest.raises(ReadError, match="contain one project 'Other'"):
        read_project(path, project="Other")


@pytest.mark.parametrize("html", ["", "plain", "<p>a</p>\n<p>b</p>", "a<br>b", "<p>&lt;b&gt; é</p><!-- c -->"])
def test_added_line_ends_are_not_counted(html):
    text = page_text(html)
    counted = "".join(part for part in text.text)
    if text.text:
        assert text.span(0, len(counted.replace("\n", "").encode()) or 1)


def test_another_database_or_file_is_no_project(database, tmp_path):
    path = database("CREATE TABLE a (b)")
    (tmp_path / "x.txt").write_text("words")
    for each in (path, tmp_path / "x.txt", tmp_path):
        assert not is_project(each) if each.is_file() else True
    with pytest.raises(ReadError, match="be a REFI-QDA project"):
        read_project(path)
    with pytest.raises(ReadError, match="exist"):
        read_project(tmp_path / "absent.qdpx")


def test_views_in_place_of_tables_are_not_read(database):
    schema = TAGUETTE.replace("CREATE TABLE projects (id, name);", "CREATE TABLE p (id, name);").replace(
        "INTO projects", "INTO p"
    )
    path = database(schema + "CREATE VIEW projects AS SELECT * FROM p;")
    with pytest.raises(ReadError, match="be a REFI-QDA project"):
        read_project(path)


def test_the_real_taguette_project_is_read_in_full(shared):
    found = read_project(shared("data/taguette/project.sqlite3"))
    assert Counter(".".join(each.code) for each in found.passages) == {
        "community": 8, "community.onboarding": 6, "humour": 11, "language": 5, "language.simplicity": 6,
    }  # fmt: skip
    assert (len(found.codes), found.lost) == (6, ())
    assert {each.coder for each in found.passages} == {"admin"}
    assert found.passages[0].quote == "The Atom editor got a big update this week, I think it's at 1.6 now."
    assert all(found.documents[each.document][each.start : each.end] == each.quote for each in found.passages)


def test_the_real_qualcoder_project_is_read_in_full(shared):
    found = read_project(shared("data/qualcoder/gotime.qda"))
    assert Counter((each.coder, each.code[-1]) for each in found.passages) == {
        ("coder_a", "contributors"): 10, ("coder_a", "first steps"): 7, ("coder_a", "humour"): 12,
        ("coder_a", "simplicity"): 10, ("coder_b", "contributors"): 7, ("coder_b", "first steps"): 7,
        ("coder_b", "humour"): 11, ("coder_b", "simplicity"): 7,
    }  # fmt: skip
    assert found.lost == ("cases: 2", "values of attributes: 2")
    assert "71 of 71 quotations agree" in found.notes[0]


def test_settings_of_tables_are_refused_for_a_project_and_the_other_way_round(database, tmp_path):
    path = database(QUALCODER, qualcoder())
    with pytest.raises(ReadError, match="'columns' must be left out for a program's project"):
        read_coded_file(path, CodingFile(file=path.name, columns={"code": "Tag"}))
    table = tmp_path / "x.csv"
    table.write_text("source,coder,code,stance,quote\n")
    with pytest.raises(ReadError, match="offsets must be left out for a file that is no program's project"):
        read_coded_file(table, CodingFile(file="x.csv", offsets="utf-16 lf"))
