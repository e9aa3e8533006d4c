"""From a file to a script: read, cut into cells, looked at; nothing is run."""
