"""Pictures of the archive (Vega-Lite, by Altair): legible in greyscale, drawn without the internet.

Each function takes rows of ``storage.export.plot_rows`` and gives a chart; ``svg`` and ``png`` draw it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from storage.export.plot_rows import Row

if TYPE_CHECKING:
    import altair

INK = "#333333"
REGIONS = 6
"""Regions with a row of their own, those with the most events; the others are one."""
OTHERS = "all others"
OUTLETS = 25
"""Outlets or networks named on an axis, those with the most copies."""

_STATUSES = {
    "completed": ("crawled", "#d4d4d4", ""),
    "none": ("no crawl", "#ffffff", ""),
    "failed": ("failed", "#222222", "F"),
    "blocked": ("blocked", "#555555", "B"),
    "interrupted": ("interrupted", "#8a8a8a", "I"),
    "skipped": ("skipped", "#f2f2f2", "S"),
    "running": ("unfinished", "#a8a8a8", "U"),
}
"""Words, grey and letter of a status: the letter tells them apart where the greys do not."""


def svg(chart: altair.TopLevelMixin) -> str:
    """The picture as SVG text, for a file or for a page."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(chart.to_json())
    return drawn


def png(chart: altair.TopLevelMixin) -> bytes:
    """The picture as PNG, two pixels a point."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(chart.to_json(), scale=2)
    return drawn


def events_by_week(rows: Sequence[Row]) -> altair.TopLevelMixin:
    """Bars a week, a row for each of the regions with the most events; ``rows`` are sorted by week, one at least."""
    import altair as alt

    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["region"]] += row["events"]
    named = [region for region, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:REGIONS]]
    summed: Counter[tuple[str, str]] = Counter()
    for row in rows:
        summed[str(row["week"]), row["region"] if row["region"] in named else OTHERS] += row["events"]
    order = [*named, *([OTHERS] if len(totals) > REGIONS else [])]
    values = [{"week": week, "region": region, "events": count} for (week, region), count in sorted(summed.items())]
    span = (rows[-1]["week"] - rows[0]["week"]).days
    # weeks without an event too, so that silence is seen
    weeks = [str(rows[0]["week"] + timedelta(days=ahead)) for ahead in range(0, span + 1, 7)]
    chart = (
        alt.Chart(_data(values))
        .mark_bar(color=INK, width={"band": 0.8})
        .encode(
            x=alt.X("week:O", title="week from", scale=alt.Scale(domain=weeks), axis=_days(len(weeks))),
            y=alt.Y("events:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3)),
            row=alt.Row("region:N", title=None, sort=order, header=alt.Header(labelAngle=0, labelAlign="left")),
        )
        .properties(width=560, height=56)
    )
    return _titled(chart, "Events a week, by province of the event")


def lags(rows: Sequence[Row]) -> altair.TopLevelMixin:
    """Bars: how long it takes from the first to the last report."""
    import altair as alt

    chart = (
        alt.Chart(_data(rows))
        .mark_bar(color=INK)
        .encode(
            x=alt.X("hours:O", sort=None, title="hours from first to last report", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("events:Q", title="events of two or more reports", axis=alt.Axis(tickMinStep=1)),
        )
        .properties(width=560, height=220)
    )
    return _titled(chart, _and_left_out("From the first report of an event to the last", rows, "events"))


def coverage_calendar(rows: Sequence[Row]) -> altair.TopLevelMixin:
    """A row of days for each outlet; what is not a completed crawl has its letter."""
    import altair as alt

    days = sorted({str(row["day"]) for row in rows})
    values = [
        {
            "outlet": row["outlet"],
            "day": str(row["day"]),
            "status": _STATUSES[row["status"]][0],
            "letter": _STATUSES[row["status"]][2] if len(days) <= 100 else "",
        }
        for row in rows
    ]
    present = {value["status"] for value in values}
    shown = [status for status in _STATUSES.values() if status[0] in present]
    base = alt.Chart(_data(values)).encode(
        x=alt.X("day:O", title=None, axis=_days(len(days))), y=alt.Y("outlet:N", title=None)
    )
    scale = alt.Scale(domain=[status[0] for status in shown], range=[status[1] for status in shown])
    legend = alt.Legend(title=None, orient="top", symbolStrokeColor="#999999", symbolType="square")
    cells = base.mark_rect(stroke="#bbbbbb", strokeWidth=0.5).encode(
        color=alt.Color("status:N", scale=scale, legend=legend)
    )
    dark = alt.FieldOneOfPredicate(field="status", oneOf=["failed", "blocked"])
    letters = base.mark_text(fontSize=9).encode(
        text="letter:N", color=alt.condition(dark, alt.value("#ffffff"), alt.value("#000000"))
    )
    width = max(300, min(900, 16 * len(days)))
    return _titled((cells + letters).properties(width=width, height=alt.Step(18)), "What was crawled on which day")


def who_copies_whom(rows: Sequence[Row]) -> altair.TopLevelMixin:
    """A matrix: whose text (rows) was printed by whom (columns), the darker the more often, with the number."""
    import altair as alt

    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["source"]] += row["copies"]
        totals[row["copier"]] += row["copies"]
    named = {name for name, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:OUTLETS]}
    values = [row for row in rows if row["source"] in named and row["copier"] in named]
    most = max((row["copies"] for row in values), default=1)
    base = alt.Chart(_data(values)).encode(
        x=alt.X("copier:N", title="printed the same text later", axis=alt.Axis(labelAngle=-45, labelLimit=160)),
        y=alt.Y("source:N", title="printed it first", axis=alt.Axis(labelLimit=160)),
    )
    cells = base.mark_rect(stroke="#ffffff").encode(
        color=alt.Color("copies:Q", scale=alt.Scale(scheme="greys", domain=[0, most]), legend=None)
    )
    numbers = base.mark_text(fontSize=10).encode(
        text="copies:Q",
        color=alt.condition(f"datum.copies > {most / 2}", alt.value("#ffffff"), alt.value("#000000")),
    )
    title = _and_left_out("Who copies whom", rows, "copies")
    return _titled((cells + numbers).properties(width=alt.Step(30), height=alt.Step(24)), title)


def _and_left_out(title: str, rows: Sequence[Row], what: str) -> str:
    """The title, and how many are not shown because their order is unknown."""
    left_out = rows[0]["left_out"] if rows else 0
    return f"{title} ({left_out} {what} left out: time or order unknown)" if left_out else title


def _days(count: int) -> Any:
    import altair as alt

    # a label for every day or week while there is room, then for some of them
    return alt.Axis(labelAngle=-60, labelOverlap=count > 40)


def _titled(chart: Any, title: str) -> altair.TopLevelMixin:
    titled: altair.TopLevelMixin = (
        chart.properties(title=title, background="white")
        .configure(font="sans-serif")
        .configure_title(anchor="start", fontSize=14)
        .configure_view(stroke=None)
    )
    return titled


def _data(rows: Sequence[Row]) -> altair.InlineData:
    import altair as alt

    return alt.InlineData(values=list(rows))
