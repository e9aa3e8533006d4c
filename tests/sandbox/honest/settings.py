"""Settings in files: configparser, XML, shlex, URLs, HTML."""

import configparser
import html
import shlex
import urllib.parse
import xml.etree.ElementTree as ElementTree

config = configparser.ConfigParser()
config.read_string("[train]\nepochs = 5\nrate = 0.1\n[data]\npath = data/points.txt\n")
with open("settings.ini", "w", encoding="utf-8") as file:
    config.write(file)
again = configparser.ConfigParser()
print(again.read("settings.ini", encoding="utf-8"), again.getint("train", "epochs"))
root = ElementTree.fromstring("<net><layer size='2'/><layer size='3'/></net>")
print([int(layer.get("size")) for layer in root.iter("layer")], ElementTree.tostring(root)[:5])
print(shlex.split("a 'b c' d"), urllib.parse.urlencode({"q": "ä b"}), html.escape("<&>"))
print(urllib.parse.urlparse("https://example.org/x?y=1#z").path, html.unescape("&auml;"))
