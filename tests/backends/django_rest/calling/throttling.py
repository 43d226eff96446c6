"""Limits the rate of requests."""

from rest_framework.throttling import UserRateThrottle


class NumberThrottle(UserRateThrottle):
    """Forty requests a second for each token."""

    rate = "40/second"
