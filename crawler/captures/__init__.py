"""Fixtures of real pages that hold none of their words: for maintainers, who must know when a site's markup changes."""
