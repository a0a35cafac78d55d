"""Published index figures of Vietnam's public administration as open data that can be trusted."""
