"""Files that extend a coding frame or an instrument, for a student to fill in."""

from __future__ import annotations

import os
from pathlib import Path

from cs_research._files import write_text
from cs_research.cli.exchange import new_definition
from cs_research.definitions import CodingFrame, Instrument

_FRAME = """# An extension of the coding frame {base}: fill in, then
#   cs-research frame check {name}
#   cs-research frame diff {base} {name}
# Codes of {base} stay as they are. You may add codes, and split, merge, retire, relabel or narrow
# those there are, each under 'changes' with your reason. Another meaning needs a new id.
type: coding-frame
id: {id}
version: "1"
extends: {base}
title: Our extension of {base}
source:
  title: Our study
  publisher: Our university
  year: 2026

# A group for codes of your own; leave it out to use groups of the base: {groups}
groups:
  - id: {own}
    label: Our own codes
    definition: What our study looks for that the base does not have.

codes:
  - id: {own}.example
    group: {own}
    label: Example
    definition: What the code means, in a sentence or two.
    use_when: When to give it.
    not_when: When not to, and which code to give instead.
    example: Words that somebody might say that would be given this code.
    source: Where the idea comes from.

changes:
  - kind: add
    codes: [{own}.example]
    reason: Why the base was not enough.

# Other changes: remove the #. New codes that they name are listed under 'codes'.
#  - kind: split
#    codes: [{first}]
#    into: [{own}.first_part, {own}.second_part]
#    reason: Why one code was not enough.
#  - kind: merge
#    codes: [{first}, {second}]
#    into: [{own}.both]
#    reason: Why coders could not distinguish them.
#  - kind: retire
#    codes: [{first}]
#    reason: Why it is no longer given.
"""


_INSTRUMENT = """# An extension of the instrument {base}: fill in, then
#   cs-research instrument check {name}
#   cs-research instrument diff {base} {name}
# Items of {base} stay as they are. You may add items and options, and split, merge, retire, relabel
# or narrow those there are, each under 'changes' with your reason. Another question needs a new id.
type: instrument
id: {id}
version: "1"
extends: {base}
title: Our extension of {base}
source:
  title: Our survey
  publisher: Our organisation
  year: 2026

# A scale of your own, from the least to the most; leave it out to use scales of the base:
# {scales}
scales:
  - id: {own}_scale
    points:
      - {{id: no, label: "No"}}
      - {{id: partly, label: Partly}}
      - {{id: yes, label: "Yes"}}

items:
  - id: {own}_example
    kind: single  # or open, or multiple with options of its own
    text: What do you want to ask, in one sentence with one idea?
    label: What a figure prints
    scale: {own}_scale
    after: {last}  # the item that it follows
    source: Where the idea comes from.

changes:
  - kind: add
    items: [{own}_example]
    reason: Why the base was not enough.

# Other changes: remove the #. New items that they name are listed under 'items'.
#  - kind: retire
#    items: [{last}]
#    reason: Why it is no longer asked.
#  - kind: narrow  # the item is listed under 'items' with its new text
#    items: [{first}]
#    reason: Why it asks about less; years are then compared with a flag only.
# An option for a choose-all question, listed under 'changes' as {{kind: add, items: [{choose}.own]}}:
# options:
#  - {{item: {choose}, id: own, label: Our own option}}
"""


def write_frame_extension(base: CodingFrame, name: str, to: Path) -> Path:
    """Write a file that extends a frame; an existing one is left alone, with a `PublishError`.

    Parameters
    ----------
    name
        What the user calls the base: a shipped name or a file.
    """
    first, second = ([code.id for code in base.active] * 2)[:2]
    groups = ", ".join(group.id for group in base.groups)
    taken = {group.id for group in base.groups}
    return _write(_FRAME, name, to, taken, groups=groups, first=first, second=second)


def write_instrument_extension(base: Instrument, name: str, to: Path) -> Path:
    """Write a file that extends an instrument; see `write_frame_extension`."""
    choose = next((item.id for item in base.asked if item.kind == "multiple"), "an_item")
    scales = ", ".join(scale.id for scale in base.scales) or "none"
    first, last = base.asked[0].id, base.asked[-1].id
    taken = {item.id.removesuffix("_example") for item in base.items}
    return _write(_INSTRUMENT, name, to, taken, scales=scales, first=first, last=last, choose=choose)


def _write(text: str, name: str, to: Path, taken: set[str], **parts: str) -> Path:
    new_definition(to)
    if name.endswith((".yaml", ".yml")):  # a path is relative to the folder of the extension
        name = Path(os.path.relpath(name, to.parent)).as_posix()
    slug = "".join(letter if letter.isalnum() else "-" for letter in to.stem.lower()).strip("-") or "extension"
    own = slug.replace("-", "_")
    while own in taken:
        own = f"{own}_own"
    return write_text(to, text.format(base=name, name=to.name, id=slug, own=own, **parts))
