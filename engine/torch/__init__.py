"""The namespace that a script imports as ``torch``.

Source: the public names and argument rules of PyTorch 2.13.
"""

import builtins as _builtins
import math as _math
import sys as _sys
from inspect import isfunction as _isfunction
from types import ModuleType as _ModuleType
from typing import Any as _Any

from engine import dtypes as _dtypes
from engine import hooks as _hooks
from engine import ops as _ops
from engine.anomaly import is_anomaly_check_nan_enabled, is_anomaly_enabled
from engine.device import device
from engine.dtypes import (
    bfloat16,
    bool,
    can_cast,
    cdouble,
    cfloat,
    complex64,
    complex128,
    double,
    dtype,
    float,
    float16,
    float32,
    float64,
    half,
    int,
    int8,
    int16,
    int32,
    int64,
    long,
    promote_types,
    set_default_dtype,
    short,
    uint8,
)
from engine.dtypes import default_dtype as get_default_dtype
from engine.errors import OutOfMemoryError
from engine.generator import Generator, default_generator
from engine.grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from engine.named_word import STRIDED as _STRIDED
from engine.named_word import layout, memory_format
from engine.printing import set_printoptions
from engine.size import Size
from engine.tensor import Tensor
from engine.torch import (
    amp,
    autograd,
    distributions,
    fft,
    func,
    linalg,
    nn,
    optim,
    overrides,
    special,
    testing,
    utils,
)
from engine.torch import bounds as _bounds
from engine.torch import choosing as _choosing
from engine.torch import complex_parts as _complex_parts
from engine.torch import contractions as _contractions
from engine.torch import conversions as _conversions
from engine.torch import covariances as _covariances
from engine.torch import creation as _creation
from engine.torch import derived as _derived
from engine.torch import diagonals as _diagonals
from engine.torch import dimensions as _dimensions
from engine.torch import einsum as _einsum
from engine.torch import elementwise as _elementwise
from engine.torch import factors as _factors
from engine.torch import finfo as _finfo
from engine.torch import histograms as _histograms
from engine.torch import householder as _householder
from engine.torch import joining as _joining
from engine.torch import lowrank as _lowrank
from engine.torch import machines as _machines
from engine.torch import memory_marks as _memory_marks
from engine.torch import norms as _norms
from engine.torch import older as _older
from engine.torch import operands as _operands
from engine.torch import overriding as _overriding
from engine.torch import places as _places
from engine.torch import placing as _placing
from engine.torch import products as _products
from engine.torch import quantiles as _quantiles
from engine.torch import random as _random
from engine.torch import random as random
from engine.torch import random_state as _random_state
from engine.torch import ranks as _ranks
from engine.torch import rarer as _rarer
from engine.torch import reductions as _reductions
from engine.torch import shapes as _shapes
from engine.torch import slices as _slices
from engine.torch import slopes as _slopes
from engine.torch import sorted_places as _sorted_places
from engine.torch import spectra as _spectra
from engine.torch import splitting as _splitting
from engine.torch import storages as _storages
from engine.torch import tensor_methods as _tensor_methods
from engine.torch import typed as _typed
from engine.torch import views as _views
from engine.torch import windows as _windows
from engine.torch import writing as _writing
from engine.torch.absent import missing as _missing
from engine.torch.calls import call_from as _call_from
from engine.torch.calls import called_from as _called_from
from engine.torch.nn import bare_cells as _bare_cells
from engine.torch.nn import bare_layers as _bare_layers
from engine.torch.nn import bare_losses as _bare_losses
from engine.torch.nn import sampling as _sampling
from engine.torch.nn import state_names as _state_names
from engine.torch.nn import weight_norms as _weight_norms
from engine.torch.public_names import public_names as _public_names
from engine.torch.refusals import refuse_in as _refuse_in
from engine.torch.serialization import load, save
from engine.torch.submodules import submodules as _submodules
from engine.torch.submodules import tell_origins as _tell_origins

