"""Words of sources: an index, concordance, keyness, collocations, dispersion and the terms of the lexicon."""
