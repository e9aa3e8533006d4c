"""Pages on which a class's markers judge what a program can't: `grade serve`."""
