"""DDI-Codebook: valid, read back variable by variable, and silent where too few answered."""

import pandas as pd
import pytest
from lxml import etree

from cs_research.definitions import load_instrument, shipped_names
from cs_research.definitions.instrument import (
    Condition,
    Instrument,
    Item,
    Net,
    Point,
    Population,
    Scale,
    Source,
)
from cs_research.demo.survey import ANSWERS, TICKS
from cs_research.errors import PublishError
from cs_research.formats import read_survey
from cs_research.formats.surveys import ddi
from cs_research.protection.answer_counts import count_answers
from cs_research.records import ReadReport, Responses

DDI = {"d": "ddi:codebook:2_6"}


def write(instrument, responses=None, minimum=5):
    return ddi.write(instrument, responses, count_answers(instrument, responses, minimum))


LIKES = Scale(
    id="likes",
    points=(
        Point(id="no", label='Not "at all"'),
        Point(id="yes", label="Yes < & 🎉", value="5"),
        Point(id="unsure", label="Not sure", absence="dont_know", value="98"),
        Point(id="none", label="No such thing", absence="not_applicable", drawn=False, value="99"),
    ),
    nets=(Net(id="likes", label="likes it", points=("yes",)),),
)
KINDS = Scale(id="kinds", kind="nominal", points=(Point(id="cod", label="Cod"), Point(id="eel", label="Eel")))


def small() -> Instrument:
    """Routing on single and multiple items, a chain of it, awkward wording, retired parts, a named answer."""
    options = (
        Point(id="salt", label="Salt </labl>"),
        Point(id="sand", label="RETIRED SAND", retired="nobody chose it"),
        Point(id="vinegar", label="Vinegar"),
    )
    items = (
        Item(id="who", kind="single", role="identifier", text="Which fish are you?", scale="kinds", source="own"),
        Item(id="fish", kind="single", text="Do you like 'fish' &\n<b>chips</b>?", label="Fish", scale="likes",
             domain="target", source="page 1", note="asked first"),
        Item(id="with", kind="multiple", text="With what?", options=options, source="own",
             asked_if=Condition(item="fish", points=("yes",))),
        Item(id="1st", kind="single", text="Which came first?", scale="kinds", source="own",
             asked_if=Condition(item="with", points=("salt", "sand"))),
        Item(id="old", kind="single", text="RETIRED QUESTION", scale="kinds", retired="asked too much", source="own"),
        Item(id="sea", kind="single", text="Is there a sea?", scale="likes", source="own"),
        Item(id="why", kind="open", text="Why?\x07", source="own"),
    )  # fmt: skip
    return Instrument(
        type="instrument",
        id="small",
        version="1",
        title="Fish & <chips>",
        description="Line one.\nLine two.",
        source=Source(title="A & B", publisher="<us>", year=2024, reference="no. 7", url="https://example.org/?a=1&b=2"),
        population=Population(size=12, unit="child", units="children"),
        scales=(LIKES, KINDS),
        items=items,
    )  # fmt: skip


def answers(absent: tuple[str, ...] = ()) -> Responses:
    """Eight children: four like it, of whom three take salt; for three there is no such thing as a sea."""
    fish = ["yes"] * 4 + ["no"] * 2 + ["unsure", None]
    asked = [point == "yes" for point in fish]
    salt = [True, True, True, False]
    frame = pd.DataFrame(
        {
            "who": pd.Categorical(["cod", "eel"] * 4, categories=["cod", "eel"]),
            "fish": pd.Categorical(fish, categories=["no", "yes", "unsure", "none"]),
            "with.salt": pd.array([*salt, *[pd.NA] * 4], dtype="boolean"),
            "with.sand": pd.array([True, *[False] * 3, *[pd.NA] * 4], dtype="boolean"),
            "with.vinegar": pd.array([False, False, False, True, *[pd.NA] * 4], dtype="boolean"),
            "with.not_asked": [not each for each in asked],
            "1st": pd.Categorical(["cod", "eel", None, None] + [None] * 4, categories=["cod", "eel"]),
            "1st.not_asked": [False] * 3 + [True] * 5,
            "old": pd.Categorical(["eel"] * 8, categories=["cod", "eel"]),
            "sea": pd.Categorical(["none"] * 3 + [None] * 5, categories=["no", "yes", "unsure", "none"]),
            "why": ["SECRET WORDS"] * 8,
        }
    )
    report = ReadReport(file="small.csv", platform="tidy", rows=8, kept=8, absent_items=absent)
    return Responses(small(), "2024", frame, report)


