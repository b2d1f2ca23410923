"""The module ``torch.nn``."""

from functools import partial as _partial
from types import ModuleType as _ModuleType
from typing import Any as _Any

from engine.torch import attention_kernels as _attention_kernels
from engine.torch import overriding as _overriding
from engine.torch.names.absent import missing as _missing
from engine.torch.nn import adaptive_softmax as _adaptive_softmax
from engine.torch.nn import attention as _attention
from engine.torch.nn import containers as _containers
from engine.torch.nn import conv_layers as _conv_layers
from engine.torch.nn import fractional_pooling as _fractional_pooling
from engine.torch.nn import functional as functional
from engine.torch.nn import grad as grad
from engine.torch.nn import init as init
from engine.torch.nn import layers as _layers
from engine.torch.nn import lazy as _lazy
from engine.torch.nn import loss_layers as _loss_layers
from engine.torch.nn import map_norm as _map_norm
from engine.torch.nn import module as _module
from engine.torch.nn import norm_layers as _norm_layers
from engine.torch.nn import padding as _padding
from engine.torch.nn import parameter as _parameter
from engine.torch.nn import parameter_containers as _parameter_containers
from engine.torch.nn import pooling_layers as _pooling_layers
from engine.torch.nn import recurrent as _recurrent
from engine.torch.nn import recurrent_cells as _recurrent_cells
from engine.torch.nn import simple as _simple
from engine.torch.nn import tables as _tables
from engine.torch.nn import transformer_layers as _transformer_layers
from engine.torch.nn import transformers as _transformers
from engine.torch.nn import uninitialized as _uninitialized
from engine.torch.nn import unpooling_layers as _unpooling_layers
from engine.torch.nn import utils as utils
from engine.torch.nn.overridden import make_overridable as _make_overridable

_NAMES: dict[_ModuleType, str] = {
    _adaptive_softmax: """
        AdaptiveLogSoftmaxWithLoss
    """,
    _attention: """
        MultiheadAttention
    """,
    _containers: """
        DataParallel ModuleDict ModuleList Sequential
    """,
    _conv_layers: """
        Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d
    """,
    _fractional_pooling: "FractionalMaxPool2d FractionalMaxPool3d",
    _layers: """
        Bilinear Flatten Identity Linear Unflatten
    """,
    _lazy: """
        LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d
        LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d
        LazyInstanceNorm2d LazyInstanceNorm3d LazyLinear
    """,
    _module: """
        Module
    """,
    _map_norm: "CrossMapLRN2d",
    _norm_layers: """
        BatchNorm1d BatchNorm2d BatchNorm3d GroupNorm InstanceNorm1d InstanceNorm2d
        InstanceNorm3d LayerNorm RMSNorm SyncBatchNorm
    """,
    _padding: """
        CircularPad1d CircularPad2d CircularPad3d ConstantPad1d ConstantPad2d ConstantPad3d
        ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d
        ReplicationPad3d ZeroPad1d ZeroPad2d ZeroPad3d
    """,
    _parameter: """
        Buffer Parameter
    """,
    _parameter_containers: "ParameterDict ParameterList",
    _pooling_layers: """
        AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d
        AdaptiveMaxPool2d AdaptiveMaxPool3d AvgPool1d AvgPool2d AvgPool3d LPPool1d LPPool2d
        LPPool3d MaxPool1d MaxPool2d MaxPool3d
    """,
    _recurrent: """
        GRU LSTM RNN RNNBase
    """,
    _recurrent_cells: """
        GRUCell LSTMCell RNNCell RNNCellBase
    """,
    _loss_layers: """
        BCELoss BCEWithLogitsLoss CTCLoss CosineEmbeddingLoss CrossEntropyLoss
        GaussianNLLLoss HingeEmbeddingLoss HuberLoss KLDivLoss L1Loss LinearCrossEntropyLoss
        MSELoss MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss
        NLLLoss PoissonNLLLoss SmoothL1Loss SoftMarginLoss TripletMarginLoss
        TripletMarginWithDistanceLoss
    """,
    _simple: """
        AlphaDropout CELU ChannelShuffle CosineSimilarity Dropout Dropout1d Dropout2d Dropout3d
        ELU FeatureAlphaDropout Fold GELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh
        LeakyReLU LocalResponseNorm LogSigmoid LogSoftmax Mish PReLU PairwiseDistance PixelShuffle
        PixelUnshuffle RReLU ReLU ReLU6 SELU SiLU
        Sigmoid Softmax Softmax2d Softmin Softplus Softshrink Softsign Tanh Tanhshrink
        Threshold Unfold Upsample UpsamplingBilinear2d UpsamplingNearest2d
    """,
    _tables: """
        Embedding EmbeddingBag
    """,
    _transformers: """
        Transformer TransformerDecoder TransformerEncoder
    """,
    _transformer_layers: "TransformerDecoderLayer TransformerEncoderLayer",
    _uninitialized: "UninitializedParameter",
    _unpooling_layers: """
        MaxUnpool1d MaxUnpool2d MaxUnpool3d
    """,
}


attention = _attention_kernels  # as PyTorch has it, in place of our module of that name


def __getattr__(name: str) -> _Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.nn", name, [each for each in globals() if not each.startswith("_")])


for _source, _names in _NAMES.items():
    globals().update({_name: getattr(_source, _name) for _name in _names.split()})
_overriding.on_beginning.append(
    _partial(
        _make_overridable,
        [each for each in globals().values() if isinstance(each, type)],
        vars(functional).keys(),
    )
)