_NAMES: dict[_ModuleType, str] = {
    amp: """
        GradScaler autocast clear_autocast_cache get_autocast_cpu_dtype get_autocast_dtype
        is_autocast_cache_enabled is_autocast_cpu_enabled is_autocast_enabled
        set_autocast_cache_enabled set_autocast_dtype set_autocast_enabled
    """,
    _bare_cells: """
        gru_cell lstm_cell rnn_relu_cell rnn_tanh_cell
    """,
    _bare_layers: """
        adaptive_avg_pool1d adaptive_max_pool1d alpha_dropout alpha_dropout_ batch_norm
        constant_pad_nd dropout dropout_ embedding feature_alpha_dropout feature_alpha_dropout_
        feature_dropout feature_dropout_ max_pool1d max_pool1d_with_indices max_pool2d max_pool3d
    """,
    _bare_losses: """
        binary_cross_entropy_with_logits cosine_embedding_loss ctc_loss hinge_embedding_loss
        kl_div margin_ranking_loss poisson_nll_loss triplet_margin_loss
    """,
    _bounds: """
        addcdiv addcmul clamp clamp_max clamp_min clip ldexp lerp
    """,
    _choosing: """
        gather index_put masked_fill masked_select scatter scatter_add take take_along_dim where
    """,
    _complex_parts: """
        angle complex conj conj_physical imag polar real view_as_complex view_as_real
    """,
    _contractions: """
        cross dist ger inner kron outer tensordot trace vdot
    """,
    _conversions: """
        is_complex is_floating_point is_nonzero is_signed numel
    """,
    _creation: """
        arange as_tensor asarray empty empty_like eye from_numpy full full_like linspace
        logspace ones ones_like scalar_tensor tensor zeros zeros_like
    """,
    _derived: """
        cdist chain_matmul cholesky combinations det diff float_power gcd
        inverse lcm logdet matrix_power pinverse qr slogdet svd trapezoid trapz vander
    """,
    _diagonals: """
        diag diag_embed diagflat tril triu
    """,
    _dimensions: """
        adjoint broadcast_tensors broadcast_to flatten moveaxis movedim
        narrow permute ravel squeeze swapaxes swapdims t transpose unflatten unsqueeze
    """,
    _einsum: "einsum",
    _elementwise: """
        abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh
        atan atanh bitwise_not ceil cos cosh deg2rad digamma erf erfc erfinv exp exp2 expm1
        fix floor frac frexp i0 isfinite isinf isnan isneginf isposinf lgamma log log10 log1p
        log2 logical_not logit mvlgamma nan_to_num neg negative polygamma positive rad2deg
        reciprocal relu round rsqrt sgn sigmoid sign signbit sin sinc sinh sqrt square tan
        tanh trunc
    """,
    _factors: """
        cholesky_inverse cholesky_solve lu_unpack matrix_exp
    """,
    _finfo: "finfo iinfo",
    _householder: "geqrf orgqr",
    _joining: """
        block_diag cartesian_prod cat column_stack concat concatenate dstack flip fliplr flipud
        hstack meshgrid repeat_interleave roll rot90 row_stack stack tile vstack
    """,
    _lowrank: """
        pca_lowrank svd_lowrank
    """,
    _machines: """
        accelerator are_deterministic_algorithms_enabled backends compile cuda
        get_default_device get_float32_matmul_precision get_num_interop_threads get_num_threads
        mps set_default_device set_float32_matmul_precision set_num_threads
        use_deterministic_algorithms version xpu
    """,
    _memory_marks: """
        frombuffer get_device is_conj is_distributed is_inference is_neg is_same_size
        resolve_conj resolve_neg
    """,
    _histograms: "histogram histogramdd",
    _older: """
        range set_default_tensor_type
    """,
    _norms: "frobenius_norm norm nuclear_norm",
    _operands: """
        add allclose arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or
        bitwise_right_shift bitwise_xor copysign div divide eq equal floor_divide fmax fmin
        fmod ge greater greater_equal gt heaviside hypot igamma igammac isclose le less less_equal
        logaddexp logaddexp2 logical_and logical_or logical_xor lt maximum minimum mul
        multiply ne nextafter not_equal pow remainder rsub sub subtract true_divide xlogy
    """,
    _places: """
        argwhere bincount isin nonzero nonzero_static
        tril_indices triu_indices
    """,
    _products: """
        addbmm addmm addmv addr baddbmm bmm dot matmul mm mv
    """,
    _quantiles: """
        nanquantile quantile
    """,
    _random: """
        bernoulli binomial initial_seed manual_seed multinomial normal poisson rand rand_like
        randint randint_like randn randn_like randperm seed
    """,
    _random_state: """
        get_rng_state set_rng_state
    """,
    _ranks: """
        aminmax argsort cummax cummin kthvalue max median min mode msort nanmedian sort
        std_mean topk unique unique_consecutive var_mean
    """,
    _rarer: """
        cumulative_trapezoid dsplit fill hsplit isreal narrow_copy pdist renorm unravel_index
        unsafe_chunk unsafe_split unsafe_split_with_sizes vsplit
    """,
    _reductions: """
        all amax amin any argmax argmin count_nonzero cumprod cumsum logcumsumexp logsumexp
        mean nanmean nansum prod std sum var
    """,
    _shapes: "broadcast_shapes clone reshape",
    _sampling: """
        affine_grid_generator grid_sampler grid_sampler_2d grid_sampler_3d
    """,
    _slices: """
        diagonal_scatter index_add index_select select_scatter slice_scatter
    """,
    _slopes: "gradient",
    _spectra: "istft stft",
    _sorted_places: "bucketize searchsorted",
    _covariances: "corrcoef cov",
    _storages: "TypedStorage UntypedStorage is_storage",
    _splitting: """
        chunk histc split split_with_sizes tensor_split unbind
    """,
    _typed: """
        BFloat16Tensor BoolTensor ByteTensor CharTensor DoubleTensor FloatTensor HalfTensor
        IntTensor LongTensor ShortTensor typename
    """,
    _windows: """
        bartlett_window blackman_window hamming_window hann_window kaiser_window
    """,
    _views: """
        as_strided atleast_1d atleast_2d atleast_3d diagonal
    """,
    _writing: """
        index_copy index_fill index_reduce masked_scatter put scatter_reduce
    """,
    _weight_norms: "norm_except_dim",
    nn.functional: """
        avg_pool1d bilinear celu conv1d conv2d conv3d
        conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity
        group_norm instance_norm layer_norm log_softmax pairwise_distance pixel_shuffle
        pixel_unshuffle prelu relu rms_norm rrelu selu softmax threshold
        celu_ channel_shuffle rrelu_ selu_ threshold_
    """,
}

