"""What the legend says of the words of formulas."""

import pytest

from gui import languages
from tests.gui.words.test_letters import told

F = "F = torch.nn.functional\n"
V = "v = torch.ones(1, 2, 4, 4, requires_grad=True)\n"


@pytest.mark.parametrize(
    ("call", "meaning"),
    [
        ("F.adaptive_avg_pool2d(v, 2)", "P = the matrix of averages of rows"),
        ("F.adaptive_avg_pool2d(v, 2)", "Q = the matrix of averages of columns"),
        ("F.max_pool2d(v, 2)", "indices = the places of what was taken"),
        ("v.max(3).values", "indices = the places of what was taken"),
        ("F.interpolate(v, scale_factor=2)", "places = the places that were looked at"),
        ("F.pad(v, (1, 1))", "inside = the places that are no padding"),
        ("torch.cat([v, v])", "part = the places that the input was put into"),
        ("v.expand(3, 2, 4, 4)", "copies = the places that each number was copied to"),
        ("F.multi_margin_loss(v.view(8, 4), torch.ones(8).long())", "C = the number of classes"),
        (
            "F.embedding_bag(torch.tensor([[0, 1]]), v.view(8, 4), mode='mean')",
            "shares = how much each row counts in its bag",
        ),
    ],
)
def test_words_of_formulas_are_explained(call: str, meaning: str) -> None:
    assert meaning in told("z", f"{F}{V}z = {call}")[1]


def test_an_input_of_that_name_is_told_instead() -> None:
    legend = told("z", "index = torch.tensor([0])\nz = x.reshape(1).gather(0, index)")[1]
    assert "index = index" not in legend
    assert "the places" not in legend


@pytest.mark.parametrize(("language", "is_told"), [("en", False), ("zh_CN", True)])
def test_words_between_formulas_are_told_in_other_languages(
    qapp: object, language: str, is_told: bool
) -> None:
    languages.install(language)
    try:
        legends = [told("z", f"z = {call}")[1] for call in ("torch.relu(x)", "x.abs() * a")]
    finally:
        languages.install("en")
    assert ["else = 否则" in legend for legend in legends] == [is_told, False]
