"""Stores that another project maintains."""
