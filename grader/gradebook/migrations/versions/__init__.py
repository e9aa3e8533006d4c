"""One file a step. What was released is never changed: the next step is a new file."""
