"""A project folder: where things are (`folders`), what it answers (`workspace`), its departments by name."""
