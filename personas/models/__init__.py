"""The nouns of whom the company wants: ideal customer profiles, buyer personas, their criteria."""

from personas.models.criterion import BaseCriterion, Criterion, FactName
from personas.models.persona import IdealCustomerProfile, Persona

__all__ = ["BaseCriterion", "Criterion", "FactName", "IdealCustomerProfile", "Persona"]