vmap = func.vmap
hardshrink, select = nn.functional.hardshrink, _dimensions.select_
convolution = _bare_layers.convolution_
lu, lu_solve = _factors.legacy_lu, _factors.legacy_lu_solve

_C = _overriding.C
e, inf, nan, pi = _math.e, _math.inf, _math.nan, _math.pi
newaxis = None
strided = _STRIDED
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
__version__ = "2.13.0"


def is_tensor(obj: object) -> _builtins.bool:
    """Whether ``obj`` is a tensor."""
    return isinstance(obj, Tensor)


def detach(input: Tensor) -> Tensor:
    """The same memory as a constant: no gradient flows back through it."""
    return _conversions.detach(input)


def result_type(tensor1: _Any, tensor2: _Any) -> dtype:
    """The dtype of an operation on two operands, tensors or numbers."""
    given = (each._data if isinstance(each, Tensor) else each for each in (tensor1, tensor2))
    return _dtypes.result_type(*map(_dtypes.operand, given))


def __getattr__(name: str) -> object:
    """Called for names that the namespace does not have.

    Raises:
        AttributeError: always; where PyTorch has that, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    names = [
        each
        for each, value in globals().items()
        if not each.startswith("_") and not isinstance(value, _ModuleType)
    ]
    raise _missing("torch", name, names)


def torch_modules() -> dict[str, _ModuleType]:
    """What ``import torch`` and imports of its submodules shall find, by name."""
    spaces = _own_modules()
    return {**spaces, **_overriding.MODULES, **_machines.MODULES, **_submodules(spaces)}


def _own_modules() -> dict[str, _ModuleType]:
    """The namespaces that scripts find classes and functions in, by name."""
    return {
        "torch": _sys.modules[_own_modules.__module__],
        "torch.amp": amp,
        "torch.autograd": autograd,
        **autograd.SUBMODULES,
        "torch.distributions": distributions,
        "torch.distributions.constraints": distributions.constraints,
        "torch.distributions.transforms": distributions.transforms,
        "torch.fft": fft,
        "torch.func": func,
        "torch.linalg": linalg,
        "torch.special": special,
        "torch.testing": testing,
        "torch.nn": nn,
        "torch.nn.functional": nn.functional,
        "torch.nn.init": nn.init,
        "torch.nn.utils": nn.utils,
        "torch.nn.modules.utils": _state_names,
        **{f"torch.nn.utils.{name}": getattr(nn.utils, name) for name in nn.utils.MODULES},
        "torch.optim": optim,
        "torch.optim.lr_scheduler": optim.lr_scheduler,
        "torch.optim.swa_utils": optim.swa_utils,
        "torch.random": _random,
        "torch.utils": utils,
        "torch.utils.checkpoint": utils.checkpoint,
        "torch.utils.data": utils.data,
        "torch.utils.hooks": _hooks,
    }


for _module, _names in _NAMES.items():
    globals().update(
        {_name: _called_from("torch", _name, getattr(_module, _name)) for _name in _names.split()}
    )
globals().update(
    {
        _name: _called_from("torch", _name, _placing.as_function(_method))
        for _name, _method in vars(Tensor).items()
        if _name in _public_names()["torch"] and _name.endswith("_") and _isfunction(_method)
    }
)
for _name in (
    *("can_cast", "convolution", "detach", "hardshrink"),
    *("lu_solve", "promote_types", "result_type", "select"),
):
    globals()[_name] = _called_from("torch", _name, globals()[_name])
for _path in ("torch.fft", "torch.linalg", "torch.nn.functional", "torch.special"):
    _call_from(_path, vars(_own_modules()[_path]))
_refuse_in("torch", globals())
for _path, _space in _own_modules().items():
    if _path.startswith(("torch.autograd", "torch.linalg", "torch.nn", "torch.special")):
        _refuse_in(_path, vars(_space))
_overriding.spaces.update((_path, vars(_space)) for _path, _space in _own_modules().items())
_tell_origins(_own_modules())
