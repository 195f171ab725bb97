"""Both databases, for what must hold on each."""

from tests.storage.conftest import databases as databases
from tests.storage.conftest import postgres as postgres
from tests.storage.conftest import url as url
