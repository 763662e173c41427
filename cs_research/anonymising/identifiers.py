"""Numbers and addresses that are recognised by their form: postcodes, telephone, NHS and National Insurance numbers …

Each function takes text in which every letter stays at its place, and yields what it finds. UK forms only, but for
telephone numbers with a country's code, e-mail and web addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cs_research.anonymising.names import FUNCTION_WORDS


class Found(NamedTuple):
    """A stretch of text to be replaced; equal ``value`` of one ``kind`` have one pseudonym."""

    start: int
    end: int
    kind: str
    value: str


def find_identifiers(text: str) -> list[Found]:
    """Return every number and address in a text, in no order; they may overlap.

    Notes
    -----
    Recall comes first: a number of a case that has the form of a telephone number, or the check digit of an NHS
    number, is found too (one in eleven of ten random digits). What has no form of its own is found by the words
    before it: dates of birth, handles without ``@``, NHS numbers with a wrong check digit, National Insurance numbers
    without their last letter. Not found: numbers in words, outward halves of postcodes, local telephone numbers
    without their code, dates of birth without a word that says so.
    """
    return [found for finder in _FINDERS for found in finder(text)]


#: The 124 postcode areas (Royal Mail, Postcode Address File).
_AREAS_TEXT = """
AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
FY G GL GU GX GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP
NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA
WC WD WF WN WR WS WV YO ZE
"""
_AREAS = frozenset(_AREAS_TEXT.split())
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?P<area>[A-Z]{1,2})\d[A-Z\d]?[^\S\n]{0,2}-?\n?(?P<inward>\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"1st|2nd|3rd|\dth")


def _postcodes(text: str) -> Iterator[Found]:
    """Yield postcodes with both halves; ``the M4 1st exit`` is none."""
    for match in _POSTCODE.finditer(text):
        if match["area"].upper() in _AREAS and not _ORDINAL.fullmatch(match["inward"]):
            yield Found(*match.span(), "Postcode", re.sub(r"[\s-]", "", match[0]).upper())


#: Telephone numbers of the UK have 9 or 10 digits after the 0 (Ofcom, National Telephone Numbering Plan); ITU-T E.164
#: allows 15 with the code of a country.
_UK_PREFIX = r"(?:(?:\+|00)\s?44[\s.-]*(?:\(0\)\s?|0)?[1-9]|\(\+?44\)\s?0?[1-9]|\(0[1-9]|0[1-9])"
#: A number starts and ends there: it is no part of a longer one, of a time, an amount or a date.
_STARTS, _ENDS = r"(?<![\w£$€])(?<!\d[.,/:-])", r"(?!\w|[.,/:-]\d)"
_PHONE = re.compile(
    rf"{_STARTS}(?:{_UK_PREFIX}(?:\)?[ \u00a0.-]{{0,2}}\(?\d){{8,9}}"
    r"|\+\d(?:[ \u00a0.()-]{0,2}\d){7,14}"
    rf"|7\d{{3}}[ \u00a0-]?\d{{3}}[ \u00a0-]?\d{{3}}){_ENDS}"  # the last: a spreadsheet took the 0 away
)
_EXTENSION = re.compile(r",?\s{0,2}(?:ext(?:ension|n)?\.?|x)\s?\d{1,5}\b", re.IGNORECASE)


def _phones(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        if not match[0].startswith("+") or digits.startswith("44"):
            digits = re.sub(r"^(?:00)?440?|^0|^(?=7)", "0", digits)
        extension = _EXTENSION.match(text, match.end())
        start = match.start() + (match[0].startswith("(") and ")" not in match[0])
        yield Found(start, extension.end() if extension else match.end(), "Phone number", digits)


_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%'’-]{1,64}(?:\s?(?:\(at\)|\[at\])\s?|@)"
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[A-Za-z]{2,24}",
    re.IGNORECASE,
)


def _emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip("'’-."))
        value = re.sub(r"\s?[(\[]at[)\]]\s?", "@", match[0], flags=re.IGNORECASE).lstrip("'’-.").casefold()
        yield Found(start, match.end(), "E-mail address", value)


_TEN_DIGITS = re.compile(rf"{_STARTS}\d{{3}}[ \u00a0.-]?\d{{3}}[ \u00a0.-]?\d{{4}}{_ENDS}")
_NHS_BEFORE = re.compile(r"\bNHS\b[^\d\n]{0,30}$", re.IGNORECASE)


def is_nhs_number(digits: str) -> bool:
    """Return whether ten digits end with the check digit of an NHS number (modulus 11).

    References
    ----------
    NHS Data Model and Dictionary, NHS number: weights 10 to 2, 11 less the remainder, 11 becomes 0, 10 is invalid.

    Examples
    --------
    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def _nhs_numbers(text: str) -> Iterator[Found]:
    for match in _TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if is_nhs_number(digits) or _NHS_BEFORE.search(text, max(0, match.start() - 45), match.start()):
            yield Found(*match.span(), "NHS number", digits)


