"""In which of PyTorch's files its classes are, as ``print(type(x))`` shows.

Source: PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_CLASSES = {
    "torch": "Size Tensor device dtype finfo iinfo",
    "torch.nn.parameter": "Parameter",
    "torch._C": "Generator",
    "torch.autograd.anomaly_mode": "detect_anomaly set_detect_anomaly",
    "torch.autograd.function": "Function",
    "torch.autograd.grad_mode": """
        enable_grad inference_mode no_grad set_grad_enabled
    """,
    "torch.nn.modules.activation": """
        CELU ELU GELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid
        LogSoftmax Mish MultiheadAttention PReLU ReLU ReLU6 SELU SiLU Sigmoid Softmax Softmin
        Softplus Softshrink Softsign Tanh Tanhshrink Threshold
    """,
    "torch.nn.modules.batchnorm": "BatchNorm1d BatchNorm2d BatchNorm3d",
    "torch.nn.modules.container": """
        ModuleDict ModuleList ParameterDict ParameterList Sequential
    """,
    "torch.nn.modules.conv": """
        Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d
    """,
    "torch.nn.modules.distance": "CosineSimilarity PairwiseDistance",
    "torch.nn.modules.dropout": "Dropout Dropout1d Dropout2d Dropout3d",
    "torch.nn.modules.flatten": "Flatten Unflatten",
    "torch.nn.modules.fold": "Unfold",
    "torch.nn.modules.linear": "Bilinear Identity Linear",
    "torch.nn.modules.loss": """
        BCELoss BCEWithLogitsLoss CosineEmbeddingLoss CrossEntropyLoss GaussianNLLLoss
        HingeEmbeddingLoss HuberLoss KLDivLoss L1Loss MSELoss MarginRankingLoss
        MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss PoissonNLLLoss SmoothL1Loss
        SoftMarginLoss TripletMarginLoss
    """,
    "torch.nn.modules.module": "Module",
    "torch.nn.modules.normalization": "GroupNorm LayerNorm RMSNorm",
    "torch.nn.modules.pixelshuffle": "PixelShuffle",
    "torch.nn.modules.pooling": """
        AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveMaxPool1d AdaptiveMaxPool2d AvgPool1d
        AvgPool2d AvgPool3d MaxPool1d MaxPool2d MaxPool3d
    """,
    "torch.nn.modules.rnn": """
        GRU GRUCell LSTM LSTMCell RNN RNNBase RNNCell RNNCellBase
    """,
    "torch.nn.modules.sparse": "Embedding",
    "torch.nn.modules.transformer": """
        TransformerEncoder TransformerEncoderLayer
    """,
    "torch.nn.utils.rnn": "PackedSequence",
    "torch.optim.adadelta": "Adadelta",
    "torch.optim.adagrad": "Adagrad",
    "torch.optim.adam": "Adam",
    "torch.optim.adamw": "AdamW",
    "torch.optim.lr_scheduler": """
        ChainedScheduler ConstantLR CosineAnnealingLR CosineAnnealingWarmRestarts CyclicLR
        ExponentialLR LRScheduler LambdaLR LinearLR MultiStepLR MultiplicativeLR OneCycleLR
        PolynomialLR ReduceLROnPlateau SequentialLR StepLR
    """,
    "torch.optim.optimizer": "Optimizer",
    "torch.optim.rmsprop": "RMSprop",
    "torch.optim.sgd": "SGD",
    "torch.utils.data.dataloader": "DataLoader",
    "torch.utils.data.dataset": """
        ConcatDataset Dataset IterableDataset Subset TensorDataset
    """,
    "torch.utils.data.sampler": """
        BatchSampler RandomSampler Sampler SequentialSampler SubsetRandomSampler
    """,
}


def tell_origins(spaces: Iterable[Any]) -> None:
    """Let the classes in some namespaces say that they come from where PyTorch's do."""
    paths = {name: path for path, names in _CLASSES.items() for name in names.split()}
    for space in spaces:
        for name, member in vars(space).items():
            if isinstance(member, type) and name in paths:
                member.__module__ = paths[name]
