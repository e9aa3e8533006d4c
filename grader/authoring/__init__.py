"""For whoever writes an assignment: references, goldens, catalogue, audit."""
