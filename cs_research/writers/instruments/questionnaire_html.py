"""The questionnaire as one accessible page, to fill in on screen or print: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from cs_research.definitions.instrument import Instrument
from cs_research.writers.instruments.form import Answer
from cs_research.writers.instruments.questionnaire import Part, Question, printable, questionnaire
from cs_research.writers.written import Written, not_held

__all__ = ["write"]

_HELD = {
    "id", "version", "title", "description", "source", "population.size", "population.units",
    "population.description", "items.id", "items.kind", "items.text", "items.role", "items.domain", "items.scale",
    "items.asked_if", "items.options.id", "items.options.label", "scales.id",
    "scales.points.id", "scales.points.label",
}  # fmt: skip

#: Names that the page needs itself start with a capital, which no item or option does.
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#Questions">Skip to the questions</a>
<header><div>
<h1>{title}</h1>
</div></header>
<main>
<dl class="about">
{about}
</dl>
<p class="note"><strong>This page does not send anything.</strong> What you choose or write stays in this window
until you close it. To keep it, print the page or save it as a PDF; to answer on paper, print it first.</p>
<form id="Questions" method="dialog" autocomplete="off" data-instrument="{key}">
{parts}
</form>
</main>
<footer><div><p>{key}</p></div></footer>
</body>
</html>
"""

_STYLE = """:root { --navy: #12436d; --ink: #1d1d1b; --muted: #555; --rule: #d8dce0; --paper: #f6f7f8; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  font: 17px/1.5 "Source Sans 3", "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
  color: var(--ink);
  background: #fff;
  overflow-wrap: anywhere;
}
body > header { background: var(--navy); color: #fff; padding: 2rem 1.25rem 1.6rem; }
body > header > div, main, body > footer > div { max-width: 760px; margin: 0 auto; }
main { max-width: calc(760px + 2.5rem); padding: 1.4rem 1.25rem 3rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; }
h2 {
  font-size: 1.4rem; line-height: 1.25; color: var(--navy);
  margin: 2.6rem 0 .4rem; padding-bottom: .35rem; border-bottom: 2px solid var(--navy);
}
.about { margin: 0; }
.about dt { font-weight: 600; }
.about dd { margin: 0 0 .6rem; }
.about dd, .text, .option label { white-space: pre-line; }
.note { border-left: 6px solid var(--navy); background: var(--paper); padding: .8rem 1.1rem; margin: 1.2rem 0 0; }
.question { padding: 1.3rem 0 1.4rem; border-bottom: 1px solid var(--rule); }
section > .question:last-child { border-bottom: 0; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
legend, .question > label { display: block; width: 100%; padding: 0; font-weight: 600; line-height: 1.4; }
.number { color: var(--navy); margin-right: .3em; }
.routing { margin: 0 0 .7rem; padding: .35rem .8rem; border-left: 4px solid var(--muted); background: var(--paper); }
.hint { margin: .25rem 0 0; color: var(--muted); }
.options { margin-top: .5rem; }
.option { display: flex; align-items: flex-start; gap: .7rem; }
.option input { flex: none; width: 24px; height: 24px; margin: .45rem 0; accent-color: var(--navy); }
.option label { flex: 1; min-width: 0; padding: .45rem 0; line-height: 24px; cursor: pointer; }
textarea {
  display: block; width: 100%; min-height: 3.4rem; margin-top: .7rem; padding: .5rem .6rem;
  font: inherit; color: inherit; background: #fff; border: 2px solid #5f6b74; border-radius: 3px; resize: vertical;
  field-sizing: content;
}
textarea.long { min-height: 8.5rem; }
input:focus-visible, textarea:focus-visible, a:focus-visible {
  outline: 3px solid #ffbf47; outline-offset: 2px; box-shadow: 0 0 0 2px var(--ink);
}
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; background: #fff; color: var(--navy); padding: .4rem .8rem; z-index: 2; }
body > footer { border-top: 1px solid var(--rule); padding: .8rem 1.25rem 1.6rem; color: var(--muted); }
body > footer p { margin: 0; font-size: .9rem; }
@media (max-width: 600px) {
  body { font-size: 16px; }
  h1 { font-size: 1.5rem; }
  body > header { padding: 1.3rem 1rem 1.1rem; }
  main { padding: 1rem 1rem 2rem; }
}
@page {
  size: A4;
  margin: 17mm 17mm 18mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt Arial, sans-serif; }
}
@media print {
  body { font-size: 11pt; line-height: 1.4; }
  body > header, main, body > footer { padding: 0 .5mm; }
  body > header { background: none; color: #000; border-bottom: 2px solid #000; margin-bottom: 4mm; }
  h1 { font-size: 20pt; }
  h2 { font-size: 15pt; margin-top: 7mm; break-after: avoid; break-inside: avoid; }
  .skip { display: none; }
  .note, .routing { background: none; }
  .question { padding: 3.5mm 0; break-inside: avoid; }
  .option { gap: 3mm; }
  .option input { appearance: none; width: 5mm; height: 5mm; margin: 1.1mm 0; border: .5mm solid #000; }
  .option input[type="radio"] { border-radius: 50%; }
  .option input:checked { border-width: 1.6mm; }
  .option label { padding: 1.1mm 0; line-height: 5mm; }
  textarea { border: .4mm solid #000; min-height: 14mm; resize: none; }
  textarea.long { min-height: 40mm; }
  input:focus-visible, textarea:focus-visible { outline: 0; box-shadow: none; }
}
"""


