"""Text to signature: tokens, terms, features, and their codec. Pure: no database."""
