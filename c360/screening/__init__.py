"""Sanctions screening: `compare` is the whole judgement on a pair, `Screener` finds whom to compare."""

from c360.screening.compare import THRESHOLD, compare
from c360.screening.screener import Candidate, Screener
from c360.screening.subject import Comparison, Feature, IdentityDocument, Subject

__all__ = ["THRESHOLD", "Candidate", "Comparison", "Feature", "IdentityDocument", "Screener", "Subject", "compare"]
