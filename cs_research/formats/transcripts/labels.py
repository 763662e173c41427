"""Labels of speakers: their forms, and the words that distinguish names from headings.

English first, with the usual Welsh and German words. All are case-folded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: What people are called by what they do in a conversation or at work.
ROLES = frozenset(
    """
    facilitator cofacilitator co-facilitator interviewer interviewee moderator participant speaker respondent
    researcher practitioner manager worker officer chair chairperson observer host guest presenter caller
    teacher headteacher parent carer mother father mum dad child boy girl youth psychologist nurse
    therapist counsellor coordinator co-ordinator lead leader director head inspector inspectorate sergeant
    constable magistrate judge solicitor councillor supervisor trainer coach mentor volunteer commissioner analyst
    person student pupil man woman male female police translator interpreter note-taker notetaker transcriber
    cyfwelydd hwylusydd cyfranogwr cyfranogydd siaradwr rheolwr ymarferydd gweithiwr swyddog cadeirydd athro athrawes
    ymchwilydd atebydd rhiant plentyn
    interviewerin moderatorin moderation teilnehmer teilnehmerin sprecher sprecherin befragte befragter leiter leiterin
    sozialarbeiter sozialarbeiterin forscher forscherin lehrer lehrerin mutter vater jugendlicher jugendliche
    polizist polizistin
    """.casefold().split()
)
#: ``P1``, ``YP 3``, ``Int``: usual short forms of those.
ABBREVIATION = re.compile(
    r"(?:p|r|i|f|m|s|b|t|sp|spk|int|res|resp|fac|mod|yp|pr|pt|fg|ym|yw|sw|po)\s?\d{1,3}|int|res|resp|fac|mod|interv|spk|yp"
)
#: Headings of a section, or marks of what a transcriber adds. After a speaker it may be either.
HEADINGS = frozenset(
    """
    action actions agenda aim aims annex answer answers aob apologies appendix attendees attending author authors
    background benefit benefits chapter comment comments conclusion conclusions contact contacts contents context date
    deadline decision decisions description domain due duration evidence figure finding findings from goal goals
    introduction issue issues item items lead-in learning location logo measure measures meeting message messages
    method methods milestone milestones minutes objective objectives outcome outcomes output outputs owner page part
    phase plan plans place policy present principle principles priority priorities problem progress purpose question
    questions recommendation recommendations reference references resolved responsibility result results review risk
    risks scope section source sources stage status step steps strategy strength strengths subject success summary
    table target targets task tasks theme themes time timescale title to topic topics update updates url venue version
    vision website week year month day quarter challenge challenges opportunity opportunities impact rationale
    deliverable deliverables definition definitions key legend requirement requirements resource resources cost costs
    budget email e-mail telephone phone tel fax address cc bcc re attachment attachments file id number
    camau gweithredu nod nodau cam amcan amcanion dyddiad lleoliad cefndir casgliad argymhelliad risg pwrpas crynodeb
    canlyniad canlyniadau penderfyniad ymddiheuriadau presennol
    aufgabe aufgaben maßnahme maßnahmen ziel ziele datum ort beginn ende tagesordnung beschluss beschlüsse ergebnis
    ergebnisse thema themen anwesend teilnehmende entschuldigt protokoll zusammenfassung hintergrund fazit risiko
    risiken zuständig frist termin zweck methode methoden frage antwort verantwortlich
    recording transcript end start
    """.casefold().split()
)
#: Phrases that introduce speech: never a name.
PHRASES = frozenset(
    """
    remember note notes nb ps fyi important importantly example examples ie eg firstly secondly thirdly fourthly
    finally lastly first second third fourth next then also however therefore because so well now look listen see
    think imagine consider suppose basically essentially actually obviously clearly honestly frankly seriously
    yes no yeah nope yep okay ok right sure exactly absolutely definitely indeed correct thanks thank please sorry
    hello hi hey goodbye bye welcome warning caution attention tip tips reminder remark hint fact facts point points
    reason reasons thing things idea ideas truth bottom-line conversely similarly likewise meanwhile again
    overall generally specifically particularly namely including plus minus versus today tomorrow yesterday
    what why when where who how which whatever always never sometimes everything nothing
    something more most less here there this that these those it we they you he she
    i says quote unquote advice disclaimer spoiler caveat alternative alternatively option options
    inaudible unclear laughter laughs laughing laugh pause pauses silence crosstalk applause music sighs sigh coughs
    cough noise overlapping unintelligible interruption lachen lacht pause chwerthin
    instead unfortunately fortunately hopefully perhaps maybe crucially interestingly worryingly surprisingly
    cofiwch nodyn sylwch pwysig enghraifft felly hefyd yn-gyntaf cofia iawn diolch
    wichtig achtung hinweis hinweise beispiel beispiele merke erstens zweitens drittens also übrigens danke ja nein
    nämlich außerdem bemerkung anmerkung vorsicht
    """.casefold().split()
)
#: What a transcriber writes in brackets about a sound or a gesture; no name has such a word in it.
SOUNDS = frozenset(
    """
    laughs laughing laughter laugh giggles giggling chuckles chuckling sighs sighing sigh coughs coughing cough sniffs
    cries crying sobs sobbing whispers whispering shouts shouting nods nodding shrugs shrugging points pointing smiles
    smiling claps clapping applause pauses paused silence inaudible unintelligible indistinct crosstalk overlapping
    interrupts interrupting interruption talking speaking music slams slamming opens opening closes closing rings
    ringing knocks knocking barks barking beeps beeping leaves leaving enters entering returns redirected noise noises
    agrees agreement disagrees hesitates hesitation groans groaning gasps gasping snorts yawns mumbles mumbling
    lacht lachen nickt seufzt hustet flüstert zögert unverständlich chwerthin
    """.casefold().split()
)
#: Labels that may be a speaker, a subject or a word of the sentence: only the study can decide.
ANYBODY = frozenset(
    """
    everyone everybody both someone somebody anyone anybody nobody other others another redacted said lead
    police school schools college housing health education court courts parents carers families family children
    probation inspectorate services partners staff
    park parks station street streets home online peers friends neighbourhood community shops
    pawb rhywun heddlu ysgol alle jemand andere polizei schule
    """.casefold().split()
)
#: What a transcriber writes in brackets for somebody whom they did not know.
_UNNAMED = frozenset({"unknown", "unidentified", "anonymous"})
#: What comes before people who are not named: "The Chair", "All participants", "Two voices".
COUNTED = frozenset(
    """
    the a an all both one two three four five some many several another each every other y yr der die das
    """.casefold().split()
)
#: Words for people who are not named, in addition to `ROLES`.
PEOPLE = frozenset(
    """
    people persons participants voices voice practitioners managers workers officers speakers respondents members
    member group groups boys girls parents carers children teachers colleague colleagues others kids students pupils
    team crowd audience room
    """.casefold().split()
)
#: Titles that are cut with a full stop, which ends no sentence.
TITLES = frozenset(
    """
    prof cllr insp supt chief capt lieut revd hon dept mrs miss messrs det const cmdr asst mgr
    """.casefold().split()
)
#: Small words that a name has within it.
PARTICLES = frozenset(
    [
        "of",
        "the",
        "and",
        "de",
        "da",
        "di",
        "du",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "ap",
        "ab",
        "ferch",
        "y",
        "yr",
        "i'r",
        "a'r",
        "o'r",
        "st",
        "&",
        "for",
        "at",
        "in",
        "from",
        "bin",
        "al",
        "el",
    ]
)
#: Small words that a name does not start with; if one does, it is a sentence.
FUNCTION = frozenset(
    """
    a an the and but or so if as at by for from in into of on onto to up with without about after before since until
    i you he she it we they me him her us them my your his its our their this that these those there here what when
    where which who whom whose why how is are was were be been being am do does did done have has had can could
    would shall should might must not no yes every each all any some both one two three more most many few
    said say says saying like just then than too very because although though while dear
    der die das ein eine und oder aber wenn weil wir ihr sie es ist sind war waren mit ohne für auf zu zur zum von vom
    im
    mae ac ond os yr y
    """.casefold().split()
)


_CLOCKS = r"\d{1,2}(?::\d{1,2}){1,2}(?:[.,]\d{1,3})?"
#: A time, or a range of times, before the text: ``0:05``, ``[00:01:10]``, ``00:01 - 00:05``.
_BEFORE = re.compile(
    rf"^\s*[\[(<]?(?P<clock>{_CLOCKS})(?:\s*(?:-->|[-–—])\s*{_CLOCKS})?[\])>]?\s*(?:[-–—]\s+)?(?:(?<=\s)|(?<=[\])>]))(?=\S)"
)
#: A time behind the name: ``Ann (0:05)``, ``Ann [00:01:10]``, ``Ann 0:05``.
_BEHIND = re.compile(rf"^(?P<name>.*?[^\s\[(,-])[\s,-]*[\[(]?(?P<clock>{_CLOCKS})[\])]?$")
#: The most characters of a name.
LONGEST = 160
_PLAIN = re.compile(rf"(?P<name>[^:：\n]{{1,{LONGEST}}})(?:：|:(?=\s|$|[“\"‘'«„]|[^\W\d_]))")
#: ``Ann<tab>text`` and ``Ann – text``.
_TAB = re.compile(r"(?P<name>[^\t\n:：]{0,59}[^\s.):：])[ ]*\t\s*(?=\S)")
_DASH = re.compile(r"(?P<name>[^\W\d_][^:：\n–—;>=|~]{0,39}?)(?:\s+[-–—]>?|\s*(?:[;>=|~]|=>))\s+(?=\S)")
#: ``P1- text``, ``P1. text``, ``P1) text`` and ``*P1* text``: a name only if it is a role or known otherwise.
_WEAK = re.compile(r"(?P<name>[^\W\d_][^:：\n.)*?!,–—-]{0,39}?)[-–—.)]\s+(?=\S)")
#: The marks of both: to search for them is faster than to try the patterns.
_OTHER_MARK = re.compile(r"[-–—;>=|~.)]\s")
_SLANTED = re.compile(r"(?P<mark>[*_])(?P<name>[^*_:：\n]{1,40})(?P=mark)\s+(?=\S)")
#: ``Speaker 1 00:01 text``.
_CLOCKED = re.compile(rf"(?P<name>[^\W\d_][^:：\n]{{0,59}}?)\s+[\[(]?{_CLOCKS}[\])]?\s+(?=\S)")
#: Marks of direction and zero width, which are invisible in a name.
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_WITHOUT_UNSEEN = str.maketrans("", "", _UNSEEN)
#: ``Ann 00:01:10: text`` has colons within its time.
_TIMED = re.compile(rf"(?P<name>[^:：\n]{{1,80}}?\s*[\[(]?\b{_CLOCKS}[\])]?)\s*[:：](?=\s|$)")
_BRACKET = re.compile(
    r"(?:\[(?P<square>[^\]\n]{1,120})\]|\{(?P<brace>[^}\n]{1,120})\}|<(?P<angle>[^<>/\n]{1,120})>"
    r"|\((?P<round>[^()\n]{1,120})\))\s*[:：]?(?:\s+(?:[-–—]\s+)?|$)"
)
#: ``[Child 1] (mother):`` and ``[Child 1] and [Child 2]:`` are longer names than the first bracket.
_LONGER = re.compile(
    r"\[[^\]\n]{1,80}\](?:\s*(?:,|/|&|\band\b)?\s*(?:\[[^\]\n]{1,80}\]|\([^()\n]{1,80}\))){1,4}\s*[:：](?:\s|$)"
)
#: ``[Ben]- text`` and ``[Ben]. text``
_BRACKET_MARKED = re.compile(r"\[(?P<name>[^\[\]\n]{1,80})\][-–—.)]\s+(?=\S)")
_MARK = re.compile(r"[#@](?P<name>[^\W\d][^:：\n#@]{0,119})[:：](?:\s+|$)")
_STARS = re.compile(
    r"(?P<mark>\*{1,3}|_{1,3})\s*(?P<name>[^*_\n]{1,120}?)\s*(?P<colon>[:：]?)\s*(?P=mark)\s*(?P<after>[:：]?)(?:\s+|$)"
)
#: What captions put before a new speaker, and lists before an entry.
_LEAD = re.compile(r"^\s*(?:>+|[-–—•]\s|\d{1,5}[.)]?[ \t]+(?=[^\W\d_]))\s*")
_LEADS = frozenset(">-–—• \t0123456789")
_SENTENCE = re.compile(r"[!?;…\"“”«»]|[^\W\d_]{4,}\.\s|\.\s*$")
_TITLED = re.compile(rf"\b(?:{'|'.join(sorted(TITLES))})\.", re.IGNORECASE)
_QUOTES = "\"“”„«»‘’'"
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){1,4}$|\bJnr\.$|\bSnr\.$")
#: A name in one pair of brackets, as anonymised transcripts have them: ``[Practitioner 1]``.
_ENCLOSED = re.compile(r"\[([^\[\]]+)\]|\{([^{}]+)\}|<([^<>]+)>|\(([^()]+)\)")
#: What a name has in brackets: a service, pronouns.
IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
#: Kinds of words in round brackets or emphasis that may be a name.
_CLEAR = frozenset({"role", "full", "name", "anybody"})
_APART = re.compile(r"\s[|/–—-]\s|\s*\|\s*|,\s")


class Label(NamedTuple):
    """A possible name, the kind of words it consists of, and where the text after it starts.

    ``kind`` is ``role``, ``full`` (several names), ``name`` (one), ``small`` (no capitals), ``phrase``,
    ``heading``, ``anybody`` (may be a person, or words) or ``sentence``; ``style`` is ``colon``, ``dash``,
    ``bracket``, ``bracketed`` (with a colon after it), ``mark``, ``bold``, ``alone``, ``timed`` (a time after it and
    no colon) or ``weak`` (another mark after it).
    """

    name: str
    kind: str
    style: str
    words: int
    start: float | None = None


def seconds(clock: str) -> float:
    """Return ``1:02:03`` as seconds."""
    longer, _, last = clock.rpartition(":")
    return _minutes(longer) * 60 + float(last.replace(",", "."))


@lru_cache(maxsize=4096)
def _minutes(clock: str) -> int:
    """Return ``1:02`` as minutes; cached, since few are distinct."""
    minutes = 0
    for part in clock.split(":") if clock else ():
        minutes = minutes * 60 + int(part)
    return minutes


def folded(name: str) -> str:
    """Return a name as `spelled`, without capitals and forms of one letter, for comparison."""
    return " ".join(unicodedata.normalize("NFKC", spelled(name)).casefold().split())


@lru_cache(maxsize=65536)
def spelled(name: str) -> str:
    """Return a name with composed accents and single spaces, without invisible marks, brackets around it or a comma."""
    name = " ".join(unicodedata.normalize("NFC", name.translate(_WITHOUT_UNSEEN)).split())
    name = name.rstrip(" ,") or name
    enclosed = _ENCLOSED.fullmatch(name)
    return " ".join(enclosed[enclosed.lastindex or 0].split()) or name if enclosed else name


def clocked(text: str) -> tuple[float | None, int]:
    """Return the time before the text, and where the text starts."""
    if not (text[:1].isdigit() or text[:1] in "[(< \t"):
        return None, 0
    found = _BEFORE.match(text)
    return (seconds(found["clock"]), found.end()) if found else (None, 0)


def label_of(text: str, bold: int = 0) -> Label | None:
    """Return the possible name at the start of a line whose first ``bold`` characters are bold."""
    if not bold and text[:1].isalpha():  # nearly all lines
        end = text.find(":", 0, LONGEST + 1)
        if end > 0 and text[end + 1 : end + 2] in " " and (label := before_colon(text[:end])):
            return label
        if end < 0 and ":" not in text and "：" not in text:
            return _separated(text, 0, None)
    return _label_after_marks(text, bold)


@lru_cache(maxsize=65536)
def before_colon(written: str) -> Label | None:
    """Return the label of ``Ann`` in ``Ann: Where?``; None where the line has to be looked at closely.

    Cached, since few are distinct.
    """
    if not written[:1].isalpha() or any(mark in written for mark in ":：\n"):
        return None
    return _made(written, "colon", len(written) + 1, None)


def _label_after_marks(text: str, bold: int) -> Label | None:
    """Return the label of a line that may open with a time, mark, bracket or bold letters."""
    shift = len(text) - len(text.lstrip(_UNSEEN)) if text[:1] in _UNSEEN else 0
    start, at = clocked(text[shift:]) if shift else clocked(text)
    at += shift
    turned = False
    if text[at : at + 1] in _LEADS and (lead := _LEAD.match(text[at:])):
        at += lead.end()
        turned = lead[0].lstrip().startswith(">>")
    first = text[at : at + 1]
    if first in "[{<(" and (inside := _bracketed(text, at, start)):
        return inside
    if first in "{<":
        return None
    if first in "#@":
        marked = _MARK.match(text, at)
        return _made(marked["name"], "mark", marked.end(), start) if marked else None
    if first in "*_":
        return _starred(text, at, start)
    found = None
    if ":" in text or "：" in text:
        found = _PLAIN.match(text, at) or _TIMED.match(text, at)
    if found is None:
        return _bold_without_colon(text, at, start, bold) or _separated(text, at, start)
    name = found["name"]
    style = "bold" if at + len(name.rstrip()) <= bold <= found.end() + 1 else "mark" if turned else "colon"
    return _made(name, style, found.end(), start)


def alone(text: str, bold: int) -> Label | None:
    """Return a line that consists of a possible name: bold, or few words without punctuation."""
    name = text.strip()
    if bold < 0 or not name or len(name) > 80 or ":" in name or name[-1] in ".?!,;":
        return None
    if name.count(" ") > 4 and not bold:
        return None
    return _made(name, "bold" if bold >= len(text.rstrip()) else "alone", len(text), None)


def _bracketed(text: str, at: int, start: float | None) -> Label | None:
    found = _BRACKET.match(text, at)
    if found is None or _LONGER.match(text, at):
        return None
    style = "bracketed" if found[0].rstrip()[-1:] in ":：" else "bracket"
    made = _made(found[found.lastgroup or 0], style, found.end(), start)
    if made is None or style == "bracketed":
        return made
    if not SOUNDS.isdisjoint(made.name.casefold().replace(",", " ").split()):
        made = made._replace(kind="phrase")
    if made.name.casefold() in _UNNAMED:
        return made._replace(kind="anybody")
    if found["round"] is None or made.kind in _CLEAR:
        return made
    return None  # an aside such as "(a)", "(quietly)" or "(she laughs)"


def _starred(text: str, at: int, start: float | None) -> Label | None:
    found = _STARS.match(text, at)
    if found is None:
        return None
    if not (found["colon"] or found["after"]) and len(found["mark"]) == 1:
        slanted = _SLANTED.match(text, at)
        made = _made(slanted["name"], "weak", slanted.end(), start) if slanted else None
        return made if made is not None and made.kind in _CLEAR else None
    made = _made(found["name"], "bold", found.end(), start)
    emphasis = not (found["colon"] or found["after"]) and found.end() < len(text)
    return None if emphasis and made is not None and made.kind not in _CLEAR else made


def _bold_without_colon(text: str, at: int, start: float | None, bold: int) -> Label | None:
    """Return the label of ``Ann Where?`` in Word, if only ``Ann`` is bold."""
    if not at < bold < len(text.rstrip()):
        return None
    return _made(text[at:bold], "bold", bold, start)


def _separated(text: str, at: int, start: float | None) -> Label | None:
    """Return the label of ``Ann<tab>Where?``, ``Ann – Where?``, ``Ann 0:05 Where?`` or ``P1) Where?``."""
    if "\t" in text and (found := _TAB.match(text, at)) and any(map(str.isalpha, found["name"])):
        return _made(found["name"], "colon", found.end(), start)
    patterns = [(_CLOCKED, "timed")] if ":" in text else []
    if text[at : at + 1] == "[":
        patterns.append((_BRACKET_MARKED, "dash"))
    if _OTHER_MARK.search(text, at):
        patterns += [(_DASH, "dash"), (_WEAK, "weak")]
    for pattern, style in patterns:
        found = pattern.match(text, at)
        written = "" if found is None else text[at : found.end()] if style == "timed" else found["name"]
        if written.count("(") > written.count(")"):
            continue  # "Meeting (2024-05-03 10:00 GMT)"
        made = _made(written, style, found.end(), start) if found else None
        if made is not None and made.kind in ("role", "full", "name"):
            return made
    return None


def _made(written: str, style: str, words: int, start: float | None) -> Label | None:
    name, kind, behind = _parts(written)
    return Label(name, kind, style, words, start if behind is None else behind) if name else None


@lru_cache(maxsize=65536)
def _parts(written: str) -> tuple[str, str, float | None]:
    """Return a name, its kind and the time after it; cached, since few are distinct."""
    name, behind = spelled(written), None
    if ":" in name:
        found = _BEHIND.match(name)
        name, behind = (found["name"].strip(), seconds(found["clock"])) if found else ("", None)
    return name, kind_of(name) if name else "", behind


@lru_cache(maxsize=65536)
def kind_of(name: str) -> str:
    """Return the kind of words that a name consists of; see `Label`."""
    if name[0] == "[":  # "[Child 1]'s mum"
        name = name.replace("[", "").replace("]", "") or name
        if not SOUNDS.isdisjoint(name.casefold().replace(",", " ").split()):
            return "phrase"
    core = _APART.split(IN_BRACKETS.sub(" ", name).strip())[0].strip() or name
    tokens = [token.strip("’'.,*_") for token in core.split()]
    tokens = [token for token in tokens if any(letter.isalnum() for letter in token)]
    plain = [token.casefold() for token in tokens]
    if not any(letter.isalpha() for letter in name):
        return "name" if _drawn(name) else "anybody" if _nameless(name) else "sentence"
    if not tokens or (name[:1].isdigit() and not any(map(_role, plain))):
        return "name" if _drawn(name) else "sentence"
    if _SENTENCE.search(_INITIALS.sub("", _TITLED.sub("", name))) and not _drawn(name):
        return _kind_with_marks(name, tokens)
    return _kind_of_words(plain, tokens)


def _nameless(name: str) -> bool:
    """Return whether it is ``?``, ``***`` or ``2``: somebody without a name, or a number of the text."""
    return len(name) <= 3 if name.isdigit() else bool(set(name) & set("?*_█■")) and len(name) <= 20


def _kind_with_marks(name: str, tokens: list[str]) -> str:
    """Return the kind of a name with marks: ``“Sam”`` is ``Sam``; ``Ann?`` is in doubt; others are a sentence."""
    within = name.strip(_QUOTES)
    if name[0] in _QUOTES and name[-1] in _QUOTES and not set(within) & set(_QUOTES):
        return kind_of(within) if within else "sentence"
    bare = [token.strip(_QUOTES + "?!…;") for token in tokens]
    words = [token.casefold() for token in bare]
    known = PHRASES | FUNCTION
    if 0 < len(bare) <= 6 and all(bare) and words[0] not in known and words[-1] not in known:
        capitals = [_capital(token) or token.casefold() in PARTICLES for token in bare]
        return "anybody" if all(capitals) or _kind_of_words(words, bare) == "role" else "sentence"
    return "sentence"


def _drawn(name: str) -> bool:
    """Return whether a name contains a picture: a screen name, never a sentence."""
    return not name[:1].isdigit() and any(unicodedata.category(letter) == "So" for letter in name)


def _kind_of_words(plain: list[str], tokens: list[str]) -> str:
    bare = [word for word in plain if not word.isdigit() and len(word) > (1 if len(plain) > 1 else 0)] or plain
    if ABBREVIATION.fullmatch(" ".join(plain)):
        return "role"
    if len(plain) > 1 and plain[0] in COUNTED and len(plain) <= 4 and (_role(plain[-1]) or plain[-1] in PEOPLE):
        return "anybody"
    if len(plain) > 1 and plain[0] in FUNCTION and not (len(plain) == 2 and len(plain[1]) == 1):
        return "sentence"
    if _anybody(plain):
        return "anybody"
    inner = [word for word in plain[1:] if word in FUNCTION and word not in PARTICLES]
    if any(_role(word) for word in bare) and not inner and len(plain) <= 6 and bare[-1] not in HEADINGS:
        return "role"
    if bare[-1] in HEADINGS or (bare[0] in HEADINGS and len(bare) == 1):
        return "heading"
    capitals = [_capital(token) or token.casefold() in PARTICLES or token.isdigit() for token in tokens]
    if bare[-1] in PHRASES and len(bare) <= 3:
        first = bare[0] in PHRASES or bare[0] in FUNCTION or bare[0] in HEADINGS
        return "phrase" if first or not all(capitals) else "anybody"
    if all(capitals) and _capital(tokens[0]):
        return "full" if len(bare) > 1 else "name"
    if not inner and len(plain) <= 3 and not any(word in PARTICLES for word in plain):
        return "small"
    return "sentence"


def _anybody(plain: list[str]) -> bool:
    """Return whether it is ``Everyone``, ``Police`` or ``Lead officer``: a person, or what a paragraph is about."""
    return (
        (len(plain) == 1 and plain[0] in ANYBODY)
        or plain[0] in ("responsible", "accountable")
        or plain[:2]
        == [
            "lead",
            "officer",
        ]
    )


def _role(word: str) -> bool:
    return word in ROLES or any(part in ROLES for part in word.split("/"))


def _capital(token: str) -> bool:
    """Return whether a word starts with a capital, or is of a script that has none."""
    return any(letter.isupper() for letter in token[:3]) or token.lower() == token.upper()
