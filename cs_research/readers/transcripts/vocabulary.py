"""Words that tell whether what is before a colon may be a speaker: roles, headings, turns of phrase.

English first, with the usual Welsh and German words. All are case-folded.
"""

from __future__ import annotations

__all__ = [
    "ABBREVIATION",
    "ANYBODY",
    "COUNTED",
    "FUNCTION",
    "HEADINGS",
    "PARTICLES",
    "PEOPLE",
    "PHRASES",
    "ROLES",
    "SOUNDS",
    "TITLES",
]

import re

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
#: What heads a part of a document, or marks what a transcriber adds. After a speaker it may be either.
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
#: What people say before they go on: never a name, and speech wherever it is.
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
#: Labels that may be somebody who speaks, or a subject, or a word of the sentence: only the study can tell.
ANYBODY = frozenset(
    """
    everyone everybody someone somebody anyone anybody nobody other others another redacted said lead
    police school schools college housing health education court courts parents carers families family children
    probation inspectorate services partners staff
    park parks station street streets home online peers friends neighbourhood community shops
    pawb rhywun heddlu ysgol alle jemand andere polizei schule
    """.casefold().split()
)
#: What comes before people who are not named: "The Chair", "All participants", "Two voices".
COUNTED = frozenset(
    """
    the a an all both one two three four five some many several another each every other y yr der die das
    """.casefold().split()
)
#: Words for people who are not named, beside `ROLES`.
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
#: Small words that a name does not start with; where one does, it is a sentence.
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
