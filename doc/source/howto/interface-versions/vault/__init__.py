"""Keeps parcels."""
