"""Runs Mithaq on one machine: PostgreSQL and Valkey from wheels, web, worker and beat.

``python -m alignment.embedded`` is what ``bin/run`` calls; ``python -m
alignment.embedded.throwaway COMMAND`` lends a command empty servers that vanish with it.
Nothing here reads the settings: it makes the environment that they are read from.
"""
