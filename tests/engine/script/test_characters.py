"""Characters of full width, and unseen ones."""

from engine.script.characters import half_width, plainly_spaced


def test_characters_of_full_width_become_plain_ones_in_their_places() -> None:
    assert half_width("ｙ＝（１．５＋ｘ²），２。５、３\u3000") == "y=(1.5+x²),2.5,3 "
    assert half_width("y = σ(w·x) 梯度") == "y = σ(w·x) 梯度"


def test_what_cannot_be_seen_is_removed_and_spaces_become_plain() -> None:
    assert plainly_spaced("\ufeffx\xa0=\u2003\u200b1\n\u202fy\xad") == "x = 1\n y"


def test_a_name_from_right_to_left_that_was_copied_from_a_sentence_is_plain() -> None:
    assert plainly_spaced("\u200e\u2066سعر\u2069 + 1") == "سعر + 1"


def test_what_holds_an_emoji_together_stays() -> None:
    family = "👩\u200d👧"
    assert plainly_spaced(family) == family
