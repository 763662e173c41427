"""The reference document of Word reports: headings stay with what follows, and lines are left-aligned."""

import docx
import pytest

from cs_research.reporting.render.word_style import reference_document


@pytest.fixture(scope="module")
def styles(tmp_path_factory):
    return docx.Document(reference_document(tmp_path_factory.mktemp("word") / "reference.docx")).styles


def test_text_is_of_one_font_and_headings_keep_with_what_follows(styles):
    for name in ("Normal", "Heading 1", "Table Caption"):
        assert styles[name].font.name == "Arial"
    assert styles["Heading 2"].paragraph_format.keep_with_next
    assert not styles["Body Text"].paragraph_format.keep_with_next
    assert styles["Heading 1"].font.size > styles["Heading 2"].font.size > styles["Body Text"].font.size


def test_a_quotation_has_styles_for_its_text_and_source(styles):
    quotations = [style.name for style in styles if "Quotation" in style.name]
    assert len(quotations) >= 2
    assert all(styles[name].base_style.name == "Body Text" for name in quotations)
