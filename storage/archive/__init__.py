"""The tables of the archive: articles, versions, captures, the frontier, runs."""
