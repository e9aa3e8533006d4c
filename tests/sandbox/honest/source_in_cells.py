"""A notebook that shows the source of a function from an earlier cell."""

# %%
import inspect


# %%
def scale(values, factor=2):
    return [factor * value for value in values]


# %%
print(inspect.getsource(scale))
print([name for name, _ in inspect.getmembers(scale) if name == "__doc__"])
