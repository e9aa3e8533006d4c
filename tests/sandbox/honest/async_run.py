"""Coroutines: run, gather, sleep, a time-out, a lock and a queue."""

import asyncio


async def double(x):
    await asyncio.sleep(0.01)
    return 2 * x


async def produce(queue):
    for item in range(3):
        await queue.put(item)
    await queue.put(None)


async def main():
    print(await asyncio.gather(*(double(x) for x in range(5))))
    queue, lock = asyncio.Queue(maxsize=1), asyncio.Lock()
    producer = asyncio.create_task(produce(queue))
    async with lock:
        while (item := await queue.get()) is not None:
            print("got", item)
    await producer
    try:
        await asyncio.wait_for(asyncio.sleep(5), timeout=0.02)
    except asyncio.TimeoutError:
        print("too late")
    return "done"


print(asyncio.run(main()))
