"""Transcripts that yusuan wrote: reader and writer."""
