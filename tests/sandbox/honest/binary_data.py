"""Binary data: struct, array, memoryview, bytes, integers to bytes."""

import array
import struct

packed = struct.pack("<Ihd4s", 7, -2, 0.5, b"ab")
print(packed, struct.unpack("<Ihd4s", packed), struct.calcsize("<Ihd4s"))
numbers = array.array("d", [1, 2, 3])
numbers.append(4.5)
view = memoryview(numbers)
view[0] = 9
print(numbers, view.nbytes, view[1:3].tolist(), array.array("B", b"\x01\x02").tobytes())
data = bytearray(b"hello")
memoryview(data)[1:3] = b"EL"
print(data, data.hex(" "), bytes.fromhex("00ff"), b"a b".split())
print((1000).to_bytes(2, "big"), int.from_bytes(b"\x03\xe8", "big"), bin(10), (255).bit_length())
