"""The functions of ``torch``, and the modules that define them."""

from __future__ import annotations

from inspect import isfunction
from types import ModuleType
from typing import Any

from engine import dtypes
from engine.tensor import Tensor
from engine.torch import amp, finfo, machines, nn, random, random_state, special, switches
from engine.torch.calling.calls import called_from
from engine.torch.matrices import (
    contractions,
    covariances,
    diagonals,
    einsum,
    factors,
    householder,
    lowrank,
    norms,
    older_factors,
    products,
)
from engine.torch.names import older
from engine.torch.names.public_names import is_public
from engine.torch.nn import (
    bare_bags,
    bare_cells,
    bare_layers,
    bare_losses,
    bare_recurrence,
    native,
    sampling,
    segments,
    time_convolution,
    weight_norms,
)
from engine.torch.routines import (
    bounds,
    choosing,
    complex_parts,
    creation,
    derived,
    dimensions,
    elementwise,
    histograms,
    joining,
    operands,
    placed_memory,
    places,
    placing,
    quantiles,
    quantizing,
    ranks,
    rarer,
    reductions,
    shapes,
    slices,
    slopes,
    sorted_places,
    spectra,
    splitting,
    times_logarithms,
    view_copies,
    views,
    windows,
    writing,
)
from engine.torch.tensors import (
    conversions,
    exchange,
    memory_marks,
    python_numbers,
    sparse_tensors,
    storages,
    typed,
)


def detach(input: Tensor) -> Tensor:
    """A tensor in the same memory without a grad_fn: no gradient flows back through it."""
    return conversions.detach(input)


def result_type(tensor1: Any, tensor2: Any) -> dtypes.dtype:
    """The dtype of an operation on two operands, tensors or numbers."""
    given = (each._data if isinstance(each, Tensor) else each for each in (tensor1, tensor2))
    return dtypes.result_type(*map(dtypes.operand, given))


