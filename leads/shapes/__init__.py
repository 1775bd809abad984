"""The shapes in which leads and hand-offs are told to programs, by this app and those above it."""
