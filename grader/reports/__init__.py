"""What a report looks like: on a terminal, and as a JSON document. Pure."""
