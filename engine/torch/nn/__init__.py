"""What a script imports as ``torch.nn``."""

from types import ModuleType as _ModuleType
from typing import Any as _Any

from engine.errors import missing as _missing
from engine.torch.nn import attention as _attention
from engine.torch.nn import containers as _containers
from engine.torch.nn import conv_layers as _conv_layers
from engine.torch.nn import functional as functional
from engine.torch.nn import init as init
from engine.torch.nn import layers as _layers
from engine.torch.nn import module as _module
from engine.torch.nn import norm_layers as _norm_layers
from engine.torch.nn import parameter as _parameter
from engine.torch.nn import recurrent as _recurrent
from engine.torch.nn import simple as _simple
from engine.torch.nn import utils as utils

_NAMES: dict[_ModuleType, str] = {
    _attention: """
        MultiheadAttention TransformerEncoder TransformerEncoderLayer
    """,
    _containers: """
        ModuleDict ModuleList ParameterDict ParameterList Sequential
    """,
    _conv_layers: """
        Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d
    """,
    _layers: """
        Bilinear Embedding Flatten Identity Linear Unflatten
    """,
    _module: """
        Module
    """,
    _norm_layers: """
        BatchNorm1d BatchNorm2d BatchNorm3d GroupNorm LayerNorm RMSNorm
    """,
    _parameter: """
        Parameter
    """,
    _recurrent: """
        GRU GRUCell LSTM LSTMCell RNN RNNBase RNNCell RNNCellBase
    """,
    _simple: """
        AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveMaxPool1d AdaptiveMaxPool2d AvgPool1d
        AvgPool2d AvgPool3d BCELoss BCEWithLogitsLoss CELU CosineEmbeddingLoss
        CosineSimilarity CrossEntropyLoss Dropout Dropout1d Dropout2d Dropout3d ELU GELU
        GLU GaussianNLLLoss Hardshrink Hardsigmoid Hardswish Hardtanh HingeEmbeddingLoss
        HuberLoss KLDivLoss L1Loss LeakyReLU LogSigmoid LogSoftmax MSELoss
        MarginRankingLoss MaxPool1d MaxPool2d MaxPool3d Mish MultiLabelSoftMarginLoss
        MultiMarginLoss NLLLoss PReLU PairwiseDistance PixelShuffle PoissonNLLLoss ReLU
        ReLU6 SELU SiLU Sigmoid SmoothL1Loss SoftMarginLoss Softmax Softmin Softplus
        Softshrink Softsign Tanh Tanhshrink Threshold TripletMarginLoss Unfold
    """,
}


def __getattr__(name: str) -> _Any:
    """Called for names that the namespace does not have.

    Raises:
        MissingOperationError: always, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.nn", name, [each for each in globals() if not each.startswith("_")])


for _source, _names in _NAMES.items():
    globals().update({_name: getattr(_source, _name) for _name in _names.split()})
