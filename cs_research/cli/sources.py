"""Commands for sources: write them as text, and move codings to a transcript that was corrected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cs_research.cli.terminal import out

if TYPE_CHECKING:
    import pandas as pd

    from cs_research.records import Segment, Source
    from cs_research.study.load import StudyData
    from cs_research.study.reanchor import Reanchored

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Sources: write as text, move codings to corrections.",
)

StudyPath = Annotated[Path, typer.Argument(help="A study.yaml, or the folder that contains it.")]
To = Annotated[Path, typer.Option("--to", help="Folder to write.")]


@app.command("text")
def text(study: StudyPath, to: To) -> None:
    """Write all sources as text for coding programs."""
    from cs_research._files import write_text
    from cs_research._folders import new_folder
    from cs_research.displays.tables.html import csv_text
    from cs_research.formats.qda.refi_project_writer import source_text
    from cs_research.study.load import load_study

    sources = [source.complete() for source in load_study(study).sources]
    with new_folder(to) as folder:
        for source in sources:
            write_text(folder / f"{source.id}.txt", source_text(source).text + "\n")
        write_text(folder / "sources.csv", csv_text(_table(sources)))
    out.print(f"Written: {len(sources)} sources as .txt and a list, sources.csv, to {to}")


def _table(sources: list[Source]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "source": source.id, "title": source.title, "kind": source.kind, "site": source.site, "date": source.date,
            "speakers": "; ".join(filter(None, source.speakers)),
            "roles": "; ".join(f"{name}: {role}" for name, role in source.roles.items()),
            "turns": len(source.turns), "words": source.words,
        }
        for source in sources
    ]  # fmt: skip
    return pd.DataFrame(rows)


@app.command("reanchor")
def reanchor_(
    study: StudyPath,
    source: Annotated[str, typer.Argument(help="The id of the source that was corrected.")],
    corrected: Annotated[Path, typer.Argument(help="Its corrected file; the study still names the old one.")],
    to: To,
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Least similarity of changed words.")] = 0.8,
) -> None:
    """Move the codings of a source to its corrected file. What has no place there is listed."""
    from cs_research._files import write_text
    from cs_research._folders import new_folder
    from cs_research._notebook import count_of
    from cs_research.displays.tables.html import csv_text
    from cs_research.formats.qda.coding_exports import tidy_table

    collected, result, others = _reanchored(study, source, corrected, threshold)
    with new_folder(to) as folder:
        write_text(folder / "codings.csv", csv_text(tidy_table([*others, *result.segments])))
        write_text(folder / "reanchored.csv", csv_text(result.table()))
    exact = sum(each.how == "exact" for each in result.placed)
    lost = len(result.placed) - len(result.segments)
    out.print(
        f"{source}: {count_of(len(result.placed), 'segment')}, {exact} with the same words, "
        f"{len(result.segments) - exact} with changed words, {lost} not placed\n"
        f"{count_of(len(others), 'segment')} of other sources: as before"
    )
    for each in result.to_check:
        now = f" -> '{each.new.quote[:60]}'" if each.new else ""
        why = f" ({each.why})" if each.why else ""
        out.print(f"  {each.how}: {each.old.id}, {each.old.code}: '{each.old.quote[:60]}'{now}{why}")
    out.print(f"Written: {to / 'codings.csv'}, {to / 'reanchored.csv'}")
    files = ", ".join(file.file for file in collected.study.codings)
    out.print(f"Then name {corrected} and {to / 'codings.csv'} in {study}, in place of the old file and of {files}")


def _reanchored(
    path: Path, source: str, corrected: Path, threshold: float
) -> tuple[StudyData, Reanchored, list[Segment]]:
    """Return the study, what became of the segments of a source, and those of others."""
    from cs_research.errors import Fault, MeasureError, closest
    from cs_research.study.load import load_study
    from cs_research.study.reanchor import reanchor
    from cs_research.study.sources import read_source

    collected = load_study(path)
    if collected.codings is None:
        raise MeasureError(Fault(str(path), "codings", "be listed, to be moved", "none"))
    file = collected.folder / "study.yaml" if path.is_dir() else path
    codings = collected.codings.complete()
    names = [each.id for each in codings.sources]
    if source not in names or collected.study.sources[names.index(source)].answers:
        rule = "be a source of the study that has a file"
        raise MeasureError(Fault(str(file), "source", rule, f"'{source}'", closest(source, names)))
    place = names.index(source)
    entry = collected.study.sources[place].model_copy(update={"file": str(corrected.resolve())})
    sources = (*collected.study.sources[:place], entry, *collected.study.sources[place + 1 :])
    after = read_source(collected.study.model_copy(update={"sources": sources}), file, place, None)
    own = [segment for segment in codings.segments if segment.source == source]
    result = reanchor(own, codings.sources[place], after, threshold=threshold)
    return collected, result, [segment for segment in codings.segments if segment.source != source]
