"""What the doors of every app share: refusals, keyset pages, instants, words for durations.

The lowest package of the house. It has no models and knows no other app.
"""
