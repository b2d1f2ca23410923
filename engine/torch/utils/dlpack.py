"""The module ``torch.utils.dlpack``: tensors and other libraries' arrays in the same memory."""

from engine.torch.names.absent import refusal as _refusal
from engine.torch.tensors.exchange import DLDeviceType, from_dlpack, to_dlpack

__all__ = ["DLDeviceType", "from_dlpack", "to_dlpack"]

__getattr__ = _refusal("torch.utils.dlpack", dict.fromkeys(__all__))
