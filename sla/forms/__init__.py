"""What people fill in about the promise."""
