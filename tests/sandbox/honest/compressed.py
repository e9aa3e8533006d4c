"""Compression in memory and in files: zlib, gzip, bz2, lzma, zip, tar."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib

text = b"the same again and again, " * 1000
for module in (zlib, gzip, bz2, lzma):
    small = module.compress(text)
    print(module.__name__, len(small) < 500, module.decompress(small) == text)
with gzip.open("text.gz", "wt", encoding="utf-8") as file:
    file.write("line\n" * 3)
with gzip.open("text.gz", "rt", encoding="utf-8") as file:
    print(file.readlines())
with zipfile.ZipFile("text.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.write("text.gz")
    archive.writestr("folder/x.txt", text)
with zipfile.ZipFile("text.zip") as archive:
    print(archive.namelist(), archive.testzip(), len(archive.read("folder/x.txt")))
buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
    archive.add("text.zip")
buffer.seek(0)
with tarfile.open(fileobj=buffer) as archive:
    print(archive.getnames())
