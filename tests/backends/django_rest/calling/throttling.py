"""Limits the rate of requests."""

from rest_framework.throttling import UserRateThrottle


class NumberThrottle(UserRateThrottle):
    """Five requests a second for each token."""

    rate = "5/second"
