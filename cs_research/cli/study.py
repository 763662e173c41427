"""Commands for a study: create a demonstration or a new study, check and read its files, write its reports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cs_research.cli.reading import Definition, Encoding, Platform, Reading, Sheet, reads_export
from cs_research.cli.terminal import err, out, progress, waiting
from cs_research.errors import Fault, PublishError, ReadError, ResearchError, join_names

To = Annotated[Path, typer.Option("--to", help="Folder to write; replaced only when all went well.")]
Formats = Annotated[str, typer.Option(help="html, docx and pdf, with commas between.")]
Engine = Annotated[str, typer.Option(help="embedded, quarto, or auto: Quarto 1.5 or later where installed.")]


def demo(
    to: To = Path("demo-study"),
    formats: Formats = "html,docx",
    engine: Engine = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Another number draws other answers.")] = 2023,
) -> None:
    """Write a made-up study and its reports, to try the package."""
    from cs_research.cli.run import run as run_study
    from cs_research.demo import write_demo
    from cs_research.reporting.site import check_options

    check_options(_split_list(formats), engine)
    study = write_demo(to / "study", seed=seed)
    with progress(_steps(formats)) as notify:
        index = run_study(study, to / "report", formats=_split_list(formats), engine=engine, notify=notify)
    out.print(f"Made-up study: {study}")
    out.print(f"Its reports, to open in a browser: {index.resolve()}")


def init(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Start a study: a folder with a study.yaml to fill in."""
    from cs_research.demo import write_starter

    study = write_starter(folder)
    out.print(f"Fill in {study}, then: cs-research check {study}")


