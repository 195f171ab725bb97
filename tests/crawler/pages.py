"""Small article pages to read in tests: invented text, no site's markup."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crawler.items import FetchedPage, Layout

HTML = "text/html; charset=UTF-8"
FETCHED = datetime(2024, 11, 28, 1, 0, tzinfo=UTC)
SENTENCE = "Petugas menyusuri gang demi gang untuk memastikan warga sudah menerima surat pemberitahuan memilih."


def page(body: str | bytes, **values: Any) -> FetchedPage:
    """A page of no known outlet."""
    body = body.encode() if isinstance(body, str) else body
    facts: dict[str, Any] = {
        "outlet": "contoh", "network": "contoh", "url": "https://contoh.example/warta/apel-siaga-di-lapangan",
        "url_key": "contoh.example/warta/apel-siaga-di-lapangan", "requested_key": "", "bodies": (body,),
        "content_type": HTML, "fetched_at": FETCHED, "warc_record_id": None, "layouts": (),
        "outlet_names": ("Contoh Warta", "contoh.example"),
    }  # fmt: skip
    return FetchedPage(**(facts | values))


def article_html(*paragraphs: str, head: str = "", top: str = "", bottom: str = "") -> str:
    """A small page around paragraphs that are already HTML."""
    inner = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head>{head}</head><body><main>{top}<div class='isi'>{inner}</div>{bottom}</main></body></html>"


LAYOUT = Layout(article=("div.isi",))
THREE = (f"{SENTENCE} Satu.", f"{SENTENCE} Dua.", f"{SENTENCE} Tiga.")
