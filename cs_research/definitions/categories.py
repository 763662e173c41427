"""The values that a column of a result may hold, and the fewest cases that a number or a verdict needs.

Measures give them; displays and reports, which import no measure, name them.
"""

from __future__ import annotations

#: ``group`` of respondents whose group is not known.
NO_GROUP = "(no group)"

# ---- comparisons

#: ``status`` of a question that two waves ask alike; any other value says why it is not compared.
COMPARED = "compared"
#: ``kind`` of a comparison of two waves: of the services that answered both, or of all that answered either.
PAIRED, SEPARATE = "paired", "separate"
#: Two waves are paired if at least this share of the services of each answered both.
MOSTLY = 0.5
#: ``significant``; empty if nothing was tested.
YES, NO = "yes", "no"
#: ``position`` of a score, from below the quartiles to above them.
POSITIONS = (
    "below the lower quartile", "from the lower quartile to the median", "at the median",
    "from the median to the upper quartile", "above the upper quartile",
)  # fmt: skip

# ---- confidence and evidence

#: ``verdict`` on a gap.
VERDICTS = ("confidence outruns evidence", "in step", "evidence outruns confidence", "cannot be told")
#: ``caution`` beside a verdict, or why there is none.
CAUTIONS = ("3 sites only", "fewer than 3 sites", "no source speaks of it")
#: ``kind`` of an alternative, in the order in which choices are made.
KINDS = (
    "as published", "confident answers", "silence", "conflict", "one site left out", "one coder alone", "ratings",
)  # fmt: skip
MAIN = KINDS[0]
ONE_SITE = KINDS[4]
#: Reports give no interval and no verdict from fewer sites: the simulations that `site_interval` rests on begin here.
LEAST_SITES = 3
#: The sites that an interval assumes beside those seen, d, and the correlation between practices of one site, ρ.
ASSUMED_SITES = 12
ASSUMED_CORRELATION = 0.3
#: With fewer services on both sides the gap is described, and no verdict is given.
LEAST_SERVICES = 8

# ---- kinds of source

#: ``kind`` of the survey, beside the kinds of source.
SURVEY = "survey"
#: ``prominence``: how much of what a kind could mention it does mention.
PROMINENCE = ("prominent", "in passing")
#: ``status`` of a proposed category of convergence.
STATUSES = ("proposed", "confirmed", "overruled")
#: ``status`` of a finding that has all its judgements.
FINAL = "final"
#: ``finding``: how strategies and practitioners' accounts compare on a practice, and whether that is so at one site.
FINDINGS = (
    "on paper only", "on paper, contradicted at the same site", "on paper, contradicted at another site",
    "on paper and voiced at the same site", "on paper and voiced at different sites", "voiced only",
    "contradicted by staff, not in strategies", "on neither side",
)  # fmt: skip

# ---- ratings

#: What a rater answers who looked and found no answer. A cell that is left blank was not looked at.
CANNOT = "cannot be told"
#: If one colour has at least this share of the ratings, alpha is unstable.
ONE_COLOUR = 0.9
