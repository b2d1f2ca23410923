"""Translates mathematical notation to Python: ``σ(w·x + b)``, ``sin(x²)``, ``2x``."""

from __future__ import annotations

from typing import NoReturn

from engine.edit.formula_parts import Part, Surroundings, call
from engine.edit.formula_tokens import Kind, Token, refuse_at, tokens_of
from engine.edit.operations import signed
from engine.edit.rewriting import composed, plain

_COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")
_PRODUCTS = ("*", "/", "@", "·", "%", "//")


class FormulaParser:
    """Parses one formula, from left to right."""

    def __init__(self, formula: str, surroundings: Surroundings) -> None:
        self._tokens = tokens_of(formula)
        self._at = 0
        self._around = surroundings

    def statement(self) -> tuple[str | None, str]:
        """The target of the formula, None if it has none, and its value as Python code.

        Raises:
            Refusal: FORMULA, with the column; SHAPES.
        """
        target = self._target()
        part = self._comparison()
        if self._next.kind is not Kind.END:
            self._refuse("unexpected")
        return target, part.written.text

    # -- tokens --------------------------------------------------------------------------------

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _is_next(self, *signs: str) -> bool:
        return self._next.kind is Kind.SIGN and self._next.text in signs

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind is not Kind.END
        return token

    def _expect(self, sign: str, opened: Token) -> None:
        if self._is_next(sign):
            self._take()
        elif self._next.kind is Kind.END:
            refuse_at(opened.start, opened.end, "unclosed", opened.text)
        else:
            self._refuse("unexpected")

    def _refuse(self, problem: str) -> NoReturn:
        token = self._next
        is_end = token.kind is Kind.END
        refuse_at(token.start, token.end, "incomplete" if is_end else problem, token.text)

    # -- grammar, from what binds loosely to what binds tightly --------------------------------

    def _target(self) -> str | None:
        """A name or a dotted path in front of a ``=``."""
        count = 1
        while self._tokens[count - 1].kind is Kind.NAME and self._text(count) == ".":
            count += 2
        if self._tokens[count - 1].kind is not Kind.NAME or self._text(count) != "=":
            return None
        self._at = count + 1
        return "".join(token.text for token in self._tokens[:count])

    def _text(self, number: int) -> str:
        return self._tokens[number].text if number < len(self._tokens) else ""

    def _comparison(self) -> Part:
        """One comparison, or several that all hold: ``0 < x < 1``."""
        left, found = self._sum(), None
        while self._is_next(*_COMPARISONS):
            sign, right = self._take(), self._sum()
            compared = self._around.binary(left, sign, right)
            both = Token(Kind.SIGN, "&", sign.start, sign.end)
            found = compared if found is None else self._around.binary(found, both, compared)
            left = right
        return left if found is None else found

    def _sum(self) -> Part:
        part = self._product()
        while self._is_next("+", "-"):
            part = self._around.binary(part, self._take(), self._product())
        return part

    def _product(self) -> Part:
        part = self._juxtaposed()
        while self._is_next(*_PRODUCTS):
            part = self._around.binary(part, self._take(), self._juxtaposed())
        return part

    def _juxtaposed(self) -> Part:
        """Factors with no operator between them: they bind tighter than a division."""
        part = self._signed()
        while self._next.kind is Kind.NAME or self._is_next("(", "√", "∑", "∞"):
            token = self._next
            sign = Token(Kind.SIGN, "*", token.start, token.start)
            part = self._around.binary(part, sign, self._power())
        return part

    def _signed(self) -> Part:
        if self._is_next("+"):
            self._take()
            return self._signed()
        if self._is_next("-"):
            self._take()
            inner = self._signed()
            return Part(signed("-", inner.written), inner.shape)
        return self._power()

    def _power(self) -> Part:
        base_token, base = self._next, self._postfix()
        if self._is_next("**"):
            sign = self._take()
            exponent = self._signed()
            if base_token.text == "e" and base.written.text == f"{self._around.torch}.e":
                return self._around.called("exp", [exponent])
            return self._around.binary(base, sign, exponent)
        if self._next.kind is Kind.RAISED:
            return self._raised(base, self._take())
        return base

    def _raised(self, base: Part, token: Token) -> Part:
        sign = Token(Kind.SIGN, "**", token.start, token.end)
        return self._around.binary(base, sign, Part(plain(token.text), ()))

    def _postfix(self) -> Part:
        part, is_module = self._atom(), False
        while True:
            if self._next.kind is Kind.TRANSPOSED:
                self._take()
                shape = None if part.shape is None else part.shape[::-1]
                part = Part(composed(["", ".T"], [part.written]), shape)
            elif self._is_next("."):
                self._take()
                if self._next.kind is not Kind.NAME:
                    self._refuse("unexpected")
                part = Part(composed(["", f".{self._take().text}"], [part.written]))
            elif self._is_next("(") and (is_module or self._is_called(part)):
                function = part.written.text
                is_module = not is_module and function.rpartition(".")[2][:1].isupper()
                part = Part(call(function, *self._arguments()))
            elif self._is_next("["):
                part = self._indexed(part)
            else:
                return part

    def _atom(self) -> Part:
        token = self._take()
        match token.kind, token.text:
            case Kind.NUMBER, text:
                return Part(plain(text), ())
            case Kind.TEXT, text:
                return Part(plain(text))
            case Kind.NAME, _:
                return self._name(token)
            case Kind.SIGN, "(":
                return self._several(token, ")")
            case Kind.SIGN, "[":
                return self._several(token, "]")
            case Kind.SIGN, "|":
                return self._between(token, "abs")
            case Kind.SIGN, "‖":
                return self._between(token, "norm")
            case Kind.SIGN, "√":
                return self._around.called("sqrt", [self._power()])
            case Kind.SIGN, "∑":
                return self._around.called("sum", [self._juxtaposed()])
            case Kind.SIGN, "∞":
                return Part(plain(f"{self._around.torch}.inf"), ())
        self._at -= token.kind is not Kind.END
        self._refuse("unexpected")

    def _name(self, token: Token) -> Part:
        if not self._around.is_function(token.text):
            return self._around.named(token)
        raised = self._take() if self._next.kind is Kind.RAISED else None
        if self._is_next("("):
            part = self._around.called(token.text, *self._arguments())
        elif self._next.kind is Kind.NUMBER:
            part = self._around.called(token.text, [self._juxtaposed()])
        elif self._next.kind is Kind.NAME or self._is_next("√", "∑", "|", "‖"):
            part = self._around.called(token.text, [self._power()])
        else:
            refuse_at(token.start, token.end, "no_argument", token.text)
        return part if raised is None else self._raised(part, raised)

    def _is_called(self, part: Part) -> bool:
        """Whether a parenthesis right after a part calls it, rather than multiplies it."""
        name = part.written.text
        before = self._tokens[self._at - 1]
        is_beside = before.end == self._next.start and before.kind is Kind.NAME
        return is_beside and part.shape is None and self._around.is_callable(name)

    def _arguments(self) -> tuple[list[Part], list[str]]:
        """The arguments of a call, and the keywords of the last one."""
        opened, parts, keywords = self._take(), [], []
        while not self._is_next(")"):
            if self._next.kind is Kind.NAME and self._text(self._at + 1) == "=":
                keywords.append(self._take().text)
                self._take()
            elif keywords:
                self._refuse("unexpected")
            parts.append(self._comparison())
            if not self._is_next(","):
                break
            self._take()
        self._expect(")", opened)
        return parts, keywords

    def _several(self, opened: Token, close: str) -> Part:
        """A list, a tuple, or without a comma an expression in parentheses."""
        parts, has_comma = [], close == "]"
        while not self._is_next(close):
            parts.append(self._comparison())
            if not self._is_next(","):
                break
            self._take()
            has_comma = True
        self._expect(close, opened)
        if parts and not has_comma:
            return parts[0]
        last = f",{close}" if close == ")" and len(parts) == 1 else close
        if not parts:
            return Part(plain(opened.text + close))
        between = [", "] * (len(parts) - 1)
        return Part(composed([opened.text, *between, last], [each.written for each in parts]))

    def _between(self, opened: Token, function: str) -> Part:
        """The expression between two equal delimiters, as in ``|x|``."""
        inside = self._sum()
        self._expect(opened.text, opened)
        return self._around.called(function, [inside])

    def _indexed(self, part: Part) -> Part:
        opened = self._take()
        pieces, operands = ["", "["], [part.written]
        while not self._is_next("]"):
            if self._is_next(":", ","):
                pieces[-1] += {":": ":", ",": ", "}[self._take().text]
            elif len(pieces) > len(operands):
                operands.append(self._comparison().written)
                pieces.append("")
            else:
                self._refuse("unexpected")
            if self._next.kind is Kind.END:
                break
        self._expect("]", opened)
        return Part(composed([*pieces[:-1], f"{pieces[-1]}]"], operands))
