"""Verification: of every printed number, whether it still is what the received files say."""
