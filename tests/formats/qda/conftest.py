"""A frame of three codes and two short sources that tests code by hand."""

from __future__ import annotations

import pytest

from cs_research.definitions.coding_frame import CodingFrame
from cs_research.records import Source, Turn

#: Without packages all conftest modules have one name, so doctests are not looked for in this one.
collect_ignore = ["conftest.py"]


@pytest.fixture(scope="session")
def small_frame() -> CodingFrame:
    """Three codes: two of them practices of a domain."""
    told = {"use_when": "seen", "not_when": "not seen", "example": "so", "source": "made up for this test"}
    return CodingFrame.model_validate(
        {
            "type": "coding-frame",
            "id": "small",
            "version": "1",
            "title": "Three codes",
            "source": {"title": "None", "publisher": "Nobody", "year": 2024},
            "stances": [
                {"id": stance, "label": stance, "definition": "as it says"}
                for stance in ("shown", "partly", "contrary")
            ],
            "groups": [
                {
                    "id": "target",
                    "label": "Target",
                    "definition": "places",
                    "practices": True,
                    "domain": "target",
                },
                {"id": "barriers", "label": "Barriers", "definition": "what hinders"},
            ],
            "codes": [
                {"id": "target.places", "group": "target", "label": "Places", "definition": "maps", **told},
                {"id": "target.groups", "group": "target", "label": "Groups", "definition": "peers", **told},
                {"id": "barriers.time", "group": "barriers", "label": "Time", "definition": "none", **told},
            ],
        }
    )


@pytest.fixture(scope="session")
def sources() -> tuple[Source, ...]:
    """A focus group and a strategy, with curly quotation marks, dashes and a paragraph break."""
    group = Source(
        id="a-group",
        kind="focus group",
        site="A",
        title="Group A",
        file="a-group.vtt",
        turns=(
            Turn(1, "Ann", "We draw a map – a big one – of where they go.\nIt’s red where they “turn over”."),
            Turn(2, "Ben", "There is no time for a map. There is no time for walks."),
            Turn(3, "Ann", "We walk it with them, mostly."),
            Turn(4, "Ben", "We walk it with them, mostly."),
        ),
    )
    plan = Source(
        id="b-plan", kind="strategy", site="B", title="Plan B", file="b-plan.docx",
        turns=(Turn(1, "", "Groups of friends are asked together."),),
    )  # fmt: skip
    return group, plan
