"""Names of people, as faces of two letters."""


def initials(name: str) -> str:
    """Return one or two letters that stand for ``name``; in Arabic one, since letters join."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    if not words[0][0].isascii():
        return words[0][0].upper()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
