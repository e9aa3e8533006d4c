"""Correct ways to write the network; see `grader.catalogue`."""

# ruff: noqa: D102, D107, F821

import torch
from torch import nn

from grader.course.marks import variant


@variant("MLP")
class MLPOfNamedLayers(nn.Sequential):
    """A sequence whose layers have the names that are asked for."""

    def __init__(self, num_features, num_hidden, num_classes, dropout=0.0):
        from collections import OrderedDict

        super().__init__(
            OrderedDict(
                hidden=nn.Linear(num_features, num_hidden),
                relu=nn.ReLU(),
                drop=nn.Dropout(p=dropout),
                output=nn.Linear(num_hidden, num_classes),
            )
        )


@variant("MLP")
class MLPOfFunctions(nn.Module):
    """Functions for what has no parameters, told the mode."""

    def __init__(self, num_features, num_hidden, num_classes, dropout=0.0):
        super().__init__()
        self.output = nn.Linear(num_hidden, num_classes)
        self.hidden = nn.Linear(num_features, num_hidden)
        self.p = dropout

    def forward(self, x):
        import torch.nn.functional as F  # noqa: N812

        h = F.relu(self.hidden(x))
        h = F.dropout(h, p=self.p, training=self.training)
        return self.output(h)


@variant("MLP")
class MLPOfOwnLayers(nn.Module):
    """Dropout by hand, a clamp for ReLU, products of matrices."""

    def __init__(self, num_features, num_hidden, num_classes, dropout=0.0):
        super().__init__()
        self.hidden = nn.Linear(num_features, num_hidden)
        self.output = nn.Linear(num_hidden, num_classes)
        self.dropout = dropout

    def forward(self, X):
        units = (X @ self.hidden.weight.T + self.hidden.bias).clamp(min=0)
        if self.training and self.dropout > 0:
            units = units * (torch.rand_like(units) >= self.dropout) / (1 - self.dropout)
        return torch.addmm(self.output.bias, units, self.output.weight.t())


@variant("MLP")
class MLPDroppedBeforeReLU(nn.Module):
    """Dropout before ReLU: what is dropped is 0 either way, what is scaled keeps its sign."""

    def __init__(self, num_features: int, num_hidden: int, num_classes: int, dropout: float = 0.0):
        super().__init__()
        self.hidden = nn.Linear(in_features=num_features, out_features=num_hidden, bias=True)
        self.activate = nn.Sequential(nn.Dropout(dropout), nn.ReLU(inplace=True))
        self.output = nn.Linear(in_features=num_hidden, out_features=num_classes, bias=True)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        return self.output(self.activate(self.hidden(X)))


@variant("MLP")
class MLPOfOwnLinear(nn.Module):
    """A linear layer of one's own, begun as one likes."""

    class Linear(nn.Module):
        """Weight (out, in), as PyTorch has it."""

        def __init__(self, inputs, outputs):
            super().__init__()
            self.weight = nn.Parameter(torch.randn(outputs, inputs) / inputs**0.5)
            self.bias = nn.Parameter(torch.zeros(outputs))

        def forward(self, X):
            return torch.einsum("nm,hm->nh", X, self.weight) + self.bias

    def __init__(self, num_features, num_hidden, num_classes, dropout=0.0):
        super().__init__()
        self.hidden = self.Linear(num_features, num_hidden)
        self.output = self.Linear(num_hidden, num_classes)
        self.drop = nn.Dropout(dropout) if dropout else nn.Identity()

    def forward(self, X):
        return self.output(self.drop(nn.functional.relu(self.hidden(X))))


@variant("make_model")
def make_model_by_a_generator(num_features, num_hidden, num_classes, seed):
    """Leave what is drawn elsewhere as it is."""
    generator = torch.Generator().manual_seed(seed)
    model = MLP(num_features, num_hidden, num_classes)
    for p in model.parameters():
        nn.init.uniform_(p, -0.5, 0.5, generator=generator)
    return model


@variant("make_model")
def make_model_in_a_fork(num_features, num_hidden, num_classes, seed):
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return MLP(num_features, num_hidden, num_classes, dropout=0)


@variant("count_parameters")
def count_by_shapes(model):
    return sum(torch.tensor(v.shape).prod().item() for v in model.state_dict().values())


@variant("count_parameters")
def count_by_formula(model):
    h, m = model.hidden.weight.shape
    k = len(model.output.bias)
    return h * (m + 1) + k * (h + 1)


@variant("count_parameters")
def count_what_is_trained(model):
    return len(nn.utils.parameters_to_vector(p for p in model.parameters() if p.requires_grad))
