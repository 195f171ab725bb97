"""Records that cannot be derived from the raw archive, kept as ``.jsonl`` beside the database."""
