"""Warnings caught, turned into errors, ignored, and shown on the error stream."""

import contextlib
import io
import warnings


def old():
    warnings.warn("old is old", DeprecationWarning, stacklevel=2)
    return 1


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old()
    warnings.warn("careful", stacklevel=1)
print([(w.category.__name__, str(w.message)) for w in caught])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        old()
    except DeprecationWarning as error:
        print("raised:", error)
with contextlib.redirect_stderr(io.StringIO()) as shown:
    old()
    warnings.warn("mind the gap", stacklevel=1)
print("DeprecationWarning: old is old" in shown.getvalue(), "UserWarning: mind" in shown.getvalue())
print('warnings.warn("mind the gap", stacklevel=1)' in shown.getvalue())