#: Prefixes: no D, F, I, Q, U, V; no O in second place; not BG, GB, KN, NK, NT, TN, ZZ (HMRC, NIM39110).
_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])(?P<prefix>[A-Z]{2})(?:[ \u00a0.-]?\d\d){3}(?:[ \u00a0.-]?(?P<suffix>[A-D]))?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]", re.IGNORECASE)
_INSURANCE_BEFORE = re.compile(r"(?:\bnational insurance\b|\bN\.?I\.?\b|\bNINO\b)[^\d\n]{0,30}$", re.IGNORECASE)


def _insurance_numbers(text: str) -> Iterator[Found]:
    for match in _INSURANCE.finditer(text):
        named = _INSURANCE_BEFORE.search(text, max(0, match.start() - 55), match.start())
        if named or (match["suffix"] and _PREFIX.fullmatch(match["prefix"])):
            yield Found(*match.span(), "National Insurance number", re.sub(r"[\W_]", "", match[0]).upper())


_MONTHS_TEXT = """
january february march april may june july august september october november december ionawr chwefror mawrth ebrill
mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
"""
_MONTHS = _MONTHS_TEXT.split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    rf"|nov(?:ember)?|dec(?:ember)?|{'|'.join(_MONTHS[12:])})\.?"
)
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    "|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th|af|il|ydd|fed|eg|ain)?|(?:(?:twenty|thirty)[ -])?(?:{_ORDINALS}))"
_DATE = re.compile(
    r"(?<![\w£])(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}(?:[T ]00:00(?::00)?)?"
    r"|\d{1,2}(?: ?[./-] ?| )\d{1,2}(?: ?[./-] ?| )(?:\d{4}|\d{2})"
    rf"|{_DAY}[\s./-]{{0,2}}(?:of\s)?{_MONTH}(?:[\s,./-]{{0,2}}(?:of\s)?(?:(?:19|20)\d\d|['’]?\d\d))?"
    rf"|{_MONTH}\s(?:the\s)?{_DAY}(?:[\s,]{{1,2}}(?:19|20)\d\d)?|\d{{8}})(?!\w|:\d)",
    re.IGNORECASE,
)
_PART_OF_DATE = re.compile(rf"(?<!\w)(?:{_MONTH}\s(?:of\s)?)?(?:19|20)\d\d(?!\w)", re.IGNORECASE)
_BIRTH = re.compile(
    r"(?:\bborn(?=[\s,:])|\bb\.(?=\s?\d)|\bganwyd\b|\bgeni\b)"
    r"|\bd\.?\s?o\.?\s?b\b\.?|\b(?:dates?|days?)\s(?:of\s|and\s\w+\sof\s)+births?\b|\bbirth\s?dates?\b|\bbirthda(?:y|te)s?\b"
    r"|\bdyddiad geni\b",
    re.IGNORECASE,
)
#: What may be between such words and the date, and how much of it.
_BETWEEN, _NEAR = re.compile(r"[^\d.;]*[.?!:;]?[^\d.;]*"), 70
#: Between two dates of birth: ``1/2/2007, 3/4/2008 and 5/6/2009``; after a plural, anything of the paragraph.
_JOINED_DATES = re.compile(r"\s*(?:,|;|&|and|or)\s*(?:and\s+)?")
_AFTER = re.compile(
    r"[\s,(–-]{1,3}(?:was |is |as )?(?:(?:his|her|their|my|your|the|a) )?(?:d\.?o\.?b\b|date of birth|birthday|born\b)",
    re.IGNORECASE,
)


