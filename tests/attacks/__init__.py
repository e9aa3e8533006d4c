"""Programs that attack the grader, the graders that they fool, and a place to try them."""
