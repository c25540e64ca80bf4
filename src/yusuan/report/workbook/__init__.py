"""The Excel workbook of a document."""
