"""The dashboard's figures for programs."""
