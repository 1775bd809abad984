"""What an address may say."""

from django.urls import register_converter

from dashboards.panels import CHARTS


class ChartConverter:
    """The key of a chart that there is; any other address does not exist."""

    regex = "|".join(CHARTS)

    def to_python(self, value: str) -> str:
        """Return the key."""
        return value

    def to_url(self, value: str) -> str:
        """Return the key; ``ValueError`` for one that there is not."""
        if value not in CHARTS:
            raise ValueError(value)
        return value


class ReviewConverter:
    """A month or a quarter: "2026-10", "2026-q4"."""

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2]|q[1-4])"

    def to_python(self, value: str) -> str:
        """Return the text."""
        return value

    def to_url(self, value: str) -> str:
        """Return the text."""
        return value


# Here, not beside the addresses: those of the pages and those of the API both say it.
register_converter(ReviewConverter, "review")
