"""What a teacher wrote and recorded: rubric, probes, cases, goldens, mistakes."""
