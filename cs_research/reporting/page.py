"""One page of a report, read from a build folder, as Markdown and HTML for the chunks of a document.

Everything that comes from people (quotations, labels) is written with every mark of punctuation as an
entity, so that no engine can take it for Markdown, HTML, a shortcode or a formula.
"""

from __future__ import annotations

import os
import string
from pathlib import Path

from cs_research._characters import printable
from cs_research.displays.symbols import DIFFER, MARKS
from cs_research.errors import Fault, PublishError, closest, join_names
from cs_research.reporting.content import FigureContent, Finding, Quotation, ReportContent

_PLAIN = set(string.ascii_letters + string.digits + " ,")
_STANCES = {"shown": "shows", "partly": "partly shows", "contrary": "contrary to"}


class Markdown:
    """Text that a notebook shows as Markdown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_markdown_(self) -> str:
        return self.text


class Html:
    """Text that a notebook shows as HTML."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_html_(self) -> str:
        return self.text


def escape_markdown(text: str) -> str:
    """Return text with every ASCII punctuation mark as an entity, so that it can only be read as text.

    Control characters become U+FFFD (see `printable`).
    """
    return "".join(
        letter if letter in _PLAIN or ord(letter) > 126 else f"&#{ord(letter)};"
        for letter in " ".join(printable(text).split())
    )


def shown(value: object) -> Markdown:
    """Return an inline value as text; if it is empty, as a comment, which no document shows."""
    return Markdown(escape_markdown(str(value)) or "<!-- -->")


def _quoted(quotation: Quotation, caption: str) -> str:
    """Return a quotation as Markdown, with who said it and a caption that is Markdown already."""
    who = ", ".join(filter(None, [quotation.speaker, quotation.kind, quotation.site]))
    side = f" .{quotation.stance}" if quotation.stance in _STANCES else ""
    words = f"> {escape_markdown(quotation.text)}\n>\n> {escape_markdown(who)}{caption}"
    return f"::: {{.quotation{side}}}\n{words}\n:::\n"


def _practice(quotation: Quotation) -> str:
    return escape_markdown(quotation.practice.lower())


