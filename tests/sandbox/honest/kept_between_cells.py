"""A notebook that leaves a thread, an open file and another folder to later cells."""

# %%
import os
import threading

numbers, stop = [], threading.Event()


def collect():
    numbers.append(1)
    stop.wait(5)
    numbers.append(2)


thread = threading.Thread(target=collect)
thread.start()
file = open("notes.txt", "w", encoding="utf-8")  # noqa: SIM115

# %%
os.mkdir("below")
os.chdir("below")
file.write("written later\n")
file.close()

# %%
stop.set()
thread.join()
with open("../notes.txt", encoding="utf-8") as file:
    print(numbers, file.read(), end="")
os.chdir("..")
print(os.path.isdir("below"))
