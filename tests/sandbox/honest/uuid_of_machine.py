"""A uuid from the clock and the machine's number, or a random one where there is none."""

import uuid

first, second = uuid.uuid1(), uuid.uuid1()
print(first.version, first != second, 0 <= uuid.getnode() < 2**48)
