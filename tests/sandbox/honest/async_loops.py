"""An event loop of one's own; async generators, comprehensions and context managers."""

import asyncio
import contextlib


async def count(n):
    for x in range(n):
        yield x
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def opened(name):
    print("open", name)
    yield name.upper()
    print("close", name)


async def main():
    async with opened("file") as name:
        return name, [x * x async for x in count(4)]


loop = asyncio.new_event_loop()
print(loop.run_until_complete(main()))
loop.close()
print(asyncio.run(main()))
