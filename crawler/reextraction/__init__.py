"""Re-extraction: archived pages read with the rules of today."""