def _births(text: str) -> Iterator[Found]:
    """Yield the dates next to words for birth: the first after them and those joined to it, or one right before."""
    for word in _BIRTH.finditer(text):
        date = _DATE.search(text, word.end(), word.end() + 160)
        if date is None or not _beside(text[word.end() : date.start()]):
            date = _PART_OF_DATE.search(text, word.end(), word.end() + 40)
            between = text[word.end() : date.start()] if date else ""
            if date is None or not re.fullmatch(r"\W*(?:(?:in|is|was|back|the|year|early|late|of)\W+)*", between):
                continue
        yield _birth(date)
        many = word[0].casefold().endswith("s")
        end = text.find("\n\n", date.end())
        for other in _DATE.finditer(text, date.end(), end if end >= 0 else len(text)):
            if not many and not _JOINED_DATES.fullmatch(text, date.end(), other.start()):
                break
            date = other
            yield _birth(date)
    for date in _DATE.finditer(text):
        if _AFTER.match(text, date.end()):
            yield _birth(date)


def _birth(date: re.Match[str]) -> Found:
    return Found(*date.span(), "Date of birth", birth_value(date[0]))


def _beside(between: str) -> bool:
    return len("".join(between.split())) <= _NEAR and _BETWEEN.fullmatch(between) is not None


def find_dates(text: str) -> list[Found]:
    """Return every date in a cell of a column of dates of birth."""
    return [_birth(date) for date in _DATE.finditer(text)]


_WORDS = re.compile(rf"(?P<day>\d{{1,2}})\D*?(?P<month>{_MONTH})\W*(?P<year>\d{{4}})", re.IGNORECASE)
_DIGITS = re.compile(r"(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})(?:[T ]00:00.*)?")


def birth_value(date: str) -> str:
    """Return a date as year, month and day if it has all three with a year of four digits; else as it is written."""
    if match := _WORDS.search(date):
        at = next(n for n, name in enumerate(_MONTHS) if name.startswith(match["month"].casefold().rstrip(".")[:3]))
        return f"{match['year']}-{at % 12 + 1:02}-{int(match['day']):02}"
    if match := _DIGITS.fullmatch(date.strip()):
        one, month, other = match.groups()
        year, day = (one, other) if len(one) == 4 else (other, one)
        if len(year) == 4:
            return f"{year}-{int(month):02}-{int(day):02}"
    return " ".join(date.casefold().split())


#: Words of a street's name; what is a street without a number before it; what is one with a number only.
_NAME = r"(?:(?:the|of|and|[A-Z][\w'’-]{0,30}|St\.)[^\S\n]{1,3})"
_STREET = r"(?:Road|Rd|Street|Avenue|Ave|Lane|Crescent|Terrace|Gardens|Grove|Mews|Boulevard)\b"
_NUMBERED = (
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Crescent|Terrace|Gardens|Grove|Mews|Boulevard|Close|Drive|Way|Place|Court"
    r"|Park|Green|Hill|Square|Row|Walk|Rise|View|House|Parade|Villas|Gate|Wharf|Quay|Estate|Cottages)\b"
)
_FLAT = r"(?:(?:Flat|Apartment|Apt|Unit|Room)\.?\s\d{1,4}[A-Za-z]?,?\s{1,2})"
_NUMBER = r"\d{1,4}[A-Za-z]?(?:[-/]\d{1,4})?,?[^\S\n]{1,3}"
_COURT = r"(?!(?i:(?:the )?(?:Crown|Youth|Family|Magistrates['’]?|High|County|Supreme) Court\b))"
_ADDRESS = re.compile(
    rf"(?<![\w£.,-])(?:{_FLAT}?{_NUMBER}|{_FLAT}){_COURT}{_NAME}{{1,3}}(?:{_NUMBERED}|(?i:{_STREET}))"
    rf"|(?<![\w£.,-]){_NUMBER}(?:Heol|Stryd|Ffordd|Lôn)(?:[^\S\n]{{1,3}}(?:[A-Z][\w'’-]{{0,30}}|y|yr)){{1,3}}"
    rf"|(?<![\w£.,-])(?P<plain>{_NUMBER}(?:[a-z'’]{{3,}} ){{1,2}}(?:road|street|avenue|lane|crescent|terrace)\b)"
    r"|\b(?P<street>(?!(?:High|Main)\s)"
    rf"(?:[A-Z][\w'’-]{{1,30}}[^\S\n]{{1,3}}){{1,3}}{_STREET})"
    rf"|(?<![\w£.,-]){_NUMBER}(?:[A-Z][A-Z'’-]{{1,30}} ){{1,3}}(?i:{_NUMBERED})"
    r"|\b(?:PO|P\.O\.) Box \d+"
)
#: Words that are before "road" or "street" in sentences, not in names of streets.
_NO_STREET_TEXT = "high main mile miles way year years minutes yards lane busy long one two"
_NO_STREET = FUNCTION_WORDS | set(_NO_STREET_TEXT.split())


