"""The store of attempts, observations and scores. The only part of the grader that speaks SQL.

Kept empty: SQLAlchemy is loaded by those who import `grader.gradebook.store`.
"""
