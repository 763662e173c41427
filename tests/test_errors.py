"""Messages: place, thing, rule, found, hint; at most ten."""

from cs_research.errors import Fault, ResearchError, closest, join_names


def test_a_fault_says_where_what_rule_and_what_was_found():
    fault = Fault("study.yaml, line 3", "survey", "exist", "nothing", "look again")
    assert str(fault) == "study.yaml, line 3: survey must exist, got nothing.\n  Hint: look again"


def test_an_error_shows_ten_faults_and_counts_the_rest():
    error = ResearchError(Fault("f", f"t{n}", "be", "x") for n in range(13))
    lines = str(error).split("\n")
    assert len(lines) == 11
    assert lines[-1] == "... and 3 more faults."
    assert len(error.faults) == 13


def test_the_closest_name_is_suggested_whatever_its_case():
    assert closest("Knowlege", ["knowledge", "role"]) == "did you mean 'knowledge'?"
    assert closest("zebra", ["knowledge", "role"]) == ""


def test_names_are_listed_as_in_a_sentence():
    assert join_names(["a"]) == "'a'"
    assert join_names(["a", "b", "c"]) == "'a', 'b' or 'c'"
    assert join_names([str(n) for n in range(20)], limit=3) == "'0', '1', '2' or one of 17 more"
