"""A file to extend a coding frame with, for a student to fill in."""

from __future__ import annotations

from pathlib import Path

from cs_research._files import write_text
from cs_research.definitions import CodingFrame
from cs_research.errors import Fault, PublishError

__all__ = ["write_extension"]

_TEXT = """# An extension of the coding frame {base}: fill in, then
#   cs-research check {name}
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
  - id: own
    label: Our own codes
    definition: What our study looks for that the base does not have.

codes:
  - id: own.example
    group: own
    label: Example
    definition: What the code means, in a sentence or two.
    use_when: When to give it.
    not_when: When not to, and which code to give instead.
    example: Words that somebody might say that would be given this code.
    source: Where the idea comes from.

changes:
  - kind: add
    codes: [own.example]
    reason: Why the base was not enough.

# Other changes, with the # taken away. New codes that they name stand under 'codes'.
#  - kind: split
#    codes: [{first}]
#    into: [own.first_part, own.second_part]
#    reason: Why one code was not enough.
#  - kind: merge
#    codes: [{first}, {second}]
#    into: [own.both]
#    reason: Why coders could not tell them apart.
#  - kind: retire
#    codes: [{first}]
#    reason: Why it is no longer given.
"""


def write_extension(base: CodingFrame, name: str, to: Path) -> Path:
    """Write the file; an existing one is left alone, with a `PublishError`.

    Parameters
    ----------
    name
        What a study or an extension calls the base: a shipped name or a file.
    """
    if to.exists():
        raise PublishError(Fault(str(to), "file", "be new", "a file that exists", "choose another name"))
    if to.suffix not in {".yaml", ".yml"}:
        raise PublishError(Fault(str(to), "file", "end in .yaml", f"'{to.suffix}'"))
    first, second = [code.id for code in base.active[:2]]
    groups = ", ".join(group.id for group in base.groups)
    own = "".join(letter if letter.isalnum() else "-" for letter in to.stem.lower()).strip("-") or "extension"
    text = _TEXT.format(base=name, name=to.name, id=own, groups=groups, first=first, second=second)
    return write_text(to, text)
