"""The sheets of a workbook for officials, one module a kind of sheet; writers/workbook.py puts them in order."""
