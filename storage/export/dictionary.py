"""The data dictionary of an export: every table, every field, in order. Names are fixed: add, never rename."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["string", "integer", "number", "boolean", "datetime", "date", "array"]
"""Types of Frictionless Table Schema; every array is a list of strings."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``required`` ones are never empty; ``derived`` ones follow from others, and older packages may lack
    them.
    """

    name: str
    kind: Kind
    description: str
    required: bool = False
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``key`` is empty where no fields tell two rows apart; ``foreign`` maps a field to the table and field
    that it points to.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign: tuple[tuple[str, str, str], ...] = ()


_REGION = (
    Field(
        "region_id",
        "string",
        "The region code without its point, which no program takes for a fraction: 3510",
        derived=True,
    ),
    Field("region_level", "string", "provinsi, kabupaten or kota", derived=True),
    Field("province", "string", "Official name of the province", derived=True),
    Field("latitude", "number", "Of the region's centre, WGS 84", derived=True),
    Field("longitude", "number", "Of the region's centre, WGS 84", derived=True),
)

EVENTS = Table(
    "events",
    "Event clusters: the reports of one occasion, grouped",
    (
        Field("event_id", "string", "Stable id; an id is never given to another event", required=True),
        Field("title", "string", "Headline of the earliest report that can still be opened"),
        Field("first_published_at", "datetime", "Earliest publication among all its reports"),
        Field("last_published_at", "datetime", "Latest publication among all its reports"),
        Field("event_date", "date", "Day on which it happened, as most reports state it"),
        Field("region_code", "string", "Kemendagri code of the region that most reports name"),
        Field("region", "string", "Official name of that region"),
        Field("place", "string", "Place as most reports from that region name it"),
        Field("articles", "integer", "Reports in the archive, copies included", required=True),
        Field("outlets", "integer", "Different outlets among them", required=True),
        Field("networks", "integer", "Different networks; an outlet without one is its own", required=True),
        Field("texts", "integer", "Independent texts: copies of one text count once", required=True),
        Field("representative_url", "string", "Address of the report that gave the title", required=True),
        Field("outlet_names", "array", "Names of the outlets, as in the table outlets", required=True),
        Field(
            "matched_terms", "array", "Terms of election security that the rules found in its reports", required=True
        ),
        Field("cohesion", "number", "Average similarity over all pairs of its reports, 0 to 1; 1 for a single report"),
        Field("judged", "boolean", "Whether a person's judgement shaped the event", required=True),
        *_REGION,
    ),
    ("event_id",),
)

_ARTICLES = (
    Field("article_id", "string", "Stable id, the same in every archive", required=True),
    Field("event_id", "string", "Event that the article reports"),
    Field("copy_group", "string", "Shared by near-identical texts"),
    Field("url", "string", "Address of the article", required=True),
    Field("outlet", "string", "Name of the outlet", required=True),
    Field("network", "string", "Network of the outlet; its own name when it has none", required=True),
    Field("title", "string", "Headline, without the site's name"),
    Field("authors", "array", "Reporters as printed", required=True),
    Field("editors", "array", "Editors as printed", required=True),
    Field(
        "published_at",
        "datetime",
        "When it was published; midnight when only the day is known, empty when nothing says it",
    ),
    Field("published_precision", "string", "minute or day"),
    Field(
        "published_origin",
        "string",
        "Where that date came from: declared, jsonld, meta, visible, url or text; fetch where nothing says it",
    ),
    Field("modified_at", "datetime", "When the outlet says it was last changed"),
    Field("event_date", "date", "Day on which what is reported happened"),
    Field(
        "event_date_precision",
        "string",
        'date when the text prints that day; weekday when it says "Senin" or "kemarin", counted from publication',
    ),
    Field("region_code", "string", "Kemendagri code of the province (35) or kabupaten/kota (35.74)"),
    Field("region", "string", "Official name of that region"),
    Field("place", "string", "Place as the dateline or the text names it"),
    Field("language", "string", "ISO 639-1 code"),
    Field(
        "relevant",
        "boolean",
        "Whether it belongs to what is studied; always true here: relevance_origin says who decided",
        required=True,
    ),
    Field("relevance", "number", "How much the rules take it for election-security reporting, 0 to 1"),
    Field("matched_terms", "array", "Terms that the rules found in it", required=True),
    Field("words", "integer", "Words of the body", required=True),
    Field("text_sha256", "string", "SHA-256 (hex) over the body, NFC, UTF-8", required=True),
)

_BODY = Field(
    "body",
    "string",
    "The article's own paragraphs, separated by a blank line; empty where the archive itself holds an excerpt only",
)

_PROVENANCE = (
    Field("first_seen_at", "datetime", "When the archive first held it", required=True),
    Field("fetched_at", "datetime", "When the page was fetched"),
    Field("gone_at", "datetime", "When the page was found gone from the site"),
    Field("warc_record_id", "string", "WARC-Record-ID of the page in the raw archive"),
    Field("extractor", "string", "Version of the extraction rules, and the way taken"),
    Field("url_key", "string", "The address as a key: one for all spellings that lead to the article", required=True),
    Field("bylines", "array", "Initials or names signed at the end of the text", required=True),
    Field(
        "relevance_origin",
        "string",
        "Who decided that it is relevant: rules, importer (chosen for a collection that was imported) or person (a "
        "label in one)",
        required=True,
    ),
    Field("collections", "array", "Names of the imported collections that it came with", required=True),
    *_REGION,
)

_EXCERPT = Field("excerpt", "string", "Beginning of the body, about 200 characters", required=True)

OUTLETS = Table(
    "outlets",
    "Outlets in the archive",
    (
        Field("outlet", "string", "Name, as in the other tables", required=True),
        Field("title", "string", "Display name", required=True),
        Field("site", "string", "Front page"),
        Field("network", "string", "Network; its own name when it has none", required=True),
        Field("family", "string", "Publishing platform"),
        Field("region_code", "string", "Kemendagri code of the outlet's own region"),
        Field("region", "string", "Official name of that region"),
        Field("articles", "integer", "Its articles in this export", required=True),
        Field("first_night", "date", "Day of its first crawl, Asia/Jakarta; empty for one that was never crawled"),
        Field("last_night", "date", "Day of its last crawl, whatever became of it"),
    ),
    ("outlet",),
)

COVERAGE = Table(
    "coverage",
    "What was looked at: every outlet on every day from its first night to the last night of the archive",
    (
        Field("outlet", "string", "Name of the outlet", required=True),
        Field("day", "date", "Day of the crawl, Asia/Jakarta", required=True),
        Field("crawled", "boolean", "Whether a crawl of the outlet was completed on that day", required=True),
        Field("discovered", "integer", "Addresses that the outlet announced", required=True),
        Field("fetched", "integer", "Article pages fetched", required=True),
        Field("relevant", "integer", "Relevant articles that were new", required=True),
        Field("withheld", "integer", "Those of them whose pages ask not to be archived (noarchive)", required=True),
        Field("failed", "integer", "Pages that could not be fetched or read", required=True),
        Field("blocked", "integer", "Pages answered by a challenge or block page", required=True),
        Field(
            "status",
            "string",
            "completed, or what the last crawl of the day came to: failed, blocked, skipped, interrupted, running; "
            "empty on a day without a crawl",
        ),
        Field("reason", "string", "Why the outlet was skipped: its terms, a pause and until when, no browser"),
    ),
    ("outlet", "day"),
    (("outlet", "outlets", "outlet"),),
)

PAIRS = Table(
    "pairs",
    "Why reports are grouped, or not: pairs of articles that were compared and found alike enough to count",
    (
        Field("article_a", "string", "One article; of the two ids the smaller", required=True),
        Field("article_b", "string", "The other article", required=True),
        Field("event_id", "string", "Event that holds both; empty when they are in two, or in none yet"),
        Field("score", "number", "How likely the two report one event, 0 to 1; pairs below 0.15 are not kept"),
        Field("copy", "boolean", "Whether the texts are near-identical", required=True),
        Field("wording", "number", "Likeness of the wording (cosine of weighted terms), 0 to 1"),
        Field("headlines", "number", "Share that the headlines have in common, 0 to 1"),
        Field("passages", "number", "Share of the shorter text's sampled passages that stand in the other, 0 to 1"),
        Field("hours_apart", "number", "Hours between the publications; empty where the time of one is unknown"),
        Field("days_apart", "integer", "Days between the days of publication"),
        Field("dates", "string", "Days that the two tell of: same, conflict or unknown"),
        Field("regions", "string", "Regions of the two: same, within (one holds the other), conflict or unknown"),
        Field("same_outlet", "boolean", "Whether one outlet published both"),
        Field("speakers", "array", "Main speakers that both quote", required=True),
        Field("names", "array", "Names in both, the weightiest first, 12 at most", required=True),
        Field("terms", "array", "Other words in both, the weightiest first, 12 at most", required=True),
        Field("numbers", "array", "Figures in both, 12 at most", required=True),
        Field("agree", "array", "What the two agree on, in words", required=True),
        Field("conflict", "array", "What speaks against one event, in words", required=True),
        Field("points", "array", "What each feature adds to the log odds of the score: name=points", required=True),
        Field("version", "string", "Version of signatures and weights that made the score", required=True),
    ),
    ("article_a", "article_b"),
    (
        ("article_a", "articles", "article_id"),
        ("article_b", "articles", "article_id"),
        ("event_id", "events", "event_id"),
    ),
)

JUDGEMENTS = Table(
    "judgements",
    "What people said of articles; outranks every score",
    (
        Field("judgement_id", "string", "Stable id, the same in every archive", required=True),
        Field("verdict", "string", "same: all of a and b report one event; different: none of a what one of b does"),
        Field("a", "array", "Article ids, which need not be in this export", required=True),
        Field("b", "array", "Article ids of the other side", required=True),
        Field("judged_by", "string", "Who judged", required=True),
        Field("why", "string", "The reason given", required=True),
        Field("judged_at", "datetime", "When", required=True),
        Field("withdrawn_at", "datetime", "When it was withdrawn; empty while it is in force"),
        Field("withdrawn_by", "string", "Who withdrew it"),
        Field("withdrawn_why", "string", "The reason given for that"),
    ),
    ("judgement_id",),
)

EVENT_IDS = Table(
    "event_ids",
    "Every event id ever given, so that an id that was cited is found again",
    (
        Field("event_id", "string", "The id that was given", required=True),
        Field("lives_on_as", "string", "The event that it is today; empty for one that lost its last report"),
        Field("founded_at", "datetime", "When the archive founded it", required=True),
    ),
    ("event_id",),
    (("lives_on_as", "events", "event_id"),),
)

HISTORY = Table(
    "history",
    "What became of the events over time, in order",
    (
        Field("event_id", "string", "The event", required=True),
        Field("changed_at", "datetime", "When", required=True),
        Field("kind", "string", "founded, grown, merged, split, shrunk or emptied", required=True),
        Field("articles", "array", "Articles that came (founded, grown) or left (shrunk)", required=True),
        Field("from_events", "array", "Events that it took over, or that its articles came from", required=True),
        Field("into_events", "array", "Events that took it over, or that were split off", required=True),
    ),
    (),
    (("event_id", "event_ids", "event_id"),),
)


def tables(*, with_text: bool) -> tuple[Table, ...]:
    """All tables of a package, in order."""
    return EVENTS, articles_table(with_text=with_text), OUTLETS, COVERAGE, PAIRS, JUDGEMENTS, EVENT_IDS, HISTORY


def articles_table(*, with_text: bool) -> Table:
    """The table ``articles``: with the body, or else with an excerpt at the end."""
    fields = (*_ARTICLES, _BODY, *_PROVENANCE) if with_text else (*_ARTICLES, *_PROVENANCE, _EXCERPT)
    links = (("event_id", "events", "event_id"), ("outlet", "outlets", "outlet"))
    return Table("articles", "Relevant articles that the filters let through", fields, ("article_id",), links)
