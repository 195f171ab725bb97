"""Event clusters in the database: update, pairs, explanation, summaries, selection, lookup."""
