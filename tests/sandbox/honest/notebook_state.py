"""A notebook: names, a class and a changed default go from cell to cell."""

# %%
from __future__ import annotations

import sys
from dataclasses import dataclass, field

history = []

# %%


@dataclass
class Model:
    weights: list[float] = field(default_factory=list)

    def grow(self: Model) -> Model:
        return Model([*self.weights, 0.5])


# %%
model = Model().grow()
history.append(model)

# %%
print(model, history, __name__)
print(Model.grow.__annotations__, sys.modules["__main__"].model is model)

# %%
for _ in range(3):
    model = model.grow()
print(len(model.weights), globals()["history"] is history, "model" in dir())
