"""A new outlet: a visit to its site, what the site offers, and the draft of its declaration."""
