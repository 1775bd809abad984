"""What people fill in about leads."""
