"""From another grader's source notebook to an assignment of ours: cells, points and questions."""
