"""Scheduled runs: what is to be made when and for whom, made whole, and sent once."""
