"""Prefect's part of the project: tasks, retries, schedules. What is done to the data stands in parpipe.pipeline."""
