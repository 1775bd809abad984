"""What an address may say."""

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
