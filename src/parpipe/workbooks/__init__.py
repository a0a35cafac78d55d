"""Workbooks of XLSX, ODS and XLS as sheets of texts, as a person sees them: read by ``parpipe.readers.spreadsheet``."""
