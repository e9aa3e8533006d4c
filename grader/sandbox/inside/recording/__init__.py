"""What is sent behind the wall only where a probe asks for what a script draws or prints."""
