"""Code that was copied from a chat or a word processor."""

import pytest

from engine.script.plain_punctuation import with_plain_punctuation


@pytest.mark.parametrize(
    ("code", "plain"),
    [
        (
            "x = torch.tensor（3.0，requires_grad=True）\n",
            "x = torch.tensor(3.0,requires_grad=True)\n",
        ),
        ("print（“梯度：”，x）", 'print("梯度：",x)'),
        ("y = ‘a’ # 注释，不变", "y = 'a' # 注释，不变"),
        ('s = "（，）"； t = 2 × 3 − 1', 's = "（，）"; t = 2 * 3 - 1'),
        ("if x：\n    y = x＋1\n", "if x:\n    y = x+1\n"),
    ],
)
def test_punctuation_becomes_plain_outside_of_strings_and_comments(code: str, plain: str) -> None:
    assert with_plain_punctuation(code) == plain


@pytest.mark.parametrize("code", ["x = （1", "先求梯度，再更新", "x = 1 +", "a？", "", "x = 1"])
def test_what_is_python_already_or_still_not_stays(code: str) -> None:
    assert with_plain_punctuation(code) == code
