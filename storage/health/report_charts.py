"""The plots of the night's page, as SVG pictures small enough for a phone; two stand side by side on a desktop."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair

REGIONS = 10
"""Regions that are shown by name."""

_WIDTH, _HEIGHT = 250, 150
_INK = "#1f3a5f"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, ready for ``src``, with what it shows."""

    title: str
    text: str
    source: str


def charts(articles: Sequence[tuple[date, str, int]], events: Sequence[tuple[date, int]]) -> list[Chart]:
    """Articles and events by day, and articles by region; nothing where there are none.

    ``articles`` are day, region and number; ``events`` days without a gap, and numbers.
    """
    if not articles:
        return []
    days = Counter({day: 0 for day, _ in events})
    regions: Counter[str] = Counter()
    for day, region, number in articles:
        days[day] += number
        regions[region] += number
    begun = Counter(dict(events))
    shown = regions.most_common(REGIONS)
    return [
        Chart("Articles by day of publication", _told(days, "articles"), _days(days)),
        Chart("Events by day of their first report", _told(begun, "events"), _days(begun)),
        Chart(
            "Articles by region" + (f", the first {REGIONS} of {len(regions)}" if len(regions) > REGIONS else ""),
            ", ".join(f"{region} {number}" for region, number in shown),
            _bars(shown),
        ),
    ]


def _told(days: Counter[date], what: str) -> str:
    return f"{days.total()} {what} from {min(days)} to {max(days)}, at most {max(days.values())} a day"


def _days(days: Counter[date]) -> str:
    import altair  # takes half a second to load, and every command loads this module

    rows = [{"day": day.isoformat(), "number": number} for day, number in sorted(days.items())]
    chart = (
        altair.Chart(altair.InlineData(values=rows), width=_WIDTH, height=_HEIGHT)
        .mark_bar(color=_INK)
        .encode(
            x=altair.X(
                "day:T", timeUnit="utcyearmonthdate", title=None, axis=altair.Axis(format="%-d %b", tickCount=5)
            ),
            y=altair.Y("number:Q", title=None, axis=_whole_numbers(max(days.values()))),
        )
    )
    return _picture(chart)


def _whole_numbers(most: int) -> altair.Axis:
    """An axis of numbers of articles: there are no halves."""
    import altair

    return altair.Axis(values=list(range(most + 1))) if most < 5 else altair.Axis(tickCount=5, format="d")


def _bars(regions: Sequence[tuple[str, int]]) -> str:
    import altair

    rows = [{"region": region, "number": number} for region, number in regions]
    chart = (
        altair.Chart(altair.InlineData(values=rows), width=_WIDTH - 60, height=altair.Step(19))
        .mark_bar(color=_INK)
        .encode(
            x=altair.X("number:Q", title=None, axis=_whole_numbers(max(number for _, number in regions))),
            y=altair.Y("region:N", title=None, sort="-x", axis=altair.Axis(labelLimit=130)),
        )
    )
    return _picture(chart)


def _picture(chart: Any) -> str:
    import vl_convert

    look = chart.configure(background="white", font="sans-serif").configure_axis(
        labelFontSize=11, labelColor="#222", gridColor="#ddd", domainColor="#888"
    )
    svg = vl_convert.vegalite_to_svg(look.configure_view(stroke=None).to_dict())
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
