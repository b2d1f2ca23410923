"""Characters of full width."""

from engine.script.characters import half_width


def test_characters_of_full_width_become_plain_ones_in_their_places() -> None:
    assert half_width("ｙ＝（１．５＋ｘ²），２。５、３\u3000") == "y=(1.5+x²),2.5,3 "
    assert half_width("y = σ(w·x) 梯度") == "y = σ(w·x) 梯度"