def _addresses(text: str) -> Iterator[Found]:
    """Yield numbers with a street, flats, and streets with a name of their own."""
    for match in _ADDRESS.finditer(text):
        start, words = match.start(), match[0]
        if match["plain"] and set(re.findall(r"[a-z]+", words)) & _NO_STREET:
            continue
        while match["street"] and (first := re.match(r"(\S+)\s+", words)) and first[1].casefold() in _NO_STREET:
            start, words = start + first.end(), words[first.end() :]
        if " " in words.strip():
            yield Found(start, match.end(), "Address", " ".join(words.casefold().replace(",", " ").split()))


_SUFFIX = (
    r"(?:co\.uk|org\.uk|gov\.uk|ac\.uk|nhs\.uk|police\.uk|sch\.uk|me\.uk|ltd\.uk|com|org|net|info|io|me|tv|gov|edu|uk|eu|wales|cymru"
    r"|scot|london|app|social|online|gg|ly)"
)
_WEB = re.compile(
    rf"(?<![\w@.-])(?:https?://[^\s<>\"\]]+|www\.[^\s<>\"\]]+|(?:[a-z0-9-]+\.)+{_SUFFIX}(?![\w.-]*@)\b(?:/[^\s<>\"\]]*)?)",
    re.IGNORECASE,
)


def _web_addresses(text: str) -> Iterator[Found]:
    for match in _WEB.finditer(text):
        shown = match[0].rstrip(".,;:!?)'’*_")
        if "/" not in shown and not re.match(r"www\.", shown, re.IGNORECASE) and re.search(r"[.][A-Z][a-z]", shown):
            continue  # a full stop without a space after it
        value = re.sub(r"^https?://(?:www\.)?|^www\.", "", shown.casefold()).rstrip("/")
        yield Found(match.start(), match.start() + len(shown), "Web address", value)


_HANDLE = re.compile(r"(?<![\w.@/])@(?=[\w.]*[A-Za-z_])[A-Za-z_][\w.]{1,29}(?<!\.)")
_ACCOUNT = re.compile(
    r"\b(?:ig|insta(?:gram)?|snap(?:chat)?|tik ?tok|twitter|facebook|discord|xbox|psn|steam|roblox|twitch|youtube"
    r"|telegram|whatsapp|user ?name|gamer ?tag|handle)(?:\s(?:user ?)?(?:name|handle|account|tag|id))?"
    r"\s?(?:is|was|are|as|called|-)?\s?[:=]?\s*[\"'“‘]?"
    r"(?P<name>(?=[\w.-]*[\d_])(?=[\w.-]*[A-Za-z])[\w.-]{3,30}(?<![.-]))",
    re.IGNORECASE,
)


def _handles(text: str) -> Iterator[Found]:
    for match in _HANDLE.finditer(text):
        yield Found(*match.span(), "Handle", match[0][1:].casefold())
    for match in _ACCOUNT.finditer(text):
        yield Found(*match.span("name"), "Handle", match["name"].casefold())


_FINDERS = (
    _postcodes, _phones, _emails, _nhs_numbers, _insurance_numbers, _births, _addresses, _web_addresses, _handles,
)  # fmt: skip
