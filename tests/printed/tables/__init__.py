"""Tables of a disclosure, each as the field prints it."""
