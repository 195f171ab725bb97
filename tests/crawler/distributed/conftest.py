"""The PostgreSQL server of the storage tests, for the workers' as well."""

from tests.storage.conftest import postgres as postgres
