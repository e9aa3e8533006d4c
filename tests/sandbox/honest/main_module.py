"""A file with a main function behind the usual question."""

import __main__

LIMIT = 3


def main():
    print("main", LIMIT, __name__)
    return 0


if __name__ == "__main__":
    code = main()
    print(code, __main__.LIMIT, main.__module__, __doc__)
