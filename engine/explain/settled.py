r"""Formulas of operations as their settings make them: without what these leave out.

Declarations have one formula for all settings. Here are the pairs of what some settings replace in
it, old and new, by operation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Pairs = list[tuple[str, str]]


class Known(NamedTuple):
    """What is known of an application.

    Attributes:
        settings: the settings, by name.
        numbers: the operands that are numbers, by letter.
        ndim: the number of dimensions of the first operand.
        is_complex: whether that is complex.
    """

    settings: Mapping[str, Any]
    numbers: Mapping[str, float]
    ndim: int
    is_complex: bool


def settled(operation: str, latex: str, known: Known) -> str:
    """A formula of an operation for what is known of an application of it."""
    of = _OF.get(operation.removesuffix("_copy"))
    if not latex or of is None:
        return latex
    for old, new in of(known):
        latex = latex.replace(old, new)
    return latex


def _bounded(known: Known) -> Pairs:
    low, high = (known.settings.get(name) for name in ("min", "max"))
    if low is None:
        whole, between = r"\min(a, \mathrm{max})", r"a \le \mathrm{max}"
    elif high is None:
        whole, between = r"\max(a, \mathrm{min})", r"a \ge \mathrm{min}"
    else:
        return []
    return [
        (r"\min(\max(a, \mathrm{min}), \mathrm{max})", whole),
        (r"\mathrm{min} \le a \le \mathrm{max}", between),
    ]


def _logit(known: Known) -> Pairs:
    if known.settings.get("eps") is not None:
        clamped = r"\ln \frac{z}{1 - z},\, z = \min(\max(a, \varepsilon), 1 - \varepsilon)"
        return [(r"\ln \frac{a}{1 - a}", clamped)]
    inside = r"\varepsilon \le a \le 1 - \varepsilon"
    cases = r"\begin{cases} \frac{1}{a (1 - a)} & " + inside + r" \\ 0 \end{cases}"
    return [(cases, r"\frac{1}{a (1 - a)}")]


def _of_order(known: Known) -> Pairs:
    """Norms of order p, of numbers or of differences."""
    p, pairs = known.settings.get("p"), []
    for each, of_all in (("a", "a_i"), ("a - b", "a_i - b_i")):
        norm = rf"\left(\sum_i |{of_all}|^p\right)^{{1/p}}"
        slope = rf"\operatorname{{sgn}}({each}) \left(\frac{{|{each}|}}{{y}}\right)^{{p - 1}}"
        if p == 2 and not known.is_complex:
            term = of_all if each == "a" else f"({of_all})"
            pairs += [(norm, rf"\sqrt{{\sum_i {term}^2}}"), (slope, rf"\frac{{{each}}}{{y}}")]
        elif p == 1:
            pairs += [(norm, rf"\sum_i |{of_all}|"), (slope, rf"\operatorname{{sgn}}({each})")]
        elif p == 0:
            pairs += [(norm, rf"\#\{{i: {of_all} \ne 0\}}"), (f"-{slope}", "0"), (slope, "0")]
        elif p in _EXTREMES:
            of_j = of_all.replace("i", "j")
            shared = rf"\frac{{\operatorname{{sgn}}({each})}}{{\#\{{j: |{of_j}| = y\}}}}"
            cases = rf"\begin{{cases}} {shared} & |{each}| = y \\ 0 \end{{cases}}"
            pairs += [(norm, rf"{_EXTREMES[p]}_i |{of_all}|"), (slope, cases)]
    return pairs


_EXTREMES = {float("inf"): r"\max", -float("inf"): r"\min"}


def _distances(known: Known) -> Pairs:
    pairs = []
    for other in ("b_j", "a_j"):
        gap = f"a_i - {other}"
        slope = rf"\operatorname{{sgn}}({gap}) \left(\frac{{|{gap}|}}{{y_{{ij}}}}\right)^{{p - 1}}"
        if known.settings.get("p") == 2:
            pairs.append((slope, rf"\frac{{{gap}}}{{y_{{ij}}}}"))
        elif known.settings.get("p") == 1:
            pairs.append((slope, rf"\operatorname{{sgn}}({gap})"))
    return pairs


def _sorted(known: Known) -> Pairs:
    return [(r"\le", r"\ge")] if known.settings.get("descending") else []


def _top(known: Known) -> Pairs:
    return [] if known.settings.get("largest", True) else [(r"\ge", r"\le")]


def _put(known: Known) -> Pairs:
    if not known.settings.get("accumulate"):
        return []
    return [
        (r"a \text{ with } a_{\mathrm{indices}} = b", r"a_i + \sum_{\mathrm{indices}_j = i} b_j"),
        (r"a \text{ with } a_{\mathrm{index}_j} = b_j", r"a_i + \sum_{\mathrm{index}_j = i} b_j"),
        (r"\begin{cases} 0 & i \in \mathrm{indices} \\ g_i \end{cases}", "g"),
        (r"\begin{cases} 0 & i \in \mathrm{index} \\ g_i \end{cases}", "g"),
    ]


def _solved(known: Known) -> Pairs:
    if known.settings.get("left", True):
        return []
    return [
        pair
        for each in ("a", "t")
        for pair in (
            (f"{each}^{{-1}} b", f"b {each}^{{-1}}"),
            (
                rf"{each}^{{-\mathsf{{T}}}} g y^{{\mathsf{{T}}}}",
                rf"y^{{\mathsf{{T}}}} g {each}^{{-\mathsf{{T}}}}",
            ),
            (rf"{each}^{{-\mathsf{{T}}}} g", rf"g {each}^{{-\mathsf{{T}}}}"),
        )
    ]


def _triangular(known: Known) -> Pairs:
    """Only the triangle that the settings name is used, with ones on its diagonal for a unit."""
    triangle = r"\operatorname{triu}" if known.settings.get("upper") else r"\operatorname{tril}"
    whole = rf"{triangle}(a)"
    if known.settings.get("unitriangular"):
        triangle += "_{1}" if known.settings.get("upper") else "_{-1}"
        whole = rf"I + {triangle}(a)"
    if known.settings.get("transpose"):
        whole = rf"{whole}^{{\mathsf{{T}}}}"
    pairs = [
        (r"t = \operatorname{tri}(a)", f"t = {whole}"),
        (r"\operatorname{tri}(", f"{triangle}("),
    ]
    if known.settings.get("transpose"):
        sent = r"t^{-\mathsf{T}} g_1 y^{\mathsf{T}}"
        pairs.append((sent, r"y g_1^{\mathsf{T}} t^{-1}"))
    return pairs + _solved(known)


def _upper(known: Known) -> Pairs:
    if not known.settings.get("upper"):
        return []
    return [
        (r"L: L L^{\mathsf{T}} = a", r"U: U^{\mathsf{T}} U = a"),
        (r"L^{-\mathsf{T}} \frac", r"U^{-1} \frac"),
        (r"{2} L^{-1}", r"{2} U^{-\mathsf{T}}"),
        (r"s = L^{\mathsf{T}} g", r"s = U g^{\mathsf{T}}"),
        (r"b b^{\mathsf{T}}", r"b^{\mathsf{T}} b"),
        (r"a a^{\mathsf{T}}", r"a^{\mathsf{T}} a"),
        (r"-(s y^{\mathsf{T}} + y s^{\mathsf{T}}) b", r"-b (s y^{\mathsf{T}} + y s^{\mathsf{T}})"),
        (r"-y (g + g^{\mathsf{T}}) y a", r"-a y (g + g^{\mathsf{T}}) y"),
    ]


def _scaled(known: Known) -> Pairs:
    """Factors of 1 are left out."""
    pairs = []
    for name, written in ((r"\alpha", "alpha"), (r"\beta", "beta")):
        if known.settings.get(written) == 1:
            pairs += [(f"{name} ", ""), (name, "1")]
    if known.settings.get("value") == 1:
        value = r"\mathrm{value}"
        pairs += [(rf"{value} \cdot ", ""), (rf"{value} \frac", r"\frac"), (value, "1")]
    if known.settings.get("scale") == 1:
        pairs += [(r"\mathrm{scale} \cdot ", ""), (r"\mathrm{scale}", "1")]
    return pairs


def _weighted(known: Known) -> Pairs:
    """Losses of classes: their mean is that by weights, if these are given."""
    if known.numbers.get("w") != 1:
        if known.settings.get("reduction") != "mean":
            return []
        loss, total = r"w_{\mathrm{target}} a_{\mathrm{target}}", r"n = \sum w_{\mathrm{target}}"
        return [(loss, rf"{loss},\, {total}")]
    pairs = [(r"w_{\mathrm{target}} ", ""), ("-g w_i", "-g")]
    return [*pairs, (r"\frac{w_t}{C}", r"\frac{1}{C}"), (r"\frac{g p w_t}", r"\frac{g p}")]


def _entropy(known: Known) -> Pairs:
    pairs = []
    if known.numbers.get("w") == 1:
        pairs += [(r"\frac{w}{n}", r"\frac{1}{n}"), ("-w (", "-(")]
    if known.numbers.get("p") == 1:
        pairs += [
            (r"p b \ln", r"b \ln"),
            (r"1 - b - (1 + (p - 1) b) \sigma(-a)", r"\sigma(a) - b"),
            (r"(a + (p - 1) \ln \sigma(a))", "a"),
        ]
    return pairs


def _affine(known: Known) -> Pairs:
    pairs = []
    if known.numbers.get("b") == 1:
        pairs += [(r"b \frac", r"\frac"), ("g b", "g"), ("g_1 b", "g_1")]
        pairs += [(r"\frac{b}{\sqrt", r"\frac{1}{\sqrt")]
    if known.numbers.get("c") == 0:
        pairs += [(" + c", ""), ("c + ", "")]
    return pairs


def _reduced(known: Known) -> Pairs:
    how = known.settings.get("how", known.settings.get("reduce"))
    name = rf"\operatorname{{{how}}}"
    pairs = [(r"\mathrm{how}", name), (r"\operatorname{reduce}", name)]
    return pairs if known.settings.get("include_self", True) else [*pairs, ("a_i, b_j", "b_j")]


def _stepped(known: Known) -> Pairs:
    if known.settings.get("step", 1) == 1:
        return []
    part = r"\mathrm{start}:\mathrm{end}"
    return [
        (part, rf"{part}:\mathrm{{step}}"),
        (r"g_{i - \mathrm{start}}", r"g_{(i - \mathrm{start}) / \mathrm{step}}"),
        (r"\mathrm{start} \le i < \mathrm{end}", rf"i \in {part}:\mathrm{{step}}"),
    ]


def _transposed(known: Known) -> Pairs:
    dims = {known.settings.get(name) for name in ("dim0", "dim1")}
    if dims <= {known.ndim - 1, known.ndim - 2}:
        return []
    exchanged = r"_{\mathrm{dim0} \leftrightarrow \mathrm{dim1}}"
    return [(rf"{letter}^{{\mathsf{{T}}}}", letter + exchanged) for letter in ("a", "g")]


def _permuted(known: Known) -> Pairs:
    """An exchange of the last two dimensions is a transpose."""
    first = range(known.ndim - 2)
    if known.settings.get("dims") != (*first, known.ndim - 1, known.ndim - 2):
        return []
    turned = r"^{\mathsf{T}}"
    return [(r"a_{\mathrm{dims}}", f"a{turned}"), (r"g_{\mathrm{dims}^{-1}}", f"g{turned}")]


def _real(known: Known) -> Pairs:
    """What is written for complex numbers, for real ones."""
    if known.is_complex:
        return []
    pairs = [(rf"\overline{{{each}}}", each) for each in ("a_i", "g")]
    return [*pairs, (r"\frac{i g a}{|a|^2}", r"0 \cdot g")]


def _turning(known: Known) -> Pairs:
    """The signs of the exponents of a Fourier transform."""
    if known.settings.get("forward"):
        return [(r"\mp", "-"), (r"\pm ", "")]
    return [(r"\mp ", ""), (r"\pm", "-")]


def _embedded(known: Known) -> Pairs:
    if known.settings.get("padding_idx", -1) < 0:
        return []
    sent = r"\sum_{\mathrm{index}_k = i} g_k"
    return [(sent, rf"\begin{{cases}} 0 & i = \mathrm{{padding\_idx}} \\ {sent} \end{{cases}}")]


def _attended(known: Known) -> Pairs:
    return [(r" + \mathrm{mask}", "")] if known.settings.get("mask") is None else []


_FAMILIES: tuple[tuple[str, Callable[[Known], Pairs]], ...] = (
    ("clamp", _bounded),
    ("logit", _logit),
    ("vector_norm norm_along dist", _of_order),
    ("cdist pdist", _distances),
    ("sort sort_told", _sorted),
    ("topk", _top),
    ("index_put put_at", _put),
    ("solve", _solved),
    ("solve_triangular triangular_solve", _triangular),
    ("cholesky older_cholesky cholesky_inverse cholesky_solve", _upper),
    ("addmm addmv addr addbmm baddbmm addcmul addcdiv elu elu_", _scaled),
    ("nll_loss nll_loss2d nll_loss_row multi_margin_loss", _weighted),
    ("binary_cross_entropy binary_cross_entropy_with_logits", _entropy),
    ("layer_norm batch_norm batch_norm_fixed group_norm", _affine),
    ("convolution convolution_transposed conv_tbc", _affine),
    ("scatter_reduce index_reduce segment_reduce", _reduced),
    ("slice slice_backward slice_scatter", _stepped),
    ("transpose transpose_", _transposed),
    ("permute", _permuted),
    ("angle vdot", _real),
    ("fft_c2c", _turning),
    ("embedding", _embedded),
    ("attention", _attended),
)

_OF = {name: pairs for names, pairs in _FAMILIES for name in names.split()}
