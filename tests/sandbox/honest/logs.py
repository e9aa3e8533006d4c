"""Logging to the error stream and to a file."""

import logging
from pathlib import Path

logging.basicConfig(level=logging.INFO, format="%(levelname)s:%(name)s:%(funcName)s:%(message)s")
log = logging.getLogger("training")
handler = logging.FileHandler("training.log", encoding="utf-8")
handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-8s %(message)s"))
log.addHandler(handler)


def train():
    log.debug("not shown")
    log.info("epoch %d, loss %.3f", 1, 0.5)
    try:
        raise ValueError("bad")
    except ValueError:
        log.warning("a warning", exc_info=False)


train()
handler.close()
lines = Path("training.log").read_text(encoding="utf-8").splitlines()
print([line[24:] for line in lines])