def next_(
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")],
    wave: Annotated[str, typer.Option(help="The next year or round, such as 2027.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="A new folder; named after the study and the wave without it.")
    ] = None,
) -> None:
    """Start the next year's study from this one's. Nothing that exists is changed."""
    from cs_research.study.next_wave import next_study

    started = next_study(study, wave, to)
    out.print(f"Written: {started.path}")
    out.print("Carried over:")
    for line in started.carried:
        out.print(f"  {line}")
    out.print("Not carried over:")
    for line in started.left:
        out.print(f"  {line}")
    out.print(f"Save the export of {wave} as {started.path.parent / started.export}")
    out.print(f"Then: cs-research check {started.path}")


def check(
    paths: Annotated[list[Path], typer.Argument(help="Definitions, studies, or folders of them.")],
    rap: Annotated[
        bool, typer.Option("--rap", help="Print the level of reproducible pipeline that each study reaches.")
    ] = False,
) -> None:
    """Check definitions and studies with the files they name. All errors are reported at once."""
    if rap:
        from cs_research.cli.provenance import describe_pipeline

        for path in paths:
            out.print(describe_pipeline(path))
        return
    from cs_research.study.check import check_file, yaml_files

    faults: dict[str, None] = {}
    for path in yaml_files(paths):
        try:
            with waiting(f"Checking {path}"):
                valid = check_file(path)
            out.print(f"ok  {path}  {valid}")
        except ResearchError as error:
            found = [str(fault) for fault in error.faults]
            out.print(f"--  {path}  {len(found)} {'fault' if len(found) == 1 else 'faults'}")
            faults |= dict.fromkeys(found)
    for fault in faults:
        err.print(fault)
    if faults:
        raise typer.Exit(2)


@reads_export
def read(  # noqa: PLR0913 - one parameter for each option of the command
    export: Annotated[Path, typer.Argument(help="A survey export, or a transcript without --instrument.")],
    reading: Reading,
    instrument: Annotated[
        str | None,
        typer.Option(help="A shipped instrument, or a .yaml file of your own; for a survey export."),
    ] = None,
    wave: Annotated[str, typer.Option(help="The year or round.")] = "",
    keep: Annotated[
        list[str] | None,
        typer.Option(help="Keep rows left out for this reason: preview, test, …; repeatable."),
    ] = None,
    unknown: Annotated[
        str, typer.Option(help="error, or blank to read answers that no scale has as left blank.")
    ] = "error",
    speakers: Annotated[
        list[str] | None,
        typer.Option(help="For a transcript: labelled, none or a speaker's name; names are repeatable."),
    ] = None,
    kind: Annotated[str, typer.Option(help="For a transcript: strategy, interview, …")] = "transcript",
) -> None:
    """Show what is read from a survey export or a transcript."""
    if instrument is None:
        out.print(_transcript(export, kind, reading.encoding, speakers or []))
        return
    from cs_research.cli.read import summarise_responses
    from cs_research.definitions import find, load_instrument

    with waiting(f"Reading {export}"):
        known = load_instrument(find(instrument, place="--instrument"))
        text = summarise_responses(reading.read(export, known, wave=wave, keep=tuple(keep or ()), unknown=unknown))
    out.print(text)


def map_(  # noqa: PLR0913 - one parameter for each option of the command
    export: Annotated[Path, typer.Argument(help="A survey export of any platform, or codings of any program.")],
    to: Annotated[Path, typer.Option("--to", help="The new study.yaml.")],
    instrument: Annotated[
        str, typer.Option(help="For a survey: a shipped instrument, or a .yaml file of your own.")
    ] = "",
    study: Annotated[
        Path | None, typer.Option(help="For codings: the study.yaml with their coding frame and sources.")
    ] = None,
    wave: Annotated[str, typer.Option(help="The year or round.")] = "",
    platform: Platform = "auto",
    encoding: Encoding = None,
    sheet: Sheet = None,
    definition: Definition = None,
    ask: Annotated[
        bool | None,
        typer.Option("--ask/--no-ask", help="Ask for each choice, or write the choices as comments."),
    ] = None,
) -> None:
    """Map wordings of an export, or names of codings, to a study.

    For a survey it asks at a terminal. For codings the study is written anew, with choices as comments.
    """
    if bool(instrument) == (study is not None):
        rule = "be given: --instrument for a survey, or --study for codings"
        raise ReadError(Fault("map", "one option", rule, "both" if instrument else "neither"))
    if study is not None:
        from cs_research.cli.coding_map import map_codings

        out.print(map_codings(export, study, to))
        return
    from cs_research.cli.mapping import map_export

    asks = sys.stdin.isatty() and sys.stdout.isatty() if ask is None else ask
    text = map_export(
        export, instrument, to, ask=asks, wave=wave,
        platform=platform, encoding=encoding, sheet=sheet, definition=definition,
    )  # fmt: skip
    out.print(text)


def _transcript(path: Path, kind: str, encoding: str | None, speakers: list[str]) -> str:
    """Return who speaks in a transcript, with the number of turns, and the notes of its reader."""
    from cs_research.formats import read_transcript
    from cs_research.formats.transcripts.table import delimited_fits
    from cs_research.study.check import describe_speakers

    if path.suffix.lower() in {".csv", ".tsv", ".sav", ".zsav", ".dta", ".parquet"} and path.is_file():
        with path.open("rb") as stream:
            if not delimited_fits(stream.read(4096)):
                rule = "be given for a survey export"
                raise ReadError(Fault("read", "--instrument", rule, "nothing", "such as yjs-survey/2022"))
    words = {"labelled", "none"} & set(speakers)
    if words and len(speakers) > 1:
        rule = "be one word, or names"
        raise ReadError(Fault("read", "--speakers", rule, join_names(speakers, "and")))
    word = speakers[0] if words else speakers or None
    with waiting(f"Reading {path}"):
        source = read_transcript(path, kind=kind, encoding=encoding, speakers=word, asked_in="command")
    lines = [f"{path}: {source.layout}", describe_speakers(source), f"{source.words:,} words"]
    return "\n".join(lines + [f"  note: {note}" for note in source.notes])


def run(
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")],
    to: To,
    formats: Formats = "html,docx",
    engine: Engine = "auto",
    only: Annotated[str, typer.Option(help="Pages such as target,methods for a draft of those; else all.")] = "",
) -> None:
    """Write a study's reports: an index and one page per domain."""
    from cs_research.cli.run import run as run_study

    with progress(_steps(formats)) as notify:
        index = run_study(study, to, formats=_split_list(formats), engine=engine, only=_split_list(only), notify=notify)
    out.print(f"Reports: {index.resolve()}")


def publish(
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")],
    to: To,
    formats: Formats = "html,docx",
    engine: Engine = "auto",
) -> None:
    """Write a protected release that may leave the team.

    It is audited, and has a record for output checkers.
    """
    from cs_research.cli.publish import RECORD
    from cs_research.cli.publish import publish as publish_study

    with progress(_steps(formats) + 1) as notify:
        release = publish_study(study, to, formats=_split_list(formats), engine=engine, notify=notify)
    out.print(f"To publish: {release.resolve()}")
    out.print(f"For those who check it, not to publish: {(to / RECORD).resolve()}")


def audit_release(
    folder: Annotated[Path, typer.Argument(help="A release, or the folder that publish wrote.")],
    study: Annotated[Path, typer.Option(help="The study.yaml of the release, or its folder.")],
    exact: Annotated[bool, typer.Option("--exact", help="Work in whole numbers, which takes longer.")] = False,
) -> None:
    """Attack a release, to see what its files give away.

    It works out from them how near the withheld counts can be known.
    """
    from cs_research.cli.publish import report_audit_release

    with waiting(f"Auditing {folder}"):
        text = report_audit_release(folder, study, exact=exact)
    out.print(text)


def _split_list(formats: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in formats.split(",") if part.strip()))


