"""The page on protection: the policy of the release, what it withholds and why, and what it does not cover."""

from __future__ import annotations

import pandas as pd

from cs_research.displays.tables.html import html_table
from cs_research.protection import Policy, account
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import PageContent, TableContent

_NEVER = "never"


def protection_page(builder: Builder) -> PageContent | None:
    """Return the content of the page on protection; None without a survey."""
    if builder.study.survey is None:
        return None
    policy = builder.release.policy
    return PageContent(
        title="How answers are protected",
        subtitle="What this release withholds, and why",
        lists={"policy": _policy(policy), "limits": _limits(policy)},
        tables={"settings": _settings(builder, policy), "withheld": _withheld(builder)},
    )


def _policy(policy: Policy) -> list[str]:
    if not policy.protects:
        return [
            "Policy: team. This report is for the study's team, and its tables are not protected against working out "
            "the answers of single services. “cs-research publish” writes a release that is."
        ]
    return [
        f"Policy: {policy.name}. No number of the survey may let a reader work out what a single service, or a few, "
        "answered.",
        "Tables are protected together, not one at a time: answers to a question add up to its base, groups to all, "
        "and a per cent of a known base is a count.",
        "Taken to be known to a reader: the register, which group each service is in, and how many of each group "
        "answered.",
        f"For each answer in each group and area, the smallest and largest possible count were worked out from all "
        f"that is published by linear programming. What would bring them closer than {policy.width} is withheld, "
        "unless the numbers for all services do so by themselves.",
        "A withheld number is withheld everywhere, with its share, interval and test. No total was changed, and no "
        "number rounded or made up.",
    ]


def _settings(builder: Builder, policy: Policy) -> TableContent:
    """Return the table of the policy's settings, as they are named in a study file."""
    groups = {"exact": "as they are", "halves": "areas, as halves", "none": "none"}
    rows = [
        ("minimum_base", policy.minimum_base, "Fewest answers of a question, or of an area, that is shown"),
        ("minimum_group", policy.group_base, "Fewest services of a group whose shares are shown as numbers"),
        ("minimum_cell", policy.minimum_cell or "none", "Smallest count of a group, and smallest rest of its base"),
        ("width", policy.width or "none", "How far apart the bounds of every withheld count stay"),
        ("small answers", policy.small_answers, "Answers that few of all services gave"),
        ("groups", groups[policy.groups], "Shares by group of the register"),
        ("areas", "; ".join(policy.areas) or "none", "Groups that are published together"),
        ("quartiles_from", policy.quartiles_from or _NEVER, "Fewest answers of which a service's page has quartiles"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["Setting", "Value", "What it decides"])
    html = html_table(table, row="Setting", group=None, name="policy", words=["Value", "What it decides"])
    return TableContent(html=builder.write_html("protection-policy", html, table), title="Settings of the policy")


def _withheld(builder: Builder) -> TableContent | None:
    """Return the table of what is withheld; None if nothing is."""
    found = account(builder.release)
    if found.empty:
        return None
    shown = found.rename(columns={name: name.capitalize() for name in found.columns})
    words = ["Table", "Status", "Reason"]
    html = html_table(shown[["What", *words, "Number"]], row="What", group=None, name="withheld", words=words)
    return TableContent(
        html=builder.write_html("protection-withheld", html, found),
        title="What is withheld",
        data=builder.write_data("withheld", found),
    )


def _limits(policy: Policy) -> list[str]:
    notes = [
        "Not examined: what two questions together tell, what services wrote in their own words, and what several "
        "services could work out if they put their own answers together.",
    ]
    if policy.protects and policy.small_answers == "shown":
        notes.append(
            "Numbers for all services are exact. They tell by themselves that no service of any group gave an answer "
            "that nobody gave, and bound an answer that few gave."
        )
    if not policy.protects:
        notes.append("Do not pass this report on: shares by group and changes between waves are as they were measured.")
    return notes
