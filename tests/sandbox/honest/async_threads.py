"""Coroutines that hand work to threads: to_thread, run_in_executor, call from a thread."""

import asyncio
import threading


def work(x):
    return x + 1, threading.current_thread() is threading.main_thread()


async def main():
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    print(await asyncio.gather(asyncio.to_thread(work, 1), loop.run_in_executor(None, work, 2)))
    threading.Thread(target=loop.call_soon_threadsafe, args=(event.set,)).start()
    await asyncio.wait_for(event.wait(), 5)
    print("woken")


asyncio.run(main())
