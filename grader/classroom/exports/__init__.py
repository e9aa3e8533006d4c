"""What counts, as other systems' files."""
