"""Where everything said and owed is kept."""
