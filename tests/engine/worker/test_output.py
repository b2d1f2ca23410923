"""The output of a script is passed on line by line, up to a limit; its input is empty."""

import pytest

from engine.worker.output import TAIL_CHARS
from tests.engine.worker.heard import printed, run


def test_lines_are_passed_on_as_they_are_printed():
    _, heard = run("""
        import sys
        print("a", end="")
        x = 1
        print("b", "c")
        print("no", file=sys.stderr)
        sys.stdout.buffer.write("grün".encode())
        """)
    assert heard.only("printed", "bind") == [
        ("bind", "x", 1),
        ("printed", "stdout", "ab c\n"),
        ("printed", "stderr", "no\n"),
        ("printed", "stdout", "grün"),
    ]


def test_text_that_cannot_be_encoded_is_refused_as_on_a_terminal():
    outcome, heard = run("""
        import sys
        print("\\ud800", file=sys.stderr)
        print("\\ud800")
        """)
    assert printed(heard, "stderr") == "\\ud800\n"
    assert "UnicodeEncodeError" in outcome.detail


def test_output_past_the_limit_is_reduced_to_its_end():
    outcome, heard = run("for i in range(100_000): print(i)", max_printed_chars=1000)
    everything = "".join(f"{i}\n" for i in range(100_000))
    assert outcome.how == "done"
    text = printed(heard)
    assert text[:1000] == everything[:1000]
    assert text[1000:] == everything[-(len(text) - 1000) :]
    assert TAIL_CHARS <= len(text) - 1000 <= 2 * TAIL_CHARS
    omitted = len(everything) - len(text)
    assert printed(heard, "stderr") == f"[... {omitted:,} characters left out ...]\n"


def test_one_huge_print_is_reduced_as_well():
    _, heard = run("print('a' * 50 + 'b' * 1_000_000 + 'c')", max_printed_chars=50)
    assert printed(heard) == "a" * 50 + "b" * (TAIL_CHARS - 1) + "c\n"
    assert "936,001 characters" in printed(heard, "stderr")


def test_output_within_the_limit_is_complete():
    _, heard = run("print('a' * 99)", max_printed_chars=100)
    assert heard.only("printed") == [("printed", "stdout", "a" * 99 + "\n")]


def test_input_raises_an_error():
    outcome, _ = run("""
        import sys
        rest, lines = sys.stdin.read(), list(sys.stdin)
        name = input("name? ")
        """)
    assert (outcome.names["rest"], outcome.names["lines"]) == ("", [])
    assert outcome.detail.splitlines()[-1] == (
        "EOFError: input() found nothing to read: a script runs here without a keyboard"
    )


def test_output_of_a_rewrapped_stream_is_complete():
    outcome, heard = run("""
        import io, sys
        sys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding="utf-8")
        print("anew", end="")
        """)
    assert outcome.how == "done"
    assert printed(heard) == "anew"


@pytest.mark.parametrize(
    "statement", ["sys.stdout.close()", "sys.stdout = None", "sys.stdout = Broken()"]
)
def test_a_closed_stream_does_not_end_the_run(statement):
    outcome, heard = run(f"""
        import sys
        class Broken:
            def flush(self): sys.exit(7)
        print("before")
        {statement}
        """)
    assert outcome.how == "done"
    assert printed(heard) == "before\n"
