"""The page of supported names."""

from tools.coverage import PAGE, page


def test_the_coverage_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.coverage"
