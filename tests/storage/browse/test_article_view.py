"""Content of an article's page."""

from __future__ import annotations

from storage.browse.article_view import editions, marked
from storage.models import Version


def test_terms_are_marked_as_whole_words_the_longest_first() -> None:
    found = marked("Kotak suara dan suara; kotaksuara tidak.", ["suara", "kotak suara", " "])
    assert [text for text, is_marked in found if is_marked] == ["Kotak suara", "suara"]
    assert "".join(text for text, _ in found) == "Kotak suara dan suara; kotaksuara tidak."
    assert marked("apa saja (+)", []) == (("apa saja (+)", False),)


def test_editions_say_what_came_and_went() -> None:
    texts = [
        Version(text_sha256=str(at), title="Judul", body=body) for at, body in enumerate(("a\n\nb", "a\n\nc\n\nd"))
    ]
    first, second = editions(texts)
    assert first.changes == ()
    assert second.changes == (("went", "b"), ("came", "c"), ("came", "d"))
