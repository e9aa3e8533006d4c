"""
Tries: find a secret through the frames of a traceback, while it is asked.
Must see: no secret in the worker's frames.
Control: naive in_process
"""

import re


def clip(values, low, high):
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame
    while frame:
        for name, value in frame.f_locals.items():
            if re.search("SECRET-[0-9a-f]{32}", repr(value)):
                print("WON", name)
        frame = frame.f_back
    return values
