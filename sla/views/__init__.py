"""The pages of the promise."""
