"""Where else scripts import from than where something is: the files of PyTorch's own packages."""

SECOND_PATHS = {
    "torch.autograd.grad_mode": ".autograd",
    "torch.autograd.variable": ".autograd",
    "torch.distributions.bernoulli": ".distributions",
    "torch.distributions.beta": ".distributions",
    "torch.distributions.categorical": ".distributions",
    "torch.distributions.distribution": ".distributions",
    "torch.distributions.independent": ".distributions",
    "torch.distributions.kl": ".distributions",
    "torch.distributions.multivariate_normal": ".distributions",
    "torch.distributions.normal": ".distributions",
    "torch.distributions.uniform": ".distributions",
    "torch.nn.modules": ".nn",
    "torch.nn.parameter": ".nn",
    "torch.optim.optimizer": ".optim",
    "torch.utils.data.dataloader": ".utils.data",
    "torch.utils.data.dataset": ".utils.data",
    "torch.utils.data.sampler": ".utils.data",
}
"""Further places from which scripts import what is in one of ours."""
