"""A notebook whose traceback shows source lines of two cells."""

# %%
import traceback


def first(items):
    return items[0]


# %%
try:
    first([])
except IndexError:
    text = traceback.format_exc()
    print("    return items[0]" in text, "    first([])" in text)
    print(text.splitlines()[-1])

# %%
text = traceback.format_stack()[-1]
print("text = traceback.format_stack()[-1]" in text)
