"""Reads the environment: the only source of configuration.

Every name can also be given as ``NAME_FILE``, the path of a file that holds the value, so that
secrets need not stand in the environment (``SECRET_KEY_FILE=/run/secrets/secret_key``).
"""

from environ import FileAwareEnv

env = FileAwareEnv()
