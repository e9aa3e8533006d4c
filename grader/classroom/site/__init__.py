"""A page for each student and the dashboard, written into a folder."""
