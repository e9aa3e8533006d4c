"""Files that come in from other systems and go out to them; each a reader or writer of its own."""