class Page:
    """One page of a report."""

    def __init__(self, folder: Path, report: ReportContent, name: str) -> None:
        self._folder, self._report = folder, report
        self._page = report.pages[name]

    @property
    def title(self) -> str:
        """The page's title."""
        return self._page.title

    @property
    def claim(self) -> str:
        """The claims that the page is about."""
        return " ".join(self._page.claims)

    def finding_title(self, number: int) -> str:
        """Return the title of finding 1, 2 or 3, which is printed in bold."""
        return self._page.findings[number - 1].title

    def finding_text(self, number: int) -> str:
        """Return the text of finding 1, 2 or 3, which follows its title."""
        return self._page.findings[number - 1].text

    def findings(self) -> Markdown:
        """Return every finding of the page as a numbered list."""
        lines = [
            f"{f'**{escape_markdown(title)}** ' if title else ''}{escape_markdown(text)}"
            for title, text in self._page.findings
        ]
        return Markdown("\n\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1)))

    def _figure(self, name: str) -> FigureContent | None:
        known = list(self._page.figures)
        if name not in known:
            raise PublishError(
                Fault(self.title, "figure", f"be {join_names(known)}", f"'{name}'", closest(name, known))
            )
        return self._page.figures[name]

    def figure(self, name: str, *, narrow: bool = False) -> Markdown:
        """Return the image: SVG in HTML, with a variant for narrow screens, and in PDF; PNG in Word.

        With ``narrow``, for columns, it is the narrow variant everywhere except in Word.
        """
        figure = self._figure(name)
        if figure is None:
            return Markdown("*No figure: the study has no data for it, or they are withheld.*")
        path, alt = self._path(f"figures/{figure.name}"), escape_markdown(figure.alt)
        drawn = f"{path}-narrow.svg" if narrow else f"{path}.svg"
        variant = "" if narrow else f' narrow="{path}-narrow.svg"'
        shown = {
            "html": f'![]({drawn}){{fig-alt="{alt}"{variant}}}',
            "typst": f'![]({drawn}){{fig-alt="{alt}"}}',
            "docx": f'![]({path}.png){{fig-alt="{alt}" width="6.3in"}}',
        }
        return Markdown(
            "\n\n".join(
                f'::: {{.content-visible when-format="{form}"}}\n{picture}\n:::' for form, picture in shown.items()
            )
        )

    def caption(self, name: str) -> str:
        """Return the title of a figure."""
        figure = self._figure(name)
        return figure.title if figure else "Nothing to show"

    def measure(self, name: str) -> str:
        """Return what a figure measures, with unit and base."""
        figure = self._figure(name)
        return figure.measure if figure else ""

    def source(self, *names: str) -> Markdown:
        """Return the source line of one figure, or of several side by side, with links to their data."""
        figures = [figure for name in names if (figure := self._figure(name))]
        if not figures:
            return Markdown("")
        text = " ".join(dict.fromkeys(escape_markdown(figure.source) for figure in figures))
        several = len(figures) > 1
        links = {
            f"Data{f' {number}' if several else ''} (CSV)": figure.data for number, figure in enumerate(figures, 1)
        }
        return Markdown(self._with_links(f"{text} ", links))

    def table(self, name: str) -> Html | Markdown:
        """Return a table as HTML, which every engine turns into a table of its format."""
        entry = self._page.tables.get(name)
        if entry is None:
            return Markdown("*No table: the study has no data for it, or they are withheld.*")
        return Html((self._folder / entry.html).read_text(encoding="utf-8"))

    def table_title(self, name: str) -> str:
        """Return the title of a table."""
        entry = self._page.tables.get(name)
        return entry.title if entry else "Nothing to show"

    def downloads(self, name: str) -> Markdown:
        """Return links to the data of a table, and to the coded segments behind it if there are any."""
        entry = self._page.tables.get(name)
        if entry is None:
            return Markdown("")
        links = {"Data (CSV)": entry.data}
        if entry.segments:
            links["every coded segment (CSV)"] = entry.segments
        note = "**Made-up data.** " if self._report.made_up else ""
        return Markdown(self._with_links(note, links))

    def _with_links(self, text: str, links: dict[str, str]) -> str:
        """Return a source line, with links in HTML and with file names in other formats."""
        linked = " · ".join(f"[{label}]({self._path(path)})" for label, path in links.items())
        named = ", ".join(escape_markdown(path) for path in links.values())
        return (
            f'::: {{.content-visible when-format="html"}}\n::: {{.source}}\n{text}{linked}\n:::\n:::\n\n'
            f'::: {{.content-hidden when-format="html"}}\n::: {{.source}}\n{text}Data: {named}\n:::\n:::\n'
        )

    def legend(self) -> Markdown:
        """Return the legend of the table of practices."""
        marks = ", ".join(f"[{mark}]{{.state .{state}}} {label}" for state, (mark, label) in MARKS.items())
        entry = self._page.tables.get("practices")
        text = "" if entry is None else (self._folder / entry.html).read_text(encoding="utf-8")
        differ = f" {DIFFER[0]} marks where coders of the same sources come to different results."
        return Markdown(
            f"{marks}: no source of the site speaks of it. The last column counts shown as one and "
            f"partly shown as one half of the sites.{differ if DIFFER[0] in text else ''}"
        )

    def quotations(self) -> Markdown:
        """Return the quotations, each with its kind of source, site, and stance."""
        parts = []
        for quotation in self._page.quotations:
            more = f" (one of {quotation.more + 1} such quotations)" if quotation.more else ""
            parts.append(_quoted(quotation, f" · {_STANCES[quotation.stance]} *{_practice(quotation)}*{more}"))
        return Markdown("\n".join(parts) or "*No quotations: no source was coded for this domain.*")

    def sections(self) -> Markdown:
        """Return the sections that depend on the study, each with its heading, sentences and quotations."""
        parts = []
        for section in self._page.sections:
            quoted = [
                _quoted(it, f" · {_STANCES[it.stance]} *{_practice(it)}*" if it.stance in _STANCES else "")
                for it in section.quotations
            ]
            lines = [escape_markdown(line) for line in section.lines]
            parts += [f"### {escape_markdown(section.title)}", *lines, *quoted]
        return Markdown("\n\n".join(parts) or "<!-- -->")

    def summaries(self) -> Markdown:
        """Return one line per domain, with a link to its page."""
        lines = [
            f"- [**{escape_markdown(entry.label)}**]({entry.page}.html) {escape_markdown(entry.finding)}"
            for entry in self._page.summaries
        ]
        return Markdown("::: {.domains}\n" + "\n".join(lines) + "\n:::\n")

    def bullet_list(self, name: str) -> Markdown:
        """Return a list of sentences; if an entry is a finding, its title is bold."""
        known = self._page.lists
        if name not in known:
            hint = closest(name, known)
            raise PublishError(Fault(self.title, "list", f"be {join_names(list(known))}", f"'{name}'", hint))
        lines = [
            f"**{escape_markdown(entry.title)}** {escape_markdown(entry.text)}"
            if isinstance(entry, Finding)
            else escape_markdown(entry)
            for entry in known[name]
        ]
        return Markdown("\n".join(f"- {line}" for line in lines) or "*Nothing to show.*")

    @property
    def worked(self) -> str:
        """The domain of the worked example."""
        return self._page.worked or "no domain"

    def data_notes(self) -> Markdown:
        """Return how the data were processed, with links to the files."""
        lines = [f"- {escape_markdown(line)}" for line in self._report.data_notes]
        links = self._with_links("", dict(self._report.files))
        return Markdown("\n".join(lines) + "\n\n" + (links if self._report.files else ""))

    def notices(self) -> Markdown:
        """Return whom the report is for, after the statement that the data are made up, if they are."""
        made_up = "::: {.made-up}\n**Made-up data.** Nothing in this report describes a real service.\n:::\n\n"
        notice = f"::: {{.notice}}\n{escape_markdown(self._report.notice)}\n:::\n" if self._report.notice else ""
        return Markdown((made_up if self._report.made_up else "") + notice)

    @property
    def definitions(self) -> str:
        """The definitions that the study used, with their versions."""
        return f"Definitions: {', '.join(self._report.definitions)}."

    def _path(self, name: str) -> str:
        return Path(os.path.relpath(self._folder / name)).as_posix()


def open_page(build: str | Path, name: str) -> Page:
    """Return a page of the report in a build folder."""
    folder = Path(build)
    path = folder / "report.json"
    if not path.is_file():
        hint = "cs-research run STUDY.yaml makes one"
        raise PublishError(Fault(str(folder), "build folder", "contain a report.json", "none", hint))
    report = ReportContent.of_json(path.read_text(encoding="utf-8"))
    known = list(report.pages)
    if name not in known:
        raise PublishError(Fault(str(folder), "page", f"be {join_names(known)}", f"'{name}'", closest(name, known)))
    return Page(folder, report, name)
