"""Terms of the lexicon: found with their context, and marked where the speaker may criticise them."""

import pytest

from cs_research.definitions import load_lexicon
from cs_research.measures.text.index import index_sources
from cs_research.measures.text.terms import ABOUT_TERM, QUOTED, term_counts, terms
from cs_research.records import Source, Turn


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon("lexicon/terms")


def index_of(*texts, kind="interview", site="A"):
    turns = tuple(Turn(n, "P", text) for n, text in enumerate(texts, start=1))
    return index_sources([Source(f"{kind}-{site}", kind, site, "", turns)])


def mark(lexicon, text):
    marks = terms(index_of(text), lexicon)["mark"].tolist()
    assert marks, text
    return marks[0]


@pytest.mark.parametrize(
    "text",
    [
        "He made risky choices again.",
        "It's her risky choices that worry us, isn't it",
        "The term ended in July. She will not engage.",
        "“We visit.” He made risky choices. “Good.”",
        "The boys' group and the girls' risky choices",
        "This is the language school. He made risky choices.",
        "“He made risky choices. We went there.”",
        "In the long term risky choices are his to make.",
    ],
)
def test_a_plain_use_has_no_mark(lexicon, text):
    assert mark(lexicon, text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "They wrote “risky choices” in the file.",
        "They wrote ‘her risky choices’ in the file.",
        "They wrote ‘she’s made risky choices’ in the file.",
        'They wrote "risky choices" in the file.',
        "They wrote 'risky choices' in the file.",
        "They wrote 'it's her risky choices' in the file.",
        "What is ‘contextualised’ safeguarding then?",
        "Nobody asked: «risky choices» was enough.",
    ],
)
def test_a_use_in_quotation_marks_is_marked(lexicon, text):
    assert mark(lexicon, text) == QUOTED


@pytest.mark.parametrize(
    "text",
    [
        "We avoid the term risky choices.",
        "We no longer say risky choices.",
        "We don't say risky choices any more.",
        "I would challenge risky choices as wording.",
        "Instead of risky choices we name the place.",
        "Risky choices is a phrase that we dropped.",
        "so-called risky choices",
        "Risky choices is victim-blaming.",
        "He never said risky choices, and risky choices is not a word I use",
    ],
)
def test_a_use_about_the_term_is_marked(lexicon, text):
    assert ABOUT_TERM in terms(index_of(text), lexicon)["mark"].tolist(), text


def test_every_sentence_of_the_lexicon_is_found_and_none_that_it_passes(lexicon):
    for term in lexicon.terms:
        found = terms(index_of(*term.matches, *term.passes), lexicon)
        own = found[found["term"] == term.id]
        assert set(own["turn"]) == set(range(1, len(term.matches) + 1)), term.id
        texts = [*term.matches, *term.passes]
        assert all(texts[row.turn - 1][row.start : row.end] == row.match for row in own.itertuples())
        assert set(own["instead"]) == {term.instead}


def test_counts_by_kind_and_site(lexicon):
    sources = [
        Source("a", "interview", "X", "", (Turn(1, "P", "Risky choices. “Risky choices”. " + "word " * 16),)),
        Source("b", "strategy", "X", "", (Turn(1, "", "word " * 10),)),
        Source("c", "interview", "Y", "", (Turn(1, "P", "risky choices " + "word " * 8),)),
        Source("d", "strategy", "Y", "", (Turn(1, "", ""),)),
    ]
    index = index_sources(sources)
    table = term_counts(terms(index, lexicon), index)
    assert table[["term", "kind", "site", "n", "marked", "words", "per_thousand"]].values.tolist() == [
        ["blame.risky_choices", "interview", "X", 2, 1, 20, 50],
        ["blame.risky_choices", "strategy", "X", 0, 0, 10, 0],
        ["blame.risky_choices", "interview", "Y", 1, 0, 10, 100],
    ]


def test_no_term_no_rows(lexicon):
    index = index_of("We map places.")
    found = terms(index, lexicon)
    assert found.empty
    assert list(found.columns) == [
        "term", "group", "label", "source", "site", "kind", "speaker", "turn", "start", "end", "before", "match",
        "after", "mark", "instead", "why",
    ]  # fmt: skip
    assert term_counts(found, index).empty
    assert terms(index_sources([]), lexicon).empty