@pytest.fixture(params=["small", "yjs-survey/2022", "student-safety"])
def asked(request) -> Instrument:
    if request.param == "small":
        return small()
    named = [name for name in shipped_names() if name.startswith(request.param)]
    if not named:
        pytest.skip(f"{request.param} does not ship yet")
    return load_instrument(named[-1])


@pytest.fixture(scope="module")
def schema(shared):
    path = shared("data/ddi-codebook-2.6/codebook.xsd")
    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))


@pytest.fixture(scope="module")
def demo(demo_study, instrument) -> Responses:
    return read_survey(demo_study.parent / "survey" / "qualtrics.csv", instrument)


def parsed(content: bytes):
    return etree.fromstring(content, etree.XMLParser(no_network=True, resolve_entities=False))


def variables(content: bytes):
    return {each.get("name"): each for each in parsed(content).iterfind(".//d:var", DDI)}


def said(element, path: str) -> str:
    return element.findtext(path, namespaces=DDI)


def frequencies(variable) -> dict[str, str]:
    return {
        said(each, "d:catValu"): said(each, "d:catStat[@type='freq']") for each in variable.iterfind("d:catgry", DDI)
    }


def sums(variable) -> dict[str, str]:
    return {each.get("otherType") or each.get("type"): each.text for each in variable.iterfind("d:sumStat", DDI)}


def test_a_codebook_is_valid_without_answers(asked, schema):
    schema.assertValid(parsed(write(asked).content))


def test_a_codebook_is_valid_with_answers(schema, demo, instrument):
    for written in (
        write(instrument, demo),
        write(instrument, demo, minimum=40),
        write(small(), answers()),
        write(small(), answers(("sea",)), minimum=0),
    ):
        schema.assertValid(parsed(written.content))


def test_a_codebook_is_read_back_item_by_item(asked):
    root = parsed(write(asked).content)
    groups = {each.get("name"): each for each in root.iterfind(".//d:varGrp[@type='multipleResp']", DDI)}
    waiting = list(root.iterfind(".//d:var", DDI))
    for number, item in enumerate((each for each in asked.items if not each.retired), start=1):
        options = [point for point in item.options if not point.retired]
        own = [waiting.pop(0) for _ in options or [item]]
        assert {said(each, "d:qstn/d:qstnLit") for each in own} == {item.text.replace("\x07", "\ufffd")}
        assert {each.find("d:qstn", DDI).get("seqNo") for each in own} == {str(number)}
        assert {each.find("d:qstn", DDI).get("responseDomainType") for each in own} == {
            {"single": "category", "multiple": "multiple", "open": "text"}[item.kind]
        }
        assert all((said(each, "d:universe") is None) == (item.asked_if is None) for each in own)
        if item.kind == "multiple":
            names = [f"{item.id}.{option.id}" for option in options]
            assert [each.get("name") for each in own] == names
            assert [said(each, "d:labl") for each in own] == [option.label for option in options]
            assert groups[item.id].get("var").split() == [each.get("ID") for each in own]
            assert said(groups[item.id], "d:txt") == item.text
        elif item.kind == "single":
            assert own[0].get("name") == item.id and own[0].get("nature") == asked.scale_of(item).kind
            points = asked.scale_of(item).points
            found = own[0].findall("d:catgry", DDI)
            assert [said(each, "d:labl") for each in found] == [point.label for point in points]
            assert [each.get("missType") for each in found] == [point.absence for point in points]
            assert [each.get("missing", "N") for each in found] == ["Y" if each.absence else "N" for each in points]
        else:
            assert own[0].get("name") == item.id and own[0].find("d:catgry", DDI) is None
            assert own[0].find("d:varFormat", DDI).get("type") == "character"
    assert not waiting


def test_values_are_those_of_exports_and_nets_name_their_points():
    fish = variables(write(small()).content)["fish"]
    assert [said(each, "d:catValu") for each in fish.iterfind("d:catgry", DDI)] == ["1", "5", "98", "99"]
    assert [each.get("ID") for each in fish.iterfind("d:catgry", DDI)] == [
        "fish.no", "fish.yes", "fish.unsure", "fish.none",
    ]  # fmt: skip
    (net,) = fish.iterfind("d:catgryGrp", DDI)
    assert (net.get("catgry"), said(net, "d:labl")) == ("fish.yes", "likes it")


