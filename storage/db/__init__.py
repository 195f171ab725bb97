"""Engine, sessions, dialects, and what SQLite and PostgreSQL do differently."""
