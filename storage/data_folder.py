"""Layout of the data folder: the name of everything that is kept in it.

The raw archive and the records come first: the database, the indexes and the pages can be made again from them.
"""

from __future__ import annotations

WARC_FOLDER = "warc"
"""The raw archive. Its files are named in ``storage.raw.files``."""

LOGS_FOLDER = "logs"
REPORTS_FOLDER = "reports"
"""Pages of the nights, ``<run id>.html``."""

FOLDERS = (LOGS_FOLDER, WARC_FOLDER, REPORTS_FOLDER)

DATABASE_NAME = "kliping.db"
BROWSE_INDEX = "browse.db"
"""Index of ``scrapy browse``. It may be deleted at any time: the next start makes it anew."""

HISTORY_FILE = "history.jsonl"
TAKEDOWNS_FILE = "takedowns.jsonl"
OUTLET_ORDERS_FILE = "outlet_orders.jsonl"
JUDGEMENTS_FILE = "judgements.jsonl"
CHECKS_FILE = "checks.jsonl"
"""Records: what cannot be derived from the raw archive."""

RECORDS = "[!.]*.jsonl"
"""Pattern of the record files, for backups; drafts begin with a dot."""

DATABASES = "*.db"
WRITE_AHEAD_LOGS = "*.db-wal"

RUN_LOCK = "run.lock"
"""Held by the run that works in the folder."""

RECORDS_LOCK = "records.lock"
"""Held for the moment in which somebody changes takedowns or judgements; a run does not hold it."""

TROUBLES_FILE = "troubles.json"
"""Troubles of which the operator was told. Without it, those that go on are told once more."""

BROWSE_LOCK = "browse.lock"
"""Held by the process that keeps the index of ``scrapy browse`` up to date."""

WORKER_FILE = "worker"
"""Keeps the name of the worker, which is in the names of its WARC files."""
