"""The changes of a re-extraction, counted."""

from __future__ import annotations

from crawler.reextraction.changes import EXAMPLES, Changes, OutletChanges
from storage.archive.revision import Difference


def test_pages_are_counted_by_kind_and_field_with_a_few_examples() -> None:
    changes = Changes()
    petisi = changes.outlets.setdefault("petisi", OutletChanges())
    for number in range(EXAMPLES + 2):
        petisi.add(f"https://petisi.example/{number}", Difference("changed", {"title": ("Lama", f"Baru {number}")}))
    petisi.add("https://petisi.example/9", None)
    changes.outlets.setdefault("koranrb", OutletChanges()).add("https://koranrb.example/1", None)
    assert petisi.kinds == {"changed": EXAMPLES + 2, "same": 1}
    assert petisi.fields == {"title": EXAMPLES + 2}
    assert petisi.examples["title"][0] == ("https://petisi.example/0", "Lama", "Baru 0")
    assert len(petisi.examples["title"]) == EXAMPLES
    assert changes.pages() == EXAMPLES + 4
    assert changes.pages("same") == 2
    assert changes.pages("new", "changed") == EXAMPLES + 2
