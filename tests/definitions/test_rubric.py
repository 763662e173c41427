"""The rubric that ships: a descriptor in each cell."""

from cs_research.definitions import load_rubric


def test_the_rubric_has_96_descriptors_each_in_its_cell():
    rubric = load_rubric("rubric/traffic-light")
    assert len(rubric.cells) == 32
    texts = [getattr(cell, colour) for cell in rubric.cells for colour in ("red", "amber", "green")]
    assert len(set(texts)) == 96
    assert [colour.score for colour in rubric.colours] == [0, 0.5, 1]
    assert all(cell.source for cell in rubric.cells)
    assert rubric.cell("outcomes", "context", "response").stage == "response"
