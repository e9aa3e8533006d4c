"""A notebook whose cells await at their top level."""

# %%
import asyncio


async def double(x):
    await asyncio.sleep(0.01)
    return 2 * x


# %%
value = await double(4)  # noqa: F704
print(value)

# %%
print(await asyncio.gather(*(double(x) for x in range(3))))  # noqa: F704

# %%
print([x async for x in (await double(y) for y in range(3))])  # noqa: F704
async with asyncio.Lock():  # noqa: F704
    print("locked")
