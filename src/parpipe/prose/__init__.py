"""Prose to figures in small steps: vocabulary (data) -> tokens -> figures -> mentions -> attribution.

Each step is a function of the one before and can be tested alone. Nothing here knows of files, sources or releases.
"""
