"""Questionnaires written for LimeSurvey and Qualtrics and read back: items, answers, ids, titles and routes."""

import pytest

from cs_research.formats.definition_files import INSTRUMENTS, read_instrument

TITLE = "Contextual Safeguarding in Youth Justice Services, survey of services 2022"


@pytest.fixture(params=["limesurvey", "limesurvey-tsv", "qualtrics"])
def there_and_back(request, tmp_path):
    """Write an instrument in a format and read it again; the file is recognised by its content."""
    kind = INSTRUMENTS[request.param]

    def read_back(instrument):
        path = tmp_path / f"survey{kind.suffix}"
        path.write_bytes(kind.write(instrument).content)
        return read_instrument(path).instrument

    read_back.format = request.param
    return read_back


def test_the_shipped_survey_comes_back_item_by_item(there_and_back, instrument, laid_out):
    back = there_and_back(instrument)
    assert laid_out(back) == laid_out(instrument)
    assert back.title == TITLE
    assert len(back.items) == 16
    if there_and_back.format == "qualtrics":
        assert not any(item.columns for item in back.items)
    else:
        assert [item.role for item in back.items] == [item.role for item in instrument.items]
        assert [item.scale for item in back.items] == [item.scale for item in instrument.items]


def test_every_survey_that_ships_comes_back_with_its_routes(there_and_back, shipped, laid_out):
    back = there_and_back(shipped)
    assert laid_out(back) == laid_out(shipped)
    assert [item.asked_if for item in back.items] == [item.asked_if for item in shipped.asked]


def test_awkward_texts_ids_values_and_routes_come_back(there_and_back, awkward, laid_out, routes):
    back = there_and_back(awkward)
    assert laid_out(back) == laid_out(awkward)
    assert back.title == 'Awkward & "quoted" <survey>'
    found = {item.id: (item.asked_if.item, item.asked_if.points) for item in back.items if item.asked_if}
    assert found == routes
    if there_and_back.format == "limesurvey":
        assert back.item("token").columns == ("qtoken",)
