"""The demonstration company: an invention, whose past is replayed with the product's real verbs."""

from alignment.demo.house import EMAIL_DOMAIN, PASSWORD, NotTheDemonstration, SignIn
from alignment.demo.loading import is_loaded, load, sign_ins

__all__ = [
    "EMAIL_DOMAIN",
    "PASSWORD",
    "NotTheDemonstration",
    "SignIn",
    "is_loaded",
    "load",
    "sign_ins",
]
