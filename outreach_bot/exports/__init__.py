"""Spreadsheets and calendar files."""
