"""A night of ninety small outlets with one fault each: every article arrives, or the outlet says why not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.runs import balance
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.faulty import outlets, since, write_faulty
from tests.web.server import SampleWeb


def test_every_article_of_ninety_outlets_arrives_or_has_its_reason(tmp_path: Path) -> None:
    made = list(outlets())
    assert len(made) >= 90
    arguments = write_faulty(tmp_path, made)
    with SampleWeb([]) as web:
        web.sites |= {outlet.host: outlet for outlet in made}
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        night = ("nightly", "--since", since(), *FAST, "-s", "RETRY_TIMES=0", "-s", "LOG_LEVEL=ERROR", *arguments)
        done = scrapy(*night, env=env)
    with Archive.open(default_url(tmp_path / "data")) as archive:
        rows = {row.outlet: row for row in archive.run_outlets(archive.runs(1)[0].run_id)}
    assert done.returncode == 10, done.stderr[-2_000:]
    wrong = {}
    for outlet in made:
        row = rows[outlet.name]
        came = row.counts.get("articles", 0)
        well = (
            row.status == "completed" and not row.counts.get("errors") if outlet.arrive else row.status != "completed"
        )
        if came != outlet.arrive or not well or outlet.reason not in (row.reason or "") or balance(row.counts):
            wrong[outlet.name] = (row.status, came, row.reason, dict(Counter(row.counts)))
    assert not wrong, "\n".join(f"{name}: {told}" for name, told in wrong.items())
