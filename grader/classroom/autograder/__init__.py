"""One submission in, one result out, on the machines of a system that students hand in to."""
