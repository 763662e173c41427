"""A study small enough to work on paper: 4 respondents, 3 sites, 5 sources, 3 practices of 2 claims.

Claim c takes practices one and two as its evidence, claim d practice three. Coders X and Y count; Z does not.

    source  site  kind       segments (practice, stance, coder)
    a-int   A     interview  s0 one shown X and s1 one shown Y, overlapping; s2 two shown X
    b-int   B     interview  s3 one contrary Y and s4 one shown X, of the same words; s9 two shown Z
    c-int   C     interview  s7 three contrary X; s8 a barrier X; s10 one shown Z
    a-str   A     strategy   s5 two partly X
    b-str   B     strategy   s6 two shown Y
"""

import pandas as pd

from cs_research.definitions.coding_frame import Code, CodingFrame, Group, StanceRule
from cs_research.definitions.instrument import Instrument, Source
from cs_research.definitions.pairing import Claim, Confident, Pairing
from cs_research.definitions.study import EvidenceRule
from cs_research.records import Codings, Segment, Turn
from cs_research.records import Source as Document

SITES = ["A", "B", "C"]
RULE = EvidenceRule(coders=("X", "Y"))
CITED = Source(title="t", publisher="p")

TEXTS = {
    "a-int": ("alpha beta gamma delta", "we do it week by week indeed"),
    "b-int": ("once only", "and so on"),
    "c-int": ("no goal at all", "once said, once barred"),
    "a-str": ("to some extent",),
    "b-str": ("with every single team",),
}
SEGMENTS = (
    Segment("s0", "a-int", 1, 0, 16, "alpha beta gamma", "target.one", "shown", "X"),
    Segment("s1", "a-int", 1, 6, 22, "beta gamma delta", "target.one", "shown", "Y"),
    Segment("s2", "a-int", 2, 0, 21, "we do it week by week", "target.two", "shown", "X"),
    Segment("s3", "b-int", 1, 0, 9, "once only", "target.one", "contrary", "Y"),
    Segment("s4", "b-int", 1, 0, 9, "once only", "target.one", "shown", "X"),
    Segment("s5", "a-str", 1, 0, 14, "to some extent", "target.two", "partly", "X"),
    Segment("s6", "b-str", 1, 0, 22, "with every single team", "target.two", "shown", "Y"),
    Segment("s7", "c-int", 1, 0, 14, "no goal at all", "outcomes.three", "contrary", "X"),
    Segment("s8", "c-int", 2, 11, 22, "once barred", "factor.barrier", "shown", "X"),
    Segment("s9", "b-int", 2, 0, 9, "and so on", "target.two", "shown", "Z"),
    Segment("s10", "c-int", 2, 0, 9, "once said", "target.one", "shown", "Z"),
)


def frame():
    """Two groups of practices and one of barriers."""
    groups = [
        Group(id=domain, label=domain, definition="D", practices=True, domain=domain)
        for domain in ("target", "outcomes")
    ]
    groups.append(Group(id="factor", label="factor", definition="D"))
    names = ("target.one", "target.two", "outcomes.three", "factor.barrier")
    codes = [
        Code(id=name, group=name.split(".")[0], label=name.split(".")[1].title(), definition="D", use_when="U",
             not_when="N", example="E", source="s")
        for name in names
    ]  # fmt: skip
    stances = [StanceRule(id=name, label=name, definition="D") for name in ("shown", "partly", "contrary")]
    return CodingFrame(
        type="coding-frame", id="f", version="1", title="F", source=CITED, stances=stances, groups=groups, codes=codes,
    )  # fmt: skip


def pairing():
    """Two claims; the one of the later domain stands first in the file."""
    claims = [
        Claim(id="d", domain="outcomes", text="Claim D", confidence=[Confident(item="r", net="yes")],
              evidence=["outcomes.three"], source="s"),
        Claim(id="c", domain="target", text="Claim C", confidence=[Confident(item="q", net="yes")],
              evidence=["target.one", "target.two"], source="s"),
    ]  # fmt: skip
    return Pairing(type="pairing", id="p", version="1", title="P", instrument="i", frame="f", claims=claims)


def instrument():
    """Two questions on one scale, and the service's name."""
    points = [{"id": name, "label": name.title()} for name in ("none", "some", "much", "most")]
    nets = [{"id": "yes", "label": "much or most", "points": ["much", "most"]}]
    items = [
        {"id": name, "kind": "single", "text": f"Question {name}", "scale": "s", "source": "s"} for name in ("q", "r")
    ]  # fmt: skip
    items.append({"id": "name", "kind": "open", "text": "Service", "role": "identifier", "source": "s"})
    return Instrument(
        type="instrument", id="i", version="1", title="I", source=CITED, scales=[{"id": "s", "points": points, "nets": nets}],
        items=items,
    )  # fmt: skip


def codings(segments=SEGMENTS, **kinds):
    """The segments in their sources; another kind of a source is given by its id with an underscore."""
    sites = {name: name[0].upper() for name in TEXTS}
    names = {"int": "interview", "str": "strategy"}
    sources = tuple(
        Document(
            name, kinds.get(name.replace("-", "_"), names[name[2:]]), sites[name], f"Title of {name}",
            tuple(Turn(number, "", text) for number, text in enumerate(turns, start=1)),
        )
        for name, turns in TEXTS.items()
    )  # fmt: skip
    return Codings(frame(), sources, tuple(segments))


def confident(c=0.75, d=0.5):
    """By claim, in the framework's order: 3 of 4 services on claim c and 2 of 4 on claim d."""
    rows = [
        {"domain": "target", "claim": "c", "items": ("q",), "nets": ("yes",), "n": 3, "base": 4, "least_base": 4,
         "share": c, "low": 3 / 9, "high": 8 / 9},
        {"domain": "outcomes", "claim": "d", "items": ("r",), "nets": ("yes",), "n": 2, "base": 4, "least_base": 4,
         "share": d, "low": 0.25, "high": 0.75},
    ]  # fmt: skip
    return pd.DataFrame(rows)
