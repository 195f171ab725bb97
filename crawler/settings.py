"""Settings of the project: values only.

``scrapy … -s NAME=VALUE`` beats the environment, which beats ``kliping.toml``, which beats what stands here.
"""

from os import environ
from pathlib import Path
from typing import Any

from crawler import PRODUCT_TOKEN
from crawler.settings_file import find

ROOT = Path(__file__).resolve().parent.parent

BOT_NAME = "kliping"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
SPIDER_LOADER_CLASS = "crawler.outlets.loader.OutletLoader"
COMMANDS_MODULE = "crawler.commands"
ADDONS = {"crawler.proven_settings.Proven": 0}  # for Scrapy's own commands; ours prove the settings themselves

# ---- what kliping.toml and the environment say
_checkout = (ROOT / "scrapy.cfg").exists()  # else it was installed by pip, and its folder is no place for data
_data = ROOT / "data" if _checkout else Path(environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "kliping"
settings_file = find(environ, _data)


def _given(name: str, default: Any = "") -> Any:
    """The value of the environment, else of the file, else the default. An empty one counts as none."""
    return environ.get(name) or settings_file.values.get(name, default)


# ---- where things are, and who we are
KLIPING_CONFIG = environ.get("KLIPING_CONFIG", "")  # path of the settings file; empty: kliping.toml in the data folder
KLIPING_DATA = _given("KLIPING_DATA") or str(_data)
KLIPING_DATABASE_URL = _given("KLIPING_DATABASE_URL")  # empty: kliping.db in the data folder
KLIPING_CONTACT = _given("KLIPING_CONTACT")  # an address or URL; no crawl without it
KLIPING_NOW = environ.get("KLIPING_NOW", "")  # ISO 8601 with offset; empty: the clock of the machine
KLIPING_TERMS_ACKNOWLEDGED = _given("KLIPING_TERMS_ACKNOWLEDGED")  # networks, comma-separated
KLIPING_OUTLETS = _given("KLIPING_OUTLETS")  # outlets that are crawled, comma-separated; empty: all
KLIPING_OUTLETS_WITHOUT = _given("KLIPING_OUTLETS_WITHOUT")  # outlets that are not crawled, comma-separated
KLIPING_CHROMIUM = _given("KLIPING_CHROMIUM")  # path; empty: looked for in PATH
KLIPING_CAPTURES = environ.get("KLIPING_CAPTURES") or str(ROOT / "tests" / "spiders" / "captures")  # fixtures
KLIPING_NOTIFY = _given("KLIPING_NOTIFY")  # Apprise URLs of whoever is told when a person is needed
KLIPING_SMTP_URL = environ.get("KLIPING_SMTP_URL", "")  # with KLIPING_ALERT_TO: mail, as KLIPING_NOTIFY can
KLIPING_ALERT_TO = environ.get("KLIPING_ALERT_TO", "")
KLIPING_WORKERS = _given("KLIPING_WORKERS") or "0"  # extraction processes; 0: one for each core
KLIPING_SCHEDULE = _given("KLIPING_SCHEDULE")  # cron line (UTC) by which workers plan nights; empty: nobody does
KLIPING_NIGHT_AT = _given("KLIPING_NIGHT_AT") or "01:30"  # when the timer begins a night, in Jakarta
KLIPING_MORNING_AT = _given("KLIPING_MORNING_AT") or "07:00"  # when the timer looks at it

# of `scrapy worker`: signs of life; after three that did not come, others take over its outlets
WORKER_BEAT_SECONDS = 10
JOB_ATTEMPTS = 10  # how often an outlet of a run is begun whose process, or whose worker, dies
JOB_RETRY_SECONDS = 60  # before an outlet is begun again; then twice as long each time

DISK_RESERVE_MB = settings_file.values.get("DISK_RESERVE_MB", 500)  # with less free space, a run does not start

FIRST_WINDOW_DAYS = 7  # window of an outlet's first night without --since
WINDOW_OVERLAP_DAYS = 2  # a later night looks this far behind the last completed one
FAILED_URL_ATTEMPTS = 5  # nights on which a URL that could not be fetched is tried: 1, 2, 4, ... days apart
RECHECK_DAYS = [1, 3, 14]  # days after which a known article is asked for again

# ---- budgets; what is left over stays queued
# answers of one outlet on one day (Asia/Jakarta), robots.txt and backfills included
PAGES_PER_NIGHT = settings_file.values.get("PAGES_PER_NIGHT", 1000)
OUTLET_MINUTES = settings_file.values.get("OUTLET_MINUTES", 60)  # of one outlet in one run
RUN_MINUTES = settings_file.values.get("RUN_MINUTES", 270)  # of a whole run

# ---- manners
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = PRODUCT_TOKEN
DOWNLOAD_DELAY = 3
DOWNLOAD_DELAY_JITTER = 0  # Scrapy's own 0.5 would halve the delay at times
CONCURRENT_REQUESTS = 1  # of one outlet: a pause on 429 then has nothing queued behind it
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0  # start at DOWNLOAD_DELAY, which is also the least
AUTOTHROTTLE_MAX_DELAY = 60
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.5",
    "Accept-Encoding": "gzip",  # the one encoding whose truncation can be proven
}

# ---- limits
DOWNLOAD_TIMEOUT = 45  # a deadline for the whole response
DOWNLOAD_MAXSIZE = 10 * 2**20
DOWNLOAD_WARNSIZE = 3 * 2**20
DOWNLOAD_FAIL_ON_DATALOSS = False  # a truncated page is archived as such, and then refused
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 pause the host instead
DEPTH_LIMIT = 0  # sources carry their own page limit
URLLENGTH_LIMIT = 0  # Scrapy would drop a long address without a word; `crawler.urls.trap_in` refuses it, and counts
MEMUSAGE_LIMIT_MB = 1500

# ---- closed doors: local files and other schemes, consoles, state that is not ours
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.handlers.BoundedHandler",
    "https": "crawler.fetching.handlers.BoundedHandler",
    **dict.fromkeys(("file", "data", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "crawler.middlewares.guard.PublicResolver"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPCACHE_ENABLED = False
FEEDS: dict[str, object] = {}

# ---- what happens to a request, a page, an article
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.guard.AddressGuard": 50,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.budget.Budget": 40,
    "crawler.middlewares.end_of_window.EndOfWindow": 60,
    "crawler.middlewares.host_pause.HostPause": 545,
    "crawler.middlewares.source_reading.SourceReading": 580,
    "crawler.middlewares.page_type.PageType": 585,  # what HttpCompression (590) has decoded
    "crawler.middlewares.cookie_check.CookieCheck": 610,  # before a redirect (600) is followed
    "crawler.middlewares.conditional.ConditionalGet": 900,
    "crawler.middlewares.archive.ArchiveCapture": 950,
    "crawler.middlewares.guard.AnswerGuard": 960,
}
SPIDER_MIDDLEWARES = {"crawler.middlewares.canary.Canary": 100}
ITEM_PIPELINES = {
    "crawler.pipelines.extract.Extract": 100,
    "crawler.pipelines.repeated.RefuseRepeated": 150,
    "crawler.pipelines.window.KeepWindow": 200,
    "crawler.pipelines.language.KeepIndonesian": 300,
    "crawler.pipelines.relevance.KeepRelevant": 400,
    "crawler.pipelines.store.Store": 500,
}
EXTENSIONS = {"crawler.extensions.OutletRecorder": 100}

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.cli.logs.QuietFormatter"
STATS_DUMP = False
