"""The page that lists what is supported."""

from tools.coverage import PAGE, page


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.coverage"
