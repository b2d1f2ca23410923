# The second derivative · 二阶导数
# With create_graph=True the pass is recorded
# too: see how many nodes lead to y, and how
# many to its derivative. That is the price.
# create_graph=True 把这一趟也记录下来：比较
# 通向 y 与通向其导数的节点数，这就是代价。

import torch
from torch.autograd import grad


def nodes(last):
    found, pending = set(), {last}
    while pending:
        node = pending.pop()
        found.add(node)
        edges = node.next_functions
        behind = {each[0] for each in edges}
        pending |= behind - found - {None}
    return len(found)


x = torch.tensor(2.0, requires_grad=True)
y = torch.sin(x) * x**2
(slope,) = grad(y, x, create_graph=True)
nodes(y.grad_fn)
nodes(slope.grad_fn)
slope.backward()
x.grad