def write(instrument: Instrument) -> Written:
    """The page. Inputs bear the item's id as name and the option's as value, so that it can be read back."""
    shown = questionnaire(instrument)
    parts = [line for number, part in enumerate(shown.parts, start=1) for line in _part(part, number)]
    page = _PAGE.format(
        title=_text(shown.title),
        style=_STYLE,
        about="\n".join(f"<dt>{_text(term)}</dt>\n<dd>{_text(said)}</dd>" for term, said in shown.about),
        key=_text(instrument.key),
        parts="\n".join(parts),
    )
    return Written(page.encode("utf-8"), (*not_held(instrument, _HELD), *shown.lost))


def _text(text: str) -> str:
    return escape(printable(text))


def _part(part: Part, number: int) -> Iterator[str]:
    yield f'<section data-section="{part.section}" aria-labelledby="Section.{number}">'
    yield f'<h2 id="Section.{number}">{_text(part.heading)}</h2>'
    for question in part.questions:
        yield f'<div class="question"{_data(question)}>'
        if question.routing:
            yield f'<p class="routing" id="{question.item.id}.Routing">{_text(question.routing)}</p>'
        yield from _open(question) if question.item.kind == "open" else _choice(question)
        yield "</div>"
    yield "</section>"


def _data(question: Question) -> str:
    """What a program needs to read the question back."""
    item, condition = question.item, question.asked.asked_if
    data = {"item": item.id, "kind": item.kind, "role": item.role, "domain": item.domain, "scale": item.scale}
    if condition:
        data |= {"asked-if": condition.item, "asked-if-points": " ".join(condition.points)}
    return "".join(f' data-{name}="{value}"' for name, value in data.items() if value)


def _wording(question: Question) -> str:
    words = _text(question.item.text)
    return f'<span class="number">{question.number}.</span> <span class="text">{words}</span>'


def _described(question: Question) -> str:
    """The attribute that ties a question to its hint and routing, where it has them."""
    told = (("Routing", question.routing), ("Hint", question.hint))
    ids = [f"{question.item.id}.{part}" for part, words in told if words]
    return f' aria-describedby="{" ".join(ids)}"' if ids else ""


def _open(question: Question) -> Iterator[str]:
    name = question.item.id
    size = "short" if question.item.role != "question" else "long"
    yield f'<label for="{name}">{_wording(question)}</label>'
    yield f'<textarea class="{size}" id="{name}" name="{name}"{_described(question)}></textarea>'


def _choice(question: Question) -> Iterator[str]:
    yield f'<fieldset id="{question.item.id}"{_described(question)}>'
    yield f"<legend>{_wording(question)}</legend>"
    if question.hint:
        yield f'<p class="hint" id="{question.item.id}.Hint">{_text(question.hint)}</p>'
    yield '<div class="options">'
    for answer in question.answers:
        yield _option(question, answer)
    yield "</div>"
    yield "</fieldset>"


def _option(question: Question, answer: Answer) -> str:
    kind = "radio" if question.item.kind == "single" else "checkbox"
    item = question.item.id
    name = f"{item}.{answer.id}"
    box = f'<input type="{kind}" id="{name}" name="{item}" value="{answer.id}">'
    return f'<div class="option">{box}<label for="{name}">{_text(answer.label)}</label></div>'
