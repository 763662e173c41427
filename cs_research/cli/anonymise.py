"""The command that writes copies of sources and codings with pseudonyms in place of names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cs_research.cli.terminal import out, waiting

if TYPE_CHECKING:
    from cs_research.anonymising.folder import Anonymised

#: Lines of one kind that are printed; the files have all.
_SHOWN = 10


def anonymise(
    folder: Annotated[Path, typer.Argument(help="Transcripts, documents and tables of codings.")],
    rules: Annotated[Path, typer.Option(help="A .yaml file with the people, places and words to replace or keep.")],
    to: Annotated[Path | None, typer.Option("--to", help="Folder to write; FOLDER-anonymised without it.")] = None,
    key: Annotated[
        Path | None, typer.Option(help="Who has which pseudonym; beside the rules without it. Never share it.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="If text files are not UTF-8.")] = None,
) -> None:
    """Copy sources and codings with pseudonyms in place of names.

    Example: cs-research anonymise talks --rules private/rules.yaml --to shared

    The rules name people by the label of their pseudonym; each line is one person, with all forms of the name:

    \b
    type: anonymising-rules
    people:
      Child:
        - [Jamie Okafor, Jay, JO]
      Practitioner:
        - Siân O'Neill
    places: [Riverside Park]
    services: {file: register.csv, column: service}
    keep: [Youth Court]

    Postcodes, telephone, NHS and National Insurance numbers, e-mail and web addresses, streets and dates of birth are
    found without a list. What may be a name or a word is an error that says which setting decides. Words with a
    capital that are left are listed beside the key, to be looked at.
    """
    from cs_research.anonymising.folder import anonymise_folder

    with waiting(f"Reading {folder}"):
        done = anonymise_folder(folder, rules, to=to, key=key, encoding=encoding)
    out.print("\n".join(_summary(done)))


def _summary(done: Anonymised) -> Iterator[str]:
    yield f"Written: {done.folder}, {len(done.files)} {'file' if len(done.files) == 1 else 'files'}"
    yield "Replaced: " + (", ".join(f"{kind} {n:,}" for kind, n in done.counts.items()) or "nothing")
    if done.placed or done.unplaced:
        yield f"Quotations of codings: {done.placed:,} placed in the copies, {len(done.unplaced):,} not"
    for title, lines in (
        ("Quotations without a place, their names replaced", done.unplaced),
        ("Not copied", done.left_out),
        ("Left out of copies, or to be looked at", done.notes),
    ):
        if lines:
            yield f"{title}:"
            yield from (f"  {line}" for line in lines[:_SHOWN])
            if len(lines) > _SHOWN:
                yield f"  and {len(lines) - _SHOWN:,} more"
    many = len(done.capitals)
    yield f"To check: {done.to_check}, words with a capital that may be names: {many:,}"
    yield from (
        f"  {each.words} ({each.count}{', a speaker' if each.speaker else ''})" for each in done.capitals[:_SHOWN]
    )
    yield f"Key, never to be shared: {done.key}"
    yield f"Log: {done.log}"
