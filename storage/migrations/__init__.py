"""Changes of the schema, oldest first, run by :func:`storage.database.migrate`."""
