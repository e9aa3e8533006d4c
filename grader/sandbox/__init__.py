"""The trust boundary: a submission runs behind it, and only plain data comes back.

Kept empty, so that the child loads nothing but what it needs.
"""
