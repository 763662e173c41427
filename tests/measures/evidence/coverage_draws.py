"""Made-up draws of a known truth, to count how often an interval holds it and how often a verdict is wrong."""

import numpy as np
from scipy import special

from cs_research.measures.evidence.cells import site_interval
from cs_research.measures.evidence.confident_answers import mean_interval
from cs_research.measures.evidence.gap import square_and_add, verdict
from cs_research.measures.shares.intervals import hypergeometric

POPULATION, RESPONDENTS = 157, 57


def propensities(rng, shape, share, correlation, latent=None):
    """How likely each site is to show a practice: beta, so that practices of a site correlate by ``correlation``."""
    if correlation == 0:
        return np.full(shape, float(share))
    a, b = (part * (1 - correlation) / correlation for part in (share, 1 - share))
    if latent is None:
        return rng.beta(a, b, shape)
    return special.betaincinv(a, b, np.clip(special.ndtr(latent), 1e-12, 1 - 1e-12))


def totals(rng, chances, practices, *, halves):
    """The total score of each site: scores 0 and 1, or with halves the mean of two such scores."""
    if halves:
        return rng.binomial(2 * practices, chances) / 2
    return rng.binomial(practices, chances).astype(float)


def site_coverage(rng, sites, practices, correlation, share, *, draws, halves=False):
    """How often the interval of an evidence share holds the true one, and how wide it is."""
    chances = propensities(rng, (draws, sites), share, correlation)
    low, high = site_interval(totals(rng, chances, practices, halves=halves), practices)
    return float(np.mean((low <= share) & (share <= high))), float(np.mean(high - low))


def gap_results(rng, sites, practices, correlation, share, gap=0.0, *, draws, halves=False, margin=0.1):
    """Coverage of the gap, and how often confidence is said to outrun evidence, with 57 of 157 services."""
    confident = round((share + gap) * POPULATION)
    shown = confident / POPULATION - gap
    count = rng.hypergeometric(confident, POPULATION - confident, RESPONDENTS, draws)
    said = hypergeometric(count, RESPONDENTS, population=POPULATION)
    scores = totals(rng, propensities(rng, (draws, sites), shown, correlation), practices, halves=halves)
    evidence = scores.sum(axis=1) / (sites * practices)
    return judged(count / RESPONDENTS, said, evidence, site_interval(scores, practices), gap, margin)


def judged(confidence, said, evidence, shown, gap, margin):
    """How often the interval of the gap holds ``gap``, and how often confidence is said to outrun evidence."""
    low, high = square_and_add(confidence, *said, evidence, *shown)
    rows = zip(confidence - evidence, low, high, strict=True)
    ahead = [verdict(*row, margin) == "confidence outruns evidence" for row in rows]
    return float(np.mean((low <= gap) & (gap <= high))), float(np.mean(ahead))


def of_services(rng, shape, share, correlation, between):
    """Whether each service is confident and how likely its site shows a practice, correlating by ``between``."""
    first, own = rng.standard_normal((2, *shape))
    second = between * first + np.sqrt(1 - between**2) * own
    return first < special.ndtri(share), propensities(rng, shape, share, correlation, -second)


def nested_results(rng, sites, practices, correlation, share, between, *, draws, margin=0.1):
    """The results of `gap_results` for a gap of 0 where the sites are among the services that answered."""
    confident, chances = of_services(rng, (draws, POPULATION), share, correlation, between)
    count = confident[:, :RESPONDENTS].sum(axis=1)
    said = hypergeometric(count, RESPONDENTS, population=POPULATION)
    scores = totals(rng, chances[:, :sites], practices, halves=False)
    evidence, truth = scores.sum(axis=1) / (sites * practices), confident.mean(axis=1) - chances.mean(axis=1)
    return judged(count / RESPONDENTS, said, evidence, site_interval(scores, practices), truth, margin)


def paired_results(rng, services, practices, correlation, share, between, gap=0.0, *, draws, margin=0.1):
    """Coverage of the mean gap of services on both sides, and how often confidence is said to outrun evidence."""
    first, own = rng.standard_normal((2, draws, services))
    second = between * first + np.sqrt(1 - between**2) * own
    confident = (first < special.ndtri(share + gap)).astype(float)
    scores = totals(rng, propensities(rng, first.shape, share, correlation, -second), practices, halves=False)
    evidence = scores.sum(axis=1) / (services * practices)
    said, shown = site_interval(confident, 1), site_interval(scores, practices)
    return judged(confident.mean(axis=1), said, evidence, shown, gap, margin)


def mean_results(rng, population, respondents, questions, share, correlation, blank, *, draws):
    """Coverage of the mean of several questions, its width, and the same of averaged ends."""
    own = propensities(rng, (draws, population, 1), share, min(correlation, 1 - 1e-9))
    answers = (rng.random((draws, population, questions)) < own).astype(float)
    truth = answers.mean(axis=(1, 2))
    seen = answers[:, :respondents]
    seen[rng.random(seen.shape) < blank] = np.nan
    ours = np.array([mean_interval(each, population=population) for each in seen])
    counts, bases = np.nansum(seen, axis=1), (~np.isnan(seen)).sum(axis=1)
    ends = hypergeometric(counts, bases, population=population)
    averaged = np.stack([end.mean(axis=1) for end in ends], axis=1)
    near = 1e-9
    return [
        (
            float(np.mean((of[:, 0] <= truth + near) & (truth <= of[:, 1] + near))),
            float(np.mean(of[:, 1] - of[:, 0])),
        )
        for of in (ours, averaged)
    ]
