"""Our projects: valid, the same bytes each time, and every segment comes back to the character."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cs_research.definitions.coding_frame import STANCES
from cs_research.formats.definition_files import read_codebook
from cs_research.formats.qda import refi, refi_project_writer
from cs_research.formats.qda.projects import read_project
from cs_research.records import Codings, Segment, Source, Turn


def segment(source, turn, start, end, **more):
    fields = {"id": "f-1", "code": "target.places", "stance": "shown", "coder": "Ann C.", "memo": ""} | more
    quote = source.turn(turn).text[start:end]
    return Segment(source=source.id, turn=turn, start=start, end=end, quote=quote, **fields)


@pytest.fixture(scope="module")
def codings(small_frame, sources):
    group, plan = sources
    segments = (
        segment(group, 1, 0, 13, memo="see <plan>\nagain"),
        segment(group, 1, 0, 13, id="f-2", code="target.groups", stance="contrary", coder="Ben D."),
        segment(group, 2, 0, 27, id="f-3", code="barriers.time", stance="partly"),
        segment(group, 3, 0, 10, id="f-4"),
        segment(group, 4, 0, 7, id="f-4"),
        segment(plan, 1, 0, 6, id="f-5", code="target.groups"),
    )
    return Codings(small_frame, sources, segments)


def written(codings, tmp_path):
    path = tmp_path / "study.qdpx"
    path.write_bytes(refi_project_writer.write(codings, name="study", title="A study").content)
    return path


def comparable(codings):
    """Segments as a reader gives them: parts of one segment are one passage from the first to the last."""
    texts = {source.id: refi_project_writer.source_text(source) for source in codings.sources}
    spans = {}
    for each in codings.segments:
        at = texts[each.source].starts[each.turn - 1]
        first = spans.setdefault(each.id, [each, at + each.start, at + each.end])
        first[1], first[2] = min(first[1], at + each.start), max(first[2], at + each.end)
    return {
        (it.source, start, end, texts[it.source].text[start:end], it.code, it.stance, it.coder, it.memo.strip())
        for it, start, end in spans.values()
    }


def came_back(found):
    return {
        (it.document, it.start, it.end, it.quote, it.code_id, it.stance, it.coder, it.memo) for it in found.passages
    }


def test_every_segment_comes_back_with_its_stance_coder_and_memo(codings, tmp_path):
    found = read_project(written(codings, tmp_path))
    assert came_back(found) == comparable(codings)
    assert {(it.quote, it.code) for it in found.passages if it.stance == "contrary"} == {
        ("We draw a map", ("Target", "Groups"))
    }
    assert "We walk it\n\nBen: We walk" in {it.quote.replace(" with them, mostly.", "") for it in found.passages}


def test_it_fits_the_published_schema(codings, tmp_path, shared):
    schema = etree.XMLSchema(file=str(shared("data/refi_qda/schemas/Project.xsd")))
    for each in (codings, replace(codings, segments=())):
        with zipfile.ZipFile(written(each, tmp_path)) as archive:
            schema.assertValid(etree.fromstring(archive.read("project.qde")))


def test_the_made_up_study_fits_the_schema_and_comes_back(demo_data, tmp_path, shared):
    path = written(demo_data.codings, tmp_path)
    schema = etree.XMLSchema(file=str(shared("data/refi_qda/schemas/Project.xsd")))
    with zipfile.ZipFile(path) as archive:
        schema.assertValid(etree.fromstring(archive.read("project.qde")))
    assert came_back(read_project(path)) == comparable(demo_data.codings)


def test_it_has_one_flat_folder_of_texts_and_the_same_bytes_each_time(codings, tmp_path):
    path = written(codings, tmp_path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        texts = [archive.read(name).decode() for name in names[1:]]
    assert names[0] == "project.qde"
    assert all(name.startswith("sources/") and name.endswith(".txt") and name.count("/") == 1 for name in names[1:])
    assert texts[0].startswith("Ann: We draw a map")
    assert path.read_bytes() == refi_project_writer.write(codings, name="study", title="A study").content


def test_codes_have_the_guids_of_the_codebook_and_stances_are_no_codes_of_it(codings, tmp_path):
    path = written(codings, tmp_path)
    with zipfile.ZipFile(path) as archive:
        project = archive.read("project.qde").decode()
    assert refi.guid_of(codings.frame, "target.places") in refi.write(codings.frame).content.decode()
    assert refi.guid_of(codings.frame, "target.places") in project
    assert read_codebook(path).frame.codes == codings.frame.codes


def test_what_the_standard_has_no_place_for_is_listed(codings):
    group, plan = codings.sources
    timed = replace(group, turns=tuple(turn._replace(start=1.5, part="p") for turn in group.turns))
    frame = codings.frame.model_copy(
        update={"codes": tuple(it.model_copy(update={"retired": "too wide"}) for it in codings.frame.codes)}
    )
    lost = refi_project_writer.write(Codings(frame, (timed, plan), codings.segments), name="s").lost
    assert "times of turns (1): a-group" in lost
    assert "sections of case studies (1): a-group" in lost
    assert any(line.startswith("retired codes that segments have are codes like any other (3)") for line in lost)


LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff"), min_size=1, max_size=30)


@st.composite
def any_codings(draw, frame):
    turns = tuple(
        Turn(n + 1, draw(st.sampled_from(["", "Ann", "Bén"])), text)
        for n, text in enumerate(draw(st.lists(LETTERS, min_size=1, max_size=4)))
    )
    source = Source(id="a", kind="interview", site="A", title="", turns=turns)
    segments = []
    for number in range(draw(st.integers(0, 6))):
        turn = draw(st.sampled_from(turns))
        start = draw(st.integers(0, len(turn.text) - 1))
        end = draw(st.integers(start + 1, len(turn.text)))
        code, stance = draw(st.sampled_from([code.id for code in frame.codes])), draw(st.sampled_from(STANCES))
        fields = {"code": code, "stance": stance, "coder": draw(st.sampled_from(["Ann C.", "Ben D."]))}
        segments.append(segment(source, turn.number, start, end, id=f"f-{number}", **fields))
    return Codings(frame, (source,), tuple(segments))


@given(data=st.data())
def test_any_segments_of_any_letters_come_back_to_the_character(data, small_frame, tmp_path_factory):
    codings = data.draw(any_codings(small_frame))
    found = read_project(written(codings, tmp_path_factory.mktemp("any")), offsets="characters lf")
    assert came_back(found) == comparable(codings)
