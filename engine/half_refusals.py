"""Operations that PyTorch does not implement for half precision, and its names of their kernels.

Source: the errors of PyTorch 2.13 on the CPU.
"""

_NAMED_ALIKE = """
    airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 binomial bitwise_not
    chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w
    ctc_loss erfcx geqrf hermite_polynomial_h hermite_polynomial_he laguerre_polynomial_l
    legendre_polynomial_p log_ndtr modified_bessel_i0 modified_bessel_i1 modified_bessel_k0
    modified_bessel_k1 ndtri scaled_modified_bessel_k0 scaled_modified_bessel_k1
    shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v
    shifted_chebyshev_polynomial_w spherical_bessel_j0 zeta
"""

KERNELS = {name: f"{name}_cpu" for line in _NAMED_ALIKE.splitlines() for name in line.split()} | {
    "avg_pool3d": "avg_pool3d_out_frame",
    "cdist": "cdist",
    "dirichlet": "dirichlet",
    "histogram": "histogramdd",
    "householder_product": "orgqr_cpu",
    "multi_margin_loss": "multi_margin_loss_cpu_kernel",
    "multilabel_margin_loss": "multilabel_margin_loss_forward_out_frame",
    "number_zeta": "zeta_cpu",
    "pdist": "pdist",
    "standard_gamma": "gamma_cpu",
    "zeta_number": "zeta_cpu",
}
"""The names of kernels, by the names of operations."""
