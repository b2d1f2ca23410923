"""The memory format of convolution weights.

Source: torch.nn.utils.memory_format, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.torch.calling.naming import named
from engine.torch.nn.conv_layers import Conv2d, Conv3d, ConvTranspose2d, ConvTranspose3d
from engine.torch.nn.module import Module
from engine.torch.tensors import conversions, data
from engine.unobserved import unobserved


def _converter(name: str, kinds: tuple[type[Any], ...]) -> Callable[[Module, Any], Module]:
    def convert(module: Module, memory_format: Any) -> Module:
        for each in module.modules():
            if isinstance(each, kinds):
                with unobserved(each.weight):
                    weight = data.detached_data(each.weight)
                    data.replace_data(each.weight, conversions.ordered(weight, memory_format))
        return module

    return named(convert, name, "Bring the weights of convolutions into an order in memory.")


convert_conv2d_weight_memory_format = _converter(
    "convert_conv2d_weight_memory_format", (Conv2d, ConvTranspose2d)
)
convert_conv3d_weight_memory_format = _converter(
    "convert_conv3d_weight_memory_format", (Conv3d, ConvTranspose3d)
)
