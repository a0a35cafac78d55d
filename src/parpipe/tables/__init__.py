"""Tables to figures in small steps: grid -> sections with their headers -> labels -> columns -> facts -> statements.

The header of a column, the label of a row, the lines above a table and the document each say a part of what a figure is:
its index, year, area, component and measure. Where they leave a part out, or contradict each other, there is no figure.
"""
