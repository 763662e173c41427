"""Real exports with letters changed, left out and put in: read, or refused in a sentence, never anything else."""

from __future__ import annotations

import random

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.formats.surveys.recognition import PLATFORMS

#: A file, and a column of it that holds text.
FILES = {
    "data/qualtrics/qualtRics/sample.csv": "Q2",
    "data/qualtrics/qualtRics/sample_legacy.csv": "Q2",
    "data/qualtrics/QualtricsTools/Multiple_Answer_MC_Questions.csv": "mc_question_five_2_TEXT",
    "data/surveymonkey/cncf/cnswp-survey-raw-data.redacted.csv": "How did you find out about the whitepaper? - Other (please specify)",
    "data/kobo/kpi/transportation_export.xlsx": "transport/available_transportation_types_to_referral_facility_other",
    "data/kobo/kpi/tutorial_w_repeats.csv": "name",
    "data/redcap/REDCapR/simple_data.csv": "name_first",
    "data/redcap/REDCapR/checkboxes-1_data.csv": "desired_result",
}
PUT_IN = [b",", b";", b'"', b"\n", b"\r", b"\t", b"\x00", b"{", b"=", b"\xff", b"\xe9", b"\xef\xbb\xbf"]
EACH = 25


def mutated(data, rng):
    """The bytes with one to twenty changes."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 20])):
        at = rng.randrange(max(len(out), 1))
        change = rng.randrange(5)
        if change == 0 and out:
            out[at] = rng.randrange(256)
        elif change == 1:
            del out[at : at + rng.randrange(1, 60)]
        elif change == 2:
            out[at:at] = rng.choice(PUT_IN)
        elif change == 3:
            out[at:at] = out[at // 2 : at // 2 + 80]
        elif rng.random() < 0.2:
            del out[at:]
    return bytes(out)


@pytest.mark.parametrize("name", FILES)
def test_a_mutated_export_is_read_or_refused_in_a_sentence(shared, draw, tmp_path, name):
    data = shared(name).read_bytes()
    small = draw({"id": "said", "kind": "open"})
    rng = random.Random(name)
    path = tmp_path / "export.csv"
    outcomes = set()
    for _ in range(EACH):
        path.write_bytes(mutated(data, rng))
        platform = rng.choice(
            ["auto", "auto", "auto", *(each for each in PLATFORMS if each not in {"spss", "stata"})]
        )
        try:
            read_survey(
                path, small, columns={"said": FILES[name]}, platform=platform, keep=["test", "unfinished"]
            )
            outcomes.add("read")
        except ReadError as error:
            outcomes.add("refused")
            assert str(error).startswith(str(path)) or str(error).startswith(("columns", "options"))
    assert "refused" in outcomes
