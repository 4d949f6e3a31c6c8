"""Validation: can we believe what was handed in, and does it reach the standard?"""
