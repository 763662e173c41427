"""The options of every command that reads a survey export."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_research.errors import Fault, ReadError

if TYPE_CHECKING:
    from cs_research.definitions import Instrument
    from cs_research.records import Responses

Encoding = Annotated[str | None, typer.Option(help="If the export is not UTF-8.")]
Platform = Annotated[
    str, typer.Option(help="The program that wrote the export, such as surveymonkey; auto looks into it.")
]
Sheet = Annotated[str | None, typer.Option(help="The sheet of a workbook with several tables.")]
Definition = Annotated[
    Path | None, typer.Option(help="The platform's questionnaire (.qsf, .lss, …), for an export of numbers or codes.")
]
_Answer = Annotated[
    list[str] | None,
    typer.Option(help="ITEM=WORDING=POINT: which point of a scale a wording of the export is; repeatable."),
]
_Column = Annotated[
    list[str] | None,
    typer.Option(help="ITEM=COLUMN or ITEM.OPTION=COLUMN, for a column with another name; repeatable."),
]
_Ignore = Annotated[list[str] | None, typer.Option(help="A column that is not read; repeatable.")]
_Status = Annotated[
    list[str] | None,
    typer.Option(help="VALUE=keep or VALUE=REASON (unfinished, test, …), for a status that is not known; repeatable."),
]


@dataclass(frozen=True)
class Reading:
    """How a survey export is read, as typed; the same settings as those of ``survey`` in a study."""

    encoding: str | None = None
    platform: str = "auto"
    sheet: str | None = None
    definition: Path | None = None
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    status: Mapping[str, str] = field(default_factory=dict)

    def read(self, export: Path, instrument: Instrument, **more: Any) -> Responses:
        """Return the responses of an export; ``more`` are further arguments of `cs_research.read_survey`."""
        from cs_research.formats import read_survey

        return read_survey(export, instrument, **vars(self), **more)


def _typed(  # noqa: PLR0913 - each is an option of its own
    encoding: Encoding = None,
    platform: Platform = "auto",
    sheet: Sheet = None,
    definition: Definition = None,
    answer: _Answer = None,
    column: _Column = None,
    ignore: _Ignore = None,
    status: _Status = None,
) -> Reading:
    """Return what was typed; an option of another form is a `ReadError`."""
    return Reading(
        encoding,
        platform,
        sheet,
        definition,
        answers=_answers(answer or ()),
        columns=dict(_pair(text, "--column", "ITEM=COLUMN", "knowledge=Q7") for text in column or ()),
        ignore=tuple(ignore or ()),
        status=dict(_pair(text, "--status", "VALUE=REASON", "pending=unfinished") for text in status or ()),
    )


def reads_export(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options above; its parameter ``reading`` holds what was typed."""
    own = inspect.signature(command, eval_str=True).parameters
    options = inspect.signature(_typed, eval_str=True).parameters

    @wraps(command)
    def run(**given: Any) -> None:
        command(reading=_typed(**{name: given.pop(name) for name in options}), **given)

    shown = [*(each for name, each in own.items() if name != "reading"), *options.values()]
    signature = inspect.Signature([each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in shown])
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in shown}
    return run


def _pair(text: str, option: str, form: str, example: str) -> tuple[str, str]:
    key, equals, value = text.rpartition("=") if option == "--status" else text.partition("=")
    if not (equals and key and value):
        raise ReadError(Fault(option, "option", f"be {form}", f"'{text}'", f"such as {example}"))
    return key, value


def _answers(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return, by item, the wordings and the points that ``--answer`` says they are."""
    given: dict[str, dict[str, str]] = {}
    form, example = "ITEM=WORDING=POINT", "knowledge=Quite good=good"
    for text in texts:
        item, rest = _pair(text, "--answer", form, example)
        wording, equals, point = rest.rpartition("=")
        if not (equals and wording and point):
            raise ReadError(Fault("--answer", "option", f"be {form}", f"'{text}'", f"such as '{example}'"))
        given.setdefault(item, {})[wording] = point
    return given
