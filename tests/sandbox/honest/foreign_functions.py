"""ctypes: structures, arrays, and functions of the C library with a callback."""

import ctypes


class Pair(ctypes.Structure):
    _fields_ = [("a", ctypes.c_int), ("b", ctypes.c_double)]


pair = Pair(1, 2.5)
print(pair.a, pair.b, ctypes.sizeof(Pair), list((ctypes.c_int * 3)(1, 2, 3)))
library = ctypes.CDLL(None)
print(library.abs(-7))
compare_type = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int)
)
numbers = (ctypes.c_int * 4)(3, 1, 4, 2)
library.qsort(numbers, 4, ctypes.sizeof(ctypes.c_int), compare_type(lambda x, y: x[0] - y[0]))
print(list(numbers), ctypes.create_string_buffer(b"abc").value)
