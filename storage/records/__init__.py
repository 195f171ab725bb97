"""What only people and history know, kept as ``.jsonl`` beside the database."""
