"""Printed documents as files."""
