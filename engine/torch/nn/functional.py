"""The module ``torch.nn.functional``."""

from types import ModuleType as _ModuleType
from typing import Any as _Any

from engine.torch.names.absent import missing as _missing
from engine.torch.nn import activations as _activations
from engine.torch.nn import adaptive_pooling as _adaptive_pooling
from engine.torch.nn import alignments as _alignments
from engine.torch.nn import attention_heads as _attention_heads
from engine.torch.nn import bags as _bags
from engine.torch.nn import classification as _classification
from engine.torch.nn import convolution as _convolution
from engine.torch.nn import distances as _distances
from engine.torch.nn import dropping as _dropping
from engine.torch.nn import embeddings as _embeddings
from engine.torch.nn import fractional_pooling as _fractional_pooling
from engine.torch.nn import grad as grad
from engine.torch.nn import label_losses as _label_losses
from engine.torch.nn import layer_norms as _layer_norms
from engine.torch.nn import likelihoods as _likelihoods
from engine.torch.nn import linear as _linear
from engine.torch.nn import linear_losses as _linear_losses
from engine.torch.nn import losses as _losses
from engine.torch.nn import margins as _margins
from engine.torch.nn import normalization as _normalization
from engine.torch.nn import pooling as _pooling
from engine.torch.nn import pooling_places as _pooling_places
from engine.torch.nn import power_means as _power_means
from engine.torch.nn import random_activations as _random_activations
from engine.torch.nn import resizing as _resizing
from engine.torch.nn import sampling as _sampling
from engine.torch.nn import shuffling as _shuffling
from engine.torch.nn import time_convolution as _time_convolution
from engine.torch.nn import unpooling as _unpooling
from engine.torch.routines import rarer as _rarer

_NAMES: dict[_ModuleType, str] = {
    _activations: """
        celu celu_ elu elu_ gelu glu hardshrink hardsigmoid hardswish
        hardtanh hardtanh_ leaky_relu leaky_relu_ log_softmax logsigmoid mish prelu relu
        relu6 relu_ selu selu_ sigmoid silu softmax softmin softplus
        softshrink softsign tanh tanhshrink threshold threshold_
    """,
    _alignments: """
        ctc_loss
    """,
    _attention_heads: "multi_head_attention_forward",
    _bags: """
        embedding_bag
    """,
    _classification: """
        binary_cross_entropy binary_cross_entropy_with_logits cross_entropy nll_loss
    """,
    _convolution: """
        conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d fold unfold
    """,
    _rarer: """
        pdist
    """,
    _distances: """
        cosine_embedding_loss cosine_similarity normalize pairwise_distance
        triplet_margin_loss triplet_margin_with_distance_loss
    """,
    _dropping: """
        alpha_dropout dropout dropout1d dropout2d dropout3d feature_alpha_dropout
    """,
    _linear: """
        bilinear linear scaled_dot_product_attention
    """,
    _losses: """
        hinge_embedding_loss huber_loss kl_div l1_loss
        margin_ranking_loss mse_loss multilabel_soft_margin_loss
        smooth_l1_loss soft_margin_loss
    """,
    _linear_losses: "linear_cross_entropy",
    _likelihoods: """
        gaussian_nll_loss poisson_nll_loss
    """,
    _label_losses: """
        multi_margin_loss multilabel_margin_loss
    """,
    _margins: """
        pad
    """,
    _fractional_pooling: """
        fractional_max_pool2d fractional_max_pool2d_with_indices
        fractional_max_pool3d fractional_max_pool3d_with_indices
    """,
    _embeddings: """
        embedding one_hot
    """,
    _layer_norms: "layer_norm rms_norm",
    _normalization: "batch_norm group_norm instance_norm",
    _adaptive_pooling: """
        adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d
        adaptive_max_pool2d
    """,
    _pooling: """
        avg_pool1d avg_pool2d avg_pool3d max_pool1d max_pool2d max_pool3d
    """,
    _pooling_places: """
        adaptive_max_pool1d_with_indices adaptive_max_pool2d_with_indices adaptive_max_pool3d
        adaptive_max_pool3d_with_indices max_pool1d_with_indices max_pool2d_with_indices
        max_pool3d_with_indices
    """,
    _power_means: """
        local_response_norm lp_pool1d lp_pool2d lp_pool3d
    """,
    _random_activations: """
        gumbel_softmax rrelu rrelu_
    """,
    _resizing: "interpolate upsample upsample_bilinear upsample_nearest",
    _shuffling: "channel_shuffle native_channel_shuffle pixel_shuffle pixel_unshuffle",
    _time_convolution: "conv_tbc",
    _sampling: """
        affine_grid grid_sample
    """,
    _unpooling: """
        max_unpool1d max_unpool2d max_unpool3d
    """,
}


def __getattr__(name: str) -> _Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    public = [each for each in globals() if not each.startswith("_")]
    raise _missing("torch.nn.functional", name, public)


for _module, _names in _NAMES.items():
    globals().update({_name: getattr(_module, _name) for _name in _names.split()})