def test_routing_is_told_in_words():
    found = variables(write(small()).content)
    assert said(found["with.salt"], "d:universe") == "Those who chose ‘Yes < & 🎉’ in question 2 (fish)."
    assert said(found["with.salt"], "d:qstn/d:preQTxt") == (
        "Answer question 3 only if you chose ‘Yes < & 🎉’ in question 2. Otherwise go on to question 5."
    )
    assert said(found["1st"], "d:universe") == "Those who chose ‘Salt </labl>’ in question 3 (with)."
    assert found["1st"].get("ID") == "_1st"


def test_the_study_and_its_source_are_described():
    root = parsed(write(small()).content)
    assert said(root, "d:stdyDscr/d:citation/d:titlStmt/d:titl") == "Fish & <chips>"
    assert said(root, "d:stdyDscr/d:citation/d:titlStmt/d:IDNo") == "small"
    assert said(root, "d:stdyDscr/d:citation/d:verStmt/d:version") == "1"
    producer = root.find("d:stdyDscr/d:citation/d:prodStmt/d:producer", DDI)
    assert (producer.text, producer.get("role")) == (
        "<us>",
        "publisher of what the questionnaire was drawn from",
    )
    scope = root.find("d:stdyDscr/d:stdyInfo", DDI)
    assert said(scope, "d:abstract") == "Line one.\nLine two."
    assert said(scope, "d:sumDscr/d:anlyUnit") == "child"
    assert said(scope, "d:sumDscr/d:universe") == "All children"
    assert said(scope, "d:notes[@type='population']") == "12"
    source = root.find("d:stdyDscr/d:othrStdyMat/d:relPubl/d:citation", DDI)
    assert [each.text for each in source.iter() if each.text and each.text.strip()] == [
        "A & B", "https://example.org/?a=1&b=2", "<us>", "2024", "no. 7",
    ]  # fmt: skip
    assert said(root, "d:fileDscr/d:fileTxt/d:dimensns/d:varQnty") == "7"
    assert said(root, "d:fileDscr/d:fileTxt/d:dimensns/d:caseQnty") is None


def test_parts_of_the_questionnaire_are_groups():
    root = parsed(write(small()).content)
    found = [
        (each.get("name"), each.get("var"), each.get("varGrp"))
        for each in root.iterfind(".//d:varGrp[@type='section']", DDI)
    ]
    assert found == [
        ("background", "who", None), ("target", "fish", None), ("further", "_1st sea why", "with"),
    ]  # fmt: skip


def test_without_answers_there_are_no_numbers(instrument):
    root = parsed(write(instrument).content)
    assert not root.findall(".//d:catStat", DDI) and not root.findall(".//d:sumStat", DDI)


def test_frequencies_are_those_of_the_made_up_survey(demo, instrument):
    written = write(instrument, demo)
    found = variables(written.content)
    for item, counts in ANSWERS.items():
        points = [point.id for point in instrument.scale_of(instrument.item(item)).points]
        expected = {str(place): str(counts.get(point, 0)) for place, point in enumerate(points, start=1)}
        assert frequencies(found[item]) == expected
    assert frequencies(found["knowledge"]) == {"1": "1", "2": "3", "3": "22", "4": "24", "5": "7"}
    assert sums(found["knowledge"]) == {"vald": "57", "invd": "0", "blank": "0", "not_asked": "0"}
    # 1 + 2 + 5 + 33 + 14 = 55 of 57 answered; at local_work four were not sure, which is no valid answer.
    assert sums(found["assess_contexts"]) == {"vald": "55", "invd": "2", "blank": "2", "not_asked": "0"}
    assert frequencies(found["local_work"]) == {"1": "2", "2": "14", "3": "37", "4": "4"}
    assert sums(found["local_work"]) == {"vald": "53", "invd": "4", "blank": "0", "not_asked": "0"}
    for option, ticks in TICKS["barriers"].items():
        assert frequencies(found[f"barriers.{option}"]) == {"1": str(ticks), "0": str(56 - ticks)}
    assert sums(found["enablers.police"]) == {"vald": "55", "invd": "2", "blank": "2", "not_asked": "0"}
    root = parsed(written.content)
    assert said(root, "d:fileDscr/d:fileTxt/d:dimensns/d:caseQnty") == "57"


