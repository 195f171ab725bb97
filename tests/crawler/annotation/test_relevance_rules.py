"""The file of rules: what is wrong with it is told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.annotation.relevance_rules import RULES_FILE, RulesError, load_rules

BROKEN = {
    "not TOML": ("[decision]", "[decision", "is not TOML"),
    "threshold": ("threshold = 0.5", "threshold = 50", "[decision] threshold is 50.0"),
    "missing number": ("half = 3.0", "# half = 3.0", "[reading] has no half"),
    "word for a number": ("half = 3.0", 'half = "three"', "[reading] half is 'three'"),
    "zero": ("half = 3.0", "half = 0", "[reading] half is 0.0"),
    "no weight": ("\npolicing = ", "\n# policing = ", "[weights] has no policing"),
    "weight of nothing": ("\nbias = ", "\npolicin = 1\nbias = ", "[weights] has 'policin'"),
    "unknown role": ('role = "context"', 'role = "contexts"', "[concepts.election] role is 'contexts'"),
    "no context": ('role = "context"', 'role = "theme"', 'no concept with role = "context"'),
    "misspelt key": ("[concepts.policing]\n", '[concepts.policing]\nterm = ["x"]\n', "[concepts.policing] has 'term'"),
    "capitals": ('"netralitas", "kenetralan"', '"Netralitas", "kenetralan"', '[concepts.neutrality] terms holds "Netr'),
    "star inside": ('"netralitas", "kenetralan"', '"netral* asn", "kenetralan"', "* may only be its last character"),
    "number for a term": ('"netralitas", "kenetralan"', '7, "kenetralan"', "[concepts.neutrality] terms holds 7"),
    "empty term": ('"netralitas", "kenetralan"', '"", "kenetralan"', "[concepts.neutrality] terms holds ''"),
    "twice": ('"netralitas", "kenetralan"', '"kenetralan", "kenetralan"', '"kenetralan" twice'),
    "text for a list": ('\nall = ["deploy", ', '\nall = "deploy"\n# ["', "all is not a list"),
    "unknown concept": ('all = ["deploy", ', 'all = ["deployment", ', "names 'deployment', which is no concept"),
    "strength": ("strength = 0.3", "strength = 3", "strength is 3"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rules_file_is_told_in_one_line(tmp_path: Path, case: str) -> None:
    old, new, told = BROKEN[case]
    text = RULES_FILE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "rules.toml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesError) as error:
        load_rules(broken)
    message = str(error.value)
    assert message.startswith(f"{broken}: ") and told in message
    assert "\n" not in message and ";" in message  # what; what to do


def test_a_missing_or_mangled_rules_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot be read"):
        load_rules(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(RulesError, match="not UTF-8"):
        load_rules(tmp_path / "latin.toml")
