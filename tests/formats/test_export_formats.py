"""The table of formats: every writer is there, and a name that is none leads to one."""

from __future__ import annotations

import pytest

from cs_research.errors import PublishError
from cs_research.formats.definition_files import FRAMES, INSTRUMENTS, format_of


@pytest.mark.parametrize("known", [INSTRUMENTS, FRAMES])
def test_each_format_has_its_writer(known):
    for name in known:
        assert callable(format_of(name, known).write)


@pytest.mark.parametrize(
    ("known", "name", "hint"),
    [
        (INSTRUMENTS, "lss", "did you mean 'limesurvey'?"),
        (INSTRUMENTS, "KoBo", "did you mean 'xlsform'?"),
        (INSTRUMENTS, "word", "did you mean 'docx'?"),
        (INSTRUMENTS, "qualtric", "did you mean 'qualtrics'?"),
        (FRAMES, ".xlsx", "did you mean 'taguette-xlsx' or 'nvivo'?"),
        (FRAMES, "maxqda", "did you mean 'qdc'?"),
        (FRAMES, "pdf", ""),
        (FRAMES, ".", ""),
    ],
)
def test_a_name_that_is_none_leads_to_one(known, name, hint):
    with pytest.raises(PublishError) as caught:
        format_of(name, known)
    assert caught.value.faults[0].hint == hint
