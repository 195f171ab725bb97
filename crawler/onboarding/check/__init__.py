"""Check of declared outlets against their sites: what holds, what does not, and what should be declared instead."""
