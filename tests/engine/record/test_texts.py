"""Texts of a script as they are kept."""

from engine.record.texts import message_of


def test_the_notes_on_an_error_follow_its_message():
    error = ValueError("too long")
    error.add_note("at most 3")
    assert message_of(error) == "too long\nat most 3"


def test_an_error_that_cannot_be_told_has_no_message():
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert message_of(Mute()) == ""