_FUNCTIONS: dict[ModuleType, str] = {
    amp: """
        GradScaler autocast clear_autocast_cache get_autocast_cpu_dtype get_autocast_dtype
        get_autocast_gpu_dtype set_autocast_cpu_dtype set_autocast_cpu_enabled
        is_autocast_cache_enabled is_autocast_cpu_enabled is_autocast_enabled
        set_autocast_cache_enabled set_autocast_dtype set_autocast_enabled
    """,
    bare_bags: "embedding_bag embedding_renorm_",
    bare_cells: """
        gru_cell lstm_cell rnn_relu_cell rnn_tanh_cell
    """,
    bare_layers: """
        adaptive_avg_pool1d adaptive_max_pool1d alpha_dropout alpha_dropout_ batch_norm
        constant_pad_nd dropout dropout_ embedding feature_alpha_dropout feature_alpha_dropout_
        feature_dropout feature_dropout_ group_norm max_pool1d max_pool1d_with_indices max_pool2d
        max_pool3d
    """,
    bare_recurrence: "gru lstm rnn_relu rnn_tanh",
    bare_losses: """
        binary_cross_entropy_with_logits cosine_embedding_loss ctc_loss hinge_embedding_loss
        kl_div margin_ranking_loss poisson_nll_loss triplet_margin_loss
    """,
    bounds: """
        addcdiv addcmul clamp clamp_max clamp_min clip ldexp lerp
    """,
    choosing: """
        gather index_put masked_fill masked_select scatter scatter_add take take_along_dim where
    """,
    complex_parts: """
        angle complex conj conj_physical imag polar real view_as_complex view_as_real
    """,
    contractions: """
        cross dist ger inner kron outer tensordot trace vdot
    """,
    conversions: """
        is_complex is_floating_point is_signed numel
    """,
    exchange: "from_dlpack to_dlpack",
    creation: """
        arange as_tensor asarray empty empty_like eye from_numpy full full_like linspace
        logspace ones ones_like scalar_tensor tensor zeros zeros_like
    """,
    derived: """
        cdist chain_matmul combinations det diff float_power gcd
        inverse lcm logdet matrix_power pinverse slogdet svd trapezoid trapz vander
    """,
    diagonals: """
        diag diag_embed diagflat tril triu
    """,
    dimensions: """
        adjoint broadcast_tensors broadcast_to flatten moveaxis movedim
        narrow permute ravel squeeze swapaxes swapdims t transpose unsqueeze
    """,
    einsum: "einsum",
    elementwise: """
        abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh
        atan atanh bitwise_not ceil cos cosh deg2rad digamma erf erfc erfinv exp exp2 expm1
        fix floor frac frexp i0 isfinite isinf isnan isneginf isposinf lgamma log log10 log1p
        log2 logical_not logit mvlgamma nan_to_num neg negative polygamma positive rad2deg
        reciprocal relu round rsqrt sgn sigmoid sign signbit sin sinc sinh sqrt square tan
        tanh trunc
    """,
    factors: """
        cholesky_inverse cholesky_solve lu_unpack matrix_exp
    """,
    finfo: "finfo iinfo",
    householder: "geqrf orgqr ormqr",
    older_factors: "cholesky lu_solve qr",
    joining: """
        block_diag cartesian_prod cat column_stack concat concatenate dstack flip fliplr flipud
        hstack meshgrid repeat_interleave roll rot90 row_stack stack tile vstack
    """,
    lowrank: """
        pca_lowrank svd_lowrank
    """,
    machines: """
        accelerator are_deterministic_algorithms_enabled backends compile compiler cpu cuda
        distributed get_default_device get_float32_matmul_precision get_num_interop_threads
        get_num_threads jit mps set_default_device set_float32_matmul_precision set_num_threads
        use_deterministic_algorithms version xpu
    """,
    memory_marks: """
        frombuffer get_device is_conj is_distributed is_inference is_neg is_same_size
        resolve_conj resolve_neg
    """,
    histograms: "histogram histogramdd",
    older: """
        eig lstsq matrix_rank range set_default_tensor_type solve symeig triangular_solve
    """,
    norms: "frobenius_norm norm nuclear_norm",
    operands: """
        add allclose arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or
        bitwise_right_shift bitwise_xor copysign div divide eq equal floor_divide fmax fmin
        fmod ge greater greater_equal gt heaviside hypot igamma igammac isclose le less less_equal
        logaddexp logaddexp2 logical_and logical_or logical_xor lt maximum minimum mul
        multiply ne nextafter not_equal pow remainder rsub sub subtract true_divide
    """,
    times_logarithms: "xlogy",
    places: """
        argwhere bincount isin nonzero nonzero_static
        tril_indices triu_indices
    """,
    products: """
        addbmm addmm addmv addr baddbmm bmm dot matmul mm mv
    """,
    python_numbers: "is_nonzero",
    quantiles: """
        nanquantile quantile
    """,
    random: """
        bernoulli binomial multinomial normal poisson rand rand_like randint randint_like randn
        randn_like randperm
    """,
    quantizing: """
        fake_quantize_per_channel_affine fake_quantize_per_tensor_affine
    """,
    random_state: """
        get_rng_state initial_seed manual_seed seed set_rng_state
    """,
    ranks: """
        aminmax argsort cummax cummin kthvalue max median min mode msort nanmedian sort
        std_mean topk unique unique_consecutive var_mean
    """,
    rarer: """
        cumulative_trapezoid dsplit fill hsplit isreal narrow_copy pdist renorm unravel_index
        unsafe_chunk unsafe_split unsafe_split_with_sizes vsplit
    """,
    reductions: """
        all amax amin any argmax argmin count_nonzero cumprod cumsum logcumsumexp logsumexp
        mean nanmean nansum prod std sum var
    """,
    shapes: "broadcast_shapes clone reshape unflatten",
    sampling: """
        affine_grid_generator grid_sampler grid_sampler_2d grid_sampler_3d
    """,
    slices: """
        diagonal_scatter index_add index_select select_scatter slice_scatter
    """,
    slopes: "gradient",
    spectra: "istft stft",
    sorted_places: "bucketize searchsorted",
    covariances: "corrcoef cov",
    switches: """
        get_deterministic_debug_mode init_num_threads is_deterministic_algorithms_warn_only_enabled
        is_warn_always_enabled set_anomaly_enabled set_deterministic_debug_mode set_flush_denormal
        set_num_interop_threads set_warn_always
    """,
    storages: "TypedStorage UntypedStorage is_storage",
    sparse_tensors: "sparse_coo_tensor spmm",
    splitting: """
        chunk histc split split_with_sizes tensor_split unbind
    """,
    typed: """
        BFloat16Tensor BoolTensor ByteTensor CharTensor DoubleTensor FloatTensor HalfTensor
        IntTensor LongTensor ShortTensor typename
    """,
    windows: """
        bartlett_window blackman_window hamming_window hann_window kaiser_window
    """,
    view_copies: """
        alias_copy as_strided_copy detach_copy diagonal_copy expand_copy permute_copy select_copy
        slice_copy split_copy split_with_sizes_copy squeeze_copy t_copy transpose_copy unbind_copy
        unfold_copy unsqueeze_copy view_as_complex_copy view_as_real_copy view_copy
    """,
    views: """
        as_strided atleast_1d atleast_2d atleast_3d diagonal
    """,
    writing: """
        index_copy index_fill index_reduce masked_scatter put scatter_reduce
    """,
    weight_norms: "norm_except_dim",
    segments: "segment_reduce",
    time_convolution: "conv_tbc",
    native: """
        native_batch_norm native_dropout native_group_norm native_layer_norm
    """,
    special: "log_softmax softmax",
    placed_memory: "as_strided_scatter empty_permuted empty_strided",
    nn.functional: """
        avg_pool1d bilinear celu conv1d conv2d conv3d
        conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity
        instance_norm layer_norm pairwise_distance pixel_shuffle
        pixel_unshuffle prelu rms_norm rrelu selu threshold
        celu_ channel_shuffle native_channel_shuffle rrelu_ selu_ threshold_
    """,
}

_BY_OTHER_NAMES = {
    "can_cast": dtypes.can_cast,
    "convolution": bare_layers.convolution_,
    "detach": detach,
    "hardshrink": nn.functional.hardshrink,
    "promote_types": dtypes.promote_types,
    "result_type": result_type,
    "select": dimensions.select_,
}


def functions() -> dict[str, Any]:
    """The functions of ``torch`` by name, as scripts call them."""
    found = {
        name: getattr(module, name)
        for module, names in _FUNCTIONS.items()
        for name in names.split()
    }
    in_place = {
        name: placing.as_function(method)
        for name, method in vars(Tensor).items()
        if is_public("torch", name) and name.endswith("_") and isfunction(method)
    }
    members = found | in_place | _BY_OTHER_NAMES
    return {name: called_from("torch", name, member) for name, member in members.items()}
