"""The archive in a browser: an index of what may be shown, and pages on it, served by Datasette."""
