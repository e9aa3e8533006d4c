"""The store of attempts, observations and scores. The only part that speaks SQL."""
