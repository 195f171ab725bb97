"""The raw archive: WARC files, written, sealed, read and recovered. No tables."""
