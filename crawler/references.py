"""The ways in which a person may write the address of an article that the archive holds."""

from __future__ import annotations

from crawler.urls import canonical_url, url_key


def spellings(asked: str) -> tuple[str, ...]:
    """What ``asked`` may be filed under: its canonical address and its URL key; nothing for what is no address.

    Addresses of one's browser have no scheme, tracking parameters, an AMP twin.
    """
    address = asked if "://" in asked else f"https://{asked}"
    if "/" not in asked:
        return ()
    try:
        return (canonical_url(address), url_key(address))
    except ValueError:
        return ()
