"""Codebooks of other programs as frames to start from: what is kept, what is placed, what is told."""

from __future__ import annotations

import io
import sqlite3
import time
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research._yaml import yaml_text
from cs_research.definitions import CodingFrame, load_frame
from cs_research.errors import ReadError
from cs_research.formats.definition_files import read_codebook
from cs_research.formats.qda import codebook_table as table
from cs_research.formats.qda import refi, taguette
from cs_research.formats.qda.codebook_draft import TO_BE_WRITTEN
from cs_research.formats.qda.codebook_table import Row, found_of

START = '<?xml version="1.0" encoding="utf-8"?>'
BOOK = f'{START}<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Test 1">%s</CodeBook>'
GUID = "0D62985D-B147-5D01-A9B5-CAE5DCD98342"


def qdc(*codes: str) -> str:
    return BOOK % f"<Codes>{''.join(codes)}</Codes>"


def code(name: str, *within: str, codable: str = "true") -> str:
    return f'<Code guid="{GUID}" name="{name}" isCodable="{codable}">{"".join(within)}</Code>'


def archive(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def workbook(**sheets: list[list[object]]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(stream)
    return stream.getvalue()


def loaded(found, tmp_path):
    """The frame as it is when its file is loaded again."""
    (tmp_path / "again.yaml").write_text(yaml_text(found.frame, "\n".join(found.notes)), encoding="utf-8")
    return load_frame("again.yaml", tmp_path)


def outline(found) -> list[tuple[str, str, str]]:
    return [(each.id, each.group, each.label) for each in found.frame.codes]


# Real files, their numbers counted by hand.

TAGUETTE = [
    ("interesting", "codes", "interesting"),
    ("community", "community", "community"),
    ("community.onboarding", "community", "community.onboarding"),
    ("language", "language", "language"),
    ("language.simplicity", "language", "language.simplicity"),
    ("humour", "codes", "humour"),
]
DESCRIBED = [
    "Further review required", "talk about the community, contributors", "bringing in new people",
    "language design", TO_BE_WRITTEN, "jokes — “quoted”, with comma",
]  # fmt: skip


@pytest.mark.parametrize("name", ["codebook.csv", "codebook.xlsx", "project.sqlite3"])
def test_tags_of_taguette_with_their_descriptions(shared, tmp_path, name):
    found = read_codebook(shared(f"data/taguette/{name}"))
    assert outline(found) == TAGUETTE
    assert [each.definition for each in found.frame.codes] == DESCRIBED
    assert [group.label for group in found.frame.groups] == ["community", "language", "Codes without a group"]
    assert found.frame.groups[0].definition == "talk about the community, contributors"
    assert "definition: to be written for 1 of 6 codes ('language.simplicity')" in found.notes
    assert "definition: to be written for 1 of 3 groups" in found.notes
    assert "example: to be written for 6 of 6 codes" in found.notes
    assert loaded(found, tmp_path) == found.frame


def test_the_qdc_of_taguette_is_flat_invalid_and_read(shared, tmp_path):
    found = read_codebook(shared("data/taguette/codebook.qdc"))
    assert outline(found) == TAGUETTE
    assert {each.definition for each in found.frame.codes} == {TO_BE_WRITTEN}
    assert found.frame.source.title == "codebook.qdc (Taguette 1.5.2)"
    assert found.notes[:2] == (
        "not carried over: 6 identifiers (GUIDs)",
        "names with '.' are below the code that they start with: 2",
    )
    assert loaded(found, tmp_path) == found.frame


def test_columns_and_a_project_that_are_not_carried_over_are_told(shared):
    table = read_codebook(shared("data/taguette/codebook.xlsx"))
    assert table.notes[0] == "columns that are not carried over: 'number of highlights', 'number of documents'"
    project = read_codebook(shared("data/taguette/project.sqlite3"))
    assert project.frame.title == "Go Time pilot"
    assert project.notes[0] == "documents and highlights are not carried over"


def test_the_codes_of_an_atlasti_project(shared, tmp_path):
    found = read_codebook(shared("data/refi_qda/atlasti/TestProject.qdpx"))
    codes = {each.id: each for each in found.frame.codes}
    assert len(codes) == 14
    assert codes["coke.full_fat_coke"].label == "Coke::full-fat Coke"
    assert codes["coke.diet_coke"].definition == "non sucré"
    assert codes["rushed"].label == '"rushed"'
    assert [group.id for group in found.frame.groups] == ["coke", "codes"]
    assert sum(each.definition != TO_BE_WRITTEN for each in codes.values()) == 7
    assert found.frame.title == "ATLAS.ti standard project"
    assert "not carried over: 14 identifiers (GUIDs) and 13 colours" in found.notes
    assert "of the project only the codebook is read" in found.notes
    assert loaded(found, tmp_path) == found.frame


def test_the_codes_of_an_nvivo_project(shared, tmp_path):
    found = read_codebook(shared("data/refi_qda/nvivo/nvivo12_masked.qdpx"))
    # 152 codes in the file, 12 of them uppermost; one of these cannot be given to a segment.
    assert (len(found.frame.groups), len(found.frame.codes)) == (12, 151)
    codes = {each.id: each for each in found.frame.codes}
    assert codes["2_attitud_szint_az_oltashoz.sarga"].label == "sárga"
    assert codes["1_oltas_tipusa"].definition == "COVID vay nem COVID"
    deep = "hbm_2_perceived_severity_eszlelt_sulyoss.betegseg_kockazatai.relativizalas_analogiak"
    assert codes[deep].definition == "csak egy nátha"
    described = sum(each.definition != TO_BE_WRITTEN for each in codes.values())
    assert described == 82
    assert "definition: to be written for 69 of 151 codes" in "\n".join(found.notes)
    assert loaded(found, tmp_path) == found.frame


def test_coded_segments_are_no_codebook(shared):
    with pytest.raises(ReadError) as caught:
        read_codebook(shared("data/taguette/all_tags.csv"))
    assert "row 5: code must appear once below its parent, got 'humour' again." in str(caught.value)
    assert str(caught.value).count("a table of coded segments is no codebook") == 1


# REFI-QDA by hand.


@pytest.mark.parametrize("space", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_spellings_of_the_namespace_and_a_byte_order_mark(write, space, mark):
    text = qdc(code("A", code("B"))).replace("urn:QDA-XML:codebook:1.0", space)
    found = read_codebook(write("x.qdc", mark + text.encode()))
    assert outline(found) == [("a", "a", "A"), ("a.b", "a", "B")]
    assert not any("namespace" in note for note in found.notes)


def test_a_namespace_of_another_version_is_told(write):
    text = qdc(code("A")).replace("codebook:1.0", "codebook:2.0")
    found = read_codebook(write("x.qdc", text))
    assert (
        "the namespace 'urn:QDA-XML:codebook:2.0' is none that is known: see whether all codes are here" in found.notes
    )


def test_a_codebook_in_utf_16(write):
    text = qdc(code("Ä")).replace("utf-8", "utf-16")
    assert outline(read_codebook(write("x.qdc", text.encode("utf-16")))) == [("a", "codes", "Ä")]


def test_names_that_stand_twice_are_told_apart_by_their_branch_or_a_number(write, tmp_path):
    text = qdc(code("A", code("Same"), code("Same"), code("same!")), code("B", code("Same")))
    found = read_codebook(write("x.qdc", text))
    assert outline(found) == [
        ("a", "a", "A"), ("a.same", "a", "Same"), ("a.same_2", "a", "Same"), ("a.same_3", "a", "same!"),
        ("b", "b", "B"), ("b.same", "b", "Same"),
    ]  # fmt: skip
    assert "'same!': 'a.same' is the id of another; 'a.same_3' here" in found.notes
    assert loaded(found, tmp_path) == found.frame


def test_ids_that_changed_for_one_reason_are_one_note_with_a_count(write):
    notes = read_codebook(write("x.qdc", qdc(*[code("Same")] * 500))).notes
    assert [note for note in notes if "id of another" in note] == [
        f"'Same': 'same' is the id of another; 'same_{number}' here" for number in (2, 3, 4)
    ]
    assert "499 in all have another id here since the one made from their name is that of another" in notes


def test_checking_groups_takes_no_longer_for_each_when_there_are_more():
    def seconds(groups):
        raw = {
            "groups": [{"id": f"g{place}"} for place in range(groups)],
            "codes": [{"id": f"c{place}", "group": f"g{place}"} for place in range(groups)],
        }
        start = time.process_time()
        problems = list(CodingFrame.problems(raw))
        assert {problem.route for problem in problems} == {("stances",)}
        return time.process_time() - start

    assert seconds(20_000) < 40 * max(min(seconds(1_000) for _ in range(3)), 0.001)


def test_names_that_many_codes_share_take_no_longer_for_each_when_there_are_more():
    def seconds(codes):
        rows = [Row(f"row {place}", f"Code {place}", parent="Shared") for place in range(codes)]
        rows += [Row(f"row {codes + place}", "Shared", parent=f"Theme {place}") for place in range(codes)]
        start = time.process_time()
        found, notes = found_of(rows, {"name": "name", "parent": "parent"})
        assert (found[0].parent, found[codes].parent, len(found)) == (codes, 2 * codes, 3 * codes)
        assert f"'Shared' is the name of {codes} codes; rows that name it are below the first" in notes
        return time.process_time() - start

    few, many = (min(seconds(codes) for _ in range(3)) for codes in (500, 8_000))
    assert many < 70 * few  # 16 times as many codes


def test_a_parents_name_that_several_codes_share_leads_to_the_first_other_one(write):
    found = read_codebook(write("x.csv", "name,parent\nA,\nA,A\nA,B\nB,\nC,A\n"))
    assert outline(found) == [
        ("a", "a", "A"),
        ("a.a", "a", "A"),
        ("b.a", "b", "A"),
        ("b", "b", "B"),
        ("a.c", "a", "C"),
    ]
    assert [note for note in found.notes if "is the name of" in note] == [
        "'A' is the name of 2 codes; rows that name it are below the first",
        "'A' is the name of 3 codes; rows that name it are below the first",
    ]


def test_names_in_other_scripts_keep_their_label(write, tmp_path):
    found = read_codebook(write("x.qdc", qdc(code("安全", code("公园"), code("学校")))))
    assert outline(found) == [
        ("group", "group", "安全"),
        ("group.code", "group", "公园"),
        ("group.code_2", "group", "学校"),
    ]
    assert loaded(found, tmp_path) == found.frame


def test_codes_that_cannot_be_given_are_groups_on_top_and_told_below(write):
    inner = code("Inner", code("Leaf"), codable="false")
    found = read_codebook(write("x.qdc", qdc(code("Top", inner, codable="0"), code("Empty", codable="false"))))
    assert [group.id for group in found.frame.groups] == ["top", "empty"]
    assert outline(found) == [("top.inner", "top", "Inner"), ("top.inner.leaf", "top", "Leaf")]
    assert "'Inner': not to be given to a segment in the file; codes like others here" in found.notes


def test_codes_nested_deep_and_beyond_all_use(write, tmp_path):
    def chain(depth):
        return "".join(f'<Code guid="{GUID}" name="n" isCodable="true">' for _ in range(depth)) + "</Code>" * depth

    found = read_codebook(write("x.qdc", qdc(chain(60))))
    assert found.frame.codes[-1].id == ".".join(["n"] * 60)
    assert loaded(found, tmp_path) == found.frame
    with pytest.raises(ReadError, match="be nested at most 200 levels deep"):
        read_codebook(write("y.qdc", qdc(chain(20_000))))


def test_sets_of_codes_are_told(write):
    book = f'<Codes>{code("A")}</Codes><Sets><Set guid="{GUID}" name="Mine"><MemberCode guid="{GUID}"/></Set></Sets>'
    assert "sets of codes are not carried over: 'Mine'" in read_codebook(write("x.qdc", BOOK % book)).notes
    assert read_codebook(write("y.qdc", BOOK % f"<Codes>{code('A')}</Codes><Sets/>")).frame.codes[0].id == "a"


def test_headings_that_a_code_has_no_place_for_stay_in_its_definition(write):
    text = "<Description>First.\n\nQuestion:\nIs it?\n\nExample:\nIt is.</Description>"
    (found,) = read_codebook(write("x.qdc", qdc(code("A", text)))).frame.codes
    assert (found.definition, found.example) == ("First.\n\nQuestion:\nIs it?", "It is.")


def test_ids_in_descriptions_that_cannot_be_are_made_anew_and_told(write, tmp_path):
    def told(name, id):
        return code(name, f"<Description>D.\n\nCode:\n{id}</Description>")

    found = read_codebook(write("x.qdc", qdc(told("A", "mine"), told("B", "mine"), told("C", "No Id"))))
    assert [each.id for each in found.frame.codes] == ["mine", "b", "c"]
    assert "'B': the id 'mine' is a duplicate or invalid; 'b' here" in found.notes
    assert loaded(found, tmp_path) == found.frame


def test_a_domain_that_there_is_not_is_left_out_and_told(write, tmp_path):
    text = "<Description>D.\n\nDomain:\nMoon\n\nExpected practices:\nyes\n\nGroup:\ng</Description>"
    found = read_codebook(write("x.qdc", qdc(code("G", text, code("C")))))
    assert (found.frame.groups[0].domain, found.frame.groups[0].practices) == (None, False)
    assert "G: the domain 'Moon' is none of target, framework, partnerships, outcomes; left out" in found.notes
    assert "G: practices need a domain; 'practices' is left out" in found.notes
    assert loaded(found, tmp_path) == found.frame


# Tables by hand.


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_with_any_delimiter_and_names_of_columns(write, delimiter):
    rows = [
        ["Code Name", "Memo", "When to use", "Colour"],
        ["One", "It is one.", "Always.", "red"],
        ["Two", "", "", ""],
    ]
    found = read_codebook(write("t.csv", "\n".join(delimiter.join(row) for row in rows)))
    first, second = found.frame.codes
    assert (first.id, first.label, first.definition, first.use_when) == (
        "one",
        "One",
        "It is one.",
        "Always.",
    )
    assert (second.id, second.definition, second.source) == ("two", TO_BE_WRITTEN, "t.csv, Two")
    assert "columns that are not carried over: 'Colour'" in found.notes
    assert "use_when: to be written for 1 of 2 codes ('two')" in found.notes


def test_a_column_of_groups_makes_groups(write, tmp_path):
    found = read_codebook(
        write("t.csv", "Theme,Group\nCost,Barriers\nTime,Barriers\nTrust,Enablers\nBarriers,Barriers\n")
    )
    assert outline(found) == [
        ("barriers.cost", "barriers", "Cost"), ("barriers.time", "barriers", "Time"),
        ("enablers.trust", "enablers", "Trust"), ("barriers.barriers", "barriers", "Barriers"),
    ]  # fmt: skip
    assert loaded(found, tmp_path) == found.frame


def test_a_theme_beside_codes_is_their_group(write):
    found = read_codebook(write("t.csv", "Theme,Code,Category\nCost,Money,x\nCost,Time,x\n"))
    assert outline(found) == [("x.money", "x", "Money"), ("x.time", "x", "Time")]
    assert "columns that are not carried over: 'Theme'" in found.notes
    found = read_codebook(write("u.csv", "Theme,Code\nCost,Money\nCost,Time\n"))
    assert outline(found) == [("cost.money", "cost", "Money"), ("cost.time", "cost", "Time")]


def test_parents_by_number(write):
    found = read_codebook(write("t.csv", "Id,Parent Id,Title,Description\n2,1,Leaf,a\n1,,Root,b\n3,2,Deep,c\n"))
    assert outline(found) == [
        ("root.leaf", "root", "Leaf"),
        ("root", "root", "Root"),
        ("root.leaf.deep", "root", "Deep"),
    ]


@pytest.mark.parametrize(
    ("header", "paths"),
    [
        ("Path", ["Domain/Code", "Domain/Code/Sub"]),
        ("Hierarchical name", ["Codes\\\\Domain\\Code", "Codes\\\\Domain\\Code\\Sub"]),
        ("Code", ["Domain > Code", "Domain > Code > Sub"]),
        ("Name", ["Domain>>Code", "Domain>>Code>>Sub"]),
    ],
)
def test_paths_as_programs_write_them(write, header, paths):
    found = read_codebook(write("t.csv", "\n".join([header, *paths])))
    assert outline(found) == [("domain.code", "domain", "Code"), ("domain.code.sub", "domain", "Sub")]
    assert "'Domain': named above others, without a row in the table" in found.notes


def test_dots_in_names_divide_only_below_a_code_of_that_name(write):
    found = read_codebook(write("t.csv", "name\n1. First\na\na.b\nc.d\n"))
    assert outline(found) == [
        ("1_first", "codes", "1. First"),
        ("a", "a", "a"),
        ("a.b", "a", "a.b"),
        ("c_d", "codes", "c.d"),
    ]


def test_a_table_of_ones_own_with_ids_in_a_column(write):
    found = read_codebook(write("t.csv", "id,label,definition,example\nx.one,One,D,E\nx.two,Two,D,E\n"))
    assert outline(found) == [("x.one", "codes", "One"), ("x.two", "codes", "Two")]


def test_the_sheet_with_names_is_found_below_a_title_and_the_others_are_told(write):
    content = workbook(
        Notes=[["Made by hand"]],
        Codes=[["Our codebook"], [], ["Code", "Definition"], ["A", "It is 1."], [7.0, None]],
    )
    found = read_codebook(write("t.xlsx", content))
    assert [(each.label, each.definition) for each in found.frame.codes] == [
        ("A", "It is 1."),
        ("7", TO_BE_WRITTEN),
    ]
    assert "sheets that are not carried over: 'Notes'" in found.notes
    assert "lines above the table that are not carried over: 'Our codebook'" in found.notes


@settings(max_examples=25)
@given(st.lists(st.text(min_size=1).filter(lambda name: name.strip() and "\0" not in name), min_size=1, max_size=8))
def test_any_names_make_a_frame(tmp_path_factory, names):
    path = tmp_path_factory.getbasetemp() / "any.sqlite3"
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.executescript("CREATE TABLE projects (id, name); CREATE TABLE tags (id, path, description);")
    distinct = {name.strip(): name for name in names if name.isprintable()}
    base.execute("INSERT INTO projects VALUES (1, 'P')")
    base.executemany("INSERT INTO tags VALUES (?, ?, '')", enumerate(distinct.values()))
    base.commit()
    base.close()
    if distinct:
        labels = {each.label for each in read_codebook(path).frame.codes}
        assert set(distinct) <= labels


# Files that cannot be read: one clear error each.


def broken_workbook() -> bytes:
    whole = workbook(Codes=[["name"], ["A"]])
    parts = {
        part: zipfile.ZipFile(io.BytesIO(whole)).read(part) for part in zipfile.ZipFile(io.BytesIO(whole)).namelist()
    }
    return archive({**parts, "xl/worksheets/sheet1.xml": b"<worksheet"})


def two_of_a_name() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("project.qde", qdc(code("A")))
        file.writestr("project.qde", qdc(code("B")))
    return stream.getvalue()


def link() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        held = zipfile.ZipInfo("sources/a.txt")
        held.external_attr = 0o120777 << 16
        file.writestr(held, "/etc/hostname")
        file.writestr("project.qde", qdc(code("A")))
    return stream.getvalue()


BROKEN = {
    "empty": ("x.qdc", lambda: b" \n", "file must have content"),
    "cut off": ("x.qdc", lambda: qdc(code("A"))[:-20], "file must be complete XML"),
    "entities": (
        "x.qdc",
        lambda: START + '<!DOCTYPE CodeBook [<!ENTITY a "b">]>' + qdc(code("&a;")).removeprefix(START),
        "XML must be without declarations of its own",
    ),
    "other XML": ("x.qdc", lambda: '<CodeBook xmlns="urn:other"/>', "must be a REFI-QDA codebook or project"),
    "no codes": ("x.qdc", lambda: BOOK % "<Codes/>", "file must contain a code, got none"),
    "groups only": ("x.qdc", lambda: qdc(code("A", codable="false")), "file must contain a code, got groups only"),
    "no name": ("x.qdc", lambda: qdc(code("A"), code(" ")), "code 2: name must be given, got nothing"),
    "project without codes": (
        "x.qdpx",
        lambda: archive({"project.qde": '<Project xmlns="urn:QDA-XML:project:1.0" name="P"/>'}),
        "XML must contain a CodeBook, got a 'Project' without one",
    ),
    "no project": ("x.qdpx", lambda: archive({"sources/a.txt": "a"}), "archive must contain one project file (.qde), got none"),
    "two projects": (
        "x.qdpx",
        lambda: archive({"a.qde": "a", "b.qde": "b"}),
        "archive must contain one project file (.qde), got 'a.qde', 'b.qde'",
    ),
    "out of the archive": (
        "x.qdpx",
        lambda: archive({"project.qde": qdc(code("A")), "../x": "x"}),
        "each part of the archive must stay within it, got '../x'",
    ),
    "a drive": (
        "x.qdpx",
        lambda: archive({"project.qde": qdc(code("A")), "C:/x": "x"}),
        "each part of the archive must stay within it, got 'C:/x'",
    ),
    "a name twice": ("x.qdpx", two_of_a_name, "must have its own name, got 'project.qde' 2 times"),
    "a link": ("x.qdpx", link, "must be a file or folder, got the link 'sources/a.txt'"),
    "a bomb": (
        "x.qdpx",
        lambda: archive({"project.qde": qdc(code("A" * 20_000_000))}),
        "part must unpack to an ordinary size",
    ),
    "half an archive": ("x.qdpx", lambda: archive({"project.qde": qdc(code("A"))})[:60], "file must be a complete archive"),
    "a workbook in pieces": ("x.xlsx", broken_workbook, "file must be a complete workbook"),
    "a document": ("x.docx", lambda: archive({"a.xml": "a", "word/document.xml": "a"}), "file must be a"),
    "an empty workbook": ("x.xlsx", lambda: workbook(Sheet=[]), "workbook must have a cell with content"),
    "no such column": (
        "x.xlsx",
        lambda: workbook(Sheet=[["Colour", "Size"], ["red", 1]]),
        "table must have a row that names a column 'name', 'code', 'tag' or 'path', got 'Colour, Size'",
    ),
    "a header only": ("x.csv", lambda: "tag,description\n", "file must contain a code, got none"),
    "rows of another width": ("x.csv", lambda: "tag,description\na\n", "row 2: row must have 2 cells like the first row"),
    "a row without a name": ("x.csv", lambda: "name,definition\nA,a\n,b\n", "row 3: name must be given, got nothing"),
    "a circle": ("x.csv", lambda: "name,parent\nA,B\nB,A\nC,\n", "got a circle of 'A', 'B'"),
    "a path without end": ("x.csv", lambda: "tag,description\n" + "a." * 200 + "a,b\n", "path must be of at most 100 parts"),
    "another database": ("x.sqlite3", lambda: b"SQLite format 3\0" + bytes(100), "database must be a Taguette project"),
    "something else": ("x.bin", lambda: zlib.compress(b"nothing"), "file must be a REFI-QDA codebook, a Taguette codebook"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_one_clear_error(write, name):
    file, content, message = BROKEN[name]
    path = write(file, content())
    with pytest.raises(ReadError) as caught:
        read_codebook(path)
    assert len(caught.value.faults) == 1
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_several_projects_in_one_database(write, tmp_path):
    path = tmp_path / "two.sqlite3"
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE projects (id, name); CREATE TABLE tags (id, path, description);"
        "INSERT INTO projects VALUES (1, 'One'), (2, 'Two');"
    )
    base.close()
    with pytest.raises(ReadError, match=r"contain one Taguette project, got 'One \(1\)', 'Two \(2\)'"):
        read_codebook(path)


def test_a_view_in_place_of_a_table_is_refused(tmp_path):
    path = tmp_path / "ever.sqlite3"
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE projects (id, name); INSERT INTO projects VALUES (1, 'P');"
        "CREATE VIEW tags AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
        " SELECT id, 'a' AS path, '' AS description FROM n WHERE id < 0;"
    )
    base.close()
    with pytest.raises(ReadError, match=r"be a Taguette project, .* got a database without 'tags'"):
        read_codebook(path)


def test_values_of_any_length_in_a_database_are_refused(tmp_path):
    path = tmp_path / "long.sqlite3"
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE projects (id, name); INSERT INTO projects VALUES (1, 'P');"
        "CREATE TABLE tags (id, path, description AS (hex(zeroblob(100000000)))); INSERT INTO tags VALUES (1, 'a');"
    )
    base.close()
    with pytest.raises(ReadError, match="string or blob too big"):
        read_codebook(path)


def test_a_name_of_nothing_but_dots_takes_no_time(write):
    found = read_codebook(write("x.qdc", qdc(code("a." * 200_000), code("b"))))
    assert [each.id for each in found.frame.codes] == ["_".join("a" * 20), "b"]


def test_an_xlsform_is_no_codebook(write):
    path = write("form.xlsx", workbook(survey=[["type", "name"], ["text", "a"]], choices=[["list_name", "name"]]))
    with pytest.raises(ReadError, match=r"got the sheets of an XLSForm\.\n  Hint: cs-research instrument import"):
        read_codebook(path)


def test_each_reader_knows_its_own_files_by_their_head():
    heads = {
        refi: [qdc().encode(), b"\xef\xbb\xbf" + qdc().encode(), archive({"Project.qde": "x"})],
        taguette: [b"SQLite format 3\0", b"tag,description\n", b'\xef\xbb\xbf"tag","description"\n'],
        table: [b"Code;Memo\n", b"a,name\n", workbook(Sheet=[["name"]])],
    }
    for reader, known in heads.items():
        for head in known:
            assert next(each for each in (refi, taguette, table) if each.fits(head[:4096])) is reader
    for other in (
        b"",
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        b"Just a sentence.\n",
        archive({"word/document.xml": "x"}),
    ):
        assert not any(reader.fits(other) for reader in (refi, taguette, table))
