"""What can be chosen for a company and a person: time zones, currencies, countries."""

import zoneinfo
from functools import cache

import phonenumbers

# ISO 4217, the currencies in use.
_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS
UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = tuple(_CODES.split())


@cache
def time_zones() -> tuple[str, ...]:
    """Return the names of the time zones of places, and UTC, sorted."""
    names = (name for name in zoneinfo.available_timezones() if "/" in name)
    places = (name for name in names if not name.startswith(("Etc/", "SystemV/", "US/")))
    return ("UTC", *sorted(places))


@cache
def countries() -> tuple[str, ...]:
    """Return the two-letter codes of the countries whose phone numbers can be read."""
    return tuple(sorted(phonenumbers.SUPPORTED_REGIONS))
