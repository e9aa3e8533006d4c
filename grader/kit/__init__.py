"""What students are given, proven before it is handed out."""
