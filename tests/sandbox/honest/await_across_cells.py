"""A notebook that starts a task in one cell and awaits it in a later one."""

# %%
import asyncio


async def add(a, b):
    await asyncio.sleep(0.02)
    return a + b


# %%
task = asyncio.create_task(add(1, 2))
await asyncio.sleep(0)  # noqa: F704
print(task.done())

# %%
print(await task)  # noqa: F704
