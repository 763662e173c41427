"""Text of PDF files: paragraphs, what each page repeats, divided words, scanned pages, and files that are broken."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from cs_research.errors import ReadError
from cs_research.formats import read_transcript
from cs_research.formats.transcripts import pdf

#: A picture of one grey dot, drawn over the whole page.
PICTURE = "q 600 0 0 800 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


def pdf_of(*pages: list[tuple[int, int, str]] | str) -> bytes:
    """A PDF of these pages: lines of Helvetica with their left edge and height, or what draws the page."""
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    bodies.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    bodies.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, page in enumerate(pages):
        drawn = page if isinstance(page, str) else "\n".join(
            f"BT /F1 10 Tf {x} {y} Td ({text.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET"
            for x, y, text in page
        )  # fmt: skip
        bodies.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        bodies.append(f"<< /Length {len(drawn.encode('latin-1'))} >>\nstream\n{drawn}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = (
        f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\n"
    )
    return out + f"{tail}startxref\n{len(out)}\n%%EOF\n".encode()


@pytest.fixture
def made(tmp_path):
    def make(*pages, data: bytes = b""):
        path = tmp_path / "plan.pdf"
        path.write_bytes(data or pdf_of(*pages))
        return path

    return make


def page(number: int, *texts: str) -> list[tuple[int, int, str]]:
    body = [(60, 700 - 12 * place, text) for place, text in enumerate(texts) if text]
    return body if not number else [(60, 770, "Ashton Council"), *body, (290, 20, f"Page {number} of 3")]


def test_parts_of_a_justified_line_stay_in_their_order_and_columns_apart():
    def line(text: str, left: float, low: float, right: float) -> pdf._Line:
        return pdf._Line(text, 0, left, low, right, low + 10)

    block = [line("every\n", 190, 700, 215), line("will make", 135, 700, 170), line("Aim: we", 60, 700, 115),
             line("place safer", 60, 688, 215), line("Who", 60, 676, 80), line("When", 180, 676, 215)]  # fmt: skip
    assert [each.text.strip() for each in pdf._with_rows(block)] == [
        "Aim: we will make every", "place safer", "Who", "When",
    ]  # fmt: skip


def test_paragraphs_go_on_over_lines_and_pages_without_what_every_page_repeats(made):
    source = read_transcript(
        made(
            page(
                1, "Our plan for all young people in the area is to map the places where they", "spend time. And so on."
            ),
            page(2, "In 3 years we work with the bus company, the shops at the station and with the"),
            page(3, "schools in the town.", "", "", "Ashton Council"),
        ),
        kind="plan",
    )
    assert [turn.text for turn in source.turns] == [
        "Our plan for all young people in the area is to map the places where they spend time. And so on.",
        "In 3 years we work with the bus company, the shops at the station and with the schools in the town.",
        "Ashton Council",
    ]
    assert source.layout == "PDF, paragraphs without speakers"
    assert source.notes == (
        "headers, footers and page numbers that repeat are left out (2): 'Ashton Council on 3 pages', "
        "'Page # of # on 3 pages'",
    )


def test_lines_at_the_margin_whose_numbers_do_not_count_the_pages_stay(made):
    pages = [[(60, 770, f"Target {target}: fewer"), (60, 400, "Text here.")] for target in (3, 7, 5)]
    source = read_transcript(made(*pages), kind="plan")
    assert [turn.text for turn in source.turns if "Target" in turn.text] == [
        "Target 3: fewer", "Target 7: fewer", "Target 5: fewer",
    ]  # fmt: skip
    assert source.notes == ()


def test_two_columns_are_read_one_after_the_other(made):
    left = [(60, 700 - 12 * n, f"left column line {n} which is long") for n in range(4)]
    right = [(330, 700 - 12 * n, f"right column line {n} which is long") for n in range(4)]
    both = [line for pair in zip(left, right, strict=True) for line in pair]
    text = " ".join(turn.text for turn in read_transcript(made(both), kind="plan").turns)
    assert text.index("left column line 3") < text.index("right column line 0")


def test_words_divided_at_the_end_of_a_line_are_written_as_elsewhere_in_the_file(made):
    source = read_transcript(
        made(
            page(0, "Safeguarding is everyone's and needs multi-agency work, as the law says, so our safe-",
                "guarding partners and the multi-", "agency hub meet, and the co-", "ordinator writes.",
            )
        ),
        kind="plan",
    )  # fmt: skip
    [turn] = source.turns
    assert "our safeguarding partners and the multi-agency hub meet, and the co-ordinator writes." in turn.text
    assert source.notes == (
        "words divided at the end of a line that are nowhere else in the file: the hyphen is kept (1): 'co-ordinator'",
    )


def test_bullets_and_list_numbers_start_paragraphs(made):
    source = read_transcript(
        made(page(0, "We will", "\x95 map the places", "\x95 talk to shops", "1. and check")), kind="plan"
    )
    assert [turn.text for turn in source.turns] == ["We will", "• map the places", "• talk to shops", "1. and check"]


def test_scanned_pages_are_reported_by_number_and_never_guessed(made):
    source = read_transcript(
        made(page(1, "A plan."), PICTURE, "", [*page(4, "With text."), ]), kind="plan"
    )  # fmt: skip
    assert source.notes[:2] == (
        "pages that are pictures, such as scans, without text: they are not read (1): 'page 2'",
        "pages without text (1): 'page 3'",
    )
    drawn = "\n".join([PICTURE, "BT /F1 10 Tf 3 Tr 60 700 Td (Recognised text) Tj ET"])
    assert read_transcript(made(drawn), kind="plan").notes == (
        "pages that are pictures with text behind them, which may be wrong (1): 'page 1'",
    )


def test_a_file_of_scans_alone_is_an_error(made):
    with pytest.raises(ReadError, match=r"must contain text, got none on 2 pages.\s+Hint: if it was scanned"):
        read_transcript(made(PICTURE, PICTURE), kind="plan")


def test_names_at_the_start_of_lines_are_speakers(made):
    lines = [
        "Ann: Where do they go after",
        "school in the afternoon?",
        "Ben: The park.",
        "Ann: And then?",
        "Ben: Home.",
    ]
    source = read_transcript(made(page(0, *lines)), kind="interview", speakers=["Ann", "Ben"])
    assert source.turns[0][1:3] == ("Ann", "Where do they go after school in the afternoon?")
    assert source.speakers == {"Ann": 2, "Ben": 2}


def encrypted() -> bytes:
    writer, out = PdfWriter(PdfReader(io.BytesIO(pdf_of(page(1, "A plan."))))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (encrypted(), "be without a password"),
        (pdf_of(page(1, "A plan."))[:400], "be a complete PDF file"),
        (b"%PDF-1.4\n" + b"\x00\xff" * 300 + b"\n%%EOF", "be a complete PDF file"),
    ],
    ids=["password", "cut off", "noise"],
)
def test_files_with_a_password_or_broken_are_clear_errors(made, data, rule):
    with pytest.raises(ReadError) as error:
        read_transcript(made(data=data), kind="plan")
    assert error.value.faults[0].rule == rule


def test_a_file_that_takes_too_long_is_ended(made, monkeypatch):
    monkeypatch.setattr(pdf, "_WAIT", 0.01)
    with pytest.raises(ReadError, match=r"takes more than 0\.01 seconds to open"):
        read_transcript(made(page(1, "A plan.")), kind="plan")


def test_letters_from_right_to_left_are_noted(made, tmp_path):
    typst = pytest.importorskip("typst")
    (tmp_path / "a.typ").write_text("#set page(width: 10cm, height: 5cm)\nשלום and 🌻 ﬁne\n", encoding="utf-8")
    source = read_transcript(made(data=typst.compile(str(tmp_path / "a.typ"))), kind="plan")
    assert source.notes[-1].startswith("letters written from right to left")
    assert "fine" in source.turns[0].text


def test_numbers_of_lines_at_the_margin_are_no_words(made):
    numbers = [(30, 700 - 12 * n, str(n + 8)) for n in range(6)]
    text = [(60, 700 - 12 * n, f"word{n} and more  of the long sentence in this line") for n in range(6)]
    source = read_transcript(made([*numbers, *text]), kind="plan")
    assert source.turns[0].text.startswith("word0 and more of the long sentence in this line word1 and")
    assert source.words == 6 * 10
    assert source.notes == ("numbers of lines at the margin are left out: 6",)