def test_a_question_that_too_few_answered_is_withheld(demo, instrument):
    # 1 + 22 + 15 = 38 answered 'appropriate'; every other question has at least 55 answers.
    written = write(instrument, demo, minimum=39)
    found = variables(written.content)
    hidden = [name for name, each in found.items() if each.find("d:sumStat", DDI) is None]
    assert hidden == ["service", "appropriate", "best_part", "why_appropriate", "challenges"]
    appropriate = found["appropriate"]
    assert set(frequencies(appropriate).values()) == {None}
    assert said(appropriate, "d:notes[@type='frequencies']") == (
        "Counts are withheld: fewer than 39 answered, or fewer answered the question that leads to this one."
    )
    assert "frequencies, with a note that says why: appropriate" in written.lost
    assert frequencies(variables(write(instrument, demo, minimum=38).content)["appropriate"])["4"] == "22"


def test_the_three_absences_stay_apart():
    found = variables(write(small(), answers(), minimum=0).content)
    assert frequencies(found["fish"]) == {"1": "2", "5": "4", "98": "1", "99": "0"}
    assert sums(found["fish"]) == {"vald": "6", "invd": "2", "blank": "1", "not_asked": "0"}
    assert frequencies(found["with.salt"]) == {"1": "3", "0": "1"}
    assert sums(found["with.salt"]) == {"vald": "4", "invd": "4", "blank": "0", "not_asked": "4"}
    assert frequencies(found["1st"]) == {"1": "1", "2": "1"}
    assert sums(found["1st"]) == {"vald": "2", "invd": "6", "blank": "1", "not_asked": "5"}


def test_what_hangs_on_a_withheld_question_is_withheld_too():
    found = variables(write(small(), answers(), minimum=5).content)
    told = {name: set(frequencies(each).values()) for name, each in found.items()}
    assert told["with.salt"] == told["with.vinegar"] == told["1st"] == {None}
    assert told["fish"] == {"2", "4", "1", "0"}
    assert "answered" in said(found["1st"], "d:notes[@type='frequencies']")
    # At 3 'with' (4 answers) is shown, and '1st' (2 answers) is not.
    found = variables(write(small(), answers(), minimum=3).content)
    assert frequencies(found["with.salt"])["1"] == "3" and set(frequencies(found["1st"]).values()) == {None}


def test_an_answer_that_no_figure_draws_does_not_tell_of_too_few():
    # Three say that there is no such thing, five say nothing: no table has a base, but a count would tell.
    found = variables(write(small(), answers(), minimum=5).content)
    assert set(frequencies(found["sea"]).values()) == {None} and not sums(found["sea"])


def test_what_was_written_and_who_answered_never_goes_in():
    written = write(small(), answers(), minimum=0)
    assert b"SECRET" not in written.content and b"RETIRED" not in written.content
    who = variables(written.content)["who"]
    assert set(frequencies(who).values()) == {None} and not sums(who)
    assert said(who, "d:notes[@type='frequencies']") == "Counts are left out: the answers name who answered."
    assert said(who, "d:security") == "Names who answered: its answers are not in this codebook."
    assert "what was written to open questions, and how many wrote: why" in written.lost
    assert "answers to what is retired: with, old" in written.lost


def test_a_question_that_the_file_of_answers_lacks_has_no_zeros():
    found = variables(write(small(), answers(("sea",)), minimum=0).content)
    assert set(frequencies(found["sea"]).values()) == {None}
    assert said(found["sea"], "d:notes[@type='frequencies']") == "The file of answers does not have this question."


def test_answers_to_another_instrument_are_refused(instrument):
    with pytest.raises(PublishError) as error:
        write(instrument, answers())
    assert str(error.value) == ("codebook: responses must be answers to yjs-survey/2022, got answers to small/1.")


def test_what_is_not_held_is_listed(instrument):
    assert write(instrument).lost == (
        "scales.id: knowledge, confidence, amount_of_work and 6 more",
        "scales.upper: knowledge, amount_of_work, progress",
        "scales.points.short: confidence.not_at_all, confidence.not_very, confidence.neither and 8 more",
        "scales.points.aliases: confidence.neither, amount_of_work.none, amount_of_work.small and 7 more",
        "scales.neutral: confidence, agreement",
        "items.scale: region, nation, role and 7 more",
        "items.figure: knowledge, assess_contexts, record_contexts and 4 more",
    )
    lost = write(small()).lost
    assert "retired: old, with.sand" in lost
    assert "control characters, U+FFFD instead: why" in lost
    assert any(line.startswith("items.asked_if, where it rests on what is retired: 1st") for line in lost)


def test_the_same_bytes_each_time(instrument, demo):
    assert write(instrument, demo).content == write(instrument, demo).content
