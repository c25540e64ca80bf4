"""Rules that judge what no simple equality says, and the registry of them."""
