"""Adaptive softmax, an efficient softmax over very many classes, the rare ones in clusters.

Source: torch.nn.AdaptiveLogSoftmaxWithLoss, PyTorch 2.13; Grave et al. 2017.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from engine.torch.nn import activations
from engine.torch.nn.containers import ModuleList, Sequential
from engine.torch.nn.layers import Linear
from engine.torch.nn.module import Module
from engine.torch.routines import choosing


class _ASMoutput(NamedTuple):
    """The result of the module.

    Attributes:
        output: the log probabilities of the targets.
        loss: their negative mean.
    """

    output: Any
    loss: Any


class AdaptiveLogSoftmaxWithLoss(Module):
    """Adaptive softmax: log probabilities of frequent classes, and of clusters of rarer ones.

    Shapes: input (n, features), target (n,) -> output (n,), loss ()

    Attributes:
        cutoffs: the ends of the clusters.
        shortlist_size: the number of frequent classes.
        n_clusters: the number of clusters.
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        ends = list(cutoffs)
        _check_cutoffs(ends, n_classes)
        self.in_features, self.n_classes = in_features, n_classes
        self.cutoffs, self.div_value, self.head_bias = [*ends, n_classes], div_value, head_bias
        self.shortlist_size, self.n_clusters = ends[0], len(ends)
        self.head_size = self.shortlist_size + self.n_clusters
        kind = {"device": device, "dtype": dtype}
        self.head = Linear(in_features, self.head_size, bias=head_bias, **kind)
        self.tail = ModuleList()
        for at, (start, end) in enumerate(pairwise(self.cutoffs), 1):
            hidden = int(in_features // div_value**at)
            self.tail.append(
                Sequential(
                    Linear(in_features, hidden, bias=False, **kind),
                    Linear(hidden, end - start, bias=False, **kind),
                )
            )

    def reset_parameters(self) -> None:
        """Initialise all weights."""
        self.head.reset_parameters()
        for first, second in self.tail:
            first.reset_parameters()
            second.reset_parameters()

    def forward(self, input_: Any, target_: Any) -> _ASMoutput:
        """The log probabilities of the targets, and the loss.

        Raises:
            RuntimeError: targets out of range, or not one for each input.
        """
        _check_target(input_, target_)
        is_batched = target_.ndim > 0
        input = input_ if is_batched else input_.unsqueeze(0)
        target = target_ if is_batched else target_.unsqueeze(0)
        output, places = input.new_zeros(target.shape[0]), target.new_empty(target.shape[0])
        found = 0
        for at, (start, end) in enumerate(pairwise([0, *self.cutoffs])):
            is_here = (target >= start) & (target < end)
            rows = is_here.nonzero().squeeze()
            if not rows.numel():
                continue
            found += rows.numel()
            inside = target[is_here] - start if at else target[is_here]
            if at:
                places.index_fill_(0, rows, self.shortlist_size + at - 1)
                scores = _log_shares(self.tail[at - 1](input.index_select(0, rows)))
                output.index_copy_(0, rows, scores.gather(1, inside.unsqueeze(1)).squeeze(1))
            else:
                places.index_copy_(0, rows, inside)
        if found != target.shape[0]:
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range "
                f"[{target.min().item()}, {target.max().item()}] were found. "
            )
        scores = _log_shares(self.head(input))
        output += scores.gather(1, places.unsqueeze(1)).squeeze()
        loss = (-output).mean()
        return _ASMoutput(output if is_batched else output.squeeze(0), loss)

    def _all_log_probs(self, input: Any, head_output: Any) -> Any:
        """The log probabilities of all classes."""
        out = input.new_empty((head_output.shape[0], self.n_classes))
        frequent = _log_shares(head_output)
        out[:, : self.shortlist_size] = frequent[:, : self.shortlist_size]
        for at, (start, end) in enumerate(pairwise(self.cutoffs)):
            inside = _log_shares(self.tail[at](input))
            out[:, start:end] = inside + frequent[:, self.shortlist_size + at].unsqueeze(1)
        return out

    def log_prob(self, input: Any) -> Any:
        """The log probabilities of all classes."""
        return self._all_log_probs(input, self.head(input))

    def predict(self, input: Any) -> Any:
        """The most probable class of each input."""
        best = self.head(input).argmax(dim=1)
        is_rare = best >= self.shortlist_size
        if not is_rare.any():
            return best
        return choosing.where(is_rare, self.log_prob(input).argmax(dim=1), best)


def _log_shares(scores: Any) -> Any:
    """The log-softmax of each row."""
    return activations.log_softmax(scores, 1)


def _check_cutoffs(cutoffs: list[int], count: int) -> None:
    """Check the cutoffs.

    Raises:
        ValueError: there are none, or they are not increasing.
    """
    if not cutoffs:
        raise ValueError("cutoffs should be a sequence of length larger than 0")
    are_whole = all(int(each) == each for each in cutoffs)
    if cutoffs != sorted(set(cutoffs)) or cutoffs[0] <= 0 or cutoffs[-1] >= count or not are_whole:
        raise ValueError(
            "cutoffs should be a sequence of unique, positive integers sorted in an increasing "
            "order, where each value is between 1 and n_classes-1"
        )


def _check_target(input: Any, target: Any) -> None:
    """Check that there is a target for each input.

    Raises:
        RuntimeError: there is not.
    """
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if target.ndim and input.shape[0] != target.shape[0]:
        raise RuntimeError("Input and target should have the same size in the batch dimension.")
    if input.ndim != target.ndim + 1:
        raise RuntimeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found "
            f"inputs with size {input.shape}"
        )