def _steps(formats: str) -> int:
    """Return the number of steps of a run: reading, measuring, chunks, and each document in each format."""
    from cs_research.reporting.pages import PAGES

    return 3 + len(PAGES) * len(_split_list(formats))


def fieldwork(
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that holds it.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder for the tables, those without an answer among them.")
    ] = None,
) -> None:
    """Who answered a survey, and who did not. For your own eyes: services are named."""
    from cs_research.cli.fieldwork import report_fieldwork

    with waiting(f"Reading {study}"):
        text = report_fieldwork(study, to)
    out.print(text)


def audit(
    figures: Annotated[str, typer.Argument(help="A shipped list of published figures, or a .yaml file.")],
) -> None:
    """Check published percentages against possible counts.

    Lists the counts that can give each, with its interval.
    """
    from cs_research.cli.audit import report_audit

    out.print(report_audit(figures))


def ratings(
    forms: Annotated[list[Path], typer.Argument(help="Filled forms of a rubric, one a rater and date.")],
    to: To,
    rubric: Annotated[str, typer.Option(help="A shipped rubric, or a .yaml file.")] = "rubric/traffic-light",
) -> None:
    """Summarise completed rubric forms and how raters agree.

    Shows ratings, agreement and change, and lists what is missing.
    """
    from cs_research.cli.ratings import report_ratings

    out.print(report_ratings(forms, rubric, to))


def triangulate(
    study: Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")],
    to: Annotated[Path | None, typer.Option("--to", help="Folder to write; replaced only when all went well.")] = None,
    decisions: Annotated[Path | None, typer.Option(help="A .yaml file of decisions on convergence.")] = None,
    judgements: Annotated[Path | None, typer.Option(help="A .yaml file of judgements of confidence.")] = None,
    starters: Annotated[
        Path | None, typer.Option(help="A folder for both files, to fill in; nothing else is written.")
    ] = None,
) -> None:
    """Compare both kinds of evidence by claim. Writes ledger, convergence matrix and CERQual counts."""
    from cs_research.cli.triangulate import triangulate as write
    from cs_research.cli.triangulate import write_starters

    if starters is not None:
        out.print(write_starters(study, starters))
        return
    if to is None:
        raise PublishError(Fault("triangulate", "--to", "be given", "nothing", "or --starters"))
    out.print(write(study, to, decisions=decisions, judgements=judgements))


@reads_export
def pathways(
    export: Annotated[Path, typer.Argument(help="Answers to the instrument of thresholds.")],
    reading: Reading,
    instrument: Annotated[str, typer.Option(help="A shipped instrument, or a .yaml file.")] = "thresholds/pathways",
    to: Annotated[Path | None, typer.Option("--to", help="Folder for the two tables.")] = None,
) -> None:
    """Show pathways of services for harm outside the family.

    One table per service.
    """
    from cs_research.cli.pathways import report_pathways

    out.print(report_pathways(export, instrument, to, reading))
