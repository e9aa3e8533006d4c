"""argparse without arguments, with some, and with a mistake."""

import argparse
import contextlib
import io

parser = argparse.ArgumentParser(prog="train", description=__doc__)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--verbose", action="store_true")
print(parser.parse_args([]), parser.parse_args(["--epochs", "3", "--verbose"]))
if __name__ == "__main__":
    print(parser.parse_args().epochs)
with contextlib.redirect_stderr(io.StringIO()) as shown:
    try:
        parser.parse_args(["--epochs", "x"])
    except SystemExit as error:
        print(error.code)
print("invalid int value" in shown.getvalue(), "--epochs EPOCHS" in parser.format_help())
