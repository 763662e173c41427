"""The pairing fits the instrument and the coding frame, or every misfit is reported."""

from cs_research.definitions import load_pairing


def test_the_pairing_fits_the_instrument_and_the_frame(instrument, frame):
    pairing = load_pairing("pairing")
    assert list(pairing.faults("pairing", instrument, frame)) == []
    paired = [code for claim in pairing.claims for code in claim.evidence]
    assert sorted(paired) == sorted(code.id for code in frame.practices())


def test_a_pairing_that_names_what_does_not_exist_is_told(instrument, frame):
    pairing = load_pairing("pairing")
    claim = pairing.claims[0].model_copy(
        update={
            "confidence": (pairing.claims[0].confidence[0].model_copy(update={"net": "confidnt"}),),
            "evidence": ("target.asessments", "framework.language"),
        }
    )
    broken = pairing.model_copy(update={"claims": (claim,)})
    assert [str(fault) for fault in broken.faults("p.yaml", instrument, frame)] == [
        "p.yaml, claims[assess_and_record]: confidence must name a net of the scale of 'assess_contexts', "
        "'confident' or 'not_confident', got 'confidnt'.\n  Hint: did you mean 'confident'?",
        "p.yaml, claims[assess_and_record]: evidence must be a practice of frame coding-frame/2023, "
        "got 'target.asessments'.\n  Hint: did you mean 'target.assessments'?",
        "p.yaml, claims[assess_and_record]: evidence must be a practice of the claim's domain 'target', "
        "got 'framework.language'.",
    ]
